"""What the producers' pages draw: seasons and heights as their documents state them, each with its sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from origin_qa.answer.facts import FactGroup, find_facts
from origin_qa.serve import charts, readings
from origin_qa.serve.charts import Bar, Reach, Scale
from origin_qa.serve.service import Edition
from origin_qa.serve.sheet import StatedValue, stated_value
from origin_qa.types import Profile, Value

HARVEST = "harvest"
ALTITUDE = "altitude"


@dataclass(frozen=True, slots=True)
class SeasonStrip:
    """One statement of a harvest: the bars of its months, and the season in words."""

    value: StatedValue
    words: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class HeightStrip:
    """One statement of an altitude: its place on the common scale, and the height in words."""

    value: StatedValue
    words: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Pictured:
    """A producer's harvests and altitudes; more than one of a kind if the sources disagree."""

    seasons: tuple[SeasonStrip, ...]
    heights: tuple[HeightStrip, ...]


@dataclass(frozen=True, slots=True)
class Heights:
    """The scale of altitudes that all producers share, and the stretch that they take up together."""

    scale: Scale
    all: Bar


def heights(edition: Edition) -> Heights | None:
    """The common scale of all producers of the edition, or None if no document states a height."""
    values = [
        group.lead.value
        for profile in edition.index.profiles.values()
        for group in _stated(profile, ALTITUDE)
    ]
    common = charts.scale(values)
    taken = charts.span(values, common) if common else None
    return Heights(common, taken) if common and taken else None


def pictured(edition: Edition, profile: Profile, common: Heights | None) -> Pictured:
    """What is drawn of one producer."""
    seasons = (
        SeasonStrip(value, readings.season(season), charts.seasons(readings.months_of(season)))
        for value, season in _values(edition, _stated(profile, HARVEST))
        if readings.months_of(season)
    )
    strips = (
        HeightStrip(value, readings.height(height), reach)
        for value, height in _values(edition, _stated(profile, ALTITUDE))
        if common and (reach := charts.reach(height, common.scale))
    )
    return Pictured(tuple(seasons), tuple(strips))


def _stated(profile: Profile, attribute: str) -> Sequence[FactGroup]:
    return find_facts(profile, attribute).current


def _values(edition: Edition, groups: Iterable[FactGroup]) -> Iterable[tuple[StatedValue, Value]]:
    return ((stated_value(edition, group.facts), group.lead.value) for group in groups)

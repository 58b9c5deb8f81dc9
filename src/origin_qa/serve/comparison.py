"""Producers side by side: what the documents of each state of the same attribute, drawn and in a table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from origin_qa.attributes import attributes
from origin_qa.serve.figures import Heights, Pictured, heights, pictured
from origin_qa.serve.links import producer_url
from origin_qa.serve.service import Edition
from origin_qa.serve.sheet import SheetRow, StatedValue, fact_sheet
from origin_qa.types import Profile

MOST_UNASKED = 6
"""With more producers than these, the table waits until some are chosen; charts always show them all."""
IN_THE_HEADING = frozenset({"name", "country"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A producer to compare or leave out."""

    id: str
    name: str
    country: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A producer that is compared, with what is drawn of it."""

    id: str
    name: str
    url: str
    country: str
    pictured: Pictured


@dataclass(frozen=True, slots=True)
class Cell:
    """What one producer's documents state; nothing stated is not a no."""

    values: tuple[StatedValue, ...] = ()
    disagree: bool = False


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """An attribute with a cell for each producer; `label_language` as in `SheetRow`."""

    attribute: str
    label: str
    label_language: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison page. `rows` are empty while too many producers would stand side by side."""

    choices: tuple[Choice, ...]
    producers: tuple[Compared, ...]
    heights: Heights | None
    rows: tuple[ComparedRow, ...]

    @property
    def harvests(self) -> bool:
        """Whether any of the producers states its harvest."""
        return any(producer.pictured.seasons for producer in self.producers)

    @property
    def altitudes(self) -> bool:
        """Whether any of the producers states its altitude."""
        return any(producer.pictured.heights for producer in self.producers)


def comparison(edition: Edition, chosen: Collection[str]) -> Comparison:
    """The chosen producers side by side; all of them if none of `chosen` is known."""
    everybody = in_order(edition.index.profiles.values())
    known = [profile for profile in everybody if profile.id in chosen]
    compared = known or everybody
    common = heights(edition)
    return Comparison(
        tuple(Choice(p.id, p.name, p.country, p in compared) for p in everybody),
        tuple(
            Compared(p.id, p.name, producer_url(p.id), p.country, pictured(edition, p, common))
            for p in compared
        ),
        common,
        rows([fact_sheet(edition, p) for p in compared]) if known or len(everybody) <= MOST_UNASKED else (),
    )


def in_order(profiles: Iterable[Profile]) -> list[Profile]:
    """Producers by country and name."""
    return sorted(profiles, key=lambda profile: (profile.country.casefold(), profile.name.casefold()))


def rows(sheets: Sequence[Sequence[SheetRow]]) -> tuple[ComparedRow, ...]:
    """The attributes that any of the sheets states, in the order of the vocabulary, a cell for each sheet."""
    stated: list[Mapping[str, SheetRow]] = [{row.attribute: row for row in sheet} for sheet in sheets]
    order = {key: place for place, key in enumerate(attributes())}
    keys = {key for sheet in stated for key in sheet} - IN_THE_HEADING
    found = []
    for key in sorted(keys, key=lambda key: (order.get(key, len(order)), key)):
        named = next(sheet[key] for sheet in stated if key in sheet)
        found.append(
            ComparedRow(
                key, named.label, named.label_language, tuple(_cell(sheet.get(key)) for sheet in stated)
            )
        )
    return tuple(found)


def _cell(row: SheetRow | None) -> Cell:
    return Cell(row.values, row.disagree) if row else Cell()

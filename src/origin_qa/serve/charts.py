"""The geometry of the producers' charts: where seasons and heights lie, as frozen records of numbers.

Horizontal places are in percent of a chart's width, so that a drawing is as wide as the page allows
and its letters keep their size. The templates draw; nothing here knows of SVG.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from origin_qa.types import Value

MONTH = 100 / 12
GAP = 0.5
"""Between a bar's end and the edge of its month."""
OVERHANG = 4.0
"""How far a bar that goes on over the year's end is drawn past the chart's edge, which cuts it off."""
TICKS = 5
"""The most ticks of a scale."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a chart, in percent of its width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A place of a scale and the value that it stands for."""

    x: float
    value: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A common scale from `low` to `high`, both round, with its ticks."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def place(self, value: float) -> float:
        """Where a value lies, in percent; values off the scale lie at its ends."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 3)


@dataclass(frozen=True, slots=True)
class Reach:
    """A figure or range on a scale: a point where `width` is 0.

    `below` and `above` are stretches that a hedged figure ("at least", "up to") may reach into.
    """

    x: float
    width: float
    below: Bar | None = None
    above: Bar | None = None


def seasons(months: Collection[int]) -> tuple[Bar, ...]:
    """The bars of a season given by its months, 1 to 12, from left to right.

    A season over the year's end is two bars, each reaching past the edge that it goes on behind.
    """
    present = {month for month in months if 1 <= month <= 12}
    if len(present) == 12:
        return (Bar(-OVERHANG, 100 + 2 * OVERHANG),)
    bars = []
    for first in sorted(month for month in present if month == 1 or month - 1 not in present):
        last = first
        while last + 1 in present:
            last += 1
        goes_on_before = first == 1 and 12 in present
        goes_on_after = last == 12 and 1 in present
        start = -OVERHANG if goes_on_before else (first - 1) * MONTH + GAP
        end = 100 + OVERHANG if goes_on_after else last * MONTH - GAP
        bars.append(Bar(round(start, 3), round(end - start, 3)))
    return tuple(bars)


def month_places() -> tuple[float, ...]:
    """The middle of each month."""
    return tuple(round((month + 0.5) * MONTH, 3) for month in range(12))


def scale(values: Iterable[Value]) -> Scale | None:
    """A scale that holds every figure, with round ends and at most `TICKS` + 1 steps; None without figures."""
    figures = [end for value in values for end in (value.low, value.high) if end is not None]
    if not figures:
        return None
    low, high = min(figures), max(figures)
    step = _round_step(max(high - low, 0.1 * abs(high), 1.0) / (TICKS - 1))
    # A point on the very edge would be cut in half, so there is always some air.
    start = math.floor((low - 0.2 * step) / step) * step
    start = max(start, 0.0) if low >= 0 else start
    end = math.ceil((high + 0.2 * step) / step) * step
    bare = Scale(start, end, ())
    count = round((end - start) / step)
    return Scale(
        start, end, tuple(Tick(bare.place(start + n * step), start + n * step) for n in range(count + 1))
    )


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is at least `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least * (1 - 1e-9))


def reach(value: Value, on: Scale) -> Reach | None:
    """Where a value lies on a scale, or None if it has no figures."""
    if value.low is None or value.high is None:
        return None
    start, end = on.place(value.low), on.place(value.high)
    return Reach(
        start,
        round(end - start, 3),
        Bar(0.0, start) if value.bound == "at_most" else None,
        Bar(end, round(100 - end, 3)) if value.bound == "at_least" else None,
    )


def span(values: Sequence[Value], on: Scale) -> Bar | None:
    """From the lowest to the highest figure of several values, or None without figures."""
    figures = [end for value in values for end in (value.low, value.high) if end is not None]
    if not figures:
        return None
    start = on.place(min(figures))
    return Bar(start, round(on.place(max(figures)) - start, 3))

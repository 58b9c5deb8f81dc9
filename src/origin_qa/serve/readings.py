"""What a value means, in the visitor's language: beside the document's own words, never in their place.

`2,424` is two thousand to one reader and two and a half to another, and not everybody thinks in
metres. A reading is given only where it adds something to what the document wrote.
"""

import re
from itertools import pairwise

from origin_qa.attributes import attributes
from origin_qa.attributes.months import MONTHS
from origin_qa.serve.formats import in_feet, listed, measure, month, number
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.languages import language
from origin_qa.types import Fact, Value

GROUPED = re.compile(r"\d[.,'’ ]\d{3}(?!\d)")
"""A figure with a mark between its thousands."""
MEASURED = frozenset({"percent", "mass", "area", "length", "height"})
"""Kinds whose figures are in a unit that is written; counts are of what their attribute says."""


def reading(fact: Fact, written_in: str) -> str:
    """The value of a fact in the visitor's number format and units, or nothing if that tells no more.

    `written_in` is the language of the document.
    """
    kind = _kind(fact)
    value = fact.value
    if kind == "months":
        return season(value) if value.items and written_in != language() else ""
    if kind in ("text", "list", "year") or value.low is None or value.high is None:
        return ""
    if kind == "height":
        return height(value)
    unit = fact.unit if kind in MEASURED else ""
    figures = [number(end) for end in dict.fromkeys((value.low, value.high))]
    return "" if all(figure in fact.raw for figure in figures) else bounded(value, figures_of(value, unit))


def normalised(fact: Fact) -> str:
    """The value as it was understood and is compared; nothing for texts, which are only quoted.

    Figures are in the unit of their attribute, whatever unit the document has.
    """
    kind, value = _kind(fact), fact.value
    if kind == "months":
        return season(value) if value.items else ""
    if kind == "list":
        return listed(value.items)
    if kind == "text" or value.low is None or value.high is None:
        return ""
    if kind == "year":
        years = dict.fromkeys((value.low, value.high))
        return bounded(value, "–".join(f"{year:.0f}" for year in years))
    return bounded(value, figures_of(value, fact.unit if kind in MEASURED else ""))


def _kind(fact: Fact) -> str:
    """The kind of a fact's attribute."""
    entry = attributes().get(fact.attribute)
    # What a label of the documents' own counts is not known: `1999` may be a year, `2,800` can't be.
    return entry.kind if entry else "count" if GROUPED.search(fact.raw) else "text"


def months_of(value: Value) -> tuple[int, ...]:
    """The months of a season, 1 to 12, in its own order."""
    return tuple(MONTHS.index(name) + 1 for name in value.items if name in MONTHS)


def season(value: Value) -> str:
    """`April to October`; months that don't follow one another are listed."""
    months = months_of(value)
    follow = all(b == a % 12 + 1 for a, b in pairwise(months))
    if len(months) > 2 and follow:
        return _("%(first)s to %(last)s", first=month(months[0]), last=month(months[-1]))
    return listed([month(each) for each in months])


def height(value: Value) -> str:
    """A height in metres and, rounded, in feet."""
    feet = Value(in_feet(value.low or 0.0), in_feet(value.high or 0.0))
    both = f"{figures_of(value, 'm')} (≈\N{NO-BREAK SPACE}{figures_of(feet, 'ft')})"
    return bounded(value, both)


def figures_of(value: Value, unit: str) -> str:
    """One figure with its unit, or a range with the unit at its end."""
    low, high = value.low or 0.0, value.high or 0.0
    return measure(low, unit) if low == high else f"{number(low)}–{measure(high, unit)}"


def bounded(value: Value, figures: str) -> str:
    """Figures with the hedge that the document puts on them."""
    if value.bound == "about":
        return _("about %(figures)s", figures=figures)
    if value.bound == "at_least":
        return _("at least %(figures)s", figures=figures)
    if value.bound == "at_most":
        return _("up to %(figures)s", figures=figures)
    return figures

"""The fact sheet of a producer: every value as its documents write it, with its year and its sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from origin_qa.answer.facts import fact_table
from origin_qa.attributes import attributes
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.places import Link, place_of
from origin_qa.serve.readings import reading
from origin_qa.serve.service import Edition
from origin_qa.types import Fact, Profile

SYMBOLS = frozenset({"%", "m", "mm", "ha", "t", "kg"})
"""Units of the vocabulary that read the same in every language."""


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as the documents write it, with its year if it has one and every place that says it.

    `measure` is what a bare figure counts or is in, in the document's words too. `reading` is the
    value in the visitor's own number format and units, empty if that adds nothing. `earlier` marks
    history: what an older source says, or what once was.
    """

    text: str
    measure: str
    reading: str
    as_of: int | None
    earlier: bool
    sources: tuple[Link, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An attribute and the values stated for it; `disagree` if they can't all be true.

    `label` is ours, in the visitor's language, unless `label_language` tells that it is a document's.
    """

    attribute: str
    label: str
    label_language: str
    values: tuple[StatedValue, ...]
    disagree: bool

    @property
    def standing(self) -> tuple[StatedValue, ...]:
        """The value in short: all that stand where sources disagree, else the first."""
        current = tuple(value for value in self.values if not value.earlier)
        return current if self.disagree else self.values[:1]


def fact_sheet(edition: Edition, profile: Profile) -> tuple[SheetRow, ...]:
    """A row for each attribute that the documents state, in the order of the vocabulary."""
    rows = []
    for attribute, same in groupby(fact_table(profile), key=lambda row: row.attribute):
        stated = list(same)
        values: list[tuple[list[Fact], bool]] = []
        for row in stated:
            same_value = next((facts for facts, _ in values if _say_the_same(facts[0], row.fact)), None)
            if same_value is None:
                values.append(([row.fact], row.status == "history"))
            else:
                same_value.append(row.fact)
        label, label_language = label_of(edition, stated[0].fact)
        rows.append(
            SheetRow(
                attribute,
                label,
                label_language,
                tuple(stated_value(edition, facts, earlier) for facts, earlier in values),
                any(row.status == "conflict" for row in stated),
            )
        )
    return tuple(rows)


def label_of(edition: Edition, fact: Fact) -> tuple[str, str]:
    """What a fact's attribute is called in the visitor's language, or by its own document in its own."""
    entry = attributes().get(fact.attribute)
    if entry is None:
        return fact.label, edition.index.documents[fact.document].language
    return _(entry.title), ""


def stated_value(edition: Edition, facts: Sequence[Fact], earlier: bool = False) -> StatedValue:
    """Facts that say the same, in the words of the first."""
    first = facts[0]
    written_in = edition.index.documents[first.document].language
    places = (place_of(edition, fact.document, fact.span) for fact in facts)
    return StatedValue(
        first.raw,
        _measure(first),
        reading(first, written_in),
        first.as_of,
        earlier,
        tuple(dict.fromkeys(place.link for place in places)),
        written_in,
    )


def _say_the_same(a: Fact, b: Fact) -> bool:
    """Whether two facts state one value of one year, be it in other words: `2,000 m`, `2,000 metres`."""
    if a.as_of != b.as_of or (a.noun and b.noun and a.noun.casefold() != b.noun.casefold()):
        return False
    if a.value.low is None or b.value.low is None:
        return a.raw.casefold() == b.raw.casefold()
    return a.value == b.value


def _measure(fact: Fact) -> str:
    """What a bare figure counts, or the unit that it is in; counts are of what their attribute says."""
    if any(letter.isalpha() or letter == "%" for letter in fact.raw):
        return ""
    return fact.noun or (fact.unit if fact.unit in SYMBOLS else "")

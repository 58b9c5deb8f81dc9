"""Answers comparisons and lists from the facts of several producers, every cell cited.

Producers without the fact are named as such.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from origin_qa.answer.citing import Citer
from origin_qa.answer.compare import Bound, Comparison, Direction
from origin_qa.answer.compose import cite_facts, value_phrase
from origin_qa.answer.facts import Findings, find_facts
from origin_qa.answer.inquiry import Draft
from origin_qa.answer.phrases import joined, phrase, statement, title_of
from origin_qa.answer.terms import stems
from origin_qa.attributes import attributes, fold
from origin_qa.attributes.countries import country_words
from origin_qa.index.generation import Index
from origin_qa.types import AnswerSentence, Fact, Profile, Table, TableRow, TableValue, Value

_ADJECTIVES: Mapping[str, tuple[str, str]] = {
    "year": ("later", "earlier"),
    "height": ("higher", "lower"),
}
_NAMED = 3
"""Producers that the first is set beside by name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The facts of one producer that meet a comparison, none where its documents state none."""

    profile: Profile
    facts: tuple[Fact, ...] = ()

    @property
    def said(self) -> str:
        """The values in one phrase."""
        return " or ".join(dict.fromkeys(value_phrase(fact) for fact in self.facts))

    def values(self, citer: Citer) -> tuple[TableValue, ...]:
        """The values as they are said, each with its citations."""
        stated: dict[str, list[Fact]] = {}
        for fact in self.facts:
            stated.setdefault(value_phrase(fact), []).append(fact)
        return tuple(TableValue(text, cite_facts(facts, citer)) for text, facts in stated.items())

    def cited(self, citer: Citer) -> tuple[int, ...]:
        """The citation numbers of all values."""
        return tuple(dict.fromkeys(n for value in self.values(citer) for n in value.citations))

    def figure(self, direction: Direction) -> float:
        """The figure to order by: the top of a range for the most, its foot for the least."""
        value = self.facts[0].value
        figure = value.high if direction == "most" else value.low
        return figure if figure is not None else 0.0


def compare(comparison: Comparison, index: Index, citer: Citer) -> Draft | None:
    """The answer in sentences and as a table, None if no producer has what is asked."""
    profiles = index.profiles
    cells: list[Cell] = []
    missing: list[Profile] = []
    for producer in comparison.producers:
        findings = find_facts(profiles[producer], comparison.attribute)
        if not findings.current and comparison.attribute == "country":
            cells += _placed(index, profiles[producer])
        elif not findings.current:
            missing.append(profiles[producer])
        elif facts := _meeting(comparison, findings):
            cells.append(Cell(profiles[producer], facts))
    if not cells:
        return None
    direction = comparison.direction if len(cells) > 1 and not comparison.bound else None
    if direction:
        cells.sort(key=lambda cell: cell.figure(direction), reverse=direction == "most")
        first = cells[0].figure(direction)
        tied = [cell for cell in cells if cell.figure(direction) == first]
        sentences = [
            _winner(comparison, tied, cells[len(tied) :], citer),
            *(_cell_sentence(cell, citer) for cell in cells[len(tied) :]),
        ]
    else:
        sentences = [_cell_sentence(cell, citer) for cell in cells]
    conditional = comparison.item or comparison.months or comparison.bound
    unstated = [] if conditional or comparison.attribute == "country" else missing
    if unstated:
        sentences.append(AnswerSentence(_missing(comparison, [profile.name for profile in unstated]), ()))
    table = _table(comparison, [*cells, *map(Cell, unstated)], citer, lead=1 if direction else 0)
    return Draft("answered", tuple(sentences), table=table)


def _table(comparison: Comparison, cells: Sequence[Cell], citer: Citer, lead: int) -> Table | None:
    """The cells below each other, None where there is nothing to compare."""
    if len(cells) < 2:
        return None
    entry = attributes().get(comparison.attribute)
    title = title_of(entry, comparison.language) if entry else cells[0].facts[0].label
    rows = tuple(TableRow(cell.profile.id, cell.values(citer)) for cell in cells)
    return Table(comparison.attribute, title, rows, lead)


def _placed(index: Index, profile: Profile) -> list[Cell]:
    """A producer whose country only running text or a title tells, with the place that tells it."""
    words = country_words(profile.country)
    for passage in index.passages:
        if passage.producer != profile.id:
            continue
        text = index.documents[passage.document].text
        for span in passage.sentences:
            if any(f" {word} " in f" {fold(span.of(text))} " for word in words):
                fact = Fact(
                    producer=profile.id,
                    attribute="country",
                    label="Country",
                    value=Value(items=(profile.country,)),
                    unit="",
                    raw=profile.country,
                    document=passage.document,
                    span=span,
                    value_span=span,
                    origin="prose",
                )
                return [Cell(profile, (fact,))]
    return []


def _meeting(comparison: Comparison, findings: Findings) -> tuple[Fact, ...]:
    """The facts that speak for each current value and meet the conditions."""
    if comparison.item:
        facts = [fact for group in findings.current for fact in group.facts]
        held = [fact for fact in facts if comparison.item <= stems(" ".join(fact.value.items) or fact.raw)]
        return tuple(held[:2])
    leads = [group.lead for group in findings.current]
    if comparison.months:
        leads = [fact for fact in leads if comparison.months <= set(fact.value.items)]
    if comparison.bound:
        leads = [fact for fact in leads if _within(comparison.bound, fact)]
    return tuple(leads)


def _within(bound: Bound, fact: Fact) -> bool:
    if bound.least:
        return fact.value.high is not None and fact.value.high > bound.figure
    return fact.value.low is not None and fact.value.low < bound.figure


def _winner(
    comparison: Comparison, tied: Sequence[Cell], others: Sequence[Cell], citer: Citer
) -> AnswerSentence:
    """Who comes first, beside whom; more than one where their figures are the same."""
    entry = attributes().get(comparison.attribute)
    language = comparison.language
    more, less = _ADJECTIVES.get(entry.kind if entry else "", ("more", "less"))
    word = phrase(language, more if comparison.direction == "most" else less)
    numbers = tuple(dict.fromkeys(n for cell in tied for n in cell.cited(citer)))
    if entry and others and len(tied) == 1:
        said = statement(entry, language, tied[0].profile.name, tied[0].said)
        names = _names([cell.profile.name for cell in others], language)
        return AnswerSentence(phrase(language, "than", said=said, word=word.lower(), names=names), numbers)
    named = "; ".join(f"{cell.profile.name}, {cell.said}" for cell in tied)
    return AnswerSentence(f"{word}: {named}.", numbers)


def _names(names: Sequence[str], language: str) -> str:
    if len(names) <= _NAMED:
        return joined(names, language)
    return phrase(language, "others", names=", ".join(names[:_NAMED]), count=len(names) - _NAMED)


def _missing(comparison: Comparison, names: Sequence[str]) -> str:
    return phrase(comparison.language, "missing", names=joined(names, comparison.language))


def _cell_sentence(cell: Cell, citer: Citer) -> AnswerSentence:
    return AnswerSentence(f"{cell.profile.name}: {cell.said}.", cell.cited(citer))

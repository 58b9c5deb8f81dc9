"""Answers comparisons and lists from the facts of several producers, every cell cited.

Producers without the fact are named as such.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from origin_qa.answer.citing import Citer
from origin_qa.answer.compare import Bound, Comparison, Direction
from origin_qa.answer.compose import cite_facts
from origin_qa.answer.facts import Findings, find_facts
from origin_qa.answer.glossary import in_english
from origin_qa.answer.inquiry import Draft
from origin_qa.answer.naming import full_name
from origin_qa.answer.phrases import joined, phrase, title_of
from origin_qa.answer.saying import value_phrase
from origin_qa.answer.sentences import alternatives, statement
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

    def said(self, language: str) -> str:
        """The values in one phrase."""
        return alternatives([value_phrase(fact, language) for fact in self.facts], language)

    def values(self, citer: Citer, language: str) -> tuple[TableValue, ...]:
        """The values as they are said, each with its citations."""
        stated: dict[str, list[Fact]] = {}
        for fact in self.facts:
            stated.setdefault(value_phrase(fact, language), []).append(fact)
        return tuple(TableValue(text, cite_facts(facts, citer)) for text, facts in stated.items())

    def cited(self, citer: Citer, language: str) -> tuple[int, ...]:
        """The citation numbers of all values."""
        return tuple(dict.fromkeys(n for value in self.values(citer, language) for n in value.citations))

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
        findings = _findings(profiles[producer], comparison)
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
            *(_cell_sentence(cell, citer, comparison.language) for cell in cells[len(tied) :]),
        ]
    else:
        sentences = [_cell_sentence(cell, citer, comparison.language) for cell in cells]
    conditional = comparison.item or comparison.months or comparison.bound
    unstated = [] if conditional or comparison.attribute == "country" else missing
    if unstated:
        sentences.append(
            AnswerSentence(_missing(comparison, [full_name(profile) for profile in unstated]), ())
        )
    table = _table(comparison, [*cells, *map(Cell, unstated)], citer, lead=1 if direction else 0)
    return Draft("answered", tuple(sentences), table=table)


def _findings(profile: Profile, comparison: Comparison) -> Findings:
    """What a producer's documents state, under the attribute or, of an item, under one that tells it as well."""
    findings = find_facts(profile, comparison.attribute)
    entry = attributes().get(comparison.attribute)
    for other in entry.told_by if entry and comparison.item else ():
        findings = replace(findings, current=findings.current + find_facts(profile, other).current)
    return findings


def _table(comparison: Comparison, cells: Sequence[Cell], citer: Citer, lead: int) -> Table | None:
    """The cells below each other, None where there is nothing to compare."""
    if len(cells) < 2:
        return None
    entry = attributes().get(comparison.attribute)
    title = title_of(entry, comparison.language) if entry else cells[0].facts[0].label
    rows = tuple(TableRow(cell.profile.id, cell.values(citer, comparison.language)) for cell in cells)
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
        held = [fact for fact in facts if comparison.item <= _stated(fact)]
        return tuple(held[:2])
    leads = [group.lead for group in findings.current]
    if comparison.months:
        leads = [fact for fact in leads if comparison.months <= set(fact.value.items)]
    if comparison.bound:
        leads = [fact for fact in leads if _within(comparison.bound, fact)]
    return tuple(leads)


def _stated(fact: Fact) -> frozenset[str]:
    """The stems of what a fact says, also in English where it says it in another language."""
    words = fold(" ".join((*fact.value.items, fact.raw, fact.label))).split()
    return stems(" ".join((*words, *in_english(words))))


def _within(bound: Bound, fact: Fact) -> bool:
    figure = fact.value.high if bound.least else fact.value.low
    if figure is None:
        return False
    beyond = figure > bound.figure if bound.least else figure < bound.figure
    return beyond or (bound.inclusive and figure == bound.figure)


def _winner(
    comparison: Comparison, tied: Sequence[Cell], others: Sequence[Cell], citer: Citer
) -> AnswerSentence:
    """Who comes first, beside whom; more than one where their figures are the same."""
    entry = attributes().get(comparison.attribute)
    language = comparison.language
    more, less = _ADJECTIVES.get(entry.kind if entry else "", ("more", "less"))
    word = phrase(language, more if comparison.direction == "most" else less)
    numbers = tuple(dict.fromkeys(n for cell in tied for n in cell.cited(citer, language)))
    if entry and others and len(tied) == 1:
        said = statement(full_name(tied[0].profile), tied[0].facts, language)
        names = _names([full_name(cell.profile) for cell in others], language)
        return AnswerSentence(phrase(language, "than", said=said, word=word.lower(), names=names), numbers)
    named = "; ".join(f"{full_name(cell.profile)}, {cell.said(language)}" for cell in tied)
    return AnswerSentence(f"{phrase(language, 'pair', name=word, value=named)}.", numbers)


def _names(names: Sequence[str], language: str) -> str:
    if len(names) <= _NAMED:
        return joined(names, language)
    return phrase(language, "others", names=", ".join(names[:_NAMED]), count=len(names) - _NAMED)


def _missing(comparison: Comparison, names: Sequence[str]) -> str:
    return phrase(comparison.language, "missing", names=joined(names, comparison.language))


def _cell_sentence(cell: Cell, citer: Citer, language: str) -> AnswerSentence:
    text = phrase(language, "pair", name=full_name(cell.profile), value=cell.said(language))
    return AnswerSentence(f"{text}.", cell.cited(citer, language))

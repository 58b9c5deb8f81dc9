"""Comparisons and lists over the facts of several producers, every cell cited.

A question compares when it names two producers or more, and lists when it asks which of all
producers meet a condition: a country, an item of a list (a variety, a seal), a bound on a figure, a
month. Producers without the fact are named as such.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from origin_qa.answer.citing import Citer
from origin_qa.answer.compose import cite_facts, value_phrase
from origin_qa.answer.facts import Findings, find_facts
from origin_qa.answer.phrases import joined, phrase
from origin_qa.answer.question import Question
from origin_qa.answer.terms import stem, stems
from origin_qa.answer.words import FUNCTION_WORDS, GENERAL_VERBS, TOPIC_WORDS
from origin_qa.attributes import attributes, fold
from origin_qa.attributes.countries import country_words
from origin_qa.attributes.values import grammar, parse_months, parse_number
from origin_qa.index.generation import Index
from origin_qa.types import AnswerSentence, Fact, Profile, Value

Direction = Literal["most", "least"]

_KINDS = r"(?:producers|co ?ops|cooperatives|co operatives|origins|partners|suppliers|groups|unions|coffees)"
_EXPLICIT_LISTS = re.compile(
    rf"\b(?:which|what|list|name|show|any|all) (?:(?!of\b)\w+ ){{0,2}}(?:of (?:the|your) (?:\w+ )?)?{_KINDS}\b"
    r"|\bwhich (?:\w+ )?(?:producer|co ?op|co ?operative|cooperative|origin|partner|supplier|union|coffee|growers)\b"
    rf"|\bwhich (?:ones?|of (?:them|these|those))\b|\byour (?:\w+ )?{_KINDS}\b"
)
_LISTS = re.compile(
    rf"{_EXPLICIT_LISTS.pattern}|\b(?:among|amongst|of|all|between) (?:\w+ )?(?:your|the) (?:\w+ )?{_KINDS}\b"
    r"|^(?:and )?who (?:else )?(?:grows?|has|have|harvests?|picks?|ships?|roasts?|sells?|plants?|offers?|uses?|makes?"
    r"|produces?|farms?|is|was|are)\b|^where can\b|^compare\b"
)
_MOST = re.compile(
    r"\b(?:most|more|higher|highest|larger|largest|bigger|biggest|greatest|later|latest|last|younger|youngest|newer"
    r"|newest|above|tallest)\b"
)
_LEAST = re.compile(
    r"\b(?:least|less|fewer|fewest|lower|lowest|smaller|smallest|older|oldest|earlier|earliest|first|longest|longer)\b"
)
_AT_LEAST = re.compile(
    r"\b(?:more than|over|above|at least|higher than|bigger than|larger than|after|since|later than|upwards of"
    r"|exceed\w*)\b",
    re.I,
)
_AT_MOST = re.compile(
    r"\b(?:less than|fewer than|below|under|lower than|smaller than|before|earlier than|at most|until|up to)\b",
    re.I,
)

_ADJECTIVES: Mapping[str, tuple[str, str]] = {
    "year": ("later", "earlier"),
    "height": ("higher", "lower"),
    "percent": ("higher", "lower"),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a figure: at least, or at most, `figure`."""

    figure: float
    least: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparing or listing question asks of the facts.

    `producers` are those to look at; `item` are stems that a fact's words must hold; `months` and
    `bound` are conditions on seasons and figures; `direction` asks for the first of the order.
    """

    attribute: str
    producers: tuple[str, ...]
    item: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    bound: Bound | None = None
    direction: Direction | None = None
    language: str = "en"


def asks_for_list(question: Question) -> bool:
    """Whether the words of a question may ask for producers, not for something about one."""
    return bool(_LISTS.search(question.masked))


def asks_for_producers(question: Question) -> bool:
    """Whether the question says `which producers`, `your co-ops` or the like outright."""
    return bool(_EXPLICIT_LISTS.search(question.masked))


def read_comparison(
    question: Question, producers: Sequence[str], profiles: Mapping[str, Profile], *, country: bool
) -> Comparison | None:
    """The comparison that a question asks for among `producers`, None if it asks for none.

    `country` tells that the producers were named by their country alone.
    """
    listing = asks_for_list(question)
    attribute = question.cues[0].attribute if question.cues else ""
    item = frozenset[str]()
    if not attribute and listing and parse_months(question.text):
        attribute = "shipping" if re.search(r"\bship|\bexport", question.masked) else "harvest"
    if (
        not attribute
        and (found := _item_asked(question, producers, profiles))
        and _explained(question, found)
    ):
        attribute, item = found
    if not attribute:
        names_them = asks_for_producers(question) and (country or not _conditions(question))
        return Comparison("country", tuple(producers), language=question.language) if names_them else None
    entry = attributes().get(attribute)
    kind = entry.kind if entry else "text"
    if not item and listing and (country or not question.named) and kind in ("list", "text"):
        found = _item_asked(question, producers, profiles, attribute)
        item = found[1] if found else item
    months = (
        frozenset(season.items)
        if kind == "months" and (season := parse_months(question.text))
        else frozenset()
    )
    return Comparison(
        attribute=attribute,
        producers=tuple(producers),
        item=item,
        months=months,
        bound=_bound(question, kind),
        direction=_direction(question, kind),
        language=question.language,
    )


def _explained(question: Question, found: tuple[str, frozenset[str]]) -> bool:
    """Whether an item and its attribute are all that the question speaks of."""
    entry = attributes().get(found[0])
    words = " ".join(
        (*entry.examples, *(label for labels in entry.labels.values() for label in labels)) if entry else ()
    )
    return {stem(word) for word in _conditions(question)} <= found[1] | stems(words)


def _conditions(question: Question) -> list[str]:
    return [word for word in question.content if word not in TOPIC_WORDS | GENERAL_VERBS]


def _item_asked(
    question: Question, producers: Sequence[str], profiles: Mapping[str, Profile], attribute: str = ""
) -> tuple[str, frozenset[str]] | None:
    """The list or text attribute of which the question names an item, and the item's stems."""
    text = f" {' '.join(question.tokens)} "
    best: tuple[int, str, frozenset[str]] | None = None
    for producer in producers:
        for fact in profiles[producer].facts:
            entry = attributes().get(fact.attribute)
            if (entry and entry.kind not in ("list", "text")) or fact.attribute in ("name", "society"):
                continue
            if attribute and fact.attribute != attribute:
                continue
            for item in fact.value.items:
                words = [word for word in fold(item).split() if word not in FUNCTION_WORDS]
                held = [word for word in words if f" {word} " in text and word not in TOPIC_WORDS]
                complete = bool(words) and len(held) == len(words)
                if held and (complete or attribute) and (best is None or len("".join(held)) > best[0]):
                    best = len("".join(held)), fact.attribute, frozenset(stem(word) for word in held)
    return (best[1], best[2]) if best else None


def _bound(question: Question, kind: str) -> Bound | None:
    if kind in ("text", "list", "months"):
        return None
    least, most = _AT_LEAST.search(question.text), _AT_MOST.search(question.text)
    sign = least or most
    if not sign:
        return None
    number = re.search(grammar()["N"], question.text[sign.end() :])
    figure = parse_number(number.group()) if number else None
    return Bound(figure, sign is least) if figure is not None else None


def _direction(question: Question, kind: str) -> Direction | None:
    if kind in ("text", "list", "months"):
        return None
    if _MOST.search(question.masked):
        return "most"
    return "least" if _LEAST.search(question.masked) else None


# ── answering ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """The facts of one producer that meet a comparison."""

    profile: Profile
    facts: tuple[Fact, ...]

    @property
    def values(self) -> str:
        """The values as they are said."""
        return " or ".join(dict.fromkeys(value_phrase(fact) for fact in self.facts))

    def figure(self, direction: Direction) -> float:
        """The figure to order by: the top of a range for the most, its foot for the least."""
        value = self.facts[0].value
        figure = value.high if direction == "most" else value.low
        return figure if figure is not None else 0.0


def compare(comparison: Comparison, index: Index, citer: Citer) -> tuple[AnswerSentence, ...] | None:
    """The sentences of the answer, None if no producer has what is asked."""
    profiles = index.profiles
    cells: list[Cell] = []
    missing: list[str] = []
    for producer in comparison.producers:
        findings = find_facts(profiles[producer], comparison.attribute)
        if not findings.current and comparison.attribute == "country":
            cells += _placed(index, profiles[producer])
        elif not findings.current:
            missing.append(profiles[producer].name)
        elif facts := _meeting(comparison, findings):
            cells.append(Cell(profiles[producer], facts))
    if not cells:
        return None
    if comparison.direction and len(cells) > 1 and not comparison.bound:
        cells.sort(
            key=lambda cell: cell.figure(comparison.direction or "most"),
            reverse=comparison.direction == "most",
        )
        first = cells[0].figure(comparison.direction)
        tied = [cell for cell in cells if cell.figure(comparison.direction) == first]
        sentences = [
            _winner(comparison, tied, citer),
            *(_cell_sentence(cell, citer) for cell in cells[len(tied) :]),
        ]
    else:
        sentences = [_cell_sentence(cell, citer) for cell in cells]
    conditional = comparison.item or comparison.months or comparison.bound
    if missing and not conditional and comparison.attribute != "country":
        sentences.append(AnswerSentence(_missing(comparison, missing), ()))
    return tuple(sentences)


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


def _winner(comparison: Comparison, tied: Sequence[Cell], citer: Citer) -> AnswerSentence:
    """Who comes first; more than one where their figures are the same."""
    entry = attributes().get(comparison.attribute)
    more, less = _ADJECTIVES.get(entry.kind if entry else "", ("more", "less"))
    word = phrase(comparison.language, more if comparison.direction == "most" else less)
    named = "; ".join(f"{cell.profile.name}, {cell.values}" for cell in tied)
    numbers = tuple(dict.fromkeys(n for cell in tied for n in cite_facts(cell.facts, citer)))
    return AnswerSentence(f"{word}: {named}.", numbers)


def _missing(comparison: Comparison, names: Sequence[str]) -> str:
    return phrase(comparison.language, "missing", names=joined(names, comparison.language))


def _cell_sentence(cell: Cell, citer: Citer) -> AnswerSentence:
    return AnswerSentence(f"{cell.profile.name}: {cell.values}.", cite_facts(cell.facts, citer))

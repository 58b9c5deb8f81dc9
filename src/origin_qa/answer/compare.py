"""Reads what a comparing or listing question asks of the facts of several producers.

A question compares when it names two producers or more, and lists when it asks which of all
producers meet a condition: a country, an item of a list (a variety, a seal), a bound on a figure, a
month. `cells.py` answers it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from origin_qa.answer.asked import left_over
from origin_qa.answer.glossary import in_english
from origin_qa.answer.listing import wordings
from origin_qa.answer.question import Question
from origin_qa.answer.terms import stem, stems
from origin_qa.answer.words import FUNCTION_WORDS, GENERAL_VERBS, TOPIC_WORDS
from origin_qa.attributes import Attribute, attributes, fold, item_words
from origin_qa.attributes.months import parse_months
from origin_qa.attributes.numbers import parse_number
from origin_qa.attributes.values import grammar
from origin_qa.types import Profile

Direction = Literal["most", "least"]

_UNLIKELY, _LIKELY, _SURELY = 0.1, 0.6, 0.9
"""Probabilities of asking about all producers: below the first a wording doesn't make a list; from the second on none
is needed in English, and from the third on in any language."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a figure: more, or less, than `figure`, which itself counts where it is `inclusive`."""

    figure: float
    least: bool
    inclusive: bool = False


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


def asks_for_list(question: Question, names: frozenset[str] = frozenset()) -> bool:
    """Whether a question may ask for producers, not for something about one, by its wording or by what it is like.

    Where it names somebody who is no producer (`names`), and no variety or the like, only its wording counts.
    """
    of_another = bool(names - item_words())
    if _worded(question, wordings(question.language).lists):
        return True
    known = question.language == "en" and not question.mentions and not of_another
    return (question.of_all or 0.0) >= (_LIKELY if known else _SURELY) and not of_another


def asks_for_producers(question: Question) -> bool:
    """Whether the question says `which producers`, `your co-ops` or the like outright."""
    return _worded(question, wordings(question.language).outright)


def _worded(question: Question, wording: re.Pattern[str]) -> bool:
    """Whether a wording is there and the question is not plainly like those about one producer.

    The classifier knows little of other languages, and nothing of countries, which it sees as `it`.
    """
    if not wording.search(question.masked):
        return False
    unsure = question.of_all is None or bool(question.mentions) or question.language != "en"
    return unsure or (question.of_all or 0.0) >= _UNLIKELY


def read_comparison(
    question: Question, producers: Sequence[str], profiles: Mapping[str, Profile], *, placed: bool
) -> Comparison | None:
    """The comparison that a question asks for among `producers`, None if it asks for none.

    `placed` tells that the producers were named by where they are alone.
    """
    listing = asks_for_list(question)
    names_them = (placed or asks_for_producers(question)) and not _conditions(question)
    cue = question.cues[0] if question.cues else None
    # `your suppliers in Mexico`: what only resembles a question for an attribute is none where all is said.
    attribute = cue.attribute if cue and (cue.strength or not names_them) else ""
    item = frozenset[str]()
    if not attribute and listing and parse_months(question.text):
        ships = wordings(question.language).ships.search(question.masked)
        attribute = "shipping" if ships else "harvest"
    if (
        not attribute
        and (found := _item_asked(question, producers, profiles))
        and _explained(question, found)
    ):
        attribute, item = found
    if not attribute:
        names_them = asks_for_producers(question) and (placed or not _conditions(question))
        return Comparison("country", tuple(producers), language=question.language) if names_them else None
    entry = attributes().get(attribute)
    kind = entry.kind if entry else "text"
    if not item and listing and (placed or not question.named) and kind in ("list", "text"):
        found = _item_asked(question, producers, profiles, attribute)
        item = found[1] if found else _known_items(entry, question) or item
        if cue and not item and kind == "list" and any(map(_is_condition, left_over(question.content, cue))):
            return None  # nobody has what it asks for
    told = attribute == "country" or bool(item or question.named or (cue and cue.strength))
    if kind == "text" and listing and not told:
        return None  # of all producers nobody asks for words that are only like theirs
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
    asked = in_english(_conditions(question), question.language)
    return {stem(word) for word in asked} <= found[1] | stems(words)


def _conditions(question: Question) -> list[str]:
    plain = wordings(question.language).plain
    return [word for word in question.content if _is_condition(word) and not plain.fullmatch(word)]


def _is_condition(word: str) -> bool:
    return word not in TOPIC_WORDS | GENERAL_VERBS


def _item_asked(
    question: Question, producers: Sequence[str], profiles: Mapping[str, Profile], attribute: str = ""
) -> tuple[str, frozenset[str]] | None:
    """The list or text attribute of which the question names an item, and the item's stems."""
    text = f" {' '.join((*question.tokens, *in_english(question.tokens, question.language)))} "
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


def _known_items(entry: Attribute | None, question: Question) -> frozenset[str]:
    """The stems of an item that the vocabulary knows and the question names, whoever has it."""
    known = {fold(word) for word in entry.lexicon} if entry else set()
    return frozenset(stem(word) for word in question.content if word in known)


def _bound(question: Question, kind: str) -> Bound | None:
    if kind in ("text", "list", "months"):
        return None
    words = wordings(question.language)
    written = re.sub(r"\s", " ", question.text)
    # Folded letter by letter, marks kept: the figure is read where it stands.
    text = "".join(letter if len(letter := fold(char)) == 1 else char for char in written)
    least, most = words.over.search(text), words.under.search(text)
    sign = least or most
    if not sign:
        return None
    after = re.search(grammar()["N"], written[sign.end() :])
    before = list(re.finditer(grammar()["N"], written[: sign.start()]))
    number = after or (before[-1] if before else None)
    figure = parse_number(number.group()) if number else None
    if figure is None:
        return None
    return Bound(figure, sign is least, inclusive=after is None)


def _direction(question: Question, kind: str) -> Direction | None:
    if kind in ("text", "list", "months"):
        return None
    words = wordings(question.language)
    if words.most.search(question.masked):
        return "most"
    return "least" if words.least.search(question.masked) else None

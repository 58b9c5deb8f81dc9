"""Labels of the pages' own, settled once all documents of a producer are read.

A count under such a label (`Drying tables: 140`) is looked for in running text too, so that another
figure for the same thing is told beside it; and `Built: 1989` is the founding year where the producer's
documents name no other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from origin_qa.attributes import attributes, fold, stand_in
from origin_qa.attributes.numbers import hedge_before, parse_number
from origin_qa.attributes.values import grammar, parse_count
from origin_qa.ingest.denial import denies_figure
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.ingest.subject import (
    Naming,
    clause_of,
    is_about_another,
    naming_of,
    stands_for_another,
    words_of,
)
from origin_qa.ingest.subject_words import BODIES
from origin_qa.ingest.tense import dated, is_compared, is_past, part_at
from origin_qa.types import Fact, SourceDocument, Span, Value

_LABEL_WORDS = 3
_LONGEST_SENTENCE = 600
_ADVERBS = (
    r"(?:(?:now|today|currently|at present|in all|altogether|together|here|hoy|heute|aujourd[’']hui|hoje"
    r"|(?:in|by|en|em) (?:19|20)\d\d),?\s)*"
)
_HEDGES = (
    r"(?:(?:a total of|about|around|some|over|more than|nearly|almost|roughly|close to|at least|up to"
    r"|unos|unas|cerca de|más de|etwa|rund|über|environ|plus de|mais de)\s)*"
)
_THERE = re.compile(
    rf"\W*{_ADVERBS}(?:there (?:are|were|stand)|hay|es gibt|il y a|há) {_ADVERBS}{_HEDGES}", re.I
)
_HAVING = re.compile(
    rf"\W*{_ADVERBS}(?P<who>.{{2,60}}?) {_ADVERBS}(?:has|have|had|owns?|owned|runs?|keeps?|kept|looks? after|tends?"
    rf"|manages?|operates?|uses?|counts?|holds?|maintains?|tienen?|cuenta con|hat|haben|compte|possède|tem)"
    rf" {_ADVERBS}{_HEDGES}",
    re.I,
)
_ALL = frozenset(
    """the our all of together we it la las el los die der das le les l a o os members farmers growers producers
    beekeepers families households smallholders socios productores familias mitglieder bauern membres""".split()
)
"""Words of a subject that has everything there is; any other word may make it a part."""
_REST = re.compile(
    r"\s*(?:$|[.,;:)!]|(?:in all|in total|altogether|now|today|in use|and|as of|but|with)\b|\((?!of)"
    r"|(?:in|by) (?:19|20)\d\d\b)",
    re.I,
)
"""What may follow a count that is all there is; `per family`, `of them` and `in the lower yard` make it a part."""
_EACH = re.compile(r"\b(?:(?:each|apiece)\s*(?=[.,;)]|$)|per\b|(?:for|to|by) (?:each|every)\b)", re.I)


def with_stand_ins(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts, those under labels that stand in for an attribute being of it where no other fact is."""
    stated = {fact.attribute for fact in facts}
    settled: list[Fact] = []
    for fact in facts:
        entry = None if fact.attribute in attributes() else stand_in(fact.label)
        takes = entry and entry.id not in stated and re.fullmatch(r"\D*(?:1[89]|20)\d\d\D*", fact.raw)
        settled.append(replace(fact, attribute=entry.id, value=_year(fact)) if entry and takes else fact)
    return tuple(settled)


def _year(fact: Fact) -> Value:
    year = float(re.findall(r"\d{4}", fact.raw)[0])
    return Value(low=year, high=year)


def with_own_counts(
    producer: str, documents: Sequence[SourceDocument], facts: Sequence[Fact]
) -> tuple[Fact, ...]:
    """The facts, and what running text says of a count that a sheet of the producer has under its own label."""
    labels = {fold(fact.label): fact for fact in facts if _is_own_count(fact)}
    found = [
        fact
        for document in documents
        if (named := [label for label in labels.values() if _noun(label).search(document.text)])
        for fact in _told(named, document, naming_of(producer, document))
    ]
    order = {document.path: i for i, document in enumerate(documents)}
    return tuple(sorted((*facts, *found), key=lambda fact: (order[fact.document], fact.value_span)))


def _is_own_count(fact: Fact) -> bool:
    """Whether a fact is a bare number under a label that names the counted things and no attribute."""
    words = fold(fact.label).split()
    return (
        fact.attribute not in attributes()
        and fact.value.low is not None
        and parse_number(fact.raw) is not None
        and re.fullmatch(rf"\W*(?:[a-z.]+\s){{0,2}}{grammar()['N']}\W*", fact.raw) is not None
        and 0 < len(words) <= _LABEL_WORDS
        and words[-1].endswith(("s", "en", "er", "n"))
        and len(words[-1]) > 3
    )


def _told(labels: Sequence[Fact], document: SourceDocument, naming: Naming) -> Iterator[Fact]:
    """What the sentences of a document say of how many there are of what some labels name."""
    for block in document.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        of_another = False
        for sentence in sentence_spans(document.text, block.span, document.language):
            text = sentence.of(document.text)
            if len(text) > _LONGEST_SENTENCE:
                continue
            for label in labels:
                for found in _noun(label).finditer(text):
                    if _is_total(text[: found.start("v")], text[found.end() :], naming, of_another):
                        yield _counted(label, document, sentence, found)
            of_another = is_about_another(text, naming) or (of_another and stands_for_another(text))


def _noun(label: Fact) -> re.Pattern[str]:
    """A number before the very words of a label."""
    noun = r"\s+".join(re.escape(word) for word in label.label.split())
    return re.compile(rf"(?P<v>{grammar()['N']})\s(?P<noun>{noun})\b", re.I)


def _is_total(before: str, rest: str, naming: Naming, of_another: bool) -> bool:
    """Whether a count between these words is all there is: simply there, or had by the producer as a whole."""
    rest = re.split(r"[.;]", rest)[0]
    if not _REST.match(rest) or _EACH.search(rest[:30]) or denies_figure(before) or is_compared(before):
        return False
    clause = clause_of(before)
    if _THERE.fullmatch(clause):
        return not of_another  # `They have a second yard. There are 40 drying tables.`
    having = _HAVING.fullmatch(clause)
    who = set(words_of(having["who"])) if having else set[str]()
    known = who <= _ALL | BODIES | naming.own
    return bool(who - {"the", "our", "of"}) and known and not (of_another and "it" in who)


def _counted(label: Fact, document: SourceDocument, sentence: Span, found: re.Match[str]) -> Fact:
    text = found.string
    bound, start = hedge_before(text[: found.start("v")])
    value = parse_count(text[start : found.end("v")]) or label.value
    at = Span(sentence.start + start, sentence.start + found.end("noun"))
    part = part_at(text, found.start("v"))
    return replace(
        label,
        value=Value(value.low, value.high, bound),  # type: ignore[arg-type]
        raw=at.of(document.text),
        document=document.path,
        span=sentence,
        value_span=at,
        noun="",
        as_of=dated(part),
        past=is_past(part),
        origin="prose",
    )

"""Typed facts out of one document: from its label/value pairs and from its running text.

A pair gives the fact of its label, and whatever else its value states (`2424 producers, 20% women`).
Prose gives facts only where a sentence says them of the producer itself; figures of another time
are kept as history, figures of somebody else are left to the passages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from origin_qa.attributes import attributes, prose_patterns
from origin_qa.attributes.numbers import hedge_before
from origin_qa.attributes.vocabulary import Attribute
from origin_qa.ingest.denial import denies, denies_figure
from origin_qa.ingest.fact_values import changes, counted_noun, read_value
from origin_qa.ingest.pair_facts import pair_fact, seal_facts
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.ingest.subject import (
    Naming,
    is_about_another,
    names_producer,
    naming_of,
    speaks_of_producer,
    stands_for_another,
)
from origin_qa.ingest.tense import dated, is_compared, is_past, part_at, year_of_report
from origin_qa.types import Block, Fact, SourceDocument, Span, Value

# What goes on for longer is no sentence that says one thing, and costs time by the square of its length.
_LONGEST_SENTENCE = 1_500
_SEAL = re.compile(
    r"\b(?:fair ?trade|organic) (?:seal|certificate|certification|label|status|registration"
    r"|(?:has |was )?followed|came)\b",
    re.I,
)
"""A seal as what a sentence is about: `and Fairtrade followed in 2015` is the producer's without its name."""


def extract_facts(producer: str, document: SourceDocument) -> tuple[Fact, ...]:
    """Every fact that `document` states about `producer`, in the order of its text."""
    facts: list[Fact] = []
    naming = naming_of(producer, document)
    for block in document.blocks:
        if block.kind == "pair":
            facts += _sheet_facts(producer, document, block)
        elif block.kind in ("paragraph", "item"):
            facts += _block_facts(producer, document, block, naming)
        elif block.kind == "attribution":
            facts += (fact for fact, _ in _stated(producer, document, block.span, only=("chair", "manager")))
    return tuple(sorted(facts, key=lambda fact: fact.value_span))


# ── pairs ─────────────────────────────────────────────────────────────────────────────────────


def _sheet_facts(producer: str, document: SourceDocument, block: Block) -> Iterator[Fact]:
    """The fact that a pair's label names, then whatever else its value states."""
    named = pair_fact(producer, document, block)
    if named and block.value:
        yield named
        yield from seal_facts(named, document)
        yield from (
            fact
            for fact, _ in _stated(producer, document, block.value, cite=block.span)
            if changes(fact.attribute) and fact.attribute != named.attribute
        )


# ── prose ─────────────────────────────────────────────────────────────────────────────────────


def _block_facts(producer: str, document: SourceDocument, block: Block, naming: Naming) -> Iterator[Fact]:
    """The facts of a paragraph's sentences; a pronoun goes on with what the sentence before was about."""
    of_another = False
    sentences = sentence_spans(document.text, block.span, document.language)
    for sentence, following in zip(sentences, [*sentences[1:], None], strict=True):
        if sentence.end - sentence.start > _LONGEST_SENTENCE:
            continue
        text = sentence.of(document.text)
        after = following.of(document.text) if following else ""
        told: set[tuple[str, Span]] = set()
        for fact, object_ in _stated(producer, document, sentence):
            start, end = fact.value_span.start - sentence.start, fact.value_span.end - sentence.start
            if _denied(fact.attribute, text, (start, end), after, document.language):
                continue
            if object_ is not None:
                own = names_producer(object_, naming)
            else:
                year = attributes()[fact.attribute].kind == "year" and not _SEAL.search(text)
                own = speaks_of_producer(
                    text[:start], text[end:], naming, needs_subject=year, of_another=of_another
                )
            known = (fact.attribute, fact.value_span) in told
            if own and not known and (timed := _timed(fact, text, start, document)):
                told.add((fact.attribute, fact.value_span))
                yield timed
        of_another = is_about_another(text, naming) or (of_another and stands_for_another(text))


def _denied(attribute: str, sentence: str, at: tuple[int, int], following: str, language: str) -> bool:
    """Whether a sentence says that a value at `at` is not so."""
    if attributes()[attribute].lexicon:
        return denies(sentence, *at, following, language)
    return denies_figure(sentence[: at[0]])


def _timed(fact: Fact, sentence: str, position: int, document: SourceDocument) -> Fact | None:
    """The fact with its time. None for a figure without one that another is only compared with."""
    if not changes(fact.attribute):
        return replace(fact, origin="prose")
    part = part_at(sentence, position)
    past, as_of = is_past(part), fact.as_of or dated(part)
    if is_compared(sentence[:position]):
        if as_of is None:
            return None
        past = True
    if past and as_of is None:
        as_of = year_of_report(document.title)
    return replace(fact, as_of=as_of, past=past, origin="prose")


def _stated(
    producer: str,
    document: SourceDocument,
    span: Span,
    cite: Span | None = None,
    only: tuple[str, ...] = (),
) -> Iterator[tuple[Fact, str | None]]:
    """Facts whose prose patterns match inside `span`; `cite` is what to cite, `span` itself if None.

    With each the words of the pattern's `{OBJECT}`, which must name the producer for the fact to hold of it. One value
    may come both with such words and without.
    """
    text = span.of(document.text)
    for entry in attributes().values():
        if only and entry.id not in only:
            continue
        taken: dict[bool, list[Span]] = {True: [], False: []}
        for pattern in prose_patterns(entry.id):
            for match in pattern.finditer(text):
                fact = _match_fact(producer, document, entry, match, span, cite or span)
                object_ = match.groupdict().get("object")
                before = taken[object_ is None]
                if fact and not any(_overlap(fact.value_span, other) for other in before):
                    before.append(fact.value_span)
                    yield fact, object_


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _match_fact(
    producer: str, document: SourceDocument, entry: Attribute, match: re.Match[str], span: Span, cite: Span
) -> Fact | None:
    groups = match.groupdict()
    start, end = match.span("v")
    text = match.string
    found = read_value(entry, text[start:end])
    if not found or (entry.kind == "count" and _looks_like_year(text, start, end)):
        return None
    value, unit, _ = found
    bound, hedged = hedge_before(text[:start])
    if bound != "exact" and value.low is not None:
        value = Value(value.low, value.high, bound, value.items)  # type: ignore[arg-type]
        start = hedged
    if groups.get("noun"):
        end = max(end, match.end("noun"))
    end -= len(text[start:end]) - len(text[start:end].rstrip(" ,;"))
    at = Span(span.start + start, span.start + end)
    return Fact(
        producer=producer,
        attribute=entry.id,
        label=entry.title,
        value=value,
        unit=unit,
        raw=at.of(document.text),
        document=document.path,
        span=cite,
        value_span=at,
        noun=groups.get("noun") or counted_noun(entry.id, at.of(document.text), ""),
        as_of=int(groups["asof"]) if groups.get("asof") else None,
    )


def _looks_like_year(text: str, start: int, end: int) -> bool:
    """`in 2010 farmers …` names a year, `2,010 farmers` and `has 2010 farmers` a count."""
    plain_year = re.fullmatch(r"(?:19|20)\d\d", text[start:end])
    return bool(plain_year and re.search(r"\b(?:in|since|until|by|of|from)\s+$", text[:start], re.I))

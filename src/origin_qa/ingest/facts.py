"""Typed facts out of one document: from its label/value pairs and from its running text.

A pair gives the fact of its label, and whatever else its value states (`2424 producers, 20% women`).
Prose gives facts only where a sentence says them of the producer itself; figures of another time
are kept as history, figures of somebody else are left to the passages.
"""

import re
from collections.abc import Iterator

from origin_qa.attributes import attributes, find_label, prose_patterns
from origin_qa.attributes.values import hedge_before
from origin_qa.attributes.vocabulary import Attribute
from origin_qa.ingest.fact_values import changes, counted_noun, read_value
from origin_qa.ingest.pair_facts import pair_fact
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.ingest.tense import dated, is_past, names_producer, speaks_of_producer
from origin_qa.types import Block, Fact, SourceDocument, Span, Value

# What goes on for longer is no sentence that says one thing, and costs time by the square of its length.
_LONGEST_SENTENCE = 1_500


def extract_facts(producer: str, document: SourceDocument) -> tuple[Fact, ...]:
    """Every fact that `document` states about `producer`, in the order of its text."""
    facts: list[Fact] = []
    own_names = _own_names(producer, document)
    for block in document.blocks:
        if block.kind == "pair":
            facts += _sheet_facts(producer, document, block)
        elif block.kind in ("paragraph", "item"):
            for sentence in sentence_spans(document.text, block.span, document.language):
                if sentence.end - sentence.start <= _LONGEST_SENTENCE:
                    facts += _sentence_facts(producer, document, sentence, own_names)
        elif block.kind == "attribution":
            facts += (fact for fact, _ in _stated(producer, document, block.span, only=("chair", "manager")))
    return tuple(sorted(facts, key=lambda fact: fact.value_span))


# ── pairs ─────────────────────────────────────────────────────────────────────────────────────


def _sheet_facts(producer: str, document: SourceDocument, block: Block) -> Iterator[Fact]:
    """The fact that a pair's label names, then whatever else its value states."""
    named = pair_fact(producer, document, block)
    if named and block.value:
        yield named
        yield from (
            fact
            for fact, _ in _stated(producer, document, block.value, cite=block.span)
            if changes(fact.attribute) and fact.attribute != named.attribute
        )


# ── prose ─────────────────────────────────────────────────────────────────────────────────────


def _sentence_facts(
    producer: str, document: SourceDocument, sentence: Span, own_names: str
) -> Iterator[Fact]:
    text = sentence.of(document.text)
    for fact, object_ in _stated(producer, document, sentence):
        entry = attributes()[fact.attribute]
        before = document.text[sentence.start : fact.value_span.start]
        clause = _clause(text, fact.value_span.start - sentence.start)
        past, as_of = is_past(clause), dated(clause)
        if object_ is not None:
            if not names_producer(object_, own_names):
                continue
        elif not speaks_of_producer(before, text, own_names, needs_subject=entry.kind == "year"):
            continue
        counted = changes(fact.attribute)
        yield Fact(
            **{
                name: getattr(fact, name)
                for name in Fact.__slots__
                if name not in ("as_of", "past", "origin")
            },
            as_of=fact.as_of or (as_of if counted else None),
            past=past and counted,
            origin="prose",
        )


def _own_names(producer: str, document: SourceDocument) -> str:
    """The words by which a document names its producer: id, title, and the sheet's own names."""
    named = [
        block.value.of(document.text)
        for block in document.blocks
        if block.kind == "pair" and block.label and block.value
        if (label := find_label(block.label.of(document.text))) and "name" in label.attributes
    ]
    head = re.split(r"[,:|–—-] ", document.title)[0]
    return " ".join([producer.replace("-", " "), head, *named])


def _clause(sentence: str, position: int) -> str:
    """The part of a sentence between semicolons that holds `position`; each has a tense and date of its own."""
    start = sentence.rfind(";", 0, position) + 1
    end = sentence.find(";", position)
    return sentence[start : end if end >= 0 else len(sentence)]


def _stated(
    producer: str,
    document: SourceDocument,
    span: Span,
    cite: Span | None = None,
    only: tuple[str, ...] = (),
) -> Iterator[tuple[Fact, str | None]]:
    """Facts whose prose patterns match inside `span`; `cite` is what to cite, `span` itself if None.

    With each the words of the pattern's `{OBJECT}`, which must name the producer for the fact to hold of it.
    """
    text = span.of(document.text)
    for entry in attributes().values():
        if only and entry.id not in only:
            continue
        taken: list[Span] = []
        for pattern in prose_patterns(entry.id):
            for match in pattern.finditer(text):
                fact = _match_fact(producer, document, entry, match, span, cite or span)
                if fact and not any(_overlap(fact.value_span, other) for other in taken):
                    taken.append(fact.value_span)
                    yield fact, match.groupdict().get("object")


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

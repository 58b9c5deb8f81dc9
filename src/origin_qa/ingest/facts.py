"""Typed facts out of one document: from its label/value pairs and from its running text.

A pair gives the fact of its label, and whatever else its value states (`2424 producers, 20% women`).
Prose gives facts only where a sentence says them of the producer itself; figures of another time
are kept as history, figures of somebody else are left to the passages.
"""

import re
from collections.abc import Iterator

from origin_qa.attributes import attributes, find_label, fold, prose_patterns
from origin_qa.attributes.values import (
    grammar,
    hedge_before,
    parse_count,
    parse_list,
    parse_measure,
    parse_months,
    parse_percent,
    parse_text,
    parse_year,
)
from origin_qa.attributes.vocabulary import Attribute
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.ingest.tense import dated, is_past, names_producer, speaks_of_producer
from origin_qa.types import Block, Fact, SourceDocument, Span, Value

_MEASURES = ("height", "mass", "area", "length")
_CHANGING = ("count", "percent", "mass", "area", "number")
"""Kinds whose values belong to a time."""
_HEIGHTS = range(100, 4001)
"""Metres above the sea at which coffee can grow; other heights are of something else."""


def extract_facts(producer: str, document: SourceDocument) -> tuple[Fact, ...]:
    """Every fact that `document` states about `producer`, in the order of its text."""
    facts: list[Fact] = []
    for block in document.blocks:
        if block.kind == "pair":
            facts += _pair_facts(producer, document, block)
        elif block.kind in ("paragraph", "item"):
            for sentence in sentence_spans(document.text, block.span, document.language):
                facts += _sentence_facts(producer, document, sentence)
        elif block.kind == "attribution":
            facts += (fact for fact, _ in _stated(producer, document, block.span, only=("chair", "manager")))
    return tuple(sorted(facts, key=lambda fact: fact.value_span))


# ── pairs ─────────────────────────────────────────────────────────────────────────────────────


def _pair_facts(producer: str, document: SourceDocument, block: Block) -> Iterator[Fact]:
    if block.label is None or block.value is None or not block.value.of(document.text).strip():
        return
    label, raw = block.label.of(document.text), block.value.of(document.text)
    year = re.search(rf"\(?({grammar()['Y']})\)?\s*:?\s*$", label)
    name = label[: year.start()] if year else label
    attribute, value, unit, inner = _read_pair(name, raw)
    span = Span(block.value.start + inner.start, block.value.start + inner.end)
    as_of = int(year.group(1)) if year else dated(raw) if _counts(attribute) else None
    yield Fact(
        producer=producer,
        attribute=attribute,
        label=name.strip(" :•-"),
        value=value,
        unit=unit,
        raw=span.of(document.text),
        document=document.path,
        span=block.span,
        value_span=span,
        noun=_noun(attribute, span.of(document.text), name),
        as_of=as_of,
    )
    yield from (
        fact
        for fact, _ in _stated(producer, document, block.value, cite=block.span)
        if fact.attribute != attribute and _counts(fact.attribute)
    )


def _counts(attribute: str) -> bool:
    entry = attributes().get(attribute)
    return entry is not None and not entry.timeless and entry.kind in _CHANGING


def _read_pair(label: str, raw: str) -> tuple[str, Value, str, Span]:
    """The attribute of a pair, its value and unit, and the span of the value inside `raw`."""
    found = find_label(label)
    candidates = [attributes()[key] for key in found.attributes] if found else []
    typed = [entry for entry in candidates if entry.kind not in ("text", "list")]
    for entry in (*typed, *(entry for entry in candidates if entry not in typed)):
        read = _read_value(entry, raw, label)
        if read:
            return entry.id, *read
    if found and "fairtrade_since" in found.attributes:
        return "certifications", Value(items=(f"{label.strip(' :•')}: {raw}",)), "", Span(0, len(raw))
    key = fold(label).replace(" ", "-") or "note"
    number = parse_count(raw) if re.match(rf"\W*{grammar()['N']}", raw) else None
    return key, number or parse_list(raw) or Value(items=(raw,)), "", Span(0, len(raw))


def _read_value(entry: Attribute, raw: str, label: str = "") -> tuple[Value, str, Span] | None:
    """Value, unit and span inside `raw` of an attribute's value, None if `raw` holds none of its kind.

    `label` may hold the unit that the value lacks (`Bags per year`).
    """
    whole = Span(len(raw) - len(raw.lstrip()), len(raw.rstrip(" .")))
    if entry.kind == "year":
        match = re.search(grammar()["Y"], raw)
        year = parse_year(raw)
        return (year, "", Span(*match.span())) if match and year else None
    if entry.kind == "percent":
        match = re.search(grammar()["P"], raw)
        share = parse_percent(raw)
        return (share, "%", _with_hedge(raw, Span(*match.span()))) if match and share else None
    if entry.kind in ("count", "number"):
        return _read_count(entry, raw)
    if entry.kind in _MEASURES:
        measured = parse_measure(raw, entry.kind) or parse_measure(f"{raw} {label}", entry.kind)
        return (*measured, whole) if measured and _plausible(entry, measured[0]) else None
    if entry.kind == "months":
        months = parse_months(raw)
        return (months, "", whole) if months else None
    parsed = parse_list(raw) if entry.kind == "list" else parse_text(raw)
    return (parsed, "", whole) if parsed else None


def _read_count(entry: Attribute, raw: str) -> tuple[Value, str, Span] | None:
    count = parse_count(raw)
    match = re.search(grammar()["N"], raw)
    if not count or not match or re.match(r"\s?(?:%|per\s?cent)", raw[match.end() :]):
        return None
    nouns = "|".join(re.escape(noun) for noun in sorted(entry.nouns, key=len, reverse=True))
    rest = re.match(rf"(?:\s(?:\w+\s)?(?:{nouns})\b)" if nouns else r"(?!)", raw[match.end() :])
    high = re.match(rf"\s?(?:[-‐‑‒–—]|to)\s?{grammar()['N']}", raw[match.end() :])
    end = match.end() + (rest.end() if rest else high.end() if high else 0)
    return count, entry.unit, _with_hedge(raw, Span(match.start(), end))


def _with_hedge(text: str, span: Span) -> Span:
    return Span(hedge_before(text[: span.start])[1], span.end)


def _plausible(entry: Attribute, value: Value) -> bool:
    return entry.id != "altitude" or int(value.low or 0) in _HEIGHTS


def _noun(attribute: str, raw: str, label: str) -> str:
    """What a count counts: the noun beside the figure, else the label's own words."""
    entry = attributes().get(attribute)
    if entry is None or entry.kind != "count":
        return ""
    written = [noun for noun in entry.nouns if re.search(rf"\b{re.escape(noun)}\b", raw, re.I)]
    if written:
        return max(written, key=len)
    folded = fold(label)
    named = [noun for noun in entry.nouns if fold(noun) in folded]
    return max(named, key=len) if named else ""


# ── prose ─────────────────────────────────────────────────────────────────────────────────────


def _sentence_facts(producer: str, document: SourceDocument, sentence: Span) -> Iterator[Fact]:
    text = sentence.of(document.text)
    own_names = _own_names(producer, document)
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
        counted = _counts(fact.attribute)
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
    found = _read_value(entry, text[start:end])
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
        noun=groups.get("noun") or _noun(entry.id, at.of(document.text), ""),
        as_of=int(groups["asof"]) if groups.get("asof") else None,
    )


def _looks_like_year(text: str, start: int, end: int) -> bool:
    """`in 2010 farmers …` names a year, `2,010 farmers` and `has 2010 farmers` a count."""
    plain_year = re.fullmatch(r"(?:19|20)\d\d", text[start:end])
    return bool(plain_year and re.search(r"\b(?:in|since|until|by|of|from)\s+$", text[:start], re.I))

"""The fact that the label of a pair names: `Members: 1,204`, `Altitude (ft): 3,900`, `Men / women: 8 / 4`."""

import re
from dataclasses import dataclass

from origin_qa.attributes import attributes, find_label, fold
from origin_qa.attributes.labels import says_percent
from origin_qa.attributes.values import grammar, parse_count, parse_list
from origin_qa.ingest.fact_values import changes, counted_noun, read_value
from origin_qa.ingest.tense import dated
from origin_qa.types import Block, Fact, SourceDocument, Span, Value

_WOMEN = frozenset("women female females mujeres socias productoras frauen weiblich femmes mulheres".split())
_MEN = frozenset(
    "men male males hombres socios varones productores manner mannlich hommes homens produtores".split()
)
_HALVES = re.compile(r"(?P<first>[^/|]{1,40}?)\s*[/|]\s*(?P<second>[^/|]{1,40})")


@dataclass(frozen=True, slots=True)
class _Read:
    """An attribute with its value, its unit and where in the raw value it stands."""

    attribute: str
    value: Value
    unit: str
    span: Span


def pair_fact(producer: str, document: SourceDocument, block: Block) -> Fact | None:
    """What a pair says by its label: a typed value if it is known, else its words. None for no pair."""
    if block.label is None or block.value is None or not block.value.of(document.text).strip():
        return None
    label, raw = block.label.of(document.text), block.value.of(document.text)
    year = re.search(rf"\(?({grammar()['Y']})\)?\s*:?\s*$", label)
    name = label[: year.start()] if year and label[: year.start()].strip(" (:") else label
    read = _women_of_two(name, raw) or _read_pair(name, raw)
    span = Span(block.value.start + read.span.start, block.value.start + read.span.end)
    as_of = int(year.group(1)) if year else dated(raw) if changes(read.attribute) else None
    return Fact(
        producer=producer,
        attribute=read.attribute,
        label=name.strip(" :•-"),
        value=read.value,
        unit=read.unit,
        raw=span.of(document.text),
        document=document.path,
        span=block.span,
        value_span=span,
        noun=counted_noun(read.attribute, span.of(document.text), name),
        as_of=as_of,
    )


def _read_pair(label: str, raw: str) -> _Read:
    found = find_label(label) if _women_half(label) is None else None
    candidates = [attributes()[key] for key in found.attributes] if found else []
    typed = [entry for entry in candidates if entry.kind not in ("text", "list")]
    if says_percent(label):
        typed = [entry for entry in typed if entry.kind == "percent"]
    for entry in (*typed, *(entry for entry in candidates if entry.kind in ("text", "list"))):
        if read := read_value(entry, raw, label):
            return _Read(entry.id, *read)
    whole = Span(0, len(raw))
    if found and "fairtrade_since" in found.attributes:
        return _Read("certifications", Value(items=(f"{label.strip(' :•')}: {raw}",)), "", whole)
    key = fold(label).replace(" ", "-") or "note"
    if key in attributes() and attributes()[key].kind not in ("text", "list", "months"):
        # The label is an attribute's, but what follows is no value of it: it is kept in its own words.
        return _Read(f"{key}-as-stated", Value(items=(raw,)), "", whole)
    number = parse_count(raw) if re.match(rf"\W*{grammar()['N']}", raw) else None
    return _Read(key, number or parse_list(raw) or Value(items=(raw,)), "", whole)


def _women_of_two(label: str, raw: str) -> _Read | None:
    """`Men / women: 820 / 420`: the half of the value that counts the women."""
    half, values = _women_half(label), _HALVES.fullmatch(raw.strip(" ."))
    if half is None or not values:
        return None
    part = values.groups()[half]
    percent = "%" in raw or says_percent(label)
    at = raw.index(values.group()) + values.start(half + 1)
    read = read_value(attributes()["women_share" if percent else "women"], part, "%" if percent else "")
    if not read:
        return None
    value, unit, span = read
    return _Read("women_share" if percent else "women", value, unit, Span(at + span.start, at + span.end))


def _women_half(label: str) -> int | None:
    """Which half of a label such as `Men / women` is the women, 0 or 1; None for labels of one thing."""
    labels = _HALVES.fullmatch(label.strip(" :"))
    sexes = [set(fold(half).split()) for half in labels.groups()] if labels else [set(), set()]
    return next((i for i in (0, 1) if sexes[i] & _WOMEN and sexes[1 - i] & _MEN), None)

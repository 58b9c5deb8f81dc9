"""The fact that the label of a pair names: `Members: 1,204`, `Altitude (ft): 3,900`, `Men / women: 8 / 4`."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from origin_qa.attributes import (
    as_stated,
    attributes,
    find_label,
    fold,
    hinted_by,
    match_cues,
    qualified_label,
    stand_in,
)
from origin_qa.attributes.labels import label_parts, says_percent
from origin_qa.attributes.lexicon import unit_words
from origin_qa.attributes.likely import NONE, Likelihood, is_explained_by, likely_attributes
from origin_qa.attributes.lists import parse_list
from origin_qa.attributes.values import grammar, parse_count
from origin_qa.attributes.vocabulary import Attribute
from origin_qa.ingest.fact_values import changes, counted_noun, read_value
from origin_qa.ingest.tense import dated
from origin_qa.types import Block, Fact, SourceDocument, Span, Value

_WOMEN = frozenset("women female females mujeres socias productoras frauen weiblich femmes mulheres".split())
_MEN = frozenset(
    "men male males hombres socios varones productores manner mannlich hommes homens produtores".split()
)
_LISTED = re.compile(r"\w\s?(?:,|;|/|\band\b|\by\b|\bet\b|\bund\b|\be\b)\s?[A-ZÀ-Þ]")
"""What counted things are called, where a sheet lists them: `Washing stations: Kibo, Sumbira and Kanda`."""
_SINCE = re.compile(r"[()\[\]:–-]|\b(?:since|from|in|certified|desde|seit|depuis|en|im|em)\b", re.I)
_ASSET = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif|mp4)", re.I)
_HALVES = re.compile(r"(?P<first>[^/|]{1,40}?)\s*[/|]\s*(?P<second>[^/|]{1,40})")


@dataclass(frozen=True, slots=True)
class _Read:
    """An attribute with its value, its unit and where in the raw value it stands."""

    attribute: str
    value: Value
    unit: str
    span: Span
    noun: str = ""


def pair_fact(producer: str, document: SourceDocument, block: Block) -> Fact | None:
    """What a pair says by its label: a typed value if it is known, else its words. None for no pair."""
    if block.label is None or block.value is None or not block.value.of(document.text).strip():
        return None
    label, raw = block.label.of(document.text), block.value.of(document.text)
    if _ASSET.fullmatch(raw.strip()):
        return None
    year = re.search(rf"\(?({grammar()['Y']})\)?\s*:?\s*$", label)
    name = label[: year.start()] if year and label[: year.start()].strip(" (:") else label
    read = _women_of_two(name, raw) or _of_which(name, raw) or _of_counted(name, raw) or _read_pair(name, raw)
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
        noun=read.noun or counted_noun(read.attribute, span.of(document.text), name),
        as_of=as_of,
    )


def pair_attribute(document: SourceDocument, block: Block) -> str:
    """The attribute that a pair states, or its label folded to an id; "" for what is no pair."""
    fact = pair_fact("", document, block)
    return fact.attribute if fact else ""


def _read_pair(label: str, raw: str) -> _Read:
    # What a stand-in means can only be told when all documents are read.
    found = find_label(label) if _women_half(label) is None and not stand_in(label) else None
    candidates = [attributes()[key] for key in found.attributes] if found else []
    typed = [entry for entry in candidates if entry.kind not in ("text", "list")]
    if says_percent(label):
        typed = [entry for entry in typed if entry.kind == "percent"]
    for entry in (*typed, *(entry for entry in candidates if entry.kind in ("text", "list"))):
        if read := read_value(entry, raw, label):
            return _Read(entry.id, *read)
    told = _asked(label, raw) or _of_known_half(label, raw)
    if told:
        return told
    guessed = _likely(label, raw)
    # A label of counts (`Wet mills`) beside names is no text of another attribute.
    counts = any(entry.kind == "count" for entry in candidates)
    if guessed and not (counts and attributes()[guessed.attribute].kind == "text"):
        return guessed
    whole = Span(0, len(raw))
    if found and {"fairtrade_since", "organic_since"} & set(found.attributes):
        return _Read("certifications", Value(items=(f"{label.strip(' :•')}: {raw}",)), "", whole)
    key = fold(label).replace(" ", "-") or "note"
    if counts and _LISTED.search(raw):
        return _Read(as_stated(candidates[0].id), parse_list(raw) or Value(items=(raw,)), "", whole)
    if key in attributes() and attributes()[key].kind not in ("text", "list", "months"):
        # The label is an attribute's, but what follows is no value of it: it is kept in its own words.
        return _Read(as_stated(key), Value(items=(raw,)), "", whole)
    number = parse_count(raw) if re.match(rf"\W*{grammar()['N']}", raw) else None
    return _Read(key, number or parse_list(raw) or Value(items=(raw,)), "", whole)


def _asked(label: str, raw: str) -> _Read | None:
    """`How high up? 1,500 m`: the attribute that a label in the form of a question asks for."""
    if not label.rstrip().endswith("?") or find_label(label):
        return None
    for cue in match_cues(fold(label)):
        entry = attributes()[cue.attribute]
        read = read_value(entry, raw, label) if _fits(entry, raw) else None
        if read:
            return _Read(entry.id, *read)
    return None


def _of_known_half(label: str, raw: str) -> _Read | None:
    """`Số hộ / Households: 820`: a label in two languages, of which one is known and the other says nothing."""
    if find_label(label) or _women_half(label) is not None:
        return None
    parts = label_parts(label)
    known = [part for part in parts if find_label(part)]
    if len(known) != 1 or any(
        part.isascii() and likely_attributes(part) for part in parts if part not in known
    ):
        return None
    read = _read_pair(known[0], raw)
    return read if read.attribute in attributes() else None


_SURE = 0.6
"""Probability from which an unknown label is taken to mean an attribute."""
_TYPED, _NAMED, _MADE = math.log(10), math.log(100), math.log(10_000)
"""What it adds that the value is of the attribute's kind, is a height or a season, or made of what hardly another
attribute has: varieties, seals."""
_NOTHING = math.log(20)
"""How much likelier it is that an unseen label means nothing than that it means one of the attributes."""
_LIKELY_WORDS = 6
"""Words of the longest label whose meaning is guessed, and of the longest item that is known by what it is made of."""


def _likely(label: str, raw: str) -> _Read | None:
    """The attribute that the words of an unknown label, and the value beside it, most likely mean."""
    if len(label.split()) > _LIKELY_WORDS or _women_half(label) is not None:
        return None
    if stand_in(label) or hinted_by(label):
        return None
    odds: dict[str, float] = {}
    reads: dict[str, _Read] = {}
    for likelihood in likely_attributes(label) or _unseen():
        if likelihood.attribute == NONE:
            odds[NONE] = likelihood.log
            continue
        entry = attributes()[likelihood.attribute]
        value = read_value(entry, raw, label)
        if value is None or not _fits(entry, raw) or (says_percent(label) and entry.kind != "percent"):
            continue
        made = _made_of(entry, value[0].items)
        named = entry.kind in ("height", "months")
        typed = entry.kind not in ("text", "list")
        if made or named or is_explained_by(entry.id, label):
            reads[entry.id] = _Read(entry.id, *value)
            odds[entry.id] = likelihood.log + (
                _MADE if made else _NAMED if named else _TYPED if typed else 0.0
            )
    if not reads:
        return None
    best = max(odds, key=lambda key: odds[key])
    share = 1 / sum(math.exp(value - odds[best]) for value in odds.values())
    return reads[best] if best in reads and share >= _SURE else None


def _fits(entry: Attribute, raw: str) -> bool:
    """Whether a value is all of one kind, and not a sentence that holds something of it."""
    if entry.kind == "year":
        return re.fullmatch(r"\D{0,12}(?:1[89]|20)\d\d\D{0,3}", raw.strip()) is not None
    if entry.kind in ("count", "number"):
        number = re.match(rf"\W*(?:[a-z.]+\s){{0,2}}{grammar()['N']}", raw)
        return number is not None and not re.fullmatch(r"\D*(?:19|20)\d\d\D*", raw)
    if entry.kind == "height":
        measured = re.search(rf"\d\s?(?:{unit_words('height')})(?!\w)", raw)
        figures = re.search(r"\d{3}\D+\d{3}|\d{3}\D+\d[.,]\d{3}", raw)
        years = re.fullmatch(r"\D*(?:19|20)\d\d\D+(?:19|20)\d\d\D*", raw)
        return measured is not None or (figures is not None and years is None)
    if entry.kind in ("text", "list"):
        figure = "|".join(grammar()[kind] for kind in "NLQAP")
        return not re.search(r"[.!?]\s+[A-Z]", raw) and not re.fullmatch(rf"\W*(?:{figure})\W*", raw)
    return True


def _made_of(entry: Attribute, items: Sequence[str]) -> bool:
    """Whether most items of a value are in few words what hardly another attribute has: varieties, seals, processes."""
    words = [fold(word) for word in (*entry.lexicon, *entry.values)]
    short = [f" {fold(item)} " for item in items if len(item.split()) <= _LIKELY_WORDS]
    return 2 * sum(any(f" {word} " in item for word in words) for item in short) > len(items)


@cache
def _unseen() -> tuple[Likelihood, ...]:
    """What a label of words that no label has may mean: what its value tells by itself, or nothing."""
    telling = [entry.id for entry in attributes().values() if entry.lexicon or entry.values]
    return (Likelihood(NONE, _NOTHING), *(Likelihood(key, 0.0) for key in telling))


def _of_which(label: str, raw: str) -> _Read | None:
    """`Pepper harvest: December to March`: an attribute of one thing among several, which the label names."""
    if find_label(label) or not (found := qualified_label(label)):
        return None
    attribute, which = found
    read = read_value(attributes()[attribute], raw, label)
    return _Read(attribute, *read, noun=which) if read else None


def _of_counted(label: str, raw: str) -> _Read | None:
    """`Delivering: 1,120 farmers`: a label that hints at an attribute, and a value that counts its noun."""
    entry = None if find_label(label) else hinted_by(label)
    if entry is None or not re.match(rf"\W*(?:[a-z.]+\s){{0,2}}{grammar()['N']}", raw):
        return None
    read = read_value(entry, raw, label)
    return _Read(entry.id, *read) if read and counted_noun(entry.id, read[2].of(raw), "") else None


def seal_facts(named: Fact, document: SourceDocument) -> Iterator[Fact]:
    """The years in a list of certificates: `organic since 1998, Fairtrade (2001)`.

    An item with a year is a label of its own, with the year as its value.
    """
    if named.attribute != "certifications":
        return
    text = named.value_span.of(document.text)
    for item in re.finditer(r"[^,;/|•&]+", text):
        for part in re.split(r"\b(?:and|y|und|et)\b", item.group()):
            years = list(re.finditer(grammar()["Y"], part))
            if len(years) != 1:
                continue
            label = find_label(_SINCE.sub(" ", part.replace(years[0].group(), " ")).strip())
            dated_by = [key for key in label.attributes if attributes()[key].kind == "year"] if label else []
            if dated_by:
                at = named.value_span.start + item.start() + item.group().index(part) + years[0].start()
                span, year = Span(at, at + 4), float(years[0].group())
                yield replace(
                    named,
                    attribute=dated_by[0],
                    label=attributes()[dated_by[0]].title,
                    value=Value(low=year, high=year),
                    raw=span.of(document.text),
                    value_span=span,
                    as_of=None,
                )


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

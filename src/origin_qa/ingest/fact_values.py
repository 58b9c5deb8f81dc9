"""The value of one attribute in a few words: a count, a share, a height, months, a list."""

import re

from origin_qa.attributes import attributes, fold
from origin_qa.attributes.labels import says_percent
from origin_qa.attributes.lexicon import unit_words
from origin_qa.attributes.lists import parse_list
from origin_qa.attributes.months import parse_months
from origin_qa.attributes.numbers import hedge_before
from origin_qa.attributes.values import (
    FRACTION,
    grammar,
    parse_count,
    parse_measure,
    parse_percent,
    parse_text,
    parse_year,
)
from origin_qa.attributes.vocabulary import Attribute
from origin_qa.types import Span, Value

_MEASURES = ("height", "mass", "area", "length")
_CHANGING = ("count", "percent", "mass", "area", "number")
"""Kinds whose values belong to a time."""

ReadValue = tuple[Value, str, Span]


def changes(attribute: str) -> bool:
    """Whether the values of an attribute belong to a time: members do, the country does not."""
    entry = attributes().get(attribute)
    return entry is not None and not entry.timeless and entry.kind in _CHANGING


def read_value(entry: Attribute, raw: str, label: str = "") -> ReadValue | None:
    """Value, unit and span inside `raw` of an attribute's value, None if `raw` holds none of its kind.

    `label` may hold the unit that the value lacks (`Bags per year`, `Altitude (ft)`, `Women (%)`).
    """
    whole = Span(len(raw) - len(raw.lstrip()), len(raw.rstrip(" .")))
    if entry.kind == "year":
        match = re.search(grammar()["Y"], raw)
        year = parse_year(raw)
        return (year, "", Span(*match.span())) if match and year else None
    if entry.kind == "percent":
        return _read_share(raw, label)
    if entry.kind in ("count", "number"):
        return _read_count(entry, raw)
    if entry.kind in _MEASURES:
        measured = None if _measures_another(entry.kind, raw) else parse_measure(raw, entry.kind, label)
        return (*measured, whole) if measured and entry.admits(measured[0]) else None
    if entry.kind == "months":
        months = parse_months(raw)
        return (months, "", whole) if months else None
    if entry.kind == "list" and not re.search(r"[^\W\d_]", raw):
        return None  # `Coffee trees: 340,000` lists no varieties
    parsed = parse_list(raw) if entry.kind == "list" else parse_text(raw)
    return (parsed, "", whole) if parsed else None


def _measures_another(kind: str, raw: str) -> bool:
    """Whether a figure stands in a unit of another kind only: `1,050 to 1,650 metres` is no area."""

    def in_units_of(one: str) -> bool:
        return re.search(rf"\d\s?(?:{unit_words(one)})(?!\w)", raw) is not None

    return not in_units_of(kind) and any(in_units_of(one) for one in _MEASURES if one not in (kind, "length"))


def _read_share(raw: str, label: str) -> ReadValue | None:
    match, share = re.search(grammar()["P"], raw), parse_percent(raw)
    if not match and says_percent(label):
        match, share = re.search(grammar()["N"], raw), parse_count(raw)
    if not match or not share or (share.high or 0.0) > 100:
        return None
    return share, "%", with_hedge(raw, Span(*match.span()))


def _read_count(entry: Attribute, raw: str) -> ReadValue | None:
    count = parse_count(raw)
    match = re.search(grammar()["N"], raw)
    if not count or not match or re.match(r"\s?(?:%|per\s?cent)", raw[match.end() :]):
        return None
    share = re.search(rf"(?:{grammar()['P']}|{FRACTION})", raw)
    if share and share.start() <= match.start() < share.end():
        return None
    if not entry.admits(count) or _is_measured(raw[match.end() :]):
        return None
    nouns = "|".join(re.escape(noun) for noun in sorted(entry.nouns, key=len, reverse=True))
    rest = re.match(rf"(?:\s(?:\w+\s)?(?:{nouns})\b)" if nouns else r"(?!)", raw[match.end() :])
    high = re.match(rf"\s?(?:[-‐‑‒–—]|to)\s?{grammar()['N']}", raw[match.end() :])
    end = match.end() + (rest.end() if rest else high.end() if high else 0)
    return count, entry.unit, with_hedge(raw, Span(match.start(), end))


def _is_measured(after: str) -> bool:
    """Whether a figure with these words after it measures: `1,700 – 1,890 m` counts nothing."""
    units = "|".join(unit_words(one) for one in _MEASURES)
    return re.match(rf"(?:\s?(?:[-‐‑‒–—]|to)\s?{grammar()['N']})?\s?(?:{units})(?!\w)", after) is not None


def with_hedge(text: str, span: Span) -> Span:
    """The span with the words before it that say how its figure is meant: `over 2,600`."""
    return Span(hedge_before(text[: span.start])[1], span.end)


def counted_noun(attribute: str, raw: str, label: str) -> str:
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

"""Values in the forms of a language: its numbers, its months, its units and what is counted.

English says values as they are written. The other languages say those that are wholly understood, so
that nothing a document tells is left out; any other one stands as it is written there too.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from origin_qa.answer.nouns import noun_words
from origin_qa.answer.phrases import joined, phrase
from origin_qa.attributes import Attribute, attributes, fold
from origin_qa.attributes.countries import country_of
from origin_qa.attributes.lexicon import unit_words
from origin_qa.attributes.months import MONTHS
from origin_qa.attributes.numbers import hedge_before, parse_number
from origin_qa.attributes.values import grammar
from origin_qa.types import Fact

_WRITTEN = "en"
"""The language that says figures as they are written."""
_MEASURED = frozenset({"height", "area", "mass", "length"})
_COUNTED = frozenset({"count", "number"})
_LINKS = re.compile(
    r"\b(?:to|and|between|from|in|a|y|entre|de|bis|und|zwischen|von|à|et|e|até|hasta|above|over|the|sea|level"
    r"|per\s?cent|por\s?ciento|prozent|pour\s?cent|por\s?cento)\b|\W",
    re.I,
)
"""What stands between and beside figures and says no more than they do."""
_EXCLUSIVE = {
    "over": re.compile(r"\b(?:over|more than|above|más de|mehr als|über|plus de|mais de)\b", re.I),
    "under": re.compile(r"\b(?:under|less than|fewer than|menos de|weniger als|moins de)\b", re.I),
}
_AND = frozenset("and y und et e".split())


def value_phrase(fact: Fact, language: str) -> str:
    """A fact's value as it is said by itself: in the forms of the language, else as it is written."""
    said = _said(fact, language)
    return _of_which(fact, _dated(fact, _written(fact) if said is None else said))


def within_sentence(fact: Fact, language: str) -> str | None:
    """A fact's value as it goes on a sentence: a season with its preposition. None if it doesn't fit in.

    Words always fit; figures that can't be put into the forms of the language don't.
    """
    entry = attributes()[fact.attribute]
    if entry.kind == "months":
        season = _season(fact.value.items, language, "during_months", "during")
        said = season or (f"from {one_line(fact.raw)}" if language == _WRITTEN else None)
        return said and _of_which(fact, said)
    said = _said(fact, language)
    if said is None and language != _WRITTEN and entry.kind not in ("text", "list"):
        return None
    return _dated(fact, _written(fact) if said is None else said)


def one_line(text: str) -> str:
    """`text` with white space folded, as it reads on one line."""
    return re.sub(r"\s+", " ", text).strip()


def _of_which(fact: Fact, said: str) -> str:
    """The value with what its own label ties it to, where a producer has several: `… (cardamom)`."""
    entry = attributes().get(fact.attribute)
    if entry is None or not entry.qualified or not fact.noun:
        return said
    return f"{said} ({fact.noun[0].lower()}{fact.noun[1:]})"


def _dated(fact: Fact, said: str) -> str:
    entry = attributes().get(fact.attribute)
    months = entry is not None and entry.kind == "months"
    return said if not fact.as_of or months or str(fact.as_of) in said else f"{said} ({fact.as_of})"


# ── as it is written ──────────────────────────────────────────────────────────────────────────


def _written(fact: Fact) -> str:
    """The value in the words of its document, with its noun or unit if it stands bare."""
    entry = attributes().get(fact.attribute)
    raw = one_line(fact.raw)
    if entry is None:
        return raw
    if entry.kind == "count" and re.search(r"\d$|^\w+$", raw):
        noun = fact.noun or (entry.nouns[0] if entry.nouns else "")
        raw = f"{raw} {noun[0].lower() + noun[1:]}" if noun and noun.casefold() not in raw.casefold() else raw
    if entry.unit and entry.kind in _MEASURED and re.search(r"\d$", raw):
        raw = f"{raw} {fact.unit}"
    return raw


# ── in the forms of a language ────────────────────────────────────────────────────────────────


def _said(fact: Fact, language: str) -> str | None:
    """The value in the forms of the language, None if it is not wholly understood."""
    entry = attributes().get(fact.attribute)
    if entry is None:
        return None
    if entry.kind == "months":
        return _season(fact.value.items, language, "months", "")
    if language == _WRITTEN:
        return None
    if entry.kind == "list":
        return _list(fact, language)
    if entry.kind == "text":
        return _country(fact, language) if fact.attribute == "country" else None
    return _figures(fact, entry, language)


def _season(months: Sequence[str], language: str, through: str, during: str) -> str | None:
    """`April to October` where the months follow each other, else a list of them; None for several gaps."""
    names = [_month(month, language) for month in months]
    numbers = [MONTHS.index(month) for month in months]
    runs = all((b - a) % 12 == 1 for a, b in pairwise(numbers))
    if not names or not runs:
        return None
    if len(names) > 2:
        return phrase(language, through, first=names[0], last=names[-1])
    listed = joined(names, language)
    return phrase(language, during, months=listed) if during else listed


def _month(name: str, language: str) -> str:
    if language == _WRITTEN:
        return name
    from babel.dates import get_month_names

    return str(get_month_names("wide", locale=language)[MONTHS.index(name) + 1])


def _list(fact: Fact, language: str) -> str | None:
    items = [one_line(item) for item in fact.value.items]
    told = [word for word in fold(fact.raw).split() if word not in _AND]
    return joined(items, language) if items and fold(" ".join(items)).split() == told else None


def _country(fact: Fact, language: str) -> str | None:
    from babel import Locale

    country = country_of(fact.raw)
    codes = {name: code for code, name in Locale.parse(_WRITTEN).territories.items()}
    code = codes.get(country or "")
    return str(Locale.parse(language).territories[code]) if code else None


def _figures(fact: Fact, entry: Attribute, language: str) -> str | None:
    low, high = fact.value.low, fact.value.high
    if low is None or high is None or not _understood(fact, entry):
        return None
    ends = [low] if low == high else [low, high]
    if entry.kind == "year":
        written = [str(int(end)) for end in ends]
    elif entry.kind == "percent":
        written = [*(_number(end, language) for end in ends[:-1]), _share(ends[-1], language)]
    else:
        written = [_number(end, language) for end in ends]
    figure = written[0]
    if len(written) > 1:
        figure = phrase(language, "range", low=written[0], high=written[1])
    if entry.kind in _COUNTED or entry.kind in _MEASURED:
        unit = _unit(fact, entry, language)
        if unit is None:
            return None
        figure = f"{figure}\N{NO-BREAK SPACE}{unit}"
    return figure if fact.value.bound == "exact" else phrase(language, _bound(fact), figure=figure)


def _bound(fact: Fact) -> str:
    """The phrase for a bound: `over` and `less than` leave the figure itself out."""
    for key, words in _EXCLUSIVE.items():
        if words.search(fact.raw):
            return key
    return fact.value.bound


def _understood(fact: Fact, entry: Attribute) -> bool:
    """Whether the value is all that its words tell: its figures in their own unit, and nothing beside them."""
    raw = re.sub(rf"\(?\b{fact.as_of}\b\)?", " ", fact.raw) if fact.as_of else fact.raw
    number = re.compile(grammar()["N"])
    found = list(number.finditer(raw))
    if {parse_number(match.group()) for match in found} != {fact.value.low, fact.value.high}:
        return False
    _, hedge = hedge_before(raw[: found[0].start()])
    rest = raw[:hedge] + number.sub(" ", raw[found[0].start() :])
    if entry.kind in _MEASURED:
        rest = re.sub(rf"(?<!\w)(?:{unit_words(entry.kind)})(?!\w)", " ", rest)
    noun = _noun_of(fact, entry)
    rest = re.sub(rf"(?<!\w){re.escape(noun)}(?!\w)", " ", rest, flags=re.I) if noun else rest
    return not _LINKS.sub("", rest)


def _noun_of(fact: Fact, entry: Attribute) -> str:
    if entry.kind == "count":
        return fact.noun or entry.nouns[0]
    return entry.unit if entry.kind == "number" else ""


def _unit(fact: Fact, entry: Attribute, language: str) -> str | None:
    """The unit or noun beside the figure, None if the language has no word for it."""
    noun = _noun_of(fact, entry) or fact.unit
    known = noun_words().get(fold(noun))
    return known[language] if known else (noun if entry.kind in _MEASURED else None)


def _number(figure: float, language: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(figure, locale=language))


def _share(percent: float, language: str) -> str:
    from babel.numbers import format_percent

    return str(format_percent(percent / 100, locale=language, decimal_quantization=False))

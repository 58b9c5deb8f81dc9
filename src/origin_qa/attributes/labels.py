"""The shapes in which a known label is written: with its unit, a count before it, a preposition after it.

`Altitude (m)`, `N.º de socios`, `Fundada en` and `Farmers / members` are the labels `Altitude`, `socios`,
`Fundada` and `Farmers`; what is taken off is a form of words, never one that tells labels apart.
"""

import re
from collections.abc import Iterator
from functools import cache

from origin_qa.attributes.lexicon import unit_words

_PERCENT = re.compile(
    r"%|\b(?:per\s?cent(?:age)?|porcentaje|percentagem|porcentagem|percentual|pourcentage|prozent)\b", re.I
)
_COUNTED = re.compile(
    r"^(?:(?:n[°º.o]{1,3}|no\.?|nr\.?|núm\.?|num\.?|#)\s*(?:of|de|der|des)?\s+(?:the\s)?|anzahl\s(?:der\s)?|"
    r"(?:total\s)?(?:number|número|nombre|numero|cantidad|quantidade)\s(?:of|de|d’|total de)\s?|"
    r"total\s(?:de\s)?|gesamtzahl\s(?:der\s)?)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\s(?:en|in|em|im jahr|en el año|since|desde|seit|depuis|year|jahr|año|ano|année)$", re.I
)
_YEAR = re.compile(
    r"\s*(?:\((?:19|20)\d\d\)|\s(?:in|en|em|im jahr|as of|as at|by|since)\s\(?(?:19|20)\d\d\)?|\s(?:19|20)\d\d)$",
    re.I,
)
_OF_THE_BODY = re.compile(
    r"(?:the\s|our\s)?(?:co-?\s?op(?:erative)?|union|coffee|cooperativa)(?:[’']?s)?\s(?=\w)", re.I
)
"""Whose a value is, which goes without saying: `Co-op harvest`."""
_SLASH = re.compile(r"\s*/\s*|\s+(?:\||&)\s+")


@cache
def _unit_suffix() -> re.Pattern[str]:
    units = "|".join(unit_words(kind) for kind in ("height", "mass", "area", "length"))
    unit = rf"(?:{units}|%|percent|Prozent|por ciento|pour cent|por cento)"
    inside = rf"(?:in|en|em)?\s?{unit}(?:\s(?:a\.?s\.?l\.?|per year|p\.?\s?a\.?))?"
    return re.compile(
        rf"\s*(?:[(\[]\s*(?P<a>{inside})\s*[)\]]|,\s*(?P<b>{unit})|\s(?:in|en|em)\s(?P<c>{unit}))\s*$", re.I
    )


def spelt_apart(label: str) -> str:
    """The words of a column's name, `womenPercent` as `women Percent`; any other label as it is."""
    return (
        re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
        if re.fullmatch(r"[a-z]+(?:[A-Z][a-z]*)+", label)
        else label
    )


def unit_of_label(label: str) -> tuple[str, str]:
    """A label without the unit at its end, and that unit: `Altitude (m)` gives `Altitude` and `m`.

    The unit is "" where the label names none.
    """
    found = _unit_suffix().search(label.rstrip(" :"))
    return (label[: found.start()], next(filter(None, found.groups()))) if found else (label, "")


def says_percent(label: str) -> bool:
    """Whether a label tells that its figures are percentages."""
    return _PERCENT.search(label) is not None


def label_forms(text: str) -> Iterator[str]:
    """A label as written, then with less and less of what may stand around it."""
    yield text
    words = spelt_apart(text)
    bare = unit_of_label(words)[0]
    if bare != text:
        yield bare
    if found := _COUNTED.match(bare):
        yield bare[found.end() :]
    if percent := re.fullmatch(r"%\s?(?:of|de|der|des)?\s?(?P<label>\S.*)|(?P<other>\S.*?)\s?%", bare):
        yield percent["label"] or percent["other"]
    if found := _YEAR.search(bare):
        yield bare[: found.start()]
    if found := _OF_THE_BODY.match(bare):
        yield bare[found.end() :]


def label_parts(text: str) -> list[str]:
    """The parts of a label that gives two names for one thing, `Farmers / members`; none of another."""
    parts = [part for part in _SLASH.split(unit_of_label(text)[0]) if part.strip()]
    return parts if len(parts) == 2 else []


def without_preposition(text: str) -> str:
    """`Fundada en` as `Fundada`: for labels of years alone, as `Farmers in` may go on in any way."""
    return _PREPOSITION.sub("", text)

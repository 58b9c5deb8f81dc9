"""Reads values as people write them: counts, shares, years, heights, masses, areas; numbers and months beside.

Every parser takes text as it stands in a document and returns a `Value` in the unit of its kind, or
None where the text holds no such value. The regular expressions are built once from `lexicon.toml`,
so that ingest finds values in prose with the very grammar by which they are parsed.
"""

import re
from functools import cache

from origin_qa.attributes.lexicon import alternatives, lexicon, unit_table, unit_words
from origin_qa.attributes.months import capitalised_months
from origin_qa.attributes.numbers import DASH, DIGITS, HALF, hedge_before, multipliers, parse_number
from origin_qa.types import Value

FRACTION = r"(?<![\w/.,])[1-3]/[2-5](?![\w/]|[.,]\d)"
"""A share written as a fraction, `2/3`, which no date or range of larger figures is taken for."""
_AFTER_DAY = r"(?<=\d\.\d\.)|(?<=\d\d\.\d\.)|(?<=\d\.\d\d\.)|(?<=\d\d\.\d\d\.)"
_OF_SO_MANY = (
    r"\s(?:in|out of)\s(?:every\s)?(?P<whole>3|4|5|6|8|10|100|three|four|five|six|eight|ten|a hundred)\b"
)
"""What makes a share of the number before it: `nine in ten`, `two out of three`, `one in every five`."""


@cache
def grammar() -> dict[str, str]:
    """Regular-expression source of each kind of value, for building larger patterns.

    N a number, P a share, Y a year, L a height, S a slope (two heights apart), Q a mass, A an area, R a
    length of rain, M months, NAME a person or place in capitals.
    """
    table = lexicon()
    words = alternatives(list(table["numbers"]))
    tens = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    spelled = rf"\b(?:{tens}[- ](?:one|two|three|four|five|six|seven|eight|nine)|{words})\b"
    times = rf"\s(?:{alternatives(list(multipliers()))})\b"
    # `two hundred and fifty`, `one thousand two hundred`: what follows a multiplier is added to it.
    added = rf"(?:\s(?:and\s|e\s)?{spelled}(?:{times})?)?"
    number = (
        rf"(?:(?<![\w.,])(?:{DIGITS})(?i:{times})?"
        rf"|(?i:(?:{spelled}|\ba(?={times})){HALF}?(?:(?:{times})+{added}{added})?{HALF}?))"
    )
    shares = alternatives(list(table["shares"]))
    of_so_many = _OF_SO_MANY.replace("?P<whole>", "?:")
    percent = r"(?:\s?%|\s(?i:percent|per\s?cent|por\s?ciento|prozent|pour\s?cent|por\s?cento)\b)"
    to = rf"(?:\s?{DASH}\s?|\s(?:to|and|a|y|bis|und|à|et|e|até|up to|hasta)\s)"
    month = rf"\b(?:{alternatives(list(capitalised_months()))})\b\.?"
    through = r"to|until|till|through|and|a|hasta|y|bis|und|à|au|et|e|até"
    month_link = rf"(?:\s?{DASH}\s?|,?\s(?:{through})\s(?:the end of\s)?|,\s)"
    ending = r"(?:ends?|is over|finishes|closes|termina|se termine|finit|endet|acaba)\s(?:in|by|en|im|em)"
    lasting = rf"[^.;]{{0,40}}?\b(?:until|till|{ending}|lasts?\s(?:until|to))\s(?:the end of\s)?"
    kinds = {
        "N": number,
        "P": rf"(?:{number}(?:{to}{number})?{percent}|\b(?i:{shares})\b|{FRACTION}|{number}{of_so_many})",
        "Y": rf"(?:(?<![\d.,])|{_AFTER_DAY})(?:1[89]|20)\d\d(?![\d%]|[.,]\d)",
        "M": rf"(?:\b(?:[Bb]etween|[Ee]ntre|[Zz]wischen)\s)?{month}(?:{lasting}{month}|(?:{month_link}{month})*)",
    }
    opening = r"(?:The|A|An|Its|Our|Their|This|In|At|On|For|Of|And|But|When|After|As|It|He|She|We)"
    capital = rf"(?!{opening}\b)[A-ZÀ-Þ][\w’'-]+"
    kinds["NAME"] = rf"{capital}(?:\s(?:(?:de|del|de la|da|dos|van|bin)\s)?{capital}){{0,4}}"
    for key, kind in (("L", "height"), ("Q", "mass"), ("A", "area"), ("R", "length")):
        unit = rf"(?:\s?(?:{unit_words(kind)})(?![\w]))"
        kinds[key] = rf"{number}(?:{unit}?{to}{number})?{unit}"
    metres = rf"(?:\s?(?:{unit_words('height')})(?!\w))"
    # Two figures that one clause sets apart: `from 1,100 metres up to 1,480`.
    kinds["S"] = (
        rf"{number}{metres}[^.;\d]{{1,90}}?\b(?:to|at|and)\s(?:about\s)?\d[\d.,]{{2,5}}(?![\d%]|\s?(?:[a-z]{{4,}}))"
    )
    return kinds


def _bounded(low: float, high: float, before: str, after: str = "") -> Value:
    bound, _ = hedge_before(before)
    if re.match(r"\s*(?:\+|or more|and more|o más|oder mehr|ou plus)", after, re.I):
        bound = "at_least"
    return Value(low=low, high=high, bound=bound)  # type: ignore[arg-type]


def parse_count(text: str) -> Value | None:
    """The first number of `text` with its hedge; a range keeps both ends."""
    match = re.search(grammar()["N"], text)
    if not match or (low := parse_number(match.group())) is None:
        return None
    rest = text[match.end() :]
    to = re.match(rf"(?:\s?{DASH}\s?|\s(?:to|a|bis|à)\s)(?={grammar()['N']})", rest)
    high = parse_number(rest[to.end() :]) if to else None
    return _bounded(low, high if high is not None and high > low else low, text[: match.start()], rest)


def parse_percent(text: str) -> Value | None:
    """A share in percent, from `45 %`, `seventy percent` or `half`."""
    match = re.search(grammar()["P"], text)
    if not match:
        return None
    shares = {word.casefold(): float(str(n)) for word, n in lexicon()["shares"].items()}
    raw = match.group()
    share = shares.get(re.sub(r"\s+", " ", raw.casefold()))
    if share is None and re.fullmatch(FRACTION, raw):
        share = round(100 * int(raw[0]) / int(raw[2]), 1)
    if share is not None:
        return _bounded(share, share, text[: match.start()] + "about " * (share % 1 > 0))
    value = parse_count(raw)
    if value and (parts := re.search(rf"{_OF_SO_MANY}$", raw)):
        whole = parse_number(parts["whole"]) or 100.0
        share = round(100 * (value.low or 0.0) / whole, 1)
        return _bounded(share, share, text[: match.start()])
    return value and _bounded(value.low or 0.0, value.high or 0.0, text[: match.start()])


def parse_year(text: str) -> Value | None:
    """The first year of `text`, 1800 to 2099."""
    match = re.search(grammar()["Y"], text)
    return Value(low=float(match.group()), high=float(match.group())) if match else None


def parse_measure(text: str, kind: str, label: str = "") -> tuple[Value, str] | None:
    """A height, mass, area or length of rain with the unit it was written in.

    Figures are converted to the base unit of the kind (m, t, ha, mm); what has no factor, such as
    bags, keeps its own unit. Figures without a unit are in that which `label` names (`Altitude (ft)`),
    else in the base unit.
    """
    table = unit_table(kind)
    unit_of = {re.sub(r"\s+", " ", word): unit for unit, words in table.items() for word in words}
    number = grammar()["N"]
    to = rf"(?:\s?{DASH}\s?|\s(?:to|and|a|y|bis|und|à|et|e|até|up to|hasta)\s|[,;]?\s(?:max|máx)\.?\s)"
    to = rf"(?:{to}|\s?/\s?(?=\d{{3}}|\d[.,]\d{{3}}))" if kind == "height" else to
    unit = rf"(?:\s?({unit_words(kind)})(?!\w))"
    match = re.search(rf"({number}){unit}?(?:{to}({number}))?{unit}?", text)
    if not match:
        return None
    written = match.group(4) or match.group(2) or _named_unit(label, kind)
    name = unit_of[re.sub(r"\s+", " ", written)] if written else next(iter(table))
    factor = float(str(lexicon()["factors"].get(name, 1)))
    if kind == "length" and name == "m":
        factor = 1000.0  # rain in metres; heights keep metres as their base
    low, high = parse_number(match.group(1)), parse_number(match.group(3)) if match.group(3) else None
    if low is None:
        return None
    if high is None and kind == "height" and (slope := re.fullmatch(grammar()["S"], text.strip())):
        high = parse_number(re.findall(r"\d[\d.,]*", slope.group())[-1].rstrip(".,"))
    ends = sorted((low, high if high is not None else low))
    base = {"height": "m", "mass": "t", "area": "ha", "length": "mm"}[kind]
    value = _bounded(ends[0] * factor, ends[1] * factor, text[: match.start()], text[match.end() :])
    return value, base if name in lexicon()["factors"] else name


def _named_unit(label: str, kind: str) -> str | None:
    found = re.search(rf"(?<!\w)({unit_words(kind)})(?!\w)", label, re.I)
    if not found:
        return None
    words = {word.casefold(): word for forms in unit_table(kind).values() for word in forms}
    return words[re.sub(r"\s+", " ", found.group().casefold())]


def parse_text(text: str) -> Value | None:
    """The words as they stand."""
    return Value(items=(text.strip(),)) if text.strip() else None

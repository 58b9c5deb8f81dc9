"""Reads values as people write them: numbers, shares, years, heights, masses, areas, months, lists.

Every parser takes text as it stands in a document and returns a `Value` in the unit of its kind, or
None where the text holds no such value. The regular expressions are built once from `lexicon.toml`,
so that ingest finds values in prose with the very grammar by which they are parsed.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise

from origin_qa.types import Value

DASH = r"[-‐‑‒–—−]"
_DIGITS = r"\d{1,3}(?:[.,'’ ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"

FRACTION = r"(?<![\w/.,])[1-3]/[2-5](?![\w/]|[.,]\d)"
"""A share written as a fraction, `2/3`, which no date or range of larger figures is taken for."""
_AFTER_DAY = r"(?<=\d\.\d\.)|(?<=\d\d\.\d\.)|(?<=\d\.\d\d\.)|(?<=\d\d\.\d\d\.)"


@cache
def _lexicon() -> dict[str, dict[str, object]]:
    text = resources.files("origin_qa.attributes").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def lexicon_words(table: str) -> tuple[str, ...]:
    """The words of a table of `lexicon.toml` that lists them by language."""
    return tuple(
        str(word) for words in _lexicon()[table].values() if isinstance(words, list) for word in words
    )


def _alternatives(words: list[str]) -> str:
    """An alternation that prefers the longest word; spaces match any white space."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@cache
def number_words() -> dict[str, float]:
    """Casefolded number words of all languages with their value."""
    return {word.casefold(): float(str(n)) for word, n in _lexicon()["numbers"].items()}


@cache
def multipliers() -> dict[str, float]:
    """Casefolded words that multiply the number before them, such as `thousand` and `mil`."""
    return {word.casefold(): float(str(n)) for word, n in _lexicon()["multipliers"].items()}


@cache
def _month_numbers() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, forms in enumerate(_lexicon()["months"].values(), start=1):
        assert isinstance(forms, list)
        names |= {str(form).casefold(): number for form in forms}
    return names


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_HALF = r"(?:\s(?:and\sa\shalf|y\smedi[ao]|et\sdemie?|e\smei[ao])\b)"


@cache
def grammar() -> dict[str, str]:
    """Regular-expression source of each kind of value, for building larger patterns.

    N a number, P a share, Y a year, L a height, S a slope (two heights apart), Q a mass, A an area, R a
    length of rain, M months, NAME a person or place in capitals.
    """
    lexicon = _lexicon()
    words = _alternatives(list(lexicon["numbers"]))
    tens = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    spelled = rf"\b(?:{tens}[- ](?:one|two|three|four|five|six|seven|eight|nine)|{words})\b"
    times = rf"\s(?:{_alternatives(list(multipliers()))})\b"
    # `two hundred and fifty`, `one thousand two hundred`: what follows a multiplier is added to it.
    added = rf"(?:\s(?:and\s|e\s)?{spelled}(?:{times})?)?"
    number = (
        rf"(?:(?<![\w.,])(?:{_DIGITS})(?i:{times})?"
        rf"|(?i:(?:{spelled}|\ba(?={times})){_HALF}?(?:(?:{times})+{added}{added})?{_HALF}?))"
    )
    shares = _alternatives(list(lexicon["shares"]))
    of_so_many = _OF_SO_MANY.replace("?P<whole>", "?:")
    percent = r"(?:\s?%|\s(?i:percent|per\s?cent|por\s?ciento|prozent|pour\s?cent|por\s?cento)\b)"
    to = rf"(?:\s?{DASH}\s?|\s(?:to|and|a|y|bis|und|à|et|e|até|up to|hasta)\s)"
    month = rf"\b(?:{_alternatives(list(_capitalised_months()))})\b\.?"
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


_OF_SO_MANY = (
    r"\s(?:in|out of)\s(?:every\s)?(?P<whole>3|4|5|6|8|10|100|three|four|five|six|eight|ten|a hundred)\b"
)
"""What makes a share of the number before it: `nine in ten`, `two out of three`, `one in every five`."""


@cache
def _capitalised_months() -> tuple[str, ...]:
    """Month names as running text has them: English and German ones only with a capital."""
    forms: list[str] = []
    for names in _lexicon()["months"].values():
        assert isinstance(names, list)
        forms += [str(name) for name in names]
    return tuple(forms)


def _unit_table(kind: str) -> dict[str, list[str]]:
    table = _lexicon()["units"][kind]
    assert isinstance(table, dict)
    return table


def unit_words(kind: str) -> str:
    """An alternation of the units of a kind, as regular-expression source."""
    return _alternatives([word for words in _unit_table(kind).values() for word in words])


def parse_number(text: str) -> float | None:
    """A figure such as `2,424`, `40 000`, `1.340`, `3.5`, `sixteen` or `2 million`."""
    match = re.match(rf"\s*({_DIGITS})(?:\s*({_alternatives(list(multipliers()))})\b)?", text, re.I)
    if match:
        figure = _digits_to_float(match.group(1))
        return figure * (multipliers()[match.group(2).casefold()] if match.group(2) else 1.0)
    return _spelled_number(text.strip().casefold())


def _spelled_number(text: str) -> float | None:
    """A number in words: `sixteen`, `two and a half`, `one thousand two hundred and fifty`."""
    text = re.sub(_HALF, " ½", text)
    known = number_words() | {"½": 0.5}
    total, group, found = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", text):
        if word in known:
            group, found = group + known[word], True
        elif word in multipliers():
            scaled, found = max(group, 1.0) * multipliers()[word], True
            # Hundreds go on to be multiplied: `two hundred thousand`.
            total, group = (total, scaled) if multipliers()[word] < 1000 else (total + scaled, 0.0)
        elif found and word not in ("and", "e"):
            break
    return total + group if found else None


def _digits_to_float(digits: str) -> float:
    """Groups of exactly three digits are thousands, anything else after a mark is a fraction."""
    grouped = re.fullmatch(r"(\d{1,3})((?:[.,'’ ]\d{3})+)(?:([.,])(\d{1,2}))?", digits)
    if grouped and not digits.startswith("0"):
        whole = re.sub(r"\D", "", grouped.group(1) + grouped.group(2))
        return float(f"{whole}.{grouped.group(4) or 0}")
    return float(re.sub(r"[^\d.]", "", digits.replace(",", ".")))


def hedge_before(text: str) -> tuple[str, int]:
    """The bound that the words at the end of `text` put on what follows, and where they start."""
    for bound, words in _lexicon()["hedges"].items():
        assert isinstance(words, list)
        match = re.search(rf"(?:^|(?<=[\s(,])){_group(_alternatives(words))}\s*$", text, re.I)
        if match:
            return bound, match.start()
    return "exact", len(text)


def _group(pattern: str) -> str:
    return f"(?:{pattern})"


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
    shares = {word.casefold(): float(str(n)) for word, n in _lexicon()["shares"].items()}
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
    table = _unit_table(kind)
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
    factor = float(str(_lexicon()["factors"].get(name, 1)))
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
    return value, base if name in _lexicon()["factors"] else name


def _named_unit(label: str, kind: str) -> str | None:
    found = re.search(rf"(?<!\w)({unit_words(kind)})(?!\w)", label, re.I)
    if not found:
        return None
    words = {word.casefold(): word for forms in _unit_table(kind).values() for word in forms}
    return words[re.sub(r"\s+", " ", found.group().casefold())]


@cache
def _month_forms() -> tuple[dict[str, int], dict[str, int]]:
    """The names of months, and the same with the short forms that are read only among themselves."""
    short: dict[str, int] = {}
    for name, forms in _lexicon()["short_months"].items():
        assert isinstance(forms, list)
        short |= {str(form): MONTHS.index(name) + 1 for form in forms}
    return _month_numbers(), _month_numbers() | short


def _season_in_figures(text: str) -> str:
    """`4–10` as the names of its months; any other text as it is."""
    found = re.fullmatch(rf"\s*(0?[1-9]|1[0-2])\s?(?:{DASH}|to|a|à|bis|até)\s?(0?[1-9]|1[0-2])\s*\.?", text)
    return f"{MONTHS[int(found[1]) - 1]} – {MONTHS[int(found[2]) - 1]}" if found else text


def parse_months(text: str) -> Value | None:
    """Months of a season; `items` lists every month in order, from the first through the last.

    `4–10` is read too, and short forms such as `set` and `out` where nothing else is said.
    """
    text = _season_in_figures(text)
    names, all_names = _month_forms()
    month = rf"(?:{_alternatives(list(all_names))})\.?"
    link = rf"(?:\s?(?:{DASH}|/|,|&)\s?|\s(?:to|until|and|a|e|y|à|et|até|hasta|bis|und)\s)"
    if re.fullmatch(
        rf"\s*(?:(?:de|from|von|entre|between|desde)\s)?{month}(?:{link}{month})*\s*", text, re.I
    ):
        names = all_names
    pattern = rf"\b(?:{_alternatives(list(names))})\b"
    found = [(m.start(), m.end(), names[m.group().casefold()]) for m in re.finditer(pattern, text, re.I)]
    if not found:
        return None
    months: list[int] = [found[0][2]]
    for (_, end, previous), (start, _, number) in pairwise(found):
        between = text[end:start]
        listed = re.fullmatch(r"\.?\s*(?:,|&|and|y|und|et|e|,\s*and)\s*", between, re.I)
        if listed and not re.search(r"\b(?:between|entre|zwischen)\s*$", text[: found[0][0]], re.I):
            months.append(number)
            continue
        months += [(previous + step - 1) % 12 + 1 for step in range(1, (number - previous) % 12 + 1)]
    unique = list(dict.fromkeys(months))
    return Value(low=unique[0], high=unique[-1], items=tuple(MONTHS[m - 1] for m in unique))


def parse_text(text: str) -> Value | None:
    """The words as they stand."""
    return Value(items=(text.strip(),)) if text.strip() else None

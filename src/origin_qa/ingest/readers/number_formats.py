"""Spreadsheet values as the spreadsheet shows them: `1250` under `#,##0" m"` is `1,250 m`.

Number formats after ECMA-376 part 1, section 18.8.31, in their English form: sections by sign,
placeholders, thousands, percent, literals, dates and times. Fractions and exponents are shown plain.
"""

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]"
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|(?P<noon>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<mark>[%@])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_GENERAL = re.compile(r"(?i)general|")
_UNFIT = re.compile(r"\?/|[0#?]/|E[+-]", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|\\.")
# Larger figures have more digits than a spreadsheet keeps.
_LARGEST = 10**15
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Shown = datetime.datetime | datetime.date | datetime.time | datetime.timedelta | int | float | bool | str


def shown(value: Shown, number_format: str) -> str:
    """The text that a cell of this value and number format shows; "" if the format hides it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime.timedelta):
        hours, seconds = divmod(int(value.total_seconds()), 3_600)
        return f"{hours}:{seconds // 60:02}:{seconds % 60:02}"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _date(value, _section(number_format, 0))
    return "" if number_format.count(";") == 3 and not _section(number_format, 3).strip() else value


def _section(number_format: str, index: int) -> str:
    """One of the sections for positive, negative, zero and text."""
    blank = _QUOTED.sub(lambda found: "_" * len(found[0]), number_format)
    cuts = [-1, *(i for i, character in enumerate(blank) if character == ";"), len(number_format)]
    index = index if index + 1 < len(cuts) else 0
    return number_format[cuts[index] + 1 : cuts[index + 1]]


def _plain(value: float) -> str:
    """As under the format General: up to eleven digits, no exponent for what people write down."""
    if abs(value) >= _LARGEST:
        return format(float(value), ".6g") if abs(value) < 1e300 else ""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(Decimal(repr(round(value, max(0, 10 - len(str(int(abs(value)))))))), "f").rstrip("0")


def _number(value: float, number_format: str) -> str:
    if not abs(value) < _LARGEST:
        return _plain(value) if abs(value) >= _LARGEST else ""
    sections = _QUOTED.sub("", number_format).count(";") + 1
    index = 1 if value < 0 and sections > 1 else 2 if value == 0 and sections > 2 else 0
    section = _section(number_format, index)
    if not section.strip() and sections > 1:
        return ""
    if _GENERAL.fullmatch(section.strip()):
        return _plain(value)
    if _UNFIT.search(_QUOTED.sub("", section)):
        return _plain(value)
    tokens = list(_TOKEN.finditer(section))
    sign = "-" if value < 0 and index == 0 else ""
    percents = sum(token["mark"] == "%" for token in tokens)
    written = "".join(_numeric_part(token, abs(value), percents) for token in tokens)
    return (sign + written if any(map(str.isdigit, written)) else written).strip()


def _numeric_part(token: re.Match[str], value: float, percents: int) -> str:
    if token["digits"]:
        return _digits(Decimal(repr(value)) * 100**percents, token["digits"])
    if token["mark"]:
        return "%" if token["mark"] == "%" else _plain(value)
    return _literal(token)


def _literal(token: re.Match[str]) -> str:
    for group in ("quoted", "escaped", "currency", "literal", "date", "noon"):
        if token[group] is not None:
            return token[group]
    return " " if token[0].startswith("_") else ""


def _digits(value: Decimal, placeholder: str) -> str:
    """A figure under `#,##0.00`: grouped, rounded, padded; a comma at the end divides by a thousand."""
    body = placeholder.rstrip(",")
    value = value.scaleb(-3 * (len(placeholder) - len(body)))
    whole, _, fraction = body.partition(".")
    places = len(fraction)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    left, _, right = format(rounded, "f").partition(".")
    right = right[: fraction.count("0")] + right[fraction.count("0") :].rstrip("0")
    left = left.rjust(whole.count("0"), "0")
    left = "" if left == "0" and "0" not in whole and right else left
    if "," in whole:
        left = f"{int(left or 0):,}"
    return f"{left}.{right}" if right else left


# ── dates ─────────────────────────────────────────────────────────────────────────────────────


def _date(value: datetime.datetime | datetime.date | datetime.time, section: str) -> str:
    tokens = list(_TOKEN.finditer(section))
    if not any(token["date"] or token["elapsed"] for token in tokens):
        midnight = isinstance(value, datetime.datetime) and value.time() == datetime.time()
        plain = value.date() if midnight and isinstance(value, datetime.datetime) else value
        return str(plain)
    return "".join(_date_parts(value, tokens)).strip()


def _date_parts(
    value: datetime.datetime | datetime.date | datetime.time, tokens: list[re.Match[str]]
) -> Iterator[str]:
    halved = any(token["noon"] for token in tokens)
    for i, token in enumerate(tokens):
        name = (token["date"] or token["elapsed"] or "").lower()
        if token["noon"]:
            yield "AM" if getattr(value, "hour", 0) < 12 else "PM"
        elif name.startswith("m") and _is_minute(tokens, i):
            yield str(getattr(value, "minute", 0)).rjust(min(len(name), 2), "0")
        elif name[:1] in ("h", "s"):
            figure = getattr(value, "hour" if name[0] == "h" else "second", 0)
            figure = (figure % 12 or 12) if halved and name[0] == "h" else figure
            yield str(figure).rjust(min(len(name), 2), "0")
        elif name:
            yield _calendar(value, name) if isinstance(value, datetime.date) else ""
        else:
            yield _literal(token)


def _is_minute(tokens: list[re.Match[str]], i: int) -> bool:
    """`m` means minutes next to hours or seconds, else months."""
    dates = [(j, (token["date"] or token["elapsed"] or "").lower()) for j, token in enumerate(tokens)]
    before = [name[0] for j, name in dates if j < i and name]
    after = [name[0] for j, name in dates if j > i and name]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _calendar(value: datetime.date, name: str) -> str:
    if name[0] == "y":
        return f"{value.year:04}" if len(name) > 2 else f"{value.year % 100:02}"
    if name[0] == "m":
        word = _MONTHS[value.month - 1]
        return {1: str(value.month), 2: f"{value.month:02}", 3: word[:3], 5: word[0]}.get(len(name), word)
    word = _DAYS[value.weekday()]
    return {1: str(value.day), 2: f"{value.day:02}", 3: word[:3]}.get(len(name), word)

"""Numbers, measures, months, dates and lists as the visitor's language writes them (CLDR, through Babel)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Literal

from babel import Locale, dates, lists, numbers, units

from origin_qa.attributes.countries import country_of
from origin_qa.serve.languages import SOURCE, language

FEET_PER_METRE = 1 / 0.3048
Width = Literal["wide", "abbreviated", "narrow"]
Style = Literal["full", "long", "medium", "short"]

_UNITS = {
    "m": "length-meter",
    "ft": "length-foot",
    "mm": "length-millimeter",
    "ha": "area-hectare",
    "t": "mass-tonne",
}


def number(value: float) -> str:
    """A number with the language's marks for thousands and fractions."""
    return numbers.format_decimal(value, locale=language(), decimal_quantization=False)


def percent(value: float) -> str:
    """A share given in percent: 45.5 becomes `45.5%` or `45,5 %`."""
    return numbers.format_percent(round(value / 100, 12), locale=language(), decimal_quantization=False)


def measure(value: float, unit: str) -> str:
    """A figure with its unit, `%`, m, ft, mm, ha or t; another unit follows the figure as it is."""
    if unit == "%":
        return percent(value)
    if unit not in _UNITS:
        return f"{number(value)} {unit}".rstrip()
    written = str(units.format_unit(value, _UNITS[unit], "short", locale=language()))
    return written.replace(" ", "\N{NO-BREAK SPACE}")


def feet(metres: float) -> str:
    """A height given in metres, in feet; see `in_feet`."""
    return measure(in_feet(metres), "ft")


def in_feet(metres: float) -> float:
    """Metres in feet, to the nearest ten: more digits than the document gave would be made up."""
    return round(metres * FEET_PER_METRE / 10) * 10.0


def month(of: int, width: Width = "wide") -> str:
    """The name of a month, 1 to 12, as it stands alone."""
    return str(dates.get_month_names(width, "stand-alone", locale=language())[of])


def day(of: date, style: Style = "long") -> str:
    """A date."""
    return dates.format_date(of, style, locale=language())


def moment(of: datetime, style: Style = "medium") -> str:
    """A date with its time of day."""
    return dates.format_datetime(of, style, locale=language())


def listed(items: Sequence[str], link: Literal["and", "or"] = "and") -> str:
    """`A, B and C`, or with `or`."""
    return lists.format_list(items, "standard" if link == "and" else "or", locale=language())


def country(name: str) -> str:
    """A country that grows coffee, by its name in the visitor's language; another name as it is."""
    code = _territories().get(country_of(name) or name)
    return str(Locale(language()).territories[code]) if code else name


def tongue(code: str) -> str:
    """The name of a document's language; the code itself where it is unknown."""
    return str(Locale(language()).languages.get(code, code))


@cache
def _territories() -> Mapping[str, str]:
    """The codes of countries by their English names."""
    return {name: code for code, name in Locale(SOURCE).territories.items() if code.isalpha()}

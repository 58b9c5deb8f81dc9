"""Values as people write them: what is written with a figure is read back as that figure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.attributes.lists import parse_list
from origin_qa.attributes.months import MONTHS, parse_months
from origin_qa.attributes.numbers import hedge_before, parse_number
from origin_qa.attributes.values import (
    grammar,
    parse_count,
    parse_measure,
    parse_percent,
    parse_text,
    parse_year,
)
from origin_qa.types import Value

GROUPED = {"en": (",", "."), "de": (".", ","), "fr": (" ", ","), "ch": ("’", ".")}
"""The marks of thousands and of fractions, by the country that uses them."""
MONTH_NAMES = {
    "en": list(MONTHS),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
}
TO = {"en": "to", "de": "bis", "fr": "à", "es": "a", "pt": "a"}

styles = st.sampled_from(sorted(GROUPED))
counts = st.integers(0, 99_999_999)
languages = st.sampled_from(sorted(TO))


def written(figure: int, style: str) -> str:
    return f"{figure:,}".replace(",", GROUPED[style][0])


def known(value: Value | None) -> Value:
    assert value is not None
    return value


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


@given(counts, styles)
def test_a_whole_number_is_read_back_in_every_style(figure: int, style: str) -> None:
    assert parse_number(written(figure, style)) == parse_number(str(figure)) == figure


@given(counts, st.integers(0, 99), styles)
def test_a_fraction_is_read_back_in_every_style(whole: int, hundredths: int, style: str) -> None:
    text = f"{written(whole, style)}{GROUPED[style][1]}{hundredths:02}"
    assert parse_number(text) == pytest.approx(whole + hundredths / 100)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("2,424", 2424), ("40 000", 40_000), ("1.340", 1340), ("3.5", 3.5), ("3,5", 3.5), ("2 million", 2e6),
        ("1.5 million", 1.5e6), ("sixteen", 16), ("twenty-four", 24), ("two hundred", 200), ("Three", 3),
        ("two and a half", 2.5), ("a thousand", 1000), ("two hundred and fifty", 250), ("dos y media", 2.5),
        ("one thousand two hundred", 1200), ("two hundred thousand", 200_000), ("two thousand and six", 2006),
    ],
)  # fmt: skip
def test_numbers_as_they_are_met(text: str, figure: float) -> None:
    assert parse_number(text) == figure
    found = re.search(grammar()["N"], f"some {text} of them")
    assert found and parse_number(found.group()) == figure


@given(st.integers(1, 90_000), st.integers(1, 90_000), styles, st.sampled_from((" to ", "–", " - ", "-")))
def test_a_range_keeps_both_ends(a: int, b: int, style: str, link: str) -> None:
    low, high = sorted((a, b))
    value = known(parse_count(f"{written(low, style)}{link}{written(high, style)} members"))
    assert (value.low, value.high) == (low, high)


@given(
    counts,
    st.sampled_from(
        [("over", "at_least"), ("more than", "at_least"), ("about", "about"), ("up to", "at_most")]
    ),
)
def test_a_hedge_is_kept(figure: int, hedge: tuple[str, str]) -> None:
    word, bound = hedge
    assert known(parse_count(f"{word} {figure:,} members")) == Value(figure, figure, bound)  # type: ignore[arg-type]
    assert known(parse_count(f"{figure:,} members")).bound == "exact"
    assert hedge_before(f"has {word} ") == (bound, 4)


# ── shares, years, measures ───────────────────────────────────────────────────────────────────


@given(
    st.integers(0, 100),
    st.sampled_from(("%", " %", " percent", " per cent", " por ciento", " Prozent", " por cento")),
)
def test_shares(share: int, sign: str) -> None:
    assert known(parse_percent(f"{share}{sign} women")) == Value(share, share)


def test_spelled_shares() -> None:
    assert known(parse_percent("half of the members")).low == 50
    assert known(parse_percent("seventy percent")).low == 70
    assert parse_percent("45 members") is None


@given(st.integers(1800, 2099))
def test_years(year: int) -> None:
    assert known(parse_year(f"founded in {year}.")) == Value(year, year)


@pytest.mark.parametrize("text", ["1250 meters", "1,999 members", "21999", "0.1999", "1999%", "1750", "2100"])
def test_other_figures_are_no_years(text: str) -> None:
    assert parse_year(text) is None


@given(st.integers(100, 9000), st.integers(100, 9000), styles, st.sampled_from((" to ", " – ", "-")))
def test_heights(a: int, b: int, style: str, link: str) -> None:
    low, high = sorted((a, b))
    for unit in (" m", "m", " metres", " meters"):
        assert parse_measure(f"{written(low, style)}{link}{written(high, style)}{unit}", "height") == (
            Value(low, high), "m",
        )  # fmt: skip


@given(st.integers(1000, 9999))
def test_feet_become_metres(feet: int) -> None:
    value, unit = parse_measure(f"{feet:,} ft", "height") or (Value(), "")
    assert unit == "m"
    assert value.low == value.high == pytest.approx(feet * 0.3048)


@given(st.integers(1, 90_000))
def test_masses_and_rain(figure: int) -> None:
    assert parse_measure(f"{figure:,} tonnes", "mass") == (Value(figure, figure), "t")
    assert parse_measure(f"{figure * 1000:,} kg", "mass") == (Value(figure, figure), "t")
    assert (
        parse_measure("3.5 m", "length") == parse_measure("3,500 mm", "length") == (Value(3500, 3500), "mm")
    )


# ── months, lists, texts ──────────────────────────────────────────────────────────────────────


@given(st.integers(0, 11), st.integers(0, 11), languages)
def test_a_season_runs_on_over_the_new_year(first: int, last: int, language: str) -> None:
    names = MONTH_NAMES[language]
    value = known(parse_months(f"{names[first]} {TO[language]} {names[last]}"))
    months = tuple(MONTHS[(first + step) % 12] for step in range((last - first) % 12 + 1))
    assert value == Value(first + 1, last + 1, items=months)


def test_single_months_stay_single() -> None:
    assert known(parse_months("March and October")).items == ("March", "October")
    assert known(parse_months("May, July and September")).items == ("May", "July", "September")
    assert known(parse_months("between April and June")).items == ("April", "May", "June")
    assert parse_months("all the year round") is None


@given(st.lists(st.from_regex(r"[A-Z][a-z]{3,9}( \d)?", fullmatch=True), min_size=1, max_size=6))
def test_a_list_is_read_back(items: list[str]) -> None:
    text = ", ".join(items[:-1]) + (" and " if len(items) > 1 else "") + items[-1]
    assert known(parse_list(text)).items == tuple(items)


@pytest.mark.parametrize(
    "text",
    [
        "Typica, a little Geisha",
        "mostly Typica and some Geisha",
        "Typica und etwas Geisha",
        "principalmente Typica, un poco de Geisha",
        "surtout Typica et un peu de Geisha",
        "Typica e um pouco de Geisha",
    ],
)
def test_how_much_there_is_of_an_item_is_no_part_of_it(text: str) -> None:
    assert known(parse_list(text)).items == ("Typica", "Geisha")


@given(st.text(max_size=60))
def test_whatever_is_written_nothing_breaks(text: str) -> None:
    for parse in (parse_count, parse_percent, parse_year, parse_months, parse_list, parse_text):
        value = parse(text)
        assert value is None or value.low is None or value.high is not None
    for kind in ("height", "mass", "area", "length"):
        parsed = parse_measure(text, kind)
        assert parsed is None or known(parsed[0]).low is not None

"""When two values say the same: the same for both sides, and never against oneself."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.attributes import agree
from origin_qa.attributes.months import MONTHS, parse_months
from origin_qa.attributes.values import parse_count, parse_measure, parse_percent, parse_year
from origin_qa.types import Value

BOUNDS = st.sampled_from(("exact", "about", "at_least", "at_most"))
FIGURES = st.floats(1, 1e6)
FIGURE_KINDS = ("year", "count", "number", "percent", "height", "mass", "area", "length")


@st.composite
def figures(draw: st.DrawFn) -> Value:
    low, high = sorted((draw(FIGURES), draw(FIGURES)))
    return Value(low, draw(st.sampled_from((low, high))), draw(BOUNDS))  # type: ignore[arg-type]


seasons = st.lists(st.sampled_from(MONTHS), min_size=1, unique=True).map(
    lambda months: Value(1, 1, items=tuple(months))
)
words = st.lists(st.sampled_from(("washed", "fully washed", "natural", "sun-dried", "")), min_size=1)
texts = words.map(lambda items: Value(items=tuple(items)))

pairs = st.one_of(
    st.tuples(st.sampled_from(FIGURE_KINDS), figures(), figures()),
    st.tuples(st.just("months"), seasons, seasons),
    st.tuples(st.sampled_from(("text", "list")), texts, texts),
)


@given(pairs, st.booleans(), st.booleans())
def test_agreement_is_mutual(pair: tuple[str, Value, Value], first: bool, second: bool) -> None:
    kind, a, b = pair
    assert agree(kind, a, b, a_whole=first, b_whole=second) == agree(
        kind, b, a, a_whole=second, b_whole=first
    )


@given(pairs, st.booleans(), st.booleans())
def test_nobody_disagrees_with_oneself(pair: tuple[str, Value, Value], first: bool, second: bool) -> None:
    kind, value, _ = pair
    assert agree(kind, value, value, a_whole=first, b_whole=second)


@given(figures(), figures(), st.booleans())
def test_sheets_agree_only_where_prose_would(a: Value, b: Value, both: bool) -> None:
    assert agree("height", a, b) or not agree("height", a, b, a_whole=True, b_whole=both)


def test_prose_may_tell_of_a_part_and_not_of_more() -> None:
    sheet, lower, higher = Value(1200, 1800), Value(1200, 1500), Value(1200, 2050)
    assert agree("height", sheet, lower, a_whole=True)
    assert not agree("height", sheet, higher, a_whole=True)
    season, part = Value(items=("May", "June", "July")), Value(items=("June", "July"))
    assert agree("months", part, season, b_whole=True)
    assert not agree("months", part, season, a_whole=True)


@given(st.integers(1800, 2099), st.integers(1800, 2099))
def test_years_agree_only_with_themselves(a: int, b: int) -> None:
    assert agree("year", Value(a, a), Value(b, b)) == (a == b)


def height(text: str) -> Value | None:
    parsed = parse_measure(text, "height")
    return parsed[0] if parsed else None


@pytest.mark.parametrize(
    ("kind", "parse", "one", "other", "same"),
    [
        ("percent", parse_percent, "45%", "45 percent", True),
        ("percent", parse_percent, "20%", "45%", False),
        ("count", parse_count, "over 2,600", "2,623", True),
        ("count", parse_count, "over 2,600", "2,424", False),
        ("count", parse_count, "2424 producers", "1,340 members", False),
        ("count", parse_count, "about 2,400", "2,424", True),
        ("height", height, "1,200 m", "3,937 ft", True),
        ("height", height, "1,500 to 2,000 m", "1,650 m", True),
        ("height", height, "1,500 to 2,000 m", "1,250 m", False),
        ("year", parse_year, "1999", "since 1999", True),
        ("year", parse_year, "1999", "2001", False),
        ("months", parse_months, "April to October", "April–October", True),
        ("months", parse_months, "April to October", "May to July", True),
        ("months", parse_months, "April to October", "November to January", False),
    ],
)
def test_as_customers_would_judge(
    kind: str, parse: Callable[[str], Value | None], one: str, other: str, same: bool
) -> None:
    a, b = parse(one), parse(other)
    assert a is not None and b is not None
    assert agree(kind, a, b) is same

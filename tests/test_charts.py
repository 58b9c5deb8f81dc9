"""Where seasons and heights lie: every month under its bar, every figure on the scale."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.serve.charts import MONTH, Bar, Reach, Scale, month_places, reach, scale, seasons, span
from origin_qa.types import Value

MONTH_SETS = st.sets(st.integers(1, 12))
FIGURES = st.floats(0, 9000, allow_nan=False).map(lambda x: round(x, 1))


def covered(bars: tuple[Bar, ...]) -> set[int]:
    """The months whose middle lies under a bar."""
    return {
        month
        for month, x in enumerate(month_places(), 1)
        if any(bar.x < x < bar.x + bar.width for bar in bars)
    }


def heights(low: float, high: float) -> Value:
    return Value(min(low, high), max(low, high))


@given(MONTH_SETS)
def test_the_bars_of_a_season_cover_its_months_and_no_other(months: set[int]) -> None:
    bars = seasons(months)
    assert covered(bars) == months
    assert all(a.x + a.width < b.x for a, b in pairwise(bars)), "from left to right, with a gap"
    for bar in bars:
        for edge in (bar.x, bar.x + bar.width):
            nearest = round(edge / MONTH) * MONTH
            assert abs(edge - nearest) < 1 or not 0 <= edge <= 100


def test_a_season_over_the_years_end_goes_on_at_both_edges() -> None:
    first, last = seasons([10, 11, 12, 1])
    assert first.x < 0 and first.x + first.width < MONTH
    assert last.x > 9 * MONTH and last.x + last.width > 100


def test_a_season_that_ends_with_the_year_stays_within_it() -> None:
    (bar,) = seasons([11, 12])
    assert bar.x + bar.width < 100
    (bar,) = seasons([1, 2])
    assert bar.x > 0


def test_the_whole_year_is_one_bar_from_edge_to_edge() -> None:
    (bar,) = seasons(range(1, 13))
    assert bar.x < 0 and bar.x + bar.width > 100


def test_what_is_no_month_is_left_out() -> None:
    assert seasons([0, 13]) == ()
    assert seasons(()) == ()


@given(st.lists(st.builds(heights, FIGURES, FIGURES), min_size=1, max_size=8))
def test_a_scale_holds_every_figure_between_round_ends(values: list[Value]) -> None:
    common = scale(values)
    assert common is not None
    ends = [end for value in values for end in (value.low, value.high) if end is not None]
    assert common.low <= min(ends) and max(ends) <= common.high
    assert 2 <= len(common.ticks) <= 8
    assert common.ticks[0].x == 0 and common.ticks[-1].x == 100
    steps = {round(b.value - a.value, 6) for a, b in pairwise(common.ticks)}
    assert len(steps) == 1
    step = steps.pop()
    digits = f"{step:e}".split("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "2.5", "5")


@given(st.lists(FIGURES, min_size=2, max_size=6))
def test_places_keep_the_order_of_values(figures: list[float]) -> None:
    common = scale([Value(figure, figure) for figure in figures])
    assert common is not None
    places = [common.place(figure) for figure in sorted(figures)]
    assert places == sorted(places) and all(0 <= place <= 100 for place in places)


def test_without_figures_there_is_no_scale() -> None:
    assert scale([]) is None
    assert scale([Value(items=("high",))]) is None
    assert span([Value(items=("high",))], Scale(0, 1, ())) is None


def test_a_single_figure_gets_a_scale_around_it() -> None:
    common = scale([Value(1250, 1250)])
    assert common is not None and common.low < 1250 < common.high


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(1250, 1250), Reach(25, 0)),
        (Value(1500, 2000), Reach(50, 50)),
        (Value(1500, 1500, "at_least"), Reach(50, 0, None, Bar(50, 50))),
        (Value(1500, 1500, "at_most"), Reach(50, 0, Bar(0, 50), None)),
        (Value(items=("high",)), None),
    ],
)
def test_a_reach_is_a_point_or_a_range_open_where_the_figure_is_hedged(
    value: Value, expected: Reach | None
) -> None:
    assert reach(value, Scale(1000, 2000, ())) == expected


def test_a_span_is_from_the_lowest_to_the_highest() -> None:
    assert span([Value(1250, 1250), Value(1500, 1750)], Scale(1000, 2000, ())) == Bar(25, 50)

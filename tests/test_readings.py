"""What stands beside a document's words: only where it adds something, and never more exact than they are."""

import pytest

from origin_qa.serve.languages import Visit, speaking
from origin_qa.serve.readings import height, months_of, reading, season
from origin_qa.types import Fact, Span, Value

MANY = ("October", "November", "December", "January")


def fact(attribute: str, raw: str, value: Value, unit: str = "") -> Fact:
    return Fact("p", attribute, attribute, value, unit, raw, "p.txt", Span(0, 1), Span(0, 1))


def read(language: str, attribute: str, raw: str, value: Value, unit: str = "") -> str:
    with speaking(Visit(language)):
        return reading(fact(attribute, raw, value, unit), "en").replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ""), ("de", "2.424"), ("es", "2.424"), ("fr", "2 424"), ("pt", "2.424")],
)
def test_a_count_is_read_where_its_marks_mean_something_else(language: str, expected: str) -> None:
    assert read(language, "members", "2,424 producers", Value(2424, 2424), "people") == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("about", "etwa 2.600"),
        ("at_least", "mindestens 2.600"),
        ("at_most", "bis zu 2.600"),
        ("exact", "2.600"),
    ],
)
def test_a_hedge_is_kept(bound: str, expected: str) -> None:
    value = Value(2600, 2600, bound)  # type: ignore[arg-type]
    assert read("de", "members", "… 2,600", value, "people") == expected


def test_heights_are_given_in_metres_and_round_feet() -> None:
    assert read("en", "altitude", "1,250 metres", Value(1250, 1250), "m") == "1,250 m (≈ 4,100 ft)"
    assert (
        read("de", "altitude", "1,500 to 2,000 m", Value(1500, 2000), "m")
        == "1.500–2.000 m (≈ 4.920–6.560 ft)"
    )
    with speaking(Visit("fr")):
        assert "pi" in height(Value(1250, 1250))


def test_a_unit_is_converted_where_the_document_has_another() -> None:
    assert read("en", "rainfall", "3.5 metres", Value(3500, 3500), "mm") == "3,500 mm"
    assert read("en", "rainfall", "3,500 mm", Value(3500, 3500), "mm") == ""
    assert read("en", "women_share", "half", Value(50, 50), "%") == "50%"
    assert read("es", "women_share", "45%", Value(45, 45), "%") == ""


def test_years_and_words_are_left_alone() -> None:
    assert read("de", "founded", "1999", Value(1999, 1999)) == ""
    assert read("de", "port", "Paita", Value(items=("Paita",))) == ""
    assert read("de", "chickens", "1999", Value(1999, 1999)) == ""


def test_under_a_label_of_the_documents_own_only_grouped_figures_are_read() -> None:
    assert read("de", "chickens", "2,800 hens", Value(2800, 2800)) == "2.800"
    assert read("en", "chickens", "2,800 hens", Value(2800, 2800)) == ""


def test_a_season_is_read_in_the_visitors_language_only() -> None:
    value = Value(10, 1, items=MANY)
    assert read("en", "harvest", "October - January", value) == ""
    assert read("pt", "harvest", "October - January", value) == "de outubro a janeiro"


def test_months_that_do_not_follow_are_listed() -> None:
    assert season(Value(3, 9, items=("March", "September"))) == "March and September"
    assert season(Value(3, 9, items=("March", "May", "September"))) == "March, May, and September"
    assert season(Value(5, 5, items=("May",))) == "May"
    assert season(Value(10, 1, items=MANY)) == "October to January"
    assert months_of(Value(items=(*MANY, "Harvest"))) == (10, 11, 12, 1)

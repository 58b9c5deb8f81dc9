"""The time of a figure: now, then, or a year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_facts import prose, read_page

from origin_qa.ingest.tense import dated, is_compared, is_past, part_at, year_of_report


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("As at 31 December 2014 the union had 640 farmers.", [(640, 2014, True)]),
        ("640 families hold a share today, against 260 families in 2014.", [(640, None, False)]),
        (
            "What began with nine families in 2014 has become a society of 640.",
            [(9, 2014, True), (640, None, False)],
        ),
        (
            "In 2014 it had 300 members, but today it has 640 members.",
            [(300, 2014, True), (640, None, False)],
        ),
        ("At the last general meeting the roll showed 640 members.", [(640, None, False)]),
        ("Alameda has 640 members, compared with 3,000 members of the union.", [(640, None, False)]),
    ],
)
def test_each_part_of_a_sentence_has_its_own_time(
    sentence: str, expected: list[tuple[float, int | None, bool]]
) -> None:
    found = [(f.value.low, f.as_of, f.past) for f in prose(sentence) if f.attribute == "members"]
    assert found == expected


def test_what_a_report_tells_of_the_past_belongs_to_its_year() -> None:
    page = "# Alameda: annual report 2014\n\n## Where we stand\n\nThe co-op had 640 members.\n"
    (profile,) = read_page(page, "alameda.md").profiles
    (members,) = [fact for fact in profile.facts if fact.attribute == "members"]
    assert (members.as_of, members.past) == (2014, True)
    assert year_of_report("Informe anual 2014") == 2014
    assert year_of_report("Alameda since 1990") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("as of 2014", 2014), ("am 31. Dezember 2014", 2014), ("(2014)", 2014), ("between 2012 and 2014", None)],
)
def test_years_that_date_a_figure(text: str, year: int | None) -> None:
    assert dated(text) == year


def test_a_value_may_only_be_held_against_another() -> None:
    assert is_compared("640 members, against ")
    assert not is_compared("the fight against rust. There are ")


@given(st.text(max_size=120), st.integers(0, 120))
def test_a_part_holds_the_position_and_is_of_the_sentence(sentence: str, position: int) -> None:
    position = min(position, max(0, len(sentence) - 1))
    part = part_at(sentence, position)
    assert part in sentence
    assert is_past(part) in (True, False)

"""Labels of the pages' own: counts that prose states too, and labels that stand in for others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_facts import check_places, read_page

from origin_qa.answer.facts import find_facts
from origin_qa.types import Profile

PAGE = "Alameda\n\nName: Alameda\nCountry: Peru\nDrying tables: 140\nMules: 61\n\nThe yard\n\n{}\n"


def profile(sentences: str, page: str = PAGE) -> Profile:
    corpus = read_page(page.format(sentences))
    check_places(corpus)
    return corpus.profiles[0]


def tables(sentences: str) -> list[float | None]:
    return [
        fact.value.low
        for fact in profile(sentences).facts
        if fact.attribute == "drying-tables" and fact.origin == "prose"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "There are 165 drying tables, each under a net.",
        "The co-operative has 165 drying tables.",
        "Today we have 165 drying tables.",
        "Alameda runs some 165 drying tables.",
        "The growers of Alameda look after 165 drying tables.",
        "In all there are 165 drying tables.",
    ],
)
def test_another_total_for_the_same_thing_is_a_disagreement(sentence: str) -> None:
    assert tables(sentence) == [165]
    assert find_facts(profile(sentence), "drying-tables").conflict


@pytest.mark.parametrize(
    "sentence",
    [
        "There is room for 165 drying tables.",
        "Each member has 12 drying tables.",
        "A family has 12 drying tables.",
        "They built the first 12 drying tables of planks.",
        "There are 12 drying tables per grower.",
        "There are 12 drying tables for each grower.",
        "There are 12 drying tables in the lower yard.",
        "In the lower yard there are 12 drying tables.",
        "We have 12 drying tables more than last year.",
        "We have 12 more drying tables.",
        "12 of the drying tables are new.",
        "There are 12 of them.",
        "The neighbouring co-op has 165 drying tables.",
        "The exporter has 165 drying tables.",
        "Our chairman has 12 drying tables.",
        "The women of Alameda have 12 drying tables.",
        "We do not have 165 drying tables.",
        "The union is large. It has 165 drying tables and a mill in the city.".replace(
            "The union", "The next union"
        ),
        "The exporter keeps a yard in Jaén. There are 165 drying tables.",
        "There are 165 drying frames.",
        "There are 165 drying table cloths.",
        "We have 165 tables.",
        "Last year 12 drying tables were bought.",
        "We had 90 mules, against 12 drying tables.",
    ],
)
def test_what_is_no_total_of_that_thing_is_left_alone(sentence: str) -> None:
    assert tables(sentence) == []


def test_an_older_total_is_history() -> None:
    told = profile("In 2010 the co-operative had 80 drying tables.")
    findings = find_facts(told, "drying-tables")
    assert not findings.conflict
    assert [(fact.value.low, fact.as_of) for fact in findings.history] == [(80, 2010)]


@settings(max_examples=40)
@given(
    st.integers(2, 99_999),
    st.sampled_from(["There are {:,} mules.", "Alameda has {:,} mules.", "We keep {:,} mules."]),
)
def test_any_total_is_found_where_it_stands(n: int, sentence: str) -> None:
    (fact,) = [
        fact
        for fact in profile(sentence.format(n)).facts
        if fact.attribute == "mules" and fact.origin == "prose"
    ]
    assert fact.value.low == n
    assert find_facts(profile(sentence.format(n)), "mules").conflict == (n != 61)


def test_measures_and_words_under_own_labels_are_no_counts() -> None:
    page = "Alameda\n\nName: Alameda\nBest before: 36 months\nPacking: 69 kg bags\n\nThe store\n\n{}\n"
    told = profile("There are 40 months. There are 12 packing.", page)
    assert all(fact.origin == "sheet" for fact in told.facts)


def test_built_is_the_founding_year_where_nothing_else_is() -> None:
    sheet = "Cerro station\n\nName: Cerro\nCountry: Peru\nBuilt: 1984\n{}"
    alone = profile("", sheet)
    assert [fact.value.low for fact in alone.facts if fact.attribute == "founded"] == [1984]
    both = profile("Founded: 1979\n", sheet)
    assert [fact.value.low for fact in both.facts if fact.attribute == "founded"] == [1979]
    assert not find_facts(both, "founded").conflict
    words = profile("", sheet.replace("1984", "of brick and tin"))
    assert not [fact for fact in words.facts if fact.attribute == "founded"]

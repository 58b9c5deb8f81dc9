"""How sure a sentence is: more support is never less sure, and what is ruled out is not shown."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.answer.answer_types import holds_type, holds_value
from origin_qa.answer.assistant import Assistant
from origin_qa.answer.confidence import WEIGHTS, Support, confidence, is_admissible, support_of
from origin_qa.attributes import attributes

NOTHING = Support(*([0.0] * len(astuple(WEIGHTS))))
unit = st.floats(0, 1)


@given(unit, unit, st.floats(-15, 15))
def test_a_probability_that_rises_with_the_reader_and_the_nearness(
    similarity: float, near: float, read: float
) -> None:
    one = replace(NOTHING, similarity=similarity, near=near, read=read)
    assert 0 < confidence(one) < 1
    assert confidence(replace(one, read=read + 1)) > confidence(one)
    assert confidence(replace(one, similarity=similarity + 0.1)) > confidence(one)


def test_an_attribute_that_nothing_states_makes_less_sure() -> None:
    assert confidence(replace(NOTHING, asked=1.0)) < confidence(NOTHING)


def test_what_lacks_the_year_or_the_name_is_ruled_out(assistant: Assistant) -> None:
    for question in ("what did Kanda build in 1871?", "how do they prune at Zyxwvq"):
        inquiry = assistant.inquire(question)
        assert inquiry.candidates
        assert not any(is_admissible(inquiry, evidence) for evidence in inquiry.candidates)


def test_where_nobody_is_named_a_passage_has_a_word_of_the_question(assistant: Assistant) -> None:
    inquiry = assistant.inquire("who sings about the moon")
    assert not inquiry.locked and inquiry.candidates
    assert not any(is_admissible(inquiry, replace(evidence, near=0.0)) for evidence in inquiry.candidates)


def test_what_somebody_says_in_passing_states_no_count(assistant: Assistant) -> None:
    inquiry = assistant.inquire("how many delegates does Kanda have?")
    evidence = replace(inquiry.candidates[0], valued=True, beside=False)
    assert is_admissible(inquiry, evidence)
    assert not is_admissible(inquiry, replace(evidence, beside=True))


def test_since_when_a_seal_is_held_is_told_where_it_is_named(assistant: Assistant) -> None:
    inquiry = assistant.inquire("since when is Kanda Fairtrade certified?")
    assert inquiry.asked and inquiry.asked.id == "fairtrade_since"
    silent = [e for e in inquiry.candidates if "fairtrade" not in e.passage.text.lower()]
    assert silent
    assert not any(is_admissible(inquiry, replace(evidence, valued=True)) for evidence in silent)


def test_a_line_of_a_sheet_that_states_another_attribute_is_ruled_out(assistant: Assistant) -> None:
    inquiry = assistant.inquire("when is the coffee of Sumbira shipped?")
    harvest = next(
        fact
        for fact in assistant.index.profiles["sumbira"].facts
        if (fact.attribute, fact.origin) == ("harvest", "sheet")
    )
    lines = [evidence for evidence in inquiry.candidates if evidence.span == harvest.span]
    assert lines and not any(is_admissible(inquiry, replace(line, valued=True)) for line in lines)
    assert not any(
        word in assistant.ask("who roasts the coffee of Sumbira?").text for word in ("Arabica", "Bourbon")
    )


def test_support_tells_what_the_question_is_about(assistant: Assistant) -> None:
    inquiry = assistant.inquire("which port does Kanda ship from?")
    support = support_of(inquiry, inquiry.candidates[0])
    assert (support.locked, support.asked) == (1.0, 1.0)
    assert all(-20 <= value <= 20 for value in astuple(support))


@pytest.mark.parametrize(
    ("sentence", "wanted", "held"),
    [
        ("It was built in 1989.", "time", True),
        ("It is green.", "time", False),
        ("Forty cows were bought.", "number", True),
        ("The bags are green.", "share", False),
        ("Nine in ten of them read.", "share", True),
        ("They get 4 dollars.", "money", True),
        ("It takes three days.", "duration", True),
    ],
)
def test_the_kind_of_thing_that_is_wanted(sentence: str, wanted: str, held: bool) -> None:
    assert holds_type(sentence, wanted) is held  # type: ignore[arg-type]


def test_a_value_of_the_attribute() -> None:
    assert holds_value("It grows at 1,500 m.", attributes()["altitude"])
    assert not holds_value("The tank is 3.5 m deep.", attributes()["altitude"])
    assert holds_value("Anything", None)

"""Questions for nothing in particular: a portrait of one producer, several side by side."""

import pytest

from origin_qa.answer.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about Kanda",
        "kanda",
        "who is Kanda?",
        "What can you tell me about Kanda?",
        "erzähl mir etwas über Kanda",
    ],
)
def test_a_portrait_tells_what_matters_most(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.producers == ("kanda",)
    assert "1996" in answer.text
    assert 3 <= len(answer.sentences) <= 12
    assert all(sentence.citations for sentence in answer.sentences)
    cited = {n for sentence in answer.sentences for n in sentence.citations}
    assert cited == {citation.n for citation in answer.citations}


def test_two_producers_stand_side_by_side(assistant: Assistant) -> None:
    answer = assistant.ask("compare Kanda and Sumbira")
    assert answer.status == "answered", answer.text
    assert {citation.producer for citation in answer.citations} == {"kanda", "sumbira"}
    assert "1996" in answer.text
    assert "2001" in answer.text


@pytest.mark.parametrize("question", ["Tell me about the weather", "tell me about Kanda's goats", "about"])
def test_a_subject_or_nobody_named_is_no_portrait(assistant: Assistant, question: str) -> None:
    assert "1996" not in assistant.ask(question).text


def test_a_pronoun_means_the_producer_of_the_page(assistant: Assistant) -> None:
    assert "1996" in assistant.ask("tell me about them", page_producer="kanda").text
    assert "1996" not in assistant.ask("tell me about them").text


@pytest.mark.parametrize(
    "question",
    ["was it grown there?", "what do the members say about it?", "about how many of them are there?"],
)
def test_a_pronoun_alone_asks_for_no_portrait(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, page_producer="kanda")
    assert not ("1996" in answer.text and len(answer.sentences) > 2)

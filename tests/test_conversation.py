"""Follow-ups: pronouns, ellipsis, another producer, a return; from the earlier questions only."""

import pytest

from origin_qa.answer.assistant import Assistant
from origin_qa.types import Answer

SUMBIRA_HEIGHT = "How high up is Sumbira's coffee grown?"
KANDA_HEIGHT = "How high is Kanda?"


def cited(answer: Answer) -> str:
    return " ".join(citation.text for citation in answer.citations)


@pytest.mark.parametrize(
    ("history", "question", "producer", "holds"),
    [
        ([SUMBIRA_HEIGHT], "And Kanda?", "kanda", "1,500 to 2,000 m"),
        ([SUMBIRA_HEIGHT], "what about Kanda?", "kanda", "1,500 to 2,000 m"),
        ([SUMBIRA_HEIGHT], "How many delegates do they have?", "sumbira", "52"),
        ([SUMBIRA_HEIGHT], "and when was it founded?", "sumbira", "2001"),
        ([SUMBIRA_HEIGHT], "when is the harvest?", "sumbira", "March to June"),
        ([SUMBIRA_HEIGHT, "And Kanda?"], "when was it founded?", "kanda", "1996"),
        ([SUMBIRA_HEIGHT, KANDA_HEIGHT], "and at Sumbira, when is the harvest?", "sumbira", "March to June"),
        (
            [SUMBIRA_HEIGHT, KANDA_HEIGHT, "When was Lindero founded?"],
            "and Nueva Lindero?",
            "nueva-lindero",
            "2009",
        ),
        (["When was Sumbira founded?", "Which port do they use?"], "How high is it?", "sumbira", "1650"),
        ([SUMBIRA_HEIGHT, KANDA_HEIGHT], "and the other one?", "sumbira", "1650"),
        ([SUMBIRA_HEIGHT, KANDA_HEIGHT], "when was the other one founded?", "sumbira", "2001"),
        ([SUMBIRA_HEIGHT], "n Kanda?", "kanda", "1,500 to 2,000 m"),
        ([SUMBIRA_HEIGHT], "same question for Kanda", "kanda", "1,500 to 2,000 m"),
        ([SUMBIRA_HEIGHT], "same q for Kanda", "kanda", "1,500 to 2,000 m"),
    ],
)
def test_follow_ups(
    assistant: Assistant, history: list[str], question: str, producer: str, holds: str
) -> None:
    answer = assistant.ask(question, history)
    assert answer.status == "answered", answer.text
    assert answer.producers == (producer,)
    assert holds in cited(answer)


def test_a_named_producer_beats_the_conversation_and_the_page(assistant: Assistant) -> None:
    answer = assistant.ask("When was Kanda founded?", [SUMBIRA_HEIGHT], "nueva-lindero")
    assert answer.producers == ("kanda",)


def test_the_page_beats_the_conversation(assistant: Assistant) -> None:
    answer = assistant.ask("When was it founded?", [SUMBIRA_HEIGHT], "nueva-lindero")
    assert "2009" in cited(answer)


def test_a_complete_question_stands_alone(assistant: Assistant) -> None:
    alone = assistant.ask("Which port does Sumbira export from?")
    following = assistant.ask("Which port does Sumbira export from?", [KANDA_HEIGHT, "and its members?"])
    assert (alone.status, alone.sentences, alone.citations) == (
        following.status, following.sentences, following.citations,
    )  # fmt: skip


def test_empty_turns_and_long_conversations_do_no_harm(assistant: Assistant) -> None:
    answer = assistant.ask("and when was it founded?", ["", " ", *["hm"] * 40, SUMBIRA_HEIGHT])
    assert "2001" in cited(answer)


def test_what_the_new_producer_does_not_state_is_not_taken_from_the_old_one(assistant: Assistant) -> None:
    answer = assistant.ask("and Nueva Lindero?", [SUMBIRA_HEIGHT])
    assert (answer.status, answer.citations) == ("not_found", ())

"""Answering as a whole: right on pages of a shop's style, locked to the producer, cited to the letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.errors import IndexMissing, UsageError
from origin_qa.index.generation import open_index
from origin_qa.settings import Settings
from origin_qa.types import Answer, Citation

QUESTIONS = (
    "When was it founded?",
    "How high up is the coffee grown?",
    "Which varieties do they grow?",
    "What does it taste like?",
    "When do they pick?",
    "Which port do they export from?",
    "How many delegates are there?",
    "How many members are there?",
    "What share of them are women?",
    "Who said that Fairtrade gave our daughters desks?",
    "What was the Premium spent on?",
    "How are the cherries dried?",
    "Is it shade grown?",
    "What is the phone number?",
    "Who hangs the red flag?",
    "What runs on solar power?",
    "What is the capital of Australia?",
)


def check(assistant: Assistant, answer: Answer) -> None:
    """What holds of any answer."""
    documents = assistant.index.documents

    def verbatim(citation: Citation) -> bool:
        return documents[citation.document].text[citation.start : citation.end] == citation.text != ""

    assert all(verbatim(citation) for citation in (*answer.citations, *answer.suggestions))
    numbers = [citation.n for citation in answer.citations]
    assert sorted(set(numbers)) == sorted(numbers)
    assert {n for sentence in answer.sentences for n in sentence.citations} == set(numbers)
    for citation in answer.citations:
        assert citation.document in assistant.index.profiles[citation.producer].documents
        assert citation.producer in answer.producers
        if citation.mark:
            assert citation.start <= citation.mark.start < citation.mark.end <= citation.end
    if answer.status == "not_found":
        assert not answer.citations
    else:
        assert answer.citations or answer.status == "clarify"
    assert answer.sentences
    assert answer.index_version == assistant.index.manifest.version
    assert answer.timings_ms["total"] > 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_whatever_is_asked_of_a_page_is_answered_from_it_and_cited(
    assistant: Assistant, question: str
) -> None:
    for producer in assistant.index.profiles:
        answer = assistant.ask(question, page_producer=producer)
        check(assistant, answer)
        assert {citation.producer for citation in answer.citations} <= {producer}
        assert {citation.producer for citation in answer.suggestions} <= {producer}


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_whatever_is_typed_gets_a_sound_answer(assistant: Assistant, question: str) -> None:
    check(assistant, assistant.ask(question))


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("When was Sumbira founded?", ["2001"]),
        ("altitude of Sumbira", ["1650"]),
        ("Which varieties does Sumbira grow?", ["Bourbon", "Jackson", "Mibirizi"]),
        ("What does Sumbira's coffee taste like?", ["orange blossom", "caramel"]),
        ("When do they pick at Sumbira?", ["March", "June"]),
        ("Which port does Sumbira use?", ["Mombasa"]),
        ("How many delegates does Sumbira have?", ["52"]),
        ("Who said Fairtrade gave our daughters desks?", ["Claudine Mukamana"]),
        ("what are the words of Claudine Mukamana about cattle", ["sell a goat", "Claudine Mukamana"]),
        ("what does claudine at Sumbira say?", ["Claudine Mukamana"]),
        ("wich port dos Sumbria exprt from", ["Mombasa"]),
        ("which prot does Sumbira ship from", ["Mombasa"]),
        ("screen size of Nueva Lindero pls", ["15 and up"]),
        ("how many coffee trees hav they at Nueva Lindero", ["310,000"]),
        ("since when are we buying from Nueva Lindero?", ["2012"]),
        ("moisture content of Nueva Lindero", ["10.9"]),
        ("Since when has Sumbira been Fairtrade certified?", ["2004"]),
        ("What did the Premium pay for at Sumbira?", ["bridge"]),
        ("What keeps the soil moist at Kanda?", ["shade"]),
        ("How many members does Kanda have?", ["2,600"]),
        ("How many members did Kanda have in 2014?", ["1,900"]),
        ("¿Cuándo se fundó Sumbira?", ["2001"]),
        ("Wie viele Mitglieder hat Kanda?", ["2.600"]),
    ],
)
def test_what_the_pages_say(assistant: Assistant, question: str, holds: list[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert [word for word in holds if word not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How many members does Sumbira have?", ("1830", "1,210")),
        ("What share of Sumbira's members are women?", ("35%", "48%")),
    ],
)
def test_sources_that_disagree_are_both_shown(
    assistant: Assistant, question: str, values: tuple[str, ...]
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "conflict"
    for value in values:
        assert value in answer.text
        assert any(value in citation.text for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Is Sumbira's coffee shade grown?",
        "What is Sumbira's phone number?",
        "What is the capital of Australia?",
        "Is Nueva Lindero Fairtrade certified?",
        "How high does Nueva Lindero grow its coffee?",
        "Which port does Lindero export from?",
        "Who hangs the red flag at Sumbira?",
        "moisture content of Sumbira",
        "why does Nueva Lindero keep coffee trees?",
        "how many members has monte sereno got",
    ],
)
def test_silence_is_told_and_never_filled_from_elsewhere(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("not_found", ())


def test_several_could_be_meant(assistant: Assistant) -> None:
    answer = assistant.ask("When is the harvest?")
    assert answer.status in ("clarify", "answered")
    assert set(answer.producers) == {"kanda", "lindero", "nueva-lindero", "sumbira"}


def test_equal_questions_get_equal_answers(assistant: Assistant) -> None:
    first, second = (assistant.ask("What was the Premium spent on at Sumbira?") for _ in range(2))
    assert (first.sentences, first.citations, first.trace) == (
        second.sentences,
        second.citations,
        second.trace,
    )


def test_an_answer_tells_how_it_was_found(assistant: Assistant) -> None:
    answer = assistant.ask("How high is Kanda?")
    assert any("kanda" in step.detail for step in answer.trace)
    assert all(step.stage and step.detail for step in answer.trace)


@pytest.mark.parametrize(
    ("question", "producer", "told"),
    [
        ("", None, "empty"),
        (" \n", None, "empty"),
        ("why " * 25_000, None, "100,000"),
        ("port?", "nobody", "nobody"),
    ],
)
def test_what_cannot_be_asked(assistant: Assistant, question: str, producer: str | None, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        assistant.ask(question, page_producer=producer)


def test_the_longest_question_is_answered(assistant: Assistant) -> None:
    longest = Settings().max_question_chars
    check(assistant, assistant.ask("How high is Kanda? ".ljust(longest, "x")))
    check(assistant, assistant.ask("How high is Kanda? " + "and why is that so " * (longest // 20)))


def test_a_shorter_limit_is_kept(assistant: Assistant) -> None:
    strict = Settings(threads=1, max_question_chars=20)
    limited = Assistant(open_index(assistant.index.location, strict), strict)
    assert limited.ask("How high is Kanda?").status == "answered"
    with pytest.raises(UsageError, match="20"):
        limited.ask("How high up is Kanda's forest?")


def test_nothing_was_built_yet(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(IndexMissing, match="origin-qa build"):
        open_assistant(tmp_path_factory.mktemp("empty"), Settings())

"""Examples that the reader is trained on: the answer stands where they say, and no rival holds it."""

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st
from reader.examples import Example, stream
from reader.squad import Article, Paragraph, Question, split_sentences

FARMS = ("Miravalle", "Sumbira", "Alameda", "Kanda")


def article() -> Article:
    """Four paragraphs that say the same of four farms, each with a question for its own."""
    paragraphs = []
    for number, farm in enumerate(FARMS):
        keeper = ("a goose", "two mules", "an old dog", "seven hens")[number]
        text = f"{farm} lies above the river. The gate of {farm} is watched by {keeper}. It rains in {farm} in May."
        start = text.index(keeper)
        asked = Question(f"What watches the gate of {farm}?", ((start, start + len(keeper)),))
        paragraphs.append(Paragraph(text, split_sentences(text), (asked,)))
    return Article("Farms", tuple(paragraphs))


def examples(seed: int) -> list[Example]:
    return list(islice(stream((article(),), seed), 60))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_an_answer_stands_where_its_example_says(seed: int) -> None:
    keepers = {"a goose", "two mules", "an old dog", "seven hens"}
    for one in examples(seed):
        if one.answer and one.kind != "swapped in both":
            said = one.text[slice(*one.answer)]
            assert said in keepers
            assert not any(said in rival for rival in one.rivals)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_gathered_sentences_are_of_several_paragraphs_and_one_answers(seed: int) -> None:
    gathered = [one for one in examples(seed) if one.kind == "gathered"]
    assert gathered
    for one in gathered:
        assert one.answer is not None
        farm = one.question.removeprefix("What watches the gate of ").rstrip("?")
        own = one.text[one.text.index(f"The gate of {farm}") :].split(".")[0]
        assert one.text[slice(*one.answer)] in own
        assert sum(name in one.text for name in FARMS) > 1

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Span


def split(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentence_spans(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "One ends here. Two ends there! Three? Four",
            ["One ends here.", "Two ends there!", "Three?", "Four"],
        ),
        (
            "Dr. Rosa Quispe of Miravalle S.A. came. She left.",
            ["Dr. Rosa Quispe of Miravalle S.A. came.", "She left."],
        ),
        (
            "It costs approx. 1.340 soles. Rain reaches 3.5 m a year.",
            ["It costs approx. 1.340 soles.", "Rain reaches 3.5 m a year."],
        ),
        (
            "They sell to the U.S. and Japan, e.g. 40 bags.",
            ["They sell to the U.S. and Japan, e.g. 40 bags."],
        ),
        ("El Sr. López dijo que sí. Luego salió.", ["El Sr. López dijo que sí.", "Luego salió."]),
        ("The dose is (n − 1)! + 1. Then stop.", ["The dose is (n − 1)! + 1.", "Then stop."]),
        ("It fell.[citation needed] It rose.", ["It fell.[citation needed]", "It rose."]),
        ("A line that\nwraps here. And one more.", ["A line that\nwraps here.", "And one more."]),
    ],
)
def test_splits_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_short_quotation_stays_whole_and_a_long_one_is_opened() -> None:
    short = "“It was hard. We stayed.” Then they left."
    assert split(short) == ["“It was hard. We stayed.”", "Then they left."]
    long = "“" + "We carried every sack down to the river by hand. " * 10 + "It was hard.” Then they left."
    assert len(split(long)) >= 10
    assert split(long)[0] == "“We carried every sack down to the river by hand."
    assert split(long)[-1] == "Then they left."


def test_offsets_count_in_the_whole_text() -> None:
    text = "Heading\n\nFirst one. Second one.\n\nFooter"
    spans = sentence_spans(text, Span(9, 32))
    assert [span.of(text) for span in spans] == ["First one.", "Second one."]


PROSE = st.text(st.sampled_from("aZé. ,;:!?“”\"'’()[]\n0…—ー。") | st.characters(codec="utf-8"), max_size=400)


@given(PROSE, st.data(), st.sampled_from(["en", "es", "de", "pt-BR", "xx"]))
@settings(max_examples=200, deadline=None)
def test_spans_partition_the_words(text: str, data: st.DataObject, language: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, Span(start, end), language)
    at = start
    for span in spans:
        assert at <= span.start < span.end <= end
        assert not text[at : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        at = span.end
    assert not text[at:end].strip()


@pytest.mark.parametrize("unit", ["“", "“a. ", "a. ", '"', "(", "e.g. ", "\n", "A.", "[1] ", "word "])
def test_time_is_bounded(unit: str) -> None:
    text = unit * 20_000
    start = time.perf_counter()
    sentence_spans(text, Span(0, len(text)))
    assert time.perf_counter() - start < 5

"""The reader: offsets, windows, probabilities against brute force, and its files' checksums."""

import math
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.answer.reader import PACKAGED, Reader
from origin_qa.answer.windows import MAX_ANSWER_TOKENS, cover
from origin_qa.errors import EncoderError
from origin_qa.types import Span

PASSAGE = (
    "The cooperative was founded in 1987 by forty families. Its members grow Caturra and Bourbon. "
    "They sell to roasters in Norway."
)
FILLER = "The path climbs slowly through the shade of old trees and nobody hurries along it. "


@cache
def shared_reader() -> Reader:
    return Reader.load(threads=2)


@pytest.fixture
def reader() -> Reader:
    return shared_reader()


def sentences_of(text: str) -> list[Span]:
    ends = [at + 1 for at, mark in enumerate(text) if mark == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def test_finds_the_answer(reader: Reader) -> None:
    (reading,) = reader.read("When was the cooperative founded?", [PASSAGE])
    assert PASSAGE[reading.start : reading.end] == "1987"
    assert reading.answerable > 0.5


def test_prefers_the_text_that_answers(reader: Reader) -> None:
    question = "In which year was the cooperative founded?"
    away, here = reader.read(question, ["Norway has many lakes. They freeze in winter.", PASSAGE])
    assert here.answerable > away.answerable
    assert here.score > away.score


def test_finds_an_answer_far_into_a_long_text(reader: Reader) -> None:
    text = FILLER * 30 + PASSAGE + " " + FILLER * 30
    (reading,) = reader.read("When was the cooperative founded?", [text])
    assert text[reading.start : reading.end] == "1987"


def test_offsets_count_code_points_as_given(reader: Reader) -> None:
    text = "☕🌱 São José — naïve\u00a0café: the mill was built in ２００４, in Añasco."
    (reading,) = reader.read("Where was the mill built?", [text])
    assert "Añasco" in text[reading.start : reading.end]


def test_texts_without_words(reader: Reader) -> None:
    for reading in reader.read("", ["[SEP] [MASK]", "?"]):
        assert reading.score > -math.inf
    for reading in reader.read("Who?", ["", " \n"]):
        assert (reading.start, reading.end, reading.score, reading.answerable) == (0, 0, -math.inf, 0.0)
    assert reader.read("Who?", []) == []
    assert np.isneginf(reader.sentence_scores("Who?", "", [Span(0, 0)])).all()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(max_size=120))
def test_any_span_lies_inside_its_text(question: str, text: str) -> None:
    (reading,) = shared_reader().read(question, [text])
    assert 0 <= reading.start <= reading.end <= len(text)
    assert 0.0 <= reading.answerable <= 1.0


def test_the_answering_sentence_scores_best(reader: Reader) -> None:
    scores = reader.sentence_scores("Which varieties do the members grow?", PASSAGE, sentences_of(PASSAGE))
    assert scores.dtype == np.float32
    assert scores.argmax() == 1
    assert np.exp(scores).sum() <= 1 + 1e-4


def test_each_sentence_has_its_own_best_span(reader: Reader) -> None:
    question = "When was the cooperative founded?"
    sentences = sentences_of(PASSAGE)
    (readings,) = reader.read_sentences(question, [PASSAGE], [sentences])
    (whole,) = reader.read(question, [PASSAGE])
    assert max(readings, key=lambda reading: reading.score) == whole
    for reading, sentence in zip(readings, sentences, strict=True):
        assert sentence.holds(Span(reading.start, reading.end))
    ((nothing,),) = reader.read_sentences(question, [PASSAGE], [[Span(3, 3)]])
    assert (nothing.start, nothing.end, nothing.answerable) == (3, 3, 0.0)


def test_sentence_scores_equal_brute_force(reader: Reader) -> None:
    question = "Who buys the coffee?"
    sentences = sentences_of(PASSAGE)
    (tokens,) = reader._tokenize([PASSAGE])
    (logits,) = reader._logits(question, [tokens])
    masses, total = np.zeros(len(sentences)), 0.0
    for first in range(len(tokens.ids)):
        for last in range(first, min(first + MAX_ANSWER_TOKENS, len(tokens.ids))):
            if tokens.begins[first] and tokens.ends[last]:
                mass = math.exp(float(logits.start[first]) + float(logits.end[last]))
                total += mass
                span = Span(tokens.offsets[first][0], tokens.offsets[last][1])
                for index, sentence in enumerate(sentences):
                    masses[index] += mass * sentence.holds(span)
    expected = np.log(masses / total)
    np.testing.assert_allclose(reader.sentence_scores(question, PASSAGE, sentences), expected, atol=1e-3)


@given(st.integers(0, 700), st.integers(20, 200), st.integers(0, 19))
def test_windows_cover_and_overlap(length: int, room: int, overlap: int) -> None:
    windows = list(cover(length, room, overlap))
    assert all(0 <= first < last <= length and last - first <= room for first, last in windows)
    assert sorted({at for first, last in windows for at in range(first, last)}) == list(range(length))
    for (_, end), (start, _) in pairwise(windows):
        assert end - start >= overlap


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PACKAGED, tmp_path / "reader"))
    graph = folder / "reader.onnx"
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 1
    graph.write_bytes(content)
    with pytest.raises(EncoderError, match="damaged"):
        Reader.load(folder)
    graph.unlink()
    with pytest.raises(EncoderError, match="missing"):
        Reader.load(folder)
    (folder / "reader.json").write_text("{}")
    with pytest.raises(EncoderError, match="not a reader's description"):
        Reader.load(folder)
    with pytest.raises(EncoderError, match="no reader"):
        Reader.load(tmp_path / "nowhere")

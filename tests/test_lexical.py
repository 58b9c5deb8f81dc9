import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.index.lexical import K1, B, analyse, build_lexical, read_lexical, write_lexical

TEXTS = (
    "Altitude1250 meters",
    "The port is Paita, the exporter ships 1,250 bags.",
    "Women pick ripe cherries from April to October.",
    "Café São Tomé: coffee, coffee, coffee!",
    "",
)


def bm25(question: str, texts: tuple[str, ...]) -> list[float]:
    """Robertson's BM25 with Lucene's idf, from the definition."""
    documents = [Counter(analyse(text)) for text in texts]
    mean = sum(sum(document.values()) for document in documents) / len(documents)
    scores = [0.0] * len(texts)
    for term in analyse(question):
        holding = sum(term in document for document in documents)
        idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for i, document in enumerate(documents):
            length = K1 * (1 - B + B * sum(document.values()) / mean)
            scores[i] += idf * document[term] / (document[term] + length)
    return scores


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Altitude1250 meters", ["altitud", "1250", "meter"]),
        ("1,250 m / 3.937 ft / 2.5 kg / 1,25", ["1250", "m", "3937", "ft", "2.5", "kg", "1,25"]),
        ("Café SÃO Tomé", ["cafe", "sao", "tome"]),
        ("members' co-operative", ["member", "co", "oper"]),
        ("  \u00a0\n—?!", []),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert analyse(text) == terms


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_indexed_and_asked(text: str) -> None:
    index = build_lexical([text, "port of Paita"])
    scores = index.scores(text)
    assert scores.shape == (2,)
    assert (scores >= 0).all()
    assert bool(scores[0]) == bool(analyse(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from("red blue green port coffee cherry".split()), min_size=1, max_size=5))
def test_scores_equal_the_definition(words: list[str]) -> None:
    texts = ("red blue blue port", "green coffee", "coffee coffee cherry red", "port")
    index = build_lexical(texts)
    question = " ".join(words)
    np.testing.assert_allclose(index.scores(question), bm25(question, texts), atol=1e-5)


def test_a_known_word_finds_the_texts_that_hold_it_and_no_other() -> None:
    index = build_lexical(TEXTS)
    assert np.flatnonzero(index.scores("1250")).tolist() == [0, 1]
    assert np.flatnonzero(index.scores("cafe sao tome")).tolist() == [3]


@pytest.mark.parametrize(
    ("question", "row"),
    [("altitud", 0), ("exprter", 1), ("cherrys", 2), ("woemn", 2), ("octobre", 2), ("cofee", 3)],
)
def test_a_misspelt_word_still_finds_its_text(question: str, row: int) -> None:
    scores = build_lexical(TEXTS).scores(question)
    assert int(scores.argmax()) == row
    assert scores[row] > 0


@pytest.mark.parametrize("question", ["", "?", "zzzzzz", "1251", "pot", "日本語"])
def test_unknown_words_score_nothing(question: str) -> None:
    assert not build_lexical(TEXTS).scores(question).any()


def test_texts_without_words() -> None:
    index = build_lexical(["", "?"])
    assert index.scores("anything at all").tolist() == [0, 0]


def test_an_index_survives_the_disk(tmp_path: Path) -> None:
    index = build_lexical(TEXTS)
    write_lexical(index, tmp_path, "some")
    read = read_lexical(tmp_path, "some", len(TEXTS))
    assert read.terms == index.terms
    assert read.count == index.count
    for question in (*TEXTS, "exprter"):
        np.testing.assert_array_equal(read.scores(question), index.scores(question))

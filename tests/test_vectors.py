from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.index.encoder import Floats, Ints
from origin_qa.index.late_interaction import (
    TokenStore,
    passage_score,
    quantise,
    read_tokens,
    sentence_ranges,
    sentence_scores,
    window_score,
    write_tokens,
)
from origin_qa.index.vectors import read_vectors, write_vectors


def unit_rows(seed: int, *shape: int) -> Floats:
    rows = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True))


def token_store(seed: int, lengths: list[list[int]], dim: int = 8) -> TokenStore:
    """A store whose passage i has sentences of `lengths[i]` tokens, each token one code point long."""
    totals = [sum(sentences) for sentences in lengths]
    starts = np.cumsum([0, *totals])
    sentences = [
        (first + sum(inner[:j]), first + sum(inner[: j + 1]))
        for first, inner in zip(starts[:-1], lengths, strict=True)
        for j in range(len(inner))
    ]
    quantised, scales = quantise(unit_rows(seed, int(starts[-1]), dim))
    offsets = np.concatenate([np.arange(total) for total in totals])
    return TokenStore(
        quantised,
        scales,
        np.stack([offsets, offsets + 1], axis=1).astype(np.int32),
        starts,
        np.array(sentences, dtype=np.int64).reshape(-1, 2),
        np.cumsum([0, *map(len, lengths)]),
    )


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 99), st.booleans())
def test_dense_search_equals_brute_force(
    tmp_path_factory: pytest.TempPathFactory, count: int, top: int, seed: int, restricted: bool
) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    vectors = unit_rows(seed, count, 16)
    query = unit_rows(seed + 1, 16)
    rows: Ints | None = np.arange(0, count, 2) if restricted else None
    write_vectors(vectors, folder)
    index = read_vectors(folder)

    found = index.search(query, top, rows)

    eligible = range(count) if rows is None else rows
    expected = sorted(((int(row), float(vectors[row] @ query)) for row in eligible), key=lambda hit: -hit[1])
    assert [row for row, _ in found] == [row for row, _ in expected[:top]]
    np.testing.assert_allclose([s for _, s in found], [s for _, s in expected[:top]], atol=1e-6)
    np.testing.assert_array_equal(index.rows(range(count)), vectors)


def test_dense_search_among_no_rows_finds_nothing(tmp_path: Path) -> None:
    write_vectors(unit_rows(0, 3, 4), tmp_path)
    index = read_vectors(tmp_path)
    assert index.search(unit_rows(1, 4), 5, np.zeros(0, dtype=np.int64)) == []
    assert index.cosines(unit_rows(1, 4), []).shape == (0,)


@settings(deadline=None)
@given(st.integers(0, 99), st.lists(st.lists(st.integers(0, 4), max_size=4), min_size=1, max_size=6))
def test_late_interaction_equals_brute_force(seed: int, lengths: list[list[int]]) -> None:
    store = token_store(seed, lengths)
    query = unit_rows(seed + 1, 3, 8)
    weights = np.array([0.5, 0.2, 0.3], dtype=np.float32)
    rows = list(range(len(lengths)))[::-1]
    for row, matches in zip(rows, store.best_matches(query, rows), strict=True):
        sentences = []
        first = int(store.starts[row])
        for length in lengths[row]:
            tokens = store.quantised[first : first + length] * store.scales[first : first + length, None]
            sentences.append([max((float(q @ t) for t in tokens), default=0.0) for q in query])
            first += length
        expected = np.array(sentences, dtype=np.float32).reshape(-1, 3).T
        np.testing.assert_allclose(matches, expected, atol=1e-5)
        np.testing.assert_allclose(sentence_scores(matches, weights), weights @ expected, atol=1e-5)
        if len(sentences) > 1:
            windows = [weights @ np.maximum(a, b) for a, b in pairwise(expected.T)]
            assert window_score(matches, weights) == pytest.approx(max(windows), abs=1e-5)
        if sentences:
            assert passage_score(matches, weights) == pytest.approx(weights @ expected.max(axis=1), abs=1e-5)
            assert window_score(matches, weights) <= passage_score(matches, weights) + 1e-6


def test_a_question_without_tokens_scores_nothing() -> None:
    store = token_store(0, [[2, 3], []])
    first, second = store.best_matches(np.zeros((0, 8), dtype=np.float32), [0, 1])
    none = np.zeros(0, dtype=np.float32)
    assert sentence_scores(first, none).tolist() == [0, 0]
    assert passage_score(first, none) == window_score(first, none) == 0
    assert sentence_scores(second, none).shape == (0,)
    assert store.best_matches(unit_rows(0, 2, 8), []) == []


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(0, 20))
def test_quantised_tokens_stay_close(seed: int, count: int) -> None:
    tokens = unit_rows(seed, count, 384)
    quantised, scales = quantise(tokens)
    assert quantised.dtype == np.int8
    assert scales.shape == (count,)
    np.testing.assert_allclose(quantised * scales[:, None], tokens, atol=0.002)


def test_tokens_survive_the_disk(tmp_path: Path) -> None:
    store = token_store(3, [[2, 3], [1], []])
    write_tokens(store, tmp_path)
    read = read_tokens(tmp_path)
    for name in ("quantised", "scales", "spans", "starts", "sentences", "sentence_starts"):
        np.testing.assert_array_equal(getattr(read, name), getattr(store, name))
    assert read.count == 3


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), max_size=20, unique=True), st.lists(st.integers(0, 50), max_size=8))
def test_sentences_own_the_tokens_that_start_in_them(starts: list[int], bounds: list[int]) -> None:
    starts.sort()
    bounds.sort()
    spans = np.array(list(pairwise(bounds)), dtype=np.int64).reshape(-1, 2)
    ranges = sentence_ranges(np.array(starts, dtype=np.int64), spans)
    assert ranges.shape == spans.shape
    for (first, last), (a, b) in zip(ranges, spans, strict=True):
        assert starts[first:last] == [start for start in starts if a <= start < b]

"""The projection of a question's tokens: unit rows and weights that sum to 1, of the packaged model alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.errors import EncoderError
from origin_qa.index.encoder import QueryEncoding
from origin_qa.index.model import locate_model
from origin_qa.index.query_projection import (
    PROJECTION_FILE,
    QueryProjection,
    read_projection,
    write_projection,
)
from origin_qa.settings import Settings

DIM = 5


def encoding_of(tokens: np.ndarray) -> QueryEncoding:
    count = len(tokens)
    even = np.full(count, 1 / max(1, count), dtype=np.float32)
    spans = np.zeros((count, 2), dtype=np.int64)
    return QueryEncoding("", np.zeros(DIM, dtype=np.float32), tokens, ("",) * count, spans, even)


def random_rows(seed: int, count: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(0, 999), st.integers(0, 9))
def test_rows_stay_of_unit_length_and_weights_sum_to_one(seed: int, count: int) -> None:
    matrix = np.random.default_rng(seed + 1).normal(size=(DIM, DIM)).astype(np.float32)
    projection = QueryProjection("", matrix, matrix[0], 0.1)
    given_rows = random_rows(seed, count)
    projected = projection.apply(encoding_of(given_rows))
    assert projected.tokens.shape == given_rows.shape
    assert np.allclose(np.linalg.norm(projected.tokens, axis=1), 1, atol=1e-5)
    assert projected.weights.sum() == pytest.approx(1 if count else 0, abs=1e-5)


def test_the_identity_changes_nothing() -> None:
    projection = QueryProjection("", np.eye(DIM, dtype=np.float32), np.zeros(DIM, dtype=np.float32), 1.0)
    rows = random_rows(3, 4)
    projected = projection.apply(encoding_of(rows))
    assert np.allclose(projected.tokens, rows, atol=1e-6)
    assert np.allclose(projected.weights, 0.25)


def test_it_is_read_as_it_was_written_and_of_its_model_alone(tmp_path: Path) -> None:
    written = QueryProjection("a" * 64, np.eye(DIM, dtype=np.float32), np.ones(DIM, dtype=np.float32), 0.5)
    write_projection(written, tmp_path)
    read = read_projection("a" * 64, tmp_path)
    assert read is not None
    assert np.array_equal(read.matrix, written.matrix) and read.bias == written.bias
    assert read_projection("b" * 64, tmp_path) is None


def test_a_missing_or_damaged_file_is_named(tmp_path: Path) -> None:
    for content in (None, b"", b"no archive"):
        if content is not None:
            (tmp_path / PROJECTION_FILE).write_bytes(content)
        with pytest.raises(EncoderError, match=f"{PROJECTION_FILE} can't be read.*reinstall"):
            read_projection("a" * 64, tmp_path)


def test_the_packaged_one_is_of_the_default_model() -> None:
    assert read_projection(locate_model(Settings().model).sha256) is not None

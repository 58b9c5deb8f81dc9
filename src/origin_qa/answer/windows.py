"""A text as the reader's network sees it: tokens, overlapping windows, and their logits made one again."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from origin_qa.types import Span

Floats = NDArray[np.float32]

MAX_ANSWER_TOKENS = 30
_IMPOSSIBLE = -1e4


class Tokens(NamedTuple):
    """A text's n tokens: ids, half-open code points, and which of them begin or end a word, (n,) bool."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    begins: NDArray[np.bool_]
    ends: NDArray[np.bool_]

    @classmethod
    def of(cls, encoding: Any) -> "Tokens":  # noqa: ANN401
        """From a `tokenizers.Encoding` without special tokens."""
        words = np.array([-1, *encoding.word_ids, -1], dtype=np.int64)
        changes = words[1:] != words[:-1]
        return cls(encoding.ids, encoding.offsets, changes[:-1], changes[1:])

    def within(self, span: Span) -> slice:
        """Which tokens lie wholly inside a span of the text."""
        first = bisect_left(self.offsets, span.start, key=lambda offset: offset[0])
        last = bisect_right(self.offsets, span.end, key=lambda offset: offset[1])
        return slice(first, max(first, last))


class Window(NamedTuple):
    """Tokens `first` to `last` (half-open) of text number `text`."""

    text: int
    first: int
    last: int


def cover(length: int, room: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of at most `room` that cover `length` tokens, near-equal and overlapping."""
    if length == 0:
        return
    count = 1 if length <= room else -(-(length - overlap) // (room - overlap))
    size = -(-(length + (count - 1) * overlap) // count)
    for number in range(count):
        first = min(number * (size - overlap), length - min(size, length))
        yield first, min(first + size, length)


class Logits:
    """What the network says of one text, as its windows come in.

    `start` and `end`, (n,) float32, are per token the logits over those of "no answer" in the same
    window: only so are they comparable between windows. Of overlapping windows, each token is kept from the
    one where it has most context. `answerable` is the highest answerability logit of any window.
    """

    def __init__(self, count: int) -> None:
        self.start = np.full(count, _IMPOSSIBLE, dtype=np.float32)
        self.end = np.full(count, _IMPOSSIBLE, dtype=np.float32)
        self.answerable = -math.inf
        self._context = np.full(count, -1, dtype=np.int64)

    def add(self, window: Window, offset: int, start: Floats, end: Floats, answerable: float) -> None:
        """Take in one row of the network's outputs; the window's first token stands at `offset` of it."""
        count = window.last - window.first
        place = np.arange(count)
        context = np.minimum(place, count - 1 - place)
        better = context > self._context[window.first : window.last]
        at = window.first + place[better]
        self.start[at] = start[offset : offset + count][better] - start[0]
        self.end[at] = end[offset : offset + count][better] - end[0]
        self._context[at] = context[better]
        self.answerable = max(self.answerable, float(answerable))


def span_logits(tokens: Tokens, logits: Logits, part: slice) -> Floats:
    """Start plus end logit of every span of whole words among the n tokens of `part`, (n, 30) float32.

    Row i, column k is the span from token i to token i + k.
    """
    start = np.where(tokens.begins[part], logits.start[part], _IMPOSSIBLE)
    end = np.where(tokens.ends[part], logits.end[part], _IMPOSSIBLE)
    return np.asarray(start[:, None] + ahead(end, _IMPOSSIBLE), dtype=np.float32)


def ahead(values: NDArray[Any], beyond: float) -> NDArray[Any]:
    """Row i holds `values[i : i + 30]`, with `beyond` past the end: (n, 30), dtype kept."""
    padded = np.concatenate([values, np.full(MAX_ANSWER_TOKENS - 1, beyond, dtype=values.dtype)])
    return np.lib.stride_tricks.sliding_window_view(padded, MAX_ANSWER_TOKENS)

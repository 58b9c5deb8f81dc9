"""Late interaction over stored token vectors: how well each token of a question is matched, at best.

ColBERT's MaxSim (Khattab and Zaharia, 2020), with the sentence model's own token vectors, untrained.
Tokens are kept as int8 with one scale each, memory-mapped, so that a question encodes nothing but itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from origin_qa.index.encoder import Floats, Ints

Bytes = npt.NDArray[np.int8]

TOKENS_FILE = "tokens.npy"
SCALES_FILE = "token_scales.npy"
SPANS_FILE = "token_spans.npy"
STARTS_FILE = "token_starts.npy"
SENTENCES_FILE = "token_sentences.npy"
SENTENCE_STARTS_FILE = "token_sentence_starts.npy"

# Multiplications up to which BLAS keeps to one thread: on a busy machine, waiting for the others costs
# far more than they save.
SMALL_PRODUCT = 2**18


@dataclass(frozen=True, slots=True, eq=False)
class TokenStore:
    """The token vectors of all passages, one after the other.

    `quantised`: (N, token_dim) int8 and `scales`: (N,) float32, vector k being their product.
    `spans`: (N, 2) int32 code-point offsets in the passage's text.
    `starts`: (n + 1,) int64; passage i has the tokens from `starts[i]` to `starts[i + 1]`.
    `sentences`: (S, 2) int64 half-open ranges of tokens, those of passage i from `sentence_starts[i]` to
    `sentence_starts[i + 1]`.
    """

    quantised: Bytes
    scales: Floats
    spans: npt.NDArray[np.int32]
    starts: Ints
    sentences: Ints
    sentence_starts: Ints

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self.starts) - 1

    def best_matches(self, query: Floats, rows: Sequence[int] | Ints) -> list[Floats]:
        """The best similarity of each question token within each sentence of each passage.

        Args:
            query: (t, token_dim) float32 unit rows.
            rows: passages.

        Returns:
            For each passage (t, sentences) float32; 0 in a sentence without tokens.
        """
        return [self._best_matches(query, row) for row in rows]

    def _best_matches(self, query: Floats, row: int) -> Floats:
        start, end = self.starts[row], self.starts[row + 1]
        # One column more than there are tokens, so that the range after the last one has where to start.
        similarities = np.zeros((len(query), end - start + 1), dtype=np.float32)
        block = max(16, SMALL_PRODUCT // max(1, query.size))
        for first in range(start, end, block):
            last = min(first + block, end)
            tokens = self.quantised[first:last].astype(np.float32)
            similarities[:, first - start : last - start] = (query @ tokens.T) * self.scales[first:last]
        ranges = self.sentences[self.sentence_starts[row] : self.sentence_starts[row + 1]] - start
        best = np.maximum.reduceat(similarities, ranges.ravel(), axis=1)[:, ::2]
        return np.where(ranges[:, 0] < ranges[:, 1], best, np.float32(0))


def sentence_scores(matches: Floats, weights: Floats) -> Floats:
    """Late interaction with each sentence: (t, s) best matches, weighted by (t,), to (s,) float32."""
    return np.asarray(weights @ matches, dtype=np.float32)


def passage_score(matches: Floats, weights: Floats) -> float:
    """Late interaction with a whole passage, given its (t, s) best matches and (t,) weights of the tokens."""
    return float(weights @ matches.max(axis=1)) if matches.size else 0.0


def window_score(matches: Floats, weights: Floats) -> float:
    """Late interaction with the best two neighbouring sentences (or the only one) of a passage.

    Rewards passages that match a question in one place over those whose matches lie scattered.
    """
    if not matches.size:
        return 0.0
    if matches.shape[1] == 1:
        return passage_score(matches, weights)
    return float((weights @ np.maximum(matches[:, :-1], matches[:, 1:])).max())


def quantise(tokens: Floats) -> tuple[Bytes, Floats]:
    """Unit rows (t, token_dim) float32 as int8 and a scale for each row, (t,) float32."""
    if not len(tokens):
        return np.zeros(tokens.shape, dtype=np.int8), np.zeros(0, dtype=np.float32)
    scales = np.abs(tokens).max(axis=1).astype(np.float32) / 127
    return np.rint(tokens / scales[:, None]).astype(np.int8), scales


def sentence_ranges(token_starts: Ints, sentences: Ints) -> Ints:
    """The half-open ranges (s, 2) of the tokens that start inside each of `sentences`.

    Args:
        token_starts: (t,) offsets in ascending order.
        sentences: (s, 2) half-open spans in the same text.
    """
    return np.searchsorted(token_starts, sentences).reshape(-1, 2).astype(np.int64)


def write_tokens(store: TokenStore, folder: Path) -> None:
    """Write the arrays of a store."""
    np.save(folder / TOKENS_FILE, store.quantised, allow_pickle=False)
    np.save(folder / SCALES_FILE, store.scales, allow_pickle=False)
    np.save(folder / SPANS_FILE, store.spans, allow_pickle=False)
    np.save(folder / STARTS_FILE, store.starts, allow_pickle=False)
    np.save(folder / SENTENCES_FILE, store.sentences, allow_pickle=False)
    np.save(folder / SENTENCE_STARTS_FILE, store.sentence_starts, allow_pickle=False)


def read_tokens(folder: Path) -> TokenStore:
    """Open what `write_tokens` wrote; the vectors stay on disk until they are asked for."""
    return TokenStore(
        quantised=np.load(folder / TOKENS_FILE, mmap_mode="r", allow_pickle=False),
        scales=np.load(folder / SCALES_FILE, allow_pickle=False),
        spans=np.load(folder / SPANS_FILE, allow_pickle=False),
        starts=np.load(folder / STARTS_FILE, allow_pickle=False),
        sentences=np.load(folder / SENTENCES_FILE, allow_pickle=False),
        sentence_starts=np.load(folder / SENTENCE_STARTS_FILE, allow_pickle=False),
    )

"""Retrieval in two stages: dense and lexical candidates, re-ranked with late interaction."""

import re
from dataclasses import dataclass

import numpy as np

from origin_qa.index.encoder import Floats, Ints, QueryEncoding
from origin_qa.index.late_interaction import TokenStore, passage_score, window_score
from origin_qa.index.lexical import LexicalIndex
from origin_qa.index.vectors import DenseIndex

CANDIDATES = 25
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the signals in a passage's score; each signal is at most 1, and the shares sum to 1.

    Chosen on SQuAD 2.0 articles, XQuAD and Cranfield together; `benchmarks/retrieval.py` shows each part.
    """

    dense: float = 1 / 15
    lexical: float = 1 / 15
    sentence: float = 1 / 15
    passage: float = 6 / 15
    window: float = 6 / 15


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of the index with its score; ranks count from 1, None where that engine didn't find it."""

    row: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Ranker:
    """The engines over the same rows; `sentences` has a row for each sentence of `tokens`."""

    dense: DenseIndex
    lexical: LexicalIndex
    sentences: LexicalIndex
    tokens: TokenStore
    weights: Weights = Weights()

    def rank(self, query: QueryEncoding, top: int, rows: Ints | None = None) -> list[Ranked]:
        """The best `top` of `rows` (None: all of them), best first.

        Candidates are the first rows by the cosine of the sentence vectors and by BM25. Their score is
        the weighted sum of that cosine, BM25 of the passage and of its best sentence (both relative to the
        best candidate), and late interaction with the passage and with its best two sentences.
        """
        depth = max(CANDIDATES, top)
        dense_ranks = {row: i for i, (row, _) in enumerate(self.dense.search(query.vector, depth, rows), 1)}
        lexical = self.lexical.scores(query.text)
        lexical_ranks = {row: i for i, row in enumerate(_best_rows(lexical, depth, rows), 1)}
        candidates = np.array(list(dict.fromkeys([*dense_ranks, *lexical_ranks])), dtype=np.int64)
        scores = self._scores(query, lexical[candidates], candidates)
        ranked: list[Ranked] = []
        for i in np.argsort(-scores, kind="stable")[:top]:
            row = int(candidates[i])
            ranked.append(Ranked(row, float(scores[i]), dense_ranks.get(row), lexical_ranks.get(row)))
        return ranked

    def _scores(self, query: QueryEncoding, lexical: Floats, candidates: Ints) -> Floats:
        matches = self.tokens.best_matches(query.tokens, candidates)
        signals = (
            (self.weights.dense, self.dense.cosines(query.vector, candidates)),
            (self.weights.lexical, _relative(lexical)),
            (self.weights.sentence, _relative(self._best_sentences(query.text, candidates))),
            (self.weights.passage, np.array([passage_score(each, query.weights) for each in matches])),
            (self.weights.window, np.array([window_score(each, query.weights) for each in matches])),
        )
        return np.asarray(sum(weight * signal for weight, signal in signals), dtype=np.float32)

    def _best_sentences(self, question: str, candidates: Ints) -> Floats:
        scores = self.sentences.scores(question)
        starts = self.tokens.sentence_starts
        return np.array(
            [scores[starts[row] : starts[row + 1]].max(initial=0) for row in candidates], dtype=np.float32
        )


def token_weights(query: QueryEncoding, lexical: LexicalIndex) -> Floats:
    """What each token of a question counts: the root of the idf of the word that it is part of, (t,) summing to 1.

    Equal weights let `what did the` outvote the one word that tells what is asked.
    """
    words = [(found.span(), lexical.idf(found.group())) for found in _WORD.finditer(query.text)]
    held = [
        max((idf for (start, end), idf in words if start <= at < end), default=0.0) for at, _ in query.spans
    ]
    roots = np.sqrt(np.array(held, dtype=np.float32))
    return roots / roots.sum() if roots.sum() > 0 else query.weights


def _best_rows(scores: Floats, top: int, rows: Ints | None) -> list[int]:
    """The rows with the `top` highest scores above 0, best first."""
    eligible = np.arange(len(scores)) if rows is None else rows
    eligible = eligible[scores[eligible] > 0]
    return [int(row) for row in eligible[np.argsort(-scores[eligible], kind="stable")[:top]]]


def _relative(scores: Floats) -> Floats:
    best = scores.max(initial=0)
    return scores / best if best > 0 else scores

"""Lexical retrieval: BM25 over stemmed words, forgiving of misspelt ones.

bm25s (Lù, 2024) computes the weights when the index is built: one column of precomputed scores for each
term, so that a question is answered by adding a few columns up, without that library.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from origin_qa.index.encoder import Floats, Ints

TERMS_FILE = "terms.json"
SPELLINGS_FILE = "spellings.json"
WEIGHTS_FILE = "weights.npy"
ROWS_FILE = "rows.npy"
STARTS_FILE = "starts.npy"

if TYPE_CHECKING:
    from Stemmer import Stemmer

K1, B = 1.5, 0.75
LEAST_SIMILARITY = 0.7

# Digits and letters part, because fact sheets run labels into values ("Altitude1250 meters").
_TERM = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True, eq=False)
class LexicalIndex:
    """BM25 by term: term j weighs `weights[k]` in row `rows[k]`, for k from `starts[j]` to `starts[j + 1]`.

    `weights`: (p,) float32. `rows`: (p,) int64. `starts`: (terms + 1,) int64. `count`: rows.
    `spellings` are the words of the texts, each with the term it stands for.
    """

    terms: dict[str, int]
    spellings: dict[str, int]
    weights: Floats
    rows: Ints
    starts: Ints
    count: int

    def scores(self, question: str) -> Floats:
        """The BM25 score of every row: (count,) float32, 0 where no word of the question occurs."""
        scores = np.zeros(self.count, dtype=np.float32)
        for word in split_words(question):
            for known, certainty in self._terms_of(word):
                column = slice(self.starts[known], self.starts[known + 1])
                # A term has each row once, so that this addition can't lose a repeated index.
                scores[self.rows[column]] += certainty * self.weights[column]
        return scores

    def idf(self, word: str) -> float:
        """How much a word tells by how few rows have it: ln(1 + rows / (rows with it + 1/2)).

        Of a word that is several terms, the rarest counts (Spärck Jones, 1972, smoothed).
        """
        known = [self.terms.get(term) for term in analyse(word)]
        held = min((0 if j is None else int(self.starts[j + 1] - self.starts[j]) for j in known), default=0)
        return math.log(1 + self.count / (held + 0.5))

    def _terms_of(self, word: str) -> list[tuple[int, float]]:
        """The terms that a question's word stands for, with how surely it does."""
        known = self.terms.get(_stemmer().stemWord(word))
        return [(known, 1.0)] if known is not None else self._respelt(word)

    def _respelt(self, word: str) -> list[tuple[int, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        # Among short words and figures, the nearest spelling mostly means something else.
        if len(word) < 4 or word[0].isdigit():
            return []
        nearest = process.extract(
            word,
            self.spellings.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=LEAST_SIMILARITY,
            limit=3,
        )
        certainties: dict[int, float] = {}
        for spelling, similarity, _ in nearest:
            term = self.spellings[spelling]
            certainties[term] = max(certainties.get(term, 0), similarity)
        return [(term, certainty / len(certainties)) for term, certainty in certainties.items()]


def analyse(text: str) -> list[str]:
    """The index terms of a text: its words, stemmed."""
    return list(_stemmer().stemWords(split_words(text)))


def split_words(text: str) -> list[str]:
    """Words and figures, case folded, without accents; `1,250` is `1250`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return [_THOUSANDS.sub("", word) if word[0].isdigit() else word for word in _TERM.findall(plain)]


def build_lexical(texts: Sequence[str]) -> LexicalIndex:
    """Index `texts`; row i is text i."""
    from bm25s import BM25

    words = sorted({word for text in texts for word in split_words(text)})
    analysed = [analyse(text) for text in texts]
    terms = {term: j for j, term in enumerate(sorted({term for text in analysed for term in text}))}
    if not terms:
        none = np.zeros(0, dtype=np.int64)
        return LexicalIndex({}, {}, none.astype(np.float32), none, np.zeros(1, dtype=np.int64), len(texts))
    bm25 = BM25(method="lucene", k1=K1, b=B)
    bm25.index(
        ([[terms[term] for term in text] for text in analysed], terms),
        create_empty_token=False,
        show_progress=False,
    )
    return LexicalIndex(
        terms=terms,
        spellings={word: terms[stem] for word, stem in zip(words, _stemmer().stemWords(words), strict=True)},
        weights=np.asarray(bm25.scores["data"], dtype=np.float32),
        rows=np.asarray(bm25.scores["indices"], dtype=np.int64),
        starts=np.asarray(bm25.scores["indptr"], dtype=np.int64),
        count=len(texts),
    )


def write_lexical(index: LexicalIndex, folder: Path, prefix: str) -> None:
    """Write the terms and their arrays into files whose names start with `prefix`."""
    np.save(folder / f"{prefix}_{WEIGHTS_FILE}", index.weights, allow_pickle=False)
    np.save(folder / f"{prefix}_{ROWS_FILE}", index.rows, allow_pickle=False)
    np.save(folder / f"{prefix}_{STARTS_FILE}", index.starts, allow_pickle=False)
    (folder / f"{prefix}_{TERMS_FILE}").write_bytes(msgspec.json.encode(list(index.terms)))
    (folder / f"{prefix}_{SPELLINGS_FILE}").write_bytes(msgspec.json.encode(index.spellings))


def read_lexical(folder: Path, prefix: str, count: int) -> LexicalIndex:
    """Open what `write_lexical` wrote for `count` rows."""
    terms = msgspec.json.decode((folder / f"{prefix}_{TERMS_FILE}").read_bytes(), type=list[str])
    spellings = (folder / f"{prefix}_{SPELLINGS_FILE}").read_bytes()
    return LexicalIndex(
        terms={term: j for j, term in enumerate(terms)},
        spellings=msgspec.json.decode(spellings, type=dict[str, int]),
        weights=np.load(folder / f"{prefix}_{WEIGHTS_FILE}", allow_pickle=False),
        rows=np.load(folder / f"{prefix}_{ROWS_FILE}", allow_pickle=False),
        starts=np.load(folder / f"{prefix}_{STARTS_FILE}", allow_pickle=False),
        count=count,
    )


@lru_cache(maxsize=1)
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("english")

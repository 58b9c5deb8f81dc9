"""An opened generation: everything that answering needs from the index, in memory or memory-mapped."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from origin_qa.errors import EncoderError, IndexDamaged
from origin_qa.index.encoder import Floats, Ints, QueryEncoder, QueryEncoding
from origin_qa.index.identity import check_identity, read_identity
from origin_qa.index.late_interaction import read_tokens, sentence_scores
from origin_qa.index.lexical import read_lexical
from origin_qa.index.query_projection import read_projection
from origin_qa.index.question_classifier import Likely, read_classifier
from origin_qa.index.ranking import Ranker, token_weights
from origin_qa.index.records import Records, read_records
from origin_qa.index.storage import Published, current_version, open_published
from origin_qa.index.vectors import read_vectors
from origin_qa.settings import Settings
from origin_qa.types import Hit, Manifest, Passage, Profile, SourceDocument

_CLASSIFIED = 4096
"""Questions whose attributes are remembered: the earlier ones of a conversation come again with each turn."""


class Index:
    """A published generation, read-only. It stays usable after newer ones are published."""

    def __init__(self, location: Path, published: Published, threads: int = 0) -> None:
        folder = published.folder
        records = read_records(folder)
        self.location = location
        self.folder = folder
        self.manifest: Manifest = published.manifest
        self.profiles: dict[str, Profile] = {each.id: each for each in records.profiles}
        self.documents: dict[str, SourceDocument] = {
            document.path: document for document in records.documents
        }
        self.passages: tuple[Passage, ...] = records.passages
        self._classifier = read_classifier(folder)
        self.classify: Callable[[str], Likely] = lru_cache(_CLASSIFIED)(self._classify)
        """What a folded question most likely asks for, and of whom; {} for an index without examples."""
        self._tokens = read_tokens(folder)
        self._ranker = Ranker(
            dense=read_vectors(folder),
            lexical=read_lexical(folder, "passage", len(self.passages)),
            sentences=read_lexical(folder, "sentence", len(self._tokens.sentences)),
            tokens=self._tokens,
        )
        self._encoder = QueryEncoder(folder, threads)
        self._projection = read_projection(self._encoder.spec.model_sha256)
        self._row_of = {passage.id: row for row, passage in enumerate(self.passages)}
        self._rows_of = _rows_by_producer(records)
        self._passages_of = _by_document(self.passages)
        self._check_rows()

    def encode(self, question: str) -> QueryEncoding:
        """The vectors of a question, its tokens projected and weighted by how much they tell among these passages."""
        encoding = self._encoder.encode(question)
        encoding = replace(encoding, weights=token_weights(encoding, self._ranker.lexical))
        return self._projection.apply(encoding) if self._projection else encoding

    def search(
        self, query: QueryEncoding, top: int = 10, producers: Collection[str] | None = None
    ) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first.

        Args:
            query: from `encode`.
            top: at most so many.
            producers: ids to search among, exactly; None for all. Unknown ids have no passages.
        """
        if not self.passages or top < 1:
            return ()
        rows = None if producers is None else self._rows_among(producers)
        if rows is not None and not len(rows):
            return ()
        return tuple(
            Hit(self.passages[found.row], found.score, found.dense_rank, found.lexical_rank)
            for found in self._ranker.rank(query, top, rows)
        )

    def sentence_scores(self, query: QueryEncoding, passage: Passage) -> Floats:
        """Late interaction of a question with each sentence of a passage: (sentences,) float32."""
        (matches,) = self._tokens.best_matches(query.tokens, [self._row_of[passage.id]])
        return sentence_scores(matches, query.weights)

    def _classify(self, question: str) -> Likely:
        return self._classifier.probabilities(question, self.encode(question).vector)

    def passages_of(self, document: str) -> tuple[Passage, ...]:
        """The passages of one document, in the order of its text."""
        return self._passages_of.get(document, ())

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary knows a lower-case word whole: neither a slip nor a name."""
        return self._encoder.is_word(word)

    def stale(self) -> bool:
        """Whether a newer generation was published since this one was opened."""
        return current_version(self.location) != self.manifest.version

    def _rows_among(self, producers: Collection[str]) -> Ints:
        rows = [self._rows_of[producer] for producer in set(producers) if producer in self._rows_of]
        return np.sort(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)

    def _check_rows(self) -> None:
        counts = {
            "passages": len(self.passages),
            "vectors": self._ranker.dense.count,
            "tokens": self._tokens.count,
            "manifest": self.manifest.counts["passages"],
        }
        if len(set(counts.values())) > 1:
            raise IndexDamaged(
                f"the index is damaged: {self.folder}: its parts hold unlike numbers of rows {counts}. "
                f"Run `origin-qa build --index {self.location}`."
            )


def open_index(folder: Path, settings: Settings) -> Index:
    """Verify and open the generation that the index in `folder` publishes.

    Raises:
        IndexMissing: nothing was built there.
        IndexMismatch: it was built by another schema, model, prompt or vocabulary.
        IndexDamaged: a file is missing or its checksum differs.
    """
    published = open_published(folder)
    check_identity(read_identity(published.folder, folder), settings, folder)
    try:
        return Index(folder, published, settings.threads)
    except EncoderError as error:
        raise IndexDamaged(str(error)) from error


def _rows_by_producer(records: Records) -> dict[str, Ints]:
    producers = np.array([passage.producer for passage in records.passages], dtype=str)
    return {str(producer): np.flatnonzero(producers == producer) for producer in np.unique(producers)}


def _by_document(passages: tuple[Passage, ...]) -> dict[str, tuple[Passage, ...]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.document, []).append(passage)
    return {document: tuple(own) for document, own in found.items()}

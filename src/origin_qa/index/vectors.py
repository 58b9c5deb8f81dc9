"""Dense retrieval: exact inner products over unit vectors with FAISS."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from origin_qa.index.encoder import Floats, Ints

if TYPE_CHECKING:
    import faiss

VECTORS_FILE = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Passage vectors, row i for passage i."""

    _faiss: "faiss.Index"

    @property
    def count(self) -> int:
        """The number of rows."""
        return int(self._faiss.ntotal)

    def search(self, vector: Floats, top: int, rows: Ints | None = None) -> list[tuple[int, float]]:
        """The `top` nearest rows with their cosine, best first.

        Args:
            vector: (dim,) float32, unit length.
            top: clamped to what there is.
            rows: the rows to search among, exactly; None for all.
        """
        import faiss

        limit = min(top, self.count if rows is None else len(rows))
        if limit < 1:
            return []
        parameters = faiss.SearchParameters()
        selector = None if rows is None else faiss.IDSelectorBatch(rows)
        parameters.sel = selector
        scores, found = self._faiss.search(vector.reshape(1, -1), limit, params=parameters)
        return [(int(row), float(score)) for row, score in zip(found[0], scores[0], strict=True) if row >= 0]

    def cosines(self, vector: Floats, rows: Sequence[int] | Ints) -> Floats:
        """The cosines of `vector` to `rows`: (len(rows),) float32."""
        return np.asarray(self.rows(rows) @ vector, dtype=np.float32)

    def rows(self, rows: Sequence[int] | Ints) -> Floats:
        """The stored vectors of `rows`: (len(rows), dim) float32."""
        if not len(rows):
            return np.zeros((0, self._faiss.d), dtype=np.float32)
        return np.asarray(self._faiss.reconstruct_batch(np.asarray(rows, dtype=np.int64)), dtype=np.float32)


def write_vectors(vectors: Floats, folder: Path) -> None:
    """Write (n, dim) float32 unit rows as a flat inner-product index."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(folder / VECTORS_FILE))


def read_vectors(folder: Path) -> DenseIndex:
    """Open what `write_vectors` wrote."""
    import faiss

    return DenseIndex(faiss.read_index(str(folder / VECTORS_FILE)))

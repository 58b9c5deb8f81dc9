"""A trained projection of a question's token vectors, by which late interaction finds what answers a question.

ColBERT (Khattab and Zaharia, 2020) trains a projection of the token vectors of both sides. Here that of passages is
left out, so that an index doesn't depend on it: a question's token x is looked for as Wx. How much each token counts is
learned beside it. `tools/train_projection.py` makes the weights; they are those of the packaged model, and questions
for another one stay as they are.
"""

import io
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from origin_qa.errors import EncoderError
from origin_qa.index.encoder import Floats, QueryEncoding

PROJECTION_FILE = "query_projection.npz"
PACKAGED = Path(__file__).parent.parent / "models" / "projection"


@dataclass(frozen=True, slots=True, eq=False)
class QueryProjection:
    """`matrix` (token_dim, token_dim), `importance` (token_dim,) and `bias` for the tokens of one model.

    A token counts softplus(importance · x + bias) times what it counts otherwise.
    """

    model_sha256: str
    matrix: Floats
    importance: Floats
    bias: float

    def apply(self, encoding: QueryEncoding) -> QueryEncoding:
        """The encoding with projected tokens, unit rows again, and their weights, which still sum to 1."""
        if not len(encoding.tokens):
            return encoding
        projected = encoding.tokens @ self.matrix.T
        projected /= np.linalg.norm(projected, axis=1, keepdims=True)
        counts = np.logaddexp(0, encoding.tokens @ self.importance + self.bias) * encoding.weights
        return replace(encoding, tokens=projected, weights=counts / counts.sum())


def read_projection(model_sha256: str, folder: Path = PACKAGED) -> QueryProjection | None:
    """The projection in `folder`, None if it is of another model.

    Raises EncoderError if the file is missing or damaged.
    """
    try:
        with np.load(folder / PROJECTION_FILE, allow_pickle=False) as stored:
            if str(stored["model_sha256"]) != model_sha256:
                return None
            matrix, importance = stored["matrix"].astype(np.float32), stored["importance"].astype(np.float32)
            return QueryProjection(model_sha256, matrix, importance, float(stored["bias"]))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise EncoderError(
            f"the projection {folder / PROJECTION_FILE} can't be read: {error}; reinstall origin-qa"
        ) from error


def write_projection(projection: QueryProjection, folder: Path = PACKAGED) -> None:
    """Write it in half precision; the file appears whole or not at all."""
    content = io.BytesIO()
    np.savez_compressed(
        content,
        model_sha256=np.array(projection.model_sha256),
        matrix=projection.matrix.astype(np.float16),
        importance=projection.importance.astype(np.float16),
        bias=np.float32(projection.bias),
    )
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{PROJECTION_FILE}.partial"
    draft.write_bytes(content.getvalue())
    draft.replace(folder / PROJECTION_FILE)

"""The question side of the encoder: ONNX Runtime and `tokenizers`, never torch.

The graph gives a sentence vector and one vector for each token in a single pass; `export.py` makes it.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from origin_qa.errors import EncoderError

GRAPH_FILE = "encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"
SPEC_FILE = "encoder.json"
ENCODER_FILES = (GRAPH_FILE, TOKENIZER_FILE, SPEC_FILE)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """What the query side must know of the model; written beside the graph.

    `max_length` counts tokens, special ones included. `inputs` are the names that the graph takes.
    """

    model: str
    model_sha256: str
    dim: int
    token_dim: int
    max_length: int
    inputs: tuple[str, ...]
    query_prompt: str


@dataclass(frozen=True, slots=True, eq=False)
class QueryEncoding:
    """A question as the model sees it.

    `vector`: (dim,) float32, unit length. `tokens`: (t, token_dim) float32, unit rows, without special
    and prompt tokens. `words`: the t token strings. `spans`: (t, 2) int64 code-point offsets in `text`.
    `weights`: (t,) float32, what each token counts in late interaction; they sum to 1.
    """

    text: str
    vector: Floats
    tokens: Floats
    words: tuple[str, ...]
    spans: Ints
    weights: Floats


class QueryEncoder:
    """Encodes questions with the graph in `folder`.

    Args:
        folder: holds the graph, the tokenizer and their `EncoderSpec`.
        threads: of ONNX Runtime; 0 takes one for each core.

    Raises:
        EncoderError: a file is missing or unreadable.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = threads
        # A server shares its cores: a waiting encoder must not spin on them between questions.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        try:
            self.spec = read_spec(folder)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session = InferenceSession(
                str(folder / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise their own untyped errors
            raise EncoderError(
                f"the query encoder in {folder} can't be loaded: {error}. "
                "Run `origin-qa build` to export it again."
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.spec.max_length)

    def encode(self, text: str) -> QueryEncoding:
        """Encode one question; whatever passes the model's longest input is cut off."""
        prompt = self.spec.query_prompt
        encoded = self._tokenizer.encode(prompt + text)
        available = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        feed = {name: np.asarray([available[name]], dtype=np.int64) for name in self.spec.inputs}
        vectors, tokens = self._session.run(None, feed)
        offsets = np.asarray(encoded.offsets, dtype=np.int64).reshape(-1, 2) - len(prompt)
        special = np.asarray(encoded.special_tokens_mask, dtype=bool)
        kept = np.flatnonzero(~special & (offsets[:, 0] >= 0) & (offsets[:, 1] > offsets[:, 0]))
        return QueryEncoding(
            text=text,
            vector=vectors[0],
            tokens=tokens[0][kept],
            words=tuple(encoded.tokens[i] for i in kept),
            spans=offsets[kept],
            weights=np.full(len(kept), 1 / max(1, len(kept)), dtype=np.float32),
        )

    def is_word(self, word: str) -> bool:
        """Whether `word` is a whole token of the model's vocabulary."""
        return self._tokenizer.token_to_id(word) is not None


def read_spec(folder: Path) -> EncoderSpec:
    """The `EncoderSpec` written in `folder`."""
    return msgspec.json.decode((folder / SPEC_FILE).read_bytes(), type=EncoderSpec)

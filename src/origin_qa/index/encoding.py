"""Turns a corpus into vectors, reusing those of the previous generation for every passage it shares."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from origin_qa.index.encoder import Ints
from origin_qa.index.late_interaction import TokenStore, read_tokens, sentence_ranges, write_tokens
from origin_qa.index.passage_encoder import EncoderInput, PassageEncoding
from origin_qa.index.vectors import read_vectors, write_vectors

KEYS_FILE = "passage_keys.json"
# Counts up when the same text no longer gives the same stored vectors, so that old ones aren't reused.
ENCODING_VERSION = 1


def encoding_key(model_sha256: str, given: EncoderInput) -> str:
    """Equal keys, equal encodings."""
    content = msgspec.json.encode((ENCODING_VERSION, model_sha256, given.context, given.text))
    return hashlib.sha256(content).hexdigest()


def read_encodings(folder: Path) -> dict[str, PassageEncoding]:
    """The encodings of a generation by their keys; token vectors stay on disk."""
    keys = msgspec.json.decode((folder / KEYS_FILE).read_bytes(), type=list[str])
    vectors = read_vectors(folder).rows(range(len(keys)))
    store = read_tokens(folder)
    encodings: dict[str, PassageEncoding] = {}
    for row, key in enumerate(keys):
        here = slice(store.starts[row], store.starts[row + 1])
        spans = store.spans[here].astype(np.int64)
        encodings[key] = PassageEncoding(vectors[row], store.quantised[here], store.scales[here], spans)
    return encodings


def write_encodings(
    keys: Sequence[str], encodings: Sequence[PassageEncoding], sentences: Sequence[Ints], folder: Path
) -> None:
    """Write one encoding for each row, in order; `sentences` are (s, 2) spans in each passage's text."""
    write_vectors(np.stack([encoding.vector for encoding in encodings]), folder)
    write_tokens(_token_store(encodings, sentences), folder)
    (folder / KEYS_FILE).write_bytes(msgspec.json.encode(list(keys)))


def _token_store(encodings: Sequence[PassageEncoding], sentences: Sequence[Ints]) -> TokenStore:
    starts = _starts([len(encoding.scales) for encoding in encodings])
    return TokenStore(
        quantised=np.concatenate([encoding.tokens for encoding in encodings]),
        scales=np.concatenate([encoding.scales for encoding in encodings]),
        spans=np.concatenate([encoding.spans for encoding in encodings]).astype(np.int32),
        starts=starts,
        sentences=np.concatenate(
            [
                first + sentence_ranges(encoding.spans[:, 0], spans)
                for first, encoding, spans in zip(starts[:-1], encodings, sentences, strict=True)
            ]
        ),
        sentence_starts=_starts([len(spans) for spans in sentences]),
    )


def _starts(lengths: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

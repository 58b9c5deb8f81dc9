"""The passage side of the encoder: sentence-transformers, used at build time alone.

One forward pass gives the passage's vector and a vector for each of its tokens in context. Passages
longer than the model's input are read in overlapping windows, so that no sentence goes unseen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from origin_qa.errors import EncoderError
from origin_qa.index.encoder import Floats, Ints
from origin_qa.index.late_interaction import Bytes, quantise
from origin_qa.index.model import LocatedModel

BATCH_SIZE = 32


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """A passage's text and the context it is read in; `context` is empty or ends in a separator."""

    context: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class PassageEncoding:
    """A passage as the model sees it, without special tokens and those of the context.

    `vector`: (dim,) float32, unit length. `tokens`: (t, token_dim) int8 in the order of the text, which
    times `scales`: (t,) float32 are unit rows. `spans`: (t, 2) int64 code-point offsets in the text.
    """

    vector: Floats
    tokens: Bytes
    scales: Floats
    spans: Ints


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of input `row` that starts at `start`; tokens outside `[kept_from, kept_to)` are left out."""

    row: int
    context: str
    text: str
    start: int
    kept_from: int
    kept_to: int


class PassageEncoder:
    """Encodes passages with the sentence-transformers model found at `located`.

    Raises:
        EncoderError: the model can't be loaded, or has no fast tokenizer to give offsets.
    """

    def __init__(self, located: LocatedModel) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        try:
            model = SentenceTransformer(str(located.folder), device="cpu")
        except Exception as error:  # the libraries below raise their own untyped errors
            raise EncoderError(
                f"sentence-transformers can't load {located.name!r} from {located.folder}: {error}. "
                "Set ORIGIN_QA_MODEL to another model."
            ) from error
        self.located = located
        self.model: Any = model.eval()
        self.tokenizer: Any = model.tokenizer
        if not getattr(self.tokenizer, "is_fast", False):
            raise EncoderError(
                f"the model {located.name!r} has no fast tokenizer, which is needed for token offsets. "
                "Set ORIGIN_QA_MODEL to another model."
            )
        # The limit of BERT's descendants, for models that name none.
        self.max_length = int(self.model.max_seq_length or 512)

    def encode(
        self, inputs: Sequence[EncoderInput], advance: Callable[[int], None] = lambda _: None
    ) -> list[PassageEncoding]:
        """Encode `inputs`, batched by length; `advance` is told how many windows each batch had."""
        windows = self._windows(inputs)
        parts: dict[int, list[tuple[_Window, PassageEncoding]]] = {row: [] for row in range(len(inputs))}
        order = sorted(windows, key=lambda window: len(window.context) + len(window.text), reverse=True)
        for first in range(0, len(order), BATCH_SIZE):
            batch = order[first : first + BATCH_SIZE]
            for window, encoding in zip(batch, self._forward(batch), strict=True):
                parts[window.row].append((window, encoding))
            advance(len(batch))
        return [_joined(parts[row]) for row in range(len(inputs))]

    def count_windows(self, inputs: Sequence[EncoderInput]) -> int:
        """How many windows `encode` will read for `inputs`."""
        return len(self._windows(inputs))

    def _windows(self, inputs: Sequence[EncoderInput]) -> list[_Window]:
        """Cut every text that exceeds the model's input, and contexts that exceed a quarter of it."""
        if not inputs:
            return []
        room = self.max_length - int(self.tokenizer.num_special_tokens_to_add())
        contexts = self._offsets([each.context for each in inputs])
        texts = self._offsets([each.text for each in inputs])
        windows: list[_Window] = []
        for row, (given, context, text) in enumerate(zip(inputs, contexts, texts, strict=True)):
            most = min(len(context), room // 4)
            kept = given.context if most == len(context) else f"{given.context[: context[most][0]]} "
            windows.extend(_cut(row, EncoderInput(kept, given.text), text, room - most))
        return windows

    def _offsets(self, texts: list[str]) -> list[list[tuple[int, int]]]:
        """The spans of all tokens of each text, special ones left out."""
        encoded = self.tokenizer(
            texts,
            add_special_tokens=False,
            truncation=False,
            return_offsets_mapping=True,
            verbose=False,  # it would warn of each text that is cut here just because it is long
        )
        return list(encoded["offset_mapping"])

    def _forward(self, windows: Sequence[_Window]) -> Iterator[PassageEncoding]:
        import torch

        encoded = self.tokenizer(
            [window.context + window.text for window in windows],
            padding=True,
            truncation=True,
            max_length=self.max_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        special = encoded.pop("special_tokens_mask").numpy().astype(bool)
        with torch.inference_mode():
            features = self.model(dict(encoded))
            vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=-1).numpy()
            tokens = torch.nn.functional.normalize(features["token_embeddings"], dim=-1).numpy()
        for i, window in enumerate(windows):
            spans = offsets[i] - len(window.context) + window.start
            inside = (spans[:, 0] >= window.kept_from) & (spans[:, 0] < window.kept_to)
            kept = ~special[i] & inside & (spans[:, 1] > spans[:, 0])
            yield PassageEncoding(vectors[i].copy(), *quantise(tokens[i][kept]), spans[kept].astype(np.int64))


def _cut(row: int, given: EncoderInput, offsets: Sequence[tuple[int, int]], room: int) -> Iterator[_Window]:
    """Windows of at most `room` tokens, a quarter overlapping; what two share is split in the middle."""
    overlap = room // 4
    kept_from = first = 0
    while first + room < len(offsets):
        last = first + room
        start, end = offsets[first][0], offsets[last - 1][1]
        kept_to = offsets[last - overlap // 2][0]
        yield _Window(row, given.context, given.text[start:end], start, kept_from, kept_to)
        kept_from = kept_to
        first = last - overlap
    start = offsets[first][0] if first else 0
    yield _Window(row, given.context, given.text[start:], start, kept_from, len(given.text))


def _joined(parts: Sequence[tuple[_Window, PassageEncoding]]) -> PassageEncoding:
    """Several windows of one passage as one: tokens in order, the vectors' mean by length of window."""
    if len(parts) == 1:
        return parts[0][1]
    ordered = sorted(parts, key=lambda part: part[0].start)
    total = np.sum([len(window.text) * encoding.vector for window, encoding in ordered], axis=0)
    return PassageEncoding(
        vector=(total / np.linalg.norm(total)).astype(np.float32),
        tokens=np.concatenate([encoding.tokens for _, encoding in ordered]),
        scales=np.concatenate([encoding.scales for _, encoding in ordered]),
        spans=np.concatenate([encoding.spans for _, encoding in ordered]),
    )

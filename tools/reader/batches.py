"""From examples to padded tensors, pairs of like length together so that little is spent on padding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from reader.examples import Example

MAX_TOKENS = 192
_BUCKET = 2048


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs are (n, tokens) int64; starts and ends (n,) int64 token positions, 0 for no answer."""

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    starts: Tensor
    ends: Tensor

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor]:
        """What the network takes."""
        return self.input_ids, self.attention_mask, self.token_type_ids


def open_tokenizer(folder: Path) -> Tokenizer:
    """The encoder's own tokenizer, cutting passages and padding nothing."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def batches(examples: Iterable[Example], tokenizer: Tokenizer, size: int, random: Random) -> Iterator[Batch]:
    """Batches of `size`, in random order within buckets of some thousand examples.

    Examples whose answer was cut off are left out.
    """
    source = iter(examples)
    while bucket := list(islice(source, _BUCKET)):
        encoded = tokenizer.encode_batch([(one.question, one.text) for one in bucket])
        rows = []
        for one, encoding in zip(bucket, encoded, strict=True):
            place = answer_tokens(encoding, one.answer)
            if place is not None:
                rows.append((encoding, place))
        rows.sort(key=lambda row: len(row[0].ids) + random.random())
        groups = [rows[at : at + size] for at in range(0, len(rows), size)]
        random.shuffle(groups)
        yield from map(_pad, groups)


def answer_tokens(encoding: Encoding, answer: tuple[int, int] | None) -> tuple[int, int] | None:
    """First and last token of the answer, (0, 0) for none; None if the answer was cut off."""
    if answer is None:
        return 0, 0
    start = encoding.char_to_token(answer[0], 1)
    end = encoding.char_to_token(answer[1] - 1, 1)
    return None if start is None or end is None else (start, end)


def _pad(rows: list[tuple[Encoding, tuple[int, int]]]) -> Batch:
    longest = max(len(encoding.ids) for encoding, _ in rows)
    width = min(MAX_TOKENS, -(-longest // 8) * 8)

    def tensor(name: str) -> Tensor:
        padded = [list(getattr(encoding, name)) + [0] * (width - len(encoding.ids)) for encoding, _ in rows]
        return torch.tensor(padded, dtype=torch.int64)

    starts, ends = zip(*(place for _, place in rows), strict=True)
    return Batch(
        tensor("ids"),
        tensor("attention_mask"),
        tensor("type_ids"),
        torch.tensor(starts, dtype=torch.int64),
        torch.tensor(ends, dtype=torch.int64),
    )

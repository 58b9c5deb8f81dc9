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

Group = list[tuple[Encoding, tuple[int, int]]]
"""The windows of one question, each with the first and last token of its answer."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs are (n, tokens) int64; starts and ends (n,) int64 token positions, 0 for no answer.

    `groups`, (n,) int64, numbers the questions: rows of one group are windows for the same question, of which
    the first may hold the answer.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    starts: Tensor
    ends: Tensor
    groups: Tensor

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
    """Batches of `size` rows or one group more, in random order within buckets of some thousand examples.

    Examples whose answer was cut off are left out; the rivals of an example are in its batch.
    """
    source = iter(examples)
    while bucket := list(islice(source, _BUCKET)):
        pairs = [(one.question, text) for one in bucket for text in (one.text, *one.rivals)]
        encoded = iter(tokenizer.encode_batch(pairs))
        groups = []
        for one in bucket:
            windows = [next(encoded) for _ in (one.text, *one.rivals)]
            place = answer_tokens(windows[0], one.answer)
            if place is not None:
                groups.append([(windows[0], place), *((window, (0, 0)) for window in windows[1:])])
        groups.sort(key=lambda group: max(len(window.ids) for window, _ in group) + random.random())
        together = list(_together(groups, size))
        random.shuffle(together)
        yield from map(_pad, together)


def _together(groups: list[Group], size: int) -> Iterator[list[Group]]:
    """Neighbouring groups, until they have `size` rows."""
    batch: list[Group] = []
    for group in groups:
        batch.append(group)
        if sum(map(len, batch)) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def answer_tokens(encoding: Encoding, answer: tuple[int, int] | None) -> tuple[int, int] | None:
    """First and last token of the answer, (0, 0) for none; None if the answer was cut off."""
    if answer is None:
        return 0, 0
    start = encoding.char_to_token(answer[0], 1)
    end = encoding.char_to_token(answer[1] - 1, 1)
    return None if start is None or end is None else (start, end)


def _pad(groups: list[Group]) -> Batch:
    rows = [row for group in groups for row in group]
    numbers = [number for number, group in enumerate(groups) for _ in group]
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
        torch.tensor(numbers, dtype=torch.int64),
    )

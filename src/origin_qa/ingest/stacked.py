"""Labels and values on lines of their own, one above the other, as a table that was pasted cell by cell."""

import re
from collections.abc import Sequence

from origin_qa.attributes import find_label
from origin_qa.ingest.lines import Line, ends_sentence
from origin_qa.types import Block, Span

SHEET_LINE = 120
"""Characters that a line of a sheet has at most; prose runs on."""

ASKED = re.compile(r"(?P<label>[A-ZÀ-Þ¿][^?.!:;]{2,48}\?)\s+(?P<value>\S.*)")
"""A question with its answer beside it: `Founded when? 1999`."""
ASKED_LINES = 3
"""Lines of the shortest run of those that is a sheet."""

Pairs = dict[int, tuple[Block, ...]]
"""The pairs that begin on each line by its number; none where the line goes on with the pair above."""


def join_sheet(chunks: Sequence[list[Line]]) -> list[list[Line]]:
    """The chunks of lines, those of one sheet joined that blank lines part at each label or each value.

    Joined are runs of `Label ⏎ value` chunks, of chunks of one line that are labels by turns, and of short questions
    with their answers beside them.
    """
    joined: list[list[Line]] = []
    i = 0
    while i < len(chunks):
        run = _pairwise_run(chunks, i, 2) or _pairwise_run(chunks, i, 1) or _asked_run(chunks, i)
        joined.append([line for chunk in chunks[i : i + run] for line in chunk] if run else chunks[i])
        i += run or 1
    return joined


def stacked_pairs(lines: Sequence[Line]) -> Pairs:
    """Labels and values on lines by turns, as a table pasted cell by cell."""
    if len(lines) < 4 or len(lines) % 2 or any(len(line.words) > SHEET_LINE for line in lines):
        return {}
    labels, values = lines[::2], lines[1::2]
    known = sum(1 for line in labels if find_label(line.words.rstrip(":")))
    stray = sum(1 for line in values if find_label(line.words.rstrip(":")))
    if known < 2 or known * 3 < len(labels) * 2 or stray >= known:
        return {}
    pairs: Pairs = {}
    for i, (label, value) in enumerate(zip(labels, values, strict=True)):
        name = label.words.rstrip(" :")
        start = label.body.start
        pairs[2 * i] = (
            Block(
                "pair", Span(start, value.span.end), label=Span(start, start + len(name)), value=value.body
            ),
        )
        pairs[2 * i + 1] = ()
    return pairs


def _pairwise_run(chunks: Sequence[list[Line]], start: int, size: int) -> int:
    """How many chunks of `size` lines from `start` on alternate between known labels and values; 0 for one pair."""
    step = 2 // size
    end = start
    while end + step <= len(chunks):
        lines = [line for chunk in chunks[end : end + step] for line in chunk]
        if any(len(chunk) != size for chunk in chunks[end : end + step]) or not _is_label_over_value(*lines):
            break
        end += step
    return end - start if end - start >= 2 * step else 0


def _asked_run(chunks: Sequence[list[Line]], start: int) -> int:
    """How many chunks from `start` on are one line each that asks and answers; 0 for a few."""
    run = 0
    for chunk in chunks[start:]:
        if len(chunk) > 1 or len(chunk[0].words) > SHEET_LINE or not ASKED.fullmatch(chunk[0].words):
            break
        run += 1
    return run if run >= ASKED_LINES else 0


def _is_label_over_value(label: Line, value: Line) -> bool:
    words = value.words
    return (
        find_label(label.words.rstrip(":")) is not None
        and len(words) <= SHEET_LINE
        and not find_label(words)
        and not (ends_sentence(words) and len(words) > 60)
    )

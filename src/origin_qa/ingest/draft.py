"""A document being written by a reader: its text and the blocks that the reader is sure of."""

import re

from origin_qa.ingest.cleaning import clean_line, clean_text
from origin_qa.types import Block, BlockKind, Span

_PAIRLIKE = re.compile(r"[^:.!?]{2,48}:\s*[^:]{1,100}")


class Draft:
    """Collects cleaned text and known blocks; offsets count in `body`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tail = ""
        self._pairlike = -1
        self.blocks: list[Block] = []

    @property
    def body(self) -> str:
        """The text written so far."""
        return "".join(self._parts)

    @property
    def end(self) -> int:
        """The offset at which the next character goes."""
        return self._length

    def text(self, text: str) -> None:
        """Cleaned text of several lines, to be laid out by its looks."""
        self._write(text)

    def paragraph(self, words: str) -> None:
        """A paragraph as running text, set apart by blank lines; its structure is left to the layout."""
        if lines := [line for line in map(clean_line, clean_text(words).split("\n")) if line]:
            pairlike = len(lines) == 1 and _PAIRLIKE.fullmatch(lines[0]) is not None
            # `Label: value` paragraphs in a row are a sheet, and read as one.
            if pairlike and self._pairlike == self._length:
                self._break()
            else:
                self.gap()
            self._write("\n".join(lines) + "\n")
            self._pairlike = self._length if pairlike else -1

    def heading(self, words: str, level: int) -> None:
        """A heading on a line of its own."""
        if words := clean_line(words):
            self.gap()
            self._block("heading", words, level)

    def block(self, kind: BlockKind, words: str, place: str = "") -> None:
        """A paragraph, item, quote or attribution that needs no further look, on a line of its own."""
        if words := clean_line(words):
            if kind != "item" and kind != "attribution":
                self.gap()
            self._block(kind, words, 0, place)

    def pair(self, label: str, value: str, place: str = "") -> None:
        """A line `Label: value`; `place` is the cell that holds the value, if it is one of a table."""
        label, value = clean_line(label).rstrip(" :"), clean_line(value)
        if not label or not value:
            return
        self._break()
        start = self._length
        value_at = start + len(label) + 2
        end = value_at + len(value)
        self._write(f"{label}: {value}\n")
        spans = Span(start, start + len(label)), Span(value_at, end)
        self.blocks.append(Block("pair", Span(start, end), label=spans[0], value=spans[1], place=place))

    def gap(self) -> None:
        """Make sure that a blank line stands before what comes next."""
        self._break()
        if self._length and not self._tail.endswith("\n\n"):
            self._write("\n")

    def _block(self, kind: BlockKind, words: str, level: int, place: str = "") -> None:
        self._break()
        start = self._length
        self._write(words + "\n")
        self.blocks.append(Block(kind, Span(start, start + len(words)), level=level, place=place))

    def _break(self) -> None:
        if self._length and not self._tail.endswith("\n"):
            self._write("\n")

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._tail = (self._tail + text[-2:])[-2:]

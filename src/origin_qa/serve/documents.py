"""A source document laid out for reading: its blocks, its passages' anchors and the marked slices.

The layout loses nothing and adds nothing: joined in order, the texts of all pieces are the text of
the window, so what a reader sees marked on the page is the slice that was cited.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from origin_qa.types import Block, BlockKind, SourceDocument, Span

GroupKind = Literal["heading", "prose", "list", "facts", "quote", "aside"]
PartKind = BlockKind | Literal["aside"]

GROUPS: dict[PartKind, GroupKind] = {
    "heading": "heading",
    "paragraph": "prose",
    "item": "list",
    "pair": "facts",
    "quote": "quote",
    "attribution": "quote",
    "aside": "aside",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked throughout or not at all.

    `anchors` are the ids of the passages that begin here; `first_mark` is true on one piece only.
    """

    text: str
    marked: bool = False
    first_mark: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the page. `label` holds what stands before a pair's value, else nothing."""

    kind: PartKind
    level: int
    label: tuple[Piece, ...]
    body: tuple[Piece, ...]

    @property
    def bare(self) -> bool:
        """Whether it has no letter or digit, as the bullet has that stands outside its item."""
        return not any(sign.isalnum() for piece in (*self.label, *self.body) for sign in piece.text)


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring parts that belong into one element, such as the pairs of a fact sheet."""

    kind: GroupKind
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A target inside the page: the id and the offset it stands at."""

    id: str
    at: int


def layout(
    document: SourceDocument,
    window: Span | None = None,
    marks: Iterable[Span] = (),
    anchors: Iterable[Anchor] = (),
) -> tuple[Group, ...]:
    """Lay out `window` of a document (all of it by default), with the slices `marks` marked.

    Offsets are code points into `document.text`. Text that belongs to no block is kept as an aside.
    """
    whole = Span(0, len(document.text))
    shown = _clip(window, whole) if window else whole
    cutter = _Cutter(document.text, [_clip(mark, shown) for mark in marks], anchors)
    parts = (_part(block, span, cutter) for block, span in _blocks(document, shown))
    drawn = (part for part in parts if any(piece.text.strip() for piece in (*part.label, *part.body)))
    return tuple(
        Group(kind, tuple(same)) for kind, same in groupby(drawn, key=lambda part: GROUPS[part.kind])
    )


def _clip(span: Span, to: Span) -> Span:
    start = min(max(span.start, to.start), to.end)
    return Span(start, max(start, min(span.end, to.end)))


def _blocks(document: SourceDocument, window: Span) -> Iterator[tuple[Block | None, Span]]:
    """The window in order: each block with its visible span, and the gaps between blocks as None."""
    at = window.start
    for block in sorted(document.blocks, key=lambda block: block.span):
        span = _clip(Span(max(block.span.start, at), block.span.end), window)
        if span.start >= span.end:
            continue
        yield from _gap(document.text, Span(at, span.start))
        yield block, span
        at = span.end
    yield from _gap(document.text, Span(at, window.end))


def _gap(text: str, span: Span) -> Iterator[tuple[None, Span]]:
    """Text outside all blocks, one aside for each line of it."""
    for line in re.finditer(r"[^\n]+\n*|\n+", span.of(text)):
        yield None, Span(span.start + line.start(), span.start + line.end())


def _part(block: Block | None, span: Span, cutter: "_Cutter") -> Part:
    if block is None:
        return Part("aside", 0, (), cutter.cut(span))
    if block.kind == "pair" and block.value is not None and span.start <= block.value.start <= span.end:
        value_at = block.value.start
        return Part("pair", 0, cutter.cut(Span(span.start, value_at)), cutter.cut(Span(value_at, span.end)))
    return Part(block.kind, block.level, (), cutter.cut(span))


class _Cutter:
    """Cuts spans into pieces at the ends of the marks and at the anchors, in reading order."""

    def __init__(self, text: str, marks: Iterable[Span], anchors: Iterable[Anchor]) -> None:
        self.text = text
        self.marks = [mark for mark in marks if mark.start < mark.end]
        self.anchors = sorted(anchors, key=lambda anchor: anchor.at)
        self.mark_begun = False

    def cut(self, span: Span) -> tuple[Piece, ...]:
        here = [anchor for anchor in self.anchors if span.start <= anchor.at < span.end]
        cuts = {span.start, span.end, *(anchor.at for anchor in here)}
        cuts |= {at for mark in self.marks for at in mark if span.start < at < span.end}
        return tuple(
            self._piece(Span(start, end), tuple(anchor.id for anchor in here if anchor.at == start))
            for start, end in pairwise(sorted(cuts))
        )

    def _piece(self, span: Span, anchors: tuple[str, ...]) -> Piece:
        piece = Piece(span.of(self.text), anchors=anchors)
        if not piece.text.strip() or not any(mark.holds(span) for mark in self.marks):
            return piece
        first, self.mark_begun = not self.mark_begun, True
        return replace(piece, marked=True, first_mark=first)

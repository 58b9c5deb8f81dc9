"""Laid-out documents: nothing lost, nothing added, exactly the cited slices marked."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from origin_qa.serve.documents import Anchor, layout
from origin_qa.types import Block, BlockKind, SourceDocument, Span


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[SourceDocument, Span, Span, list[Anchor]]:
    text = draw(st.text("ab \n•<é😀", min_size=1, max_size=60))
    place = st.integers(0, len(text))
    cuts = sorted(draw(st.lists(place, max_size=8, unique=True)))
    kinds = st.sampled_from(get_args(BlockKind))
    blocks = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        value = draw(st.integers(start, end))
        kind = draw(kinds)
        if kind == "pair":
            blocks.append(Block("pair", Span(start, end), 0, Span(start, value), Span(value, end)))
        else:
            blocks.append(Block(kind, Span(start, end), 1 if kind == "heading" else 0))
    anchors = [Anchor(f"p{n}", at) for n, at in enumerate(draw(st.lists(place, max_size=3)))]
    window, mark = (Span(*sorted((draw(place), draw(place)))) for _ in range(2))
    return SourceDocument("d", "text/plain", "", "d", text, tuple(blocks)), window, mark, anchors


@given(laid_out())
def test_a_layout_shows_every_word_once_and_marks_exactly_the_slice(
    case: tuple[SourceDocument, Span, Span, list[Anchor]],
) -> None:
    document, window, mark, anchors = case
    groups = layout(document, window, [mark], anchors)
    pieces = [p for group in groups for part in group.parts for p in (*part.label, *part.body)]
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(
        window.of(document.text).split()
    )
    inside = document.text[max(mark.start, window.start) : min(mark.end, window.end)]
    marked = [piece for piece in pieces if piece.marked]
    assert "".join("".join(p.text for p in marked).split()) == "".join(inside.split())
    assert sum(piece.first_mark for piece in pieces) == bool(marked)
    at_words = [a.id for a in anchors if window.start <= a.at < window.end and document.text[a.at].strip()]
    assert set(at_words) <= {name for piece in pieces for name in piece.anchors}

"""Makes citations: numbered, verbatim, each with the section it stands in."""

from bisect import bisect_right

from origin_qa.index.generation import Index
from origin_qa.types import Citation, Passage, SourceDocument, Span


class Citer:
    """Numbers the citations of one answer; the same slice is cited once.

    Every citation is checked against its document as it is made, so that what is shown can be
    opened at its place.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._made: dict[tuple[str, Span], Citation] = {}

    def cite(self, document: str, span: Span, mark: Span | None = None) -> int:
        """The number of the citation of `span` in `document`; `mark` is the answer's span within it."""
        key = (document, span)
        if key not in self._made:
            self._made[key] = make_citation(self._index, document, span, len(self._made) + 1, mark)
        return self._made[key].n

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, by number."""
        return tuple(self._made.values())


def make_citation(index: Index, document: str, span: Span, n: int, mark: Span | None = None) -> Citation:
    """A citation of `span` in `document`, with the title and section that a reader finds it under."""
    source = index.documents[document]
    passage = passage_at(index, document, span)
    return Citation(
        n=n,
        producer=passage.producer if passage else _owner(index, document),
        document=document,
        title=source.title,
        section=cell_of(source, span) or (section_of(passage) if passage else ""),
        text=span.of(source.text),
        start=span.start,
        end=span.end,
        mark=mark,
        page=page_of(source, span),
    )


def passage_at(index: Index, document: str, span: Span) -> Passage | None:
    """The passage of `document` that holds `span`, or the one that holds its start."""
    inside = index.passages_of(document)
    for passage in inside:
        if passage.span.holds(span):
            return passage
    return next((p for p in inside if p.span.start <= span.start < p.span.end), None)


def page_of(document: SourceDocument, span: Span) -> int | None:
    """The page that `span` begins on, from 1; None where the format has no pages."""
    return bisect_right(document.page_starts, span.start) or None


def cell_of(document: SourceDocument, span: Span) -> str:
    """The cell of a table that `span` begins in, such as "row 4, Altitude"; "" outside tables."""
    return next((b.place for b in document.blocks if b.place and b.span.start <= span.start < b.span.end), "")


def section_of(passage: Passage) -> str:
    """The heading that a passage stands under."""
    return passage.heading_path[-1] if passage.heading_path else ""


def _owner(index: Index, document: str) -> str:
    return next((p.id for p in index.profiles.values() if document in p.documents), "")

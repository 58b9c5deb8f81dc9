"""What the templates are given: frozen records made from answers, profiles and documents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from origin_qa.serve.documents import Anchor, Group, layout
from origin_qa.serve.links import outside_url, producer_url
from origin_qa.serve.places import Link, place_of, producer_link
from origin_qa.serve.service import Edition
from origin_qa.types import Citation, Passage, SourceDocument, Span


@dataclass(frozen=True, slots=True)
class Slice:
    """A cited slice, laid out with the answer's own words in it (`value`) marked."""

    n: int
    anchor: str
    value: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Slices of one passage and where they stand.

    `context` is the passage with the slices marked, empty if it says no more than they do.
    """

    slices: tuple[Slice, ...]
    context: tuple[Group, ...]
    producer: Link
    title: str
    section: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A whole document, laid out. `misplaced` tells that the slice asked for is not in this version."""

    title: str
    path: str
    language: str
    media_type: str
    original: str | None
    producers: tuple[Link, ...]
    outline: tuple[Link, ...]
    groups: tuple[Group, ...]
    misplaced: bool


def cards(edition: Edition, cited: Iterable[Citation], prefix: str, apart: bool) -> tuple[Card, ...]:
    """Citations as cards, one for each passage, or one for each citation if they are to stand `apart`."""
    together: dict[object, list[Citation]] = {}
    for citation in cited:
        passage = edition.passage_at(citation.document, Span(citation.start, citation.end))
        key = citation.n if apart or passage is None else passage.id
        together.setdefault(key, []).append(citation)
    return tuple(_card(edition, citations, prefix) for citations in together.values())


def _card(edition: Edition, citations: Sequence[Citation], prefix: str) -> Card:
    first = citations[0]
    document = edition.index.documents[first.document]
    spans = [Span(citation.start, citation.end) for citation in citations]
    passage = edition.passage_at(document.path, spans[0])
    place = place_of(edition, document.path, *spans)
    return Card(
        tuple(
            Slice(
                citation.n,
                f"{prefix}{citation.n}",
                citation.mark.of(document.text) if citation.mark else "",
                layout(document, span, [citation.mark] if citation.mark else ()),
            )
            for citation, span in zip(citations, spans, strict=True)
        ),
        layout(document, passage.span, spans) if passage and _says_more(passage, spans) else (),
        producer_link(edition.index.profiles, first.producer),
        first.title,
        place.section or first.section,
        place.url,
        place.language,
    )


def _says_more(passage: Passage, cited: Sequence[Span]) -> bool:
    """Whether a passage says more than the slices that were cited from it."""
    return sum(span.end - span.start for span in cited) < len(passage.text.strip())


def source_page(
    edition: Edition, document: SourceDocument, starts: Sequence[int], ends: Sequence[int]
) -> SourcePage:
    """A document with an outline, its slices marked, and anchors: `p1`, `p2`, … for passages, `page-1`, … for pages."""
    marks = [Span(start, end) for start, end in zip(starts, ends, strict=False)]
    fits = len(starts) == len(ends) and all(0 <= a < b <= len(document.text) for a, b in marks)
    headings = _headings(document)
    pages = (Anchor(f"page-{n}", start) for n, start in enumerate(document.page_starts, 1))
    targets = [*headings.values(), *_passage_anchors(edition.index.passages_of(document.path)), *pages]
    owners = (p for p in edition.index.profiles.values() if document.path in p.documents)
    return SourcePage(
        document.title,
        document.path,
        document.language,
        document.media_type,
        outside_url(document.url),
        tuple(Link(owner.name, producer_url(owner.id)) for owner in owners),
        tuple(Link(text, f"#{anchor.id}") for text, anchor in headings.items()),
        layout(document, None, marks if fits else (), targets),
        not fits,
    )


def _passage_anchors(passages: Iterable[Passage]) -> Iterator[Anchor]:
    """`p1`, `p2`, … in reading order."""
    return (Anchor(f"p{n}", passage.span.start) for n, passage in enumerate(passages, 1))


def _headings(document: SourceDocument) -> dict[str, Anchor]:
    """The headings below the title, each with an anchor `h1`, `h2`, …; the first of equal ones counts."""
    spans = [block.span for block in document.blocks if block.kind == "heading"]
    found: dict[str, Anchor] = {}
    for n, span in enumerate(spans, 1):
        text = span.of(document.text).strip()
        if text != document.title:
            found.setdefault(text, Anchor(f"h{n}", span.start))
    return found

"""What would be understood of a file if it were in the corpus: for `inspect`, `add` and the staff desk."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from origin_qa.attributes import attributes
from origin_qa.ingest.opening import read_bytes
from origin_qa.ingest.ownership import owned
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.quarantine import REASON as QUARANTINED
from origin_qa.ingest.readers import format_of
from origin_qa.ingest.sandbox import Readers
from origin_qa.settings import Settings
from origin_qa.types import Dropped, Fact, Passage, Profile, Quote, ReadWarning, Section, SourceDocument, Span


@dataclass(frozen=True, slots=True)
class InspectedFact:
    """A fact and where it stands; `title` is the attribute's name for people, `text` what is cited."""

    fact: Fact
    title: str
    section: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class InspectedSection:
    """A section; `heading` joins the headings above it, `chars` counts its text."""

    section: Section
    heading: str
    page: int | None
    chars: int


@dataclass(frozen=True, slots=True)
class InspectedQuote:
    """What somebody said; speaker and role are in `quote`."""

    quote: Quote
    section: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class InspectedDocument:
    """One document as a build would take it; `profile` is of this document alone."""

    document: SourceDocument
    profile: Profile
    facts: tuple[InspectedFact, ...]
    sections: tuple[InspectedSection, ...]
    quotes: tuple[InspectedQuote, ...]
    passages: tuple[Passage, ...]

    @property
    def quarantined(self) -> tuple[Dropped, ...]:
        """What addresses the assistant, and is never answered from."""
        return tuple(item for item in self.document.dropped if item.reason == QUARANTINED)

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What else was left out."""
        return tuple(item for item in self.document.dropped if item.reason != QUARANTINED)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file as it was understood: one document, or one for each record of a table of producers."""

    name: str
    bytes: int
    documents: tuple[InspectedDocument, ...]
    warnings: tuple[str, ...]


def inspect_file(path: Path, settings: Settings) -> Inspection:
    """Read a file as a build would; within the corpus its producer is the one that it belongs to there.

    Raises:
        ReadError: if it can't be read.
    """
    name = _name_in_corpus(path, settings.corpus)
    format_of(name)
    return inspect_bytes(name, read_bytes(path, settings.max_document_bytes), settings)


def inspect_bytes(name: str, data: bytes, settings: Settings) -> Inspection:
    """The same for bytes at hand; `name` is the path within the corpus that they have or would get.

    The file is read in a process of its own, within the limits of the settings.

    Raises:
        ReadError: if they can't be read.
    """
    with Readers(settings) as readers:
        understood = readers.understand(name, data)
    doubts: list[ReadWarning] = []
    documents = tuple(_inspected(*pair) for pair in owned(understood.documents, doubts))
    warnings = (understood.warning, *(doubt.message for doubt in doubts))
    return Inspection(name, len(data), documents, tuple(filter(None, warnings)))


def _name_in_corpus(path: Path, corpus: Path) -> str:
    whole, root = path.absolute(), corpus.absolute()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path.name


def _inspected(producer: str, document: SourceDocument) -> InspectedDocument:
    profile = build_profile(producer, [document])
    places = _Places(document, profile.sections)
    return InspectedDocument(
        document,
        profile,
        tuple(
            InspectedFact(
                fact, _title(fact), *places.of(fact.span), " ".join(fact.span.of(document.text).split())
            )
            for fact in profile.facts
        ),
        tuple(
            InspectedSection(section, *places.of(section.span), section.span.end - section.span.start)
            for section in profile.sections
        ),
        tuple(
            InspectedQuote(quote, *places.of(quote.span), " ".join(quote.span.of(document.text).split()))
            for quote in profile.quotes
        ),
        make_passages(document, producer, profile.quotes),
    )


def _title(fact: Fact) -> str:
    known = attributes().get(fact.attribute)
    return known.title if known else fact.label


class _Places:
    """Tells the section and page of a span."""

    def __init__(self, document: SourceDocument, sections: Sequence[Section]) -> None:
        self._pages = document.page_starts
        self._sections = sections
        self._starts = [section.span.start for section in sections]

    def of(self, span: Span) -> tuple[str, int | None]:
        at = bisect_right(self._starts, span.start) - 1
        heading = " › ".join(self._sections[at].heading_path) if at >= 0 else ""
        return heading, (bisect_right(self._pages, span.start) or 1) if self._pages else None

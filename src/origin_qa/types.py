"""The frozen value types that every room shares.

Offsets are code points into `SourceDocument.text`, half-open: `text[start:end]`. Documents are
named by their POSIX path relative to the corpus folder; producers by the slug of their file or
folder there. This module imports nothing of ours.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph", "item", "pair", "quote", "attribution"]
PassageKind = Literal["facts", "prose", "quote"]
Status = Literal["answered", "conflict", "not_found", "clarify"]


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` that this span marks."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


# ── ingest ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Block:
    """One structural unit of a document: what the reader of its format saw there.

    `level` is 1 to 6 for headings, else 0. Pairs carry the spans of their label and value. `place` is
    where the format itself has it, such as the cell of a table ("row 4, Altitude"), else empty.
    Text under no block (navigation, captions, footers) is kept in the document, never answered from.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    label: Span | None = None
    value: Span | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something the reader left out, with the reason, for staff to inspect."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as it was read: cleaned text, its structure and where it came from.

    `sha256` is of the file's bytes. `page_starts` holds the offset at which each page of a paged
    format begins, and is empty for the others. A table of several producers gives a document for
    each record: `path` then ends in "#row4" and `owner` is the producer's name as the record has it.
    """

    path: str
    media_type: str
    sha256: str
    title: str
    text: str
    blocks: tuple[Block, ...] = ()
    url: str | None = None
    language: str = "en"
    page_starts: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading, up to the next heading of any level."""

    heading_path: tuple[str, ...]
    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, with the words that name the speaker and their role."""

    producer: str
    document: str
    span: Span
    speaker: str
    role: str
    attribution: Span


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value. Numbers are in the attribute's unit; month ranges are 1 to 12.

    A single figure has `low == high`. `bound` tells how a figure is meant: `over 2,600` is
    "at_least", `about 1,200 m` is "about". Lists and texts carry `items` instead of figures.
    """

    low: float | None = None
    high: float | None = None
    bound: Literal["exact", "about", "at_least", "at_most"] = "exact"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed statement about a producer with the place that says it.

    `attribute` is a key of the vocabulary, or the slug of the page's own label where the
    vocabulary has none. `raw` is the value as written, `noun` what a count counts ("producers"),
    `as_of` the year the document ties it to. `past` marks history ("was set up with …").
    `span` is the line or sentence to cite, `value_span` the value within it.
    """

    producer: str
    attribute: str
    label: str
    value: Value
    unit: str
    raw: str
    document: str
    span: Span
    value_span: Span
    noun: str = ""
    as_of: int | None = None
    past: bool = False
    origin: Literal["sheet", "prose"] = "sheet"


@dataclass(frozen=True, slots=True)
class Profile:
    """A producer: all that its documents say, still tied to where they say it."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    documents: tuple[str, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable stretch of one section, aligned to whole sentences.

    `text == document.text[span.start:span.end]`; `sentences` are spans in the document.
    """

    id: str
    producer: str
    document: str
    kind: PassageKind
    heading_path: tuple[str, ...]
    text: str
    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """A document that was left out, or read with doubts."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read from a corpus folder, in the order of paths."""

    documents: tuple[SourceDocument, ...]
    profiles: tuple[Profile, ...]
    passages: tuple[Passage, ...]
    warnings: tuple[ReadWarning, ...] = ()


# ── index ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size and checksum of one file of a generation."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what it was made from; written last, verified before publishing."""

    version: str
    schema: int
    encoder: str
    dim: int
    counts: Mapping[str, int]
    corpus_sha256: str
    files: Mapping[str, FileRecord]
    built_at: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by retrieval; ranks count from 1, None where that engine did not return it."""

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None


# ── answer ────────────────────────────────────────────────────────────────────────────────────


OnPassages = Callable[[Sequence[Passage]], None]
"""Is told the passages nearest to a question, best first, before any of them is read."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim slice that supports a sentence: `document.text[start:end] == text`.

    `mark` is the answer's own span inside the document, within `start` and `end`, if known. `page`
    counts from 1, and is None for formats without pages.
    """

    n: int
    producer: str
    document: str
    title: str
    section: str
    text: str
    start: int
    end: int
    mark: Span | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the citations that hold it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableValue:
    """A value of a table's cell, as it is said, and the numbers of the citations that hold it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One producer and what its documents state: nothing, one value, or several that disagree."""

    producer: str
    values: tuple[TableValue, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison, one row for each producer, in the order of the answer's sentences.

    `lead` counts the answer's first sentences that say more than the rows do, such as who comes first.
    """

    attribute: str
    title: str
    rows: tuple[TableRow, ...]
    lead: int = 0


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One decision on the way to an answer, for `--explain` and the staff desk."""

    stage: str
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown. Sentences without a citation occur only when the status promises no facts.

    `table` holds what the sentences of a comparison say, producer by producer.
    """

    status: Status
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    producers: tuple[str, ...]
    suggestions: tuple[Citation, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    index_version: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    table: Table | None = None

    @property
    def text(self) -> str:
        """The answer as one string, sentences in order."""
        return " ".join(sentence.text for sentence in self.sentences)

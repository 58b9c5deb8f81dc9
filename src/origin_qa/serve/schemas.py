"""The bodies of the form and of the JSON API, from which its schema is made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from origin_qa.types import Status, Value

MAX_HISTORY = 50


class AskBody(BaseModel):
    """A question with the conversation before it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "How many members have they?",
                    "history": ["Who are CECANOR?"],
                }
            ]
        },
    )

    question: str = Field(description="what the customer asks, in their own words")
    history: list[str] = Field(
        [], max_length=MAX_HISTORY, description="their earlier questions, oldest first"
    )
    page_producer: str | None = Field(None, description="id of the producer on whose page it is asked")


class AskForm(BaseModel):
    """A question from the page with the conversation before it; everything may be missing.

    `about` are the producers on whose pages the questions of `history` were asked, `first` is the
    number of the first of them, `producer` the one that is asked about now. `switch` is set where
    another language was chosen instead of asking.
    """

    question: str = ""
    producer: str = ""
    history: list[str] = []
    about: list[str] = []
    first: int = Field(1, ge=1, le=100_000)
    switch: str = ""


class CitationItem(BaseModel):
    """A verbatim slice of a document: `start` and `end` are code points, `mark` the answer's own span.

    `page` counts from 1, and is null for formats without pages.
    """

    n: int
    producer: str
    source: str
    document: str
    title: str
    section: str
    page: int | None
    text: str
    start: int
    end: int
    mark: tuple[int, int] | None


class SentenceItem(BaseModel):
    """A sentence of the answer and the numbers of the citations that hold it."""

    text: str
    citations: list[int]


class RowItem(BaseModel):
    """A producer and the values that its documents state; none are given where they state none."""

    producer: str
    values: list[SentenceItem]


class TableItem(BaseModel):
    """A comparison of one attribute over producers."""

    attribute: str
    title: str
    rows: list[RowItem]


class AskAnswer(BaseModel):
    """The answer, as the command line prints it with `--json`."""

    model_config = ConfigDict(extra="forbid")

    status: Status
    answer: str
    sentences: list[SentenceItem]
    citations: list[CitationItem]
    suggestions: list[CitationItem]
    producers: list[str]
    table: TableItem | None
    index_version: str
    timings_ms: dict[str, float]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class PassageItem(BaseModel):
    """A passage: `start` and `end` are code points into its document, half-open."""

    passage: str
    producer: str
    document: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    url: str


class SearchHit(PassageItem):
    """A passage that was found; ranks count from 1."""

    score: float
    dense_rank: int | None
    lexical_rank: int | None


class ProducerItem(BaseModel):
    """A producer of the index and how much its documents say."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    documents: tuple[str, ...]
    facts: int
    quotes: int
    url: str


class FactItem(BaseModel):
    """A typed statement and the place that makes it; see the field notes of `Fact` and `Value`."""

    producer: str
    attribute: str
    label: str
    value: Value
    unit: str
    raw: str
    noun: str
    as_of: int | None
    past: bool
    document: str
    start: int
    end: int
    url: str


class Health(BaseModel):
    """The state of the service: `stale` where a newer index could not be opened."""

    status: Literal["ok", "stale"]
    index_version: str = ""

"""The bodies of the JSON API, from which its schema is made."""

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
                    "question": "How many members has it?",
                    "history": ["Who are Sol y Café?"],
                    "page_producer": None,
                }
            ]
        },
    )

    question: str = Field(description="what the customer asks, in their own words")
    history: list[str] = Field(
        [], max_length=MAX_HISTORY, description="their earlier questions, oldest first"
    )
    page_producer: str | None = Field(None, description="id of the producer on whose page it is asked")


class CitationItem(BaseModel):
    """A verbatim slice of a document: `start` and `end` are code points, `mark` the answer's own span."""

    n: int
    producer: str
    source: str
    document: str
    title: str
    section: str
    text: str
    start: int
    end: int
    mark: tuple[int, int] | None


class SentenceItem(BaseModel):
    """A sentence of the answer and the numbers of the citations that hold it."""

    text: str
    citations: list[int]


class AskAnswer(BaseModel):
    """The answer, as the command line prints it with `--json`."""

    model_config = ConfigDict(extra="forbid")

    status: Status
    answer: str
    sentences: list[SentenceItem]
    citations: list[CitationItem]
    suggestions: list[CitationItem]
    producers: list[str]
    index_version: str
    timings_ms: dict[str, float]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class SearchHit(BaseModel):
    """A passage found: `start` and `end` are code points into its document, half-open."""

    passage: str
    producer: str
    document: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    url: str


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
    """The state of the service."""

    status: str
    index_version: str = ""

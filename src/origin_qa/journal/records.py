"""What the journal keeps, as it is given in and read back. Times are aware and in UTC.

`id` and `done` are the journal's own: records that are given in leave them empty. Producers are ids of the
corpus, empty where none is meant.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from origin_qa.types import Status

Verdict = Literal["up", "down"]
Markable = Literal["question", "feedback", "message"]
"""The kinds of records that staff can mark as done."""


def now() -> datetime:
    """The present, in UTC, to the second: all that a journal needs to know of when somebody asked."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Place:
    """A slice of a document as it was shown; offsets are code points, half-open."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered or refused.

    `producers` are those that the answer is about, `page_producer` the one on whose page it was asked.
    `earlier` is the question right before it in the conversation, without which "and theirs?" says
    nothing. `stage` and `detail` are the last step of the answer's trace, `nearest` the passage that
    came nearest: the first one suggested, else the first one cited.
    """

    question: str
    status: Status
    producers: tuple[str, ...] = ()
    page_producer: str = ""
    earlier: str = ""
    language: str = "en"
    stage: str = ""
    detail: str = ""
    nearest: Place | None = None
    index_version: str = ""
    milliseconds: float = 0.0
    at: datetime = field(default_factory=now)
    id: int | None = None
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the documents did not answer, with all its askings in the same folded words.

    `id` is that of the latest asking, from which everything but `count` and `first` is taken.
    """

    id: int
    question: str
    producers: tuple[str, ...]
    count: int
    first: datetime
    last: datetime
    page_producer: str
    earlier: str
    language: str
    stage: str
    detail: str
    nearest: Place | None
    index_version: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a visitor thought of an answer. `history` are the conversation's earlier questions."""

    question: str
    verdict: Verdict
    reason: str = ""
    producer: str = ""
    status: str = ""
    index_version: str = ""
    history: tuple[str, ...] = ()
    at: datetime = field(default_factory=now)
    id: int | None = None
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor wrote to the producer team. `email` is kept only with `consent`."""

    question: str
    text: str
    producer: str = ""
    email: str = ""
    consent: bool = False
    at: datetime = field(default_factory=now)
    id: int | None = None
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class SharedTurn:
    """A question of a shared conversation and the producer on whose page it was asked."""

    question: str
    producer: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A conversation under its opaque id, as it was answered from `index_version`.

    `corpus` is the checksum of the documents at that time. `until` is when it is forgotten, None if it
    is kept for good.
    """

    id: str
    turns: tuple[SharedTurn, ...]
    index_version: str
    corpus: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """An answer that staff wrote; `document` is the path of the note in the corpus."""

    question: str
    producer: str
    text: str
    author: str
    document: str
    at: datetime = field(default_factory=now)
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records of each kind."""

    questions: int = 0
    feedback: int = 0
    messages: int = 0
    shared: int = 0
    staff_answers: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return self.questions + self.feedback + self.messages + self.shared + self.staff_answers


@dataclass(frozen=True, slots=True)
class Summary:
    """The journal in figures. `statuses` counts questions by how they were answered."""

    counts: Counts
    statuses: dict[str, int]
    unanswered: int
    liked: int
    disliked: int
    open_messages: int
    first: datetime | None
    last: datetime | None

"""Records as rows of the tables, and back."""

import json
import sqlite3
from datetime import UTC, datetime

import msgspec

from origin_qa.journal.records import (
    Asked,
    Feedback,
    Message,
    Place,
    Shared,
    SharedTurn,
    StaffAnswer,
    Unanswered,
)

Row = sqlite3.Row


def stamp(at: datetime) -> str:
    """A time as it is written: UTC to the second, so that texts sort as times do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> datetime:
    """A time as it was written."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def packed(value: object) -> str:
    """Tuples and records as compact JSON; halves of characters become question marks."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace").decode()


def asked_of(row: Row) -> Asked:
    """A row of `question`."""
    return Asked(
        question=row["question"],
        status=row["status"],
        producers=_texts(row["producers"]),
        page_producer=row["page_producer"],
        earlier=row["earlier"],
        language=row["language"],
        stage=row["stage"],
        detail=row["detail"],
        nearest=_place(row["nearest"]),
        index_version=row["index_version"],
        milliseconds=row["milliseconds"],
        at=unstamp(row["at"]),
        id=row["id"],
        done=_time(row["done"]),
    )


def unanswered_of(row: Row) -> Unanswered:
    """A row of `question` that stands for `count` askings since `first`."""
    return Unanswered(
        id=row["id"],
        question=row["question"],
        producers=_texts(row["producers"]),
        count=row["count"],
        first=unstamp(row["first"]),
        last=unstamp(row["at"]),
        page_producer=row["page_producer"],
        earlier=row["earlier"],
        language=row["language"],
        stage=row["stage"],
        detail=row["detail"],
        nearest=_place(row["nearest"]),
        index_version=row["index_version"],
    )


def feedback_of(row: Row) -> Feedback:
    """A row of `feedback`."""
    return Feedback(
        question=row["question"],
        verdict=row["verdict"],
        reason=row["reason"],
        producer=row["producer"],
        status=row["status"],
        index_version=row["index_version"],
        history=_texts(row["history"]),
        at=unstamp(row["at"]),
        id=row["id"],
        done=_time(row["done"]),
    )


def message_of(row: Row) -> Message:
    """A row of `message`."""
    return Message(
        question=row["question"],
        text=row["text"],
        producer=row["producer"],
        email=row["email"],
        consent=bool(row["consent"]),
        at=unstamp(row["at"]),
        id=row["id"],
        done=_time(row["done"]),
    )


def shared_of(row: Row, until: datetime | None) -> Shared:
    """A row of `shared`."""
    turns = msgspec.json.decode(row["turns"], type=tuple[SharedTurn, ...])
    return Shared(row["id"], turns, row["index_version"], row["corpus"], unstamp(row["at"]), until)


def staff_answer_of(row: Row) -> StaffAnswer:
    """A row of `staff_answer`."""
    return StaffAnswer(
        question=row["question"],
        producer=row["producer"],
        text=row["text"],
        author=row["author"],
        document=row["document"],
        at=unstamp(row["at"]),
        id=row["id"],
    )


def _texts(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])


def _place(text: str | None) -> Place | None:
    return msgspec.json.decode(text, type=Place) if text else None


def _time(text: str | None) -> datetime | None:
    return unstamp(text) if text else None

"""The journal: what is written at the counter, and what staff read from it."""

import logging
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from origin_qa.attributes import fold
from origin_qa.errors import JournalError
from origin_qa.journal import queries
from origin_qa.journal.database import Database
from origin_qa.journal.masking import mask
from origin_qa.journal.records import (
    Asked,
    Counts,
    Feedback,
    Markable,
    Message,
    Shared,
    SharedTurn,
    StaffAnswer,
    Summary,
    Unanswered,
    now,
)
from origin_qa.journal.rows import (
    asked_of,
    feedback_of,
    message_of,
    packed,
    shared_of,
    staff_answer_of,
    stamp,
    unanswered_of,
)
from origin_qa.settings import JournalMode, Settings

log = logging.getLogger(__name__)

FILE = "journal.sqlite"
SHARED_ID_BYTES = 12
PRUNED_EVERY = timedelta(days=1)
RESPITE = timedelta(seconds=30)
"""For how long a journal that failed is left alone before a question is recorded again."""


class Journal:
    """One SQLite file, safe to use from many threads and several processes at once.

    Nothing is opened before it is needed. What visitors send on purpose (feedback, messages, shared
    conversations) is kept in every mode; questions are recorded unless the mode is "off". Unless the
    mode is "full", e-mail addresses and phone numbers are masked before anything is written.
    Every method but `record` raises `JournalError` if the file can't be read or written.
    """

    def __init__(self, file: Path, mode: JournalMode = "anonymous", days: int = 90) -> None:
        """`days` is how long records are kept, 0 for good."""
        self.mode = mode
        self.days = days
        self._database = Database(file, opened=self._on_opening)
        self._pruned = now()
        self._failed_at: datetime | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Journal":
        """The journal in the data folder of the settings."""
        return cls(settings.data / FILE, settings.journal, settings.journal_days)

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self._database.file

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self._database.close()

    # ── at the counter ────────────────────────────────────────────────────────────────────────

    def record(self, asked: Asked) -> None:
        """Keep a question. Never raises: a disk that is broken or full is logged once."""
        if self.mode == "off" or (self._failed_at and now() - self._failed_at < RESPITE):
            return
        try:
            self._insert("question", self._question_row(asked))
        except JournalError as error:
            if self._failed_at is None:
                log.error("questions are not recorded, answers go on: %s", error)
            self._failed_at = now()
            return
        if self._failed_at is not None:
            log.warning("questions are recorded again")
            self._failed_at = None

    def feedback(self, given: Feedback) -> int:
        """Keep feedback; returns its id."""
        return self._insert(
            "feedback",
            {
                "at": stamp(given.at),
                "question": self._masked(given.question),
                "history": packed([self._masked(question) for question in given.history]),
                "verdict": given.verdict,
                "reason": self._masked(given.reason),
                "producer": given.producer,
                "status": given.status,
                "index_version": given.index_version,
            },
        )

    def message(self, left: Message) -> int:
        """Keep a message to the producer team, its e-mail address only with consent; returns its id."""
        return self._insert(
            "message",
            {
                "at": stamp(left.at),
                "question": self._masked(left.question),
                "producer": left.producer,
                "text": self._masked(left.text),
                "email": left.email if left.consent else "",
                "consent": int(left.consent),
            },
        )

    def share(self, turns: Sequence[SharedTurn], index_version: str, corpus: str = "") -> str:
        """Keep a conversation, answered from `index_version`; returns the opaque id of its link.

        `corpus` is the checksum of the documents that it was answered from.
        """
        id = secrets.token_urlsafe(SHARED_ID_BYTES)
        kept = [replace(turn, question=self._masked(turn.question)) for turn in turns]
        row = {"id": id, "at": stamp(now()), "turns": packed(kept)}
        self._insert("shared", {**row, "index_version": index_version, "corpus": corpus})
        return id

    def shared(self, id: str) -> Shared | None:
        """The conversation that was shared under an id, None if there is none or it has expired."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM shared WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        found = shared_of(row, None)
        if not self.days:
            return found
        until = found.at + timedelta(days=self.days)
        return replace(found, until=until) if now() < until else None

    # ── for staff ─────────────────────────────────────────────────────────────────────────────

    def unanswered(self, since: datetime | None = None, limit: int = 500) -> tuple[Unanswered, ...]:
        """Questions with the status `not_found` that are not done, most often asked first, then latest.

        Askings are counted together if their folded words and their producers are the same.
        """
        with self._database.reading() as connection:
            values = {"since": stamp(since) if since else "", "limit": limit}
            return tuple(unanswered_of(row) for row in connection.execute(queries.UNANSWERED, values))

    def questions(self, since: datetime | None = None, limit: int = 500) -> tuple[Asked, ...]:
        """All recorded questions, latest first."""
        return tuple(asked_of(row) for row in self._latest("question", since, None, limit))

    def all_feedback(self, done: bool | None = None, limit: int = 500) -> tuple[Feedback, ...]:
        """Feedback, latest first: open or done only, or both (None)."""
        return tuple(feedback_of(row) for row in self._latest("feedback", None, done, limit))

    def messages(self, done: bool | None = None, limit: int = 500) -> tuple[Message, ...]:
        """Messages, latest first: open or done only, or both (None)."""
        return tuple(message_of(row) for row in self._latest("message", None, done, limit))

    def mark(self, kind: Markable, id: int, done: bool = True) -> bool:
        """Mark a record as done, or as open again; False if there is none with this id.

        A question is marked with all its askings so far; asked anew, it comes back.
        """
        with self._database.transaction() as connection:
            return queries.mark(connection, kind, id, stamp(now()) if done else None)

    def keep_staff_answer(self, answer: StaffAnswer) -> int:
        """Keep what staff answered; returns its id. Mark the questions that it settles with `mark`."""
        return self._insert(
            "staff_answer",
            {
                "at": stamp(answer.at),
                "question": answer.question,
                "producer": answer.producer,
                "text": answer.text,
                "author": answer.author,
                "document": answer.document,
            },
        )

    def staff_answers(self, limit: int = 500) -> tuple[StaffAnswer, ...]:
        """What staff answered, latest first. Never pruned: the notes are part of the corpus."""
        return tuple(staff_answer_of(row) for row in self._latest("staff_answer", None, None, limit))

    def summary(self) -> Summary:
        """The journal in figures."""
        with self._database.reading() as connection:
            return queries.summary(connection)

    # ── keeping house ─────────────────────────────────────────────────────────────────────────

    def export(self, since: datetime | None = None) -> Iterator[Mapping[str, object]]:
        """Every record in order of time, as a flat mapping that begins with its `kind`."""
        with self._database.reading() as connection:
            return queries.everything(connection, since)

    def count(self, matching: str | None = None, before: datetime | None = None) -> Counts:
        """How many records `delete` would delete."""
        with self._database.reading() as connection:
            return queries.counts(connection, matching, before)

    def delete(self, matching: str | None = None, before: datetime | None = None) -> Counts:
        """Delete what visitors left: what holds the text `matching` in any case, and is older than `before`.

        With neither, everything is deleted. Staff answers stay, they are documents of the corpus. What
        was deleted is overwritten on the disk.
        """
        with self._database.transaction() as connection:
            gone = queries.delete(connection, matching, before)
        self._database.scrub()
        return gone

    def prune(self) -> Counts:
        """Delete what is older than the settings allow."""
        self._pruned = now()
        return self.delete(before=now() - timedelta(days=self.days)) if self.days else Counts()

    # ── within ────────────────────────────────────────────────────────────────────────────────

    def _masked(self, text: str) -> str:
        return text if self.mode == "full" else mask(text)

    def _question_row(self, asked: Asked) -> dict[str, object]:
        question = self._masked(asked.question)
        return {
            "at": stamp(asked.at),
            "question": question,
            "folded": fold(question),
            "earlier": self._masked(asked.earlier),
            "language": asked.language,
            "producers": packed(asked.producers),
            "page_producer": asked.page_producer,
            "status": asked.status,
            "stage": asked.stage,
            "detail": self._masked(asked.detail),
            "nearest": packed(asked.nearest) if asked.nearest else None,
            "index_version": asked.index_version,
            "milliseconds": asked.milliseconds,
        }

    def _insert(self, table: str, row: Mapping[str, object]) -> int:
        with self._database.transaction() as connection:
            number = queries.insert(connection, table, row)
        if now() - self._pruned >= PRUNED_EVERY:
            self.prune()
        return number

    def _latest(self, table: str, since: datetime | None, done: bool | None, limit: int) -> list[sqlite3.Row]:
        with self._database.reading() as connection:
            return queries.latest(connection, table, since, done, limit)

    def _on_opening(self, connection: sqlite3.Connection) -> None:
        connection.create_function("holds", 2, queries.holds, deterministic=True)
        self._pruned = now()
        if self.days:
            queries.delete(connection, None, now() - timedelta(days=self.days))

"""What is asked of the tables, each within the transaction of its caller."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime

from origin_qa.journal.records import Counts, Markable, Summary
from origin_qa.journal.rows import stamp, unstamp

Connection = sqlite3.Connection

LEFT_BY_VISITORS: dict[str, tuple[str, ...]] = {
    "question": ("question", "earlier", "detail"),
    "feedback": ("question", "history", "reason"),
    "message": ("question", "text", "email"),
    "shared": ("turns",),
}
"""The tables that are pruned and deleted from, each with the columns that hold a visitor's words."""

SAME_WORDING = "folded = :folded AND producers = :producers AND status = 'not_found'"

UNANSWERED = """
    SELECT latest.*, asked.count, asked.first FROM (
        SELECT folded, producers, COUNT(*) AS count, MIN(at) AS first, MAX(id) AS id
        FROM question WHERE status = 'not_found' AND done IS NULL AND at >= :since
        GROUP BY folded, producers
    ) AS asked JOIN question AS latest ON latest.id = asked.id
    ORDER BY asked.count DESC, latest.id DESC LIMIT :limit
"""

EXPORTED = ("question", "feedback", "message", "shared", "staff_answer")


def insert(connection: Connection, table: str, row: Mapping[str, object]) -> int:
    """Add a row; returns its number."""
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    values = {name: _whole(value) if isinstance(value, str) else value for name, value in row.items()}
    done = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)
    return done.lastrowid or 0


def _whole(text: str) -> str:
    """The text without halves of characters, which SQLite can't store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def latest(
    connection: Connection, table: str, since: datetime | None, done: bool | None, limit: int
) -> list[sqlite3.Row]:
    """Rows, latest first; `done` picks done or open ones."""
    state = {None: "", True: "AND done IS NOT NULL", False: "AND done IS NULL"}[done]
    return connection.execute(
        f"SELECT * FROM {table} WHERE at >= ? {state} ORDER BY id DESC LIMIT ?",
        (stamp(since) if since else "", limit),
    ).fetchall()


def mark(connection: Connection, kind: Markable, id: int, at: str | None) -> bool:
    """Set when a record was done, None to open it again; a question with all its askings.

    A message that is done loses its e-mail address: it was given until the question is answered.
    """
    if kind == "message" and at is not None:
        connection.execute("UPDATE message SET email = '' WHERE id = ?", (id,))
    if kind != "question":
        return connection.execute(f"UPDATE {kind} SET done = ? WHERE id = ?", (at, id)).rowcount > 0
    asked = connection.execute("SELECT folded, producers FROM question WHERE id = ?", (id,)).fetchone()
    if asked is None:
        return False
    connection.execute(
        f"UPDATE question SET done = :at WHERE id = :id OR ({SAME_WORDING})",
        {"at": at, "id": id, "folded": asked["folded"], "producers": asked["producers"]},
    )
    return True


def counts(connection: Connection, matching: str | None, before: datetime | None) -> Counts:
    """How many rows of each table fit."""
    found = {}
    for table in LEFT_BY_VISITORS:
        where, values = _fitting(table, matching, before)
        row = connection.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}", values).fetchone()
        found[table] = row[0]
    return Counts(found["question"], found["feedback"], found["message"], found["shared"])


def delete(connection: Connection, matching: str | None, before: datetime | None) -> Counts:
    """Delete the rows that fit."""
    gone = {}
    for table in LEFT_BY_VISITORS:
        where, values = _fitting(table, matching, before)
        gone[table] = connection.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount
    return Counts(gone["question"], gone["feedback"], gone["message"], gone["shared"])


def _fitting(table: str, matching: str | None, before: datetime | None) -> tuple[str, dict[str, object]]:
    conditions, values = ["1"], dict[str, object]()
    if before is not None:
        conditions.append("at < :before")
        values["before"] = stamp(before)
    if matching is not None:
        held = " OR ".join(f"holds({column}, :matching)" for column in LEFT_BY_VISITORS[table])
        conditions.append(f"({held})")
        values["matching"] = matching
    return " AND ".join(conditions), values


def holds(text: str, part: str) -> bool:
    """Whether a text holds another one, in any case; SQL's own LIKE folds ASCII only."""
    return part.casefold() in text.casefold()


def summary(connection: Connection) -> Summary:
    """The tables in figures."""

    def figure(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    total = {table: figure(f"SELECT COUNT(*) FROM {table}") for table in EXPORTED}
    first, last = connection.execute("SELECT MIN(at), MAX(at) FROM question").fetchone()
    by_status = connection.execute("SELECT status, COUNT(*) FROM question GROUP BY status ORDER BY 2 DESC")
    return Summary(
        Counts(*total.values()),
        {row[0]: row[1] for row in by_status},
        figure(
            "SELECT COUNT(*) FROM (SELECT 1 FROM question WHERE status = 'not_found' AND done IS NULL "
            "GROUP BY folded, producers)"
        ),
        figure("SELECT COUNT(*) FROM feedback WHERE verdict = 'up'"),
        figure("SELECT COUNT(*) FROM feedback WHERE verdict = 'down'"),
        figure("SELECT COUNT(*) FROM message WHERE done IS NULL"),
        unstamp(first) if first else None,
        unstamp(last) if last else None,
    )


def everything(connection: Connection, since: datetime | None) -> Iterator[dict[str, object]]:
    """Every row in order of time, its kind first; the journal's own columns are left out."""
    start = stamp(since) if since else ""
    rows = [
        {"kind": table} | {key: row[key] for key in row.keys() if key != "folded"}
        for table in EXPORTED
        for row in connection.execute(f"SELECT * FROM {table} WHERE at >= ? ORDER BY at", (start,))
    ]
    return iter(sorted(rows, key=lambda row: str(row["at"])))

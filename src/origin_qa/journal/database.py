"""The SQLite file under the journal: opened late, migrated forward, shared by threads and processes.

WAL lets readers and one writer work side by side across processes; a second writer waits for at most
`PATIENCE` seconds. In this process one connection is passed around under a lock, because every
transaction is short; after a fork the child opens one of its own.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import RLock

from origin_qa.errors import JournalError
from origin_qa.journal.schema import MIGRATIONS

PATIENCE = 2.0


class Database:
    """One SQLite file. Every failure of it becomes a `JournalError` that names the file."""

    def __init__(
        self,
        file: Path,
        migrations: Sequence[str] = MIGRATIONS,
        opened: Callable[[sqlite3.Connection], None] = lambda _: None,
    ) -> None:
        """`opened` is called with each new connection, within its first transaction."""
        self.file = file
        self._migrations = migrations
        self._opened = opened
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._process = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is committed at the end of the block, or rolled back if it fails.

        Raises:
            JournalError: the file can't be opened, read or written.
        """
        with self._lock, self._explained():
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from; what is written meanwhile is not waited for.

        Raises:
            JournalError: the file can't be opened or read.
        """
        with self._lock, self._explained():
            yield self._connected()

    def scrub(self) -> None:
        """Empty the write-ahead log, so that what was deleted is not left in it either."""
        with self._lock, self._explained():
            self._connected().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None and self._process == os.getpid():
                connection.close()

    def _connected(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            # A forked child may neither use its parent's connection nor, by dropping it, close it.
            self._inherited, self._connection = self._connection, None
            self._process = os.getpid()
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        folder = self.file.parent
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        # Visitors' messages are nobody else's business on this machine.
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(
            self.file, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_size_limit = 4194304")
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                self._migrate(connection)
                self._opened(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        seen = connection.execute("PRAGMA user_version").fetchone()[0]
        if seen > len(self._migrations):
            raise JournalError(
                f"The journal {self.file} has schema {seen}, this version of origin-qa knows "
                f"{len(self._migrations)}. Install the newer version again, or move the file aside."
            )
        for step in self._migrations[seen:]:
            # Not `executescript`: it would commit halfway.
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(self._migrations)}")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                advice = "If it is damaged, stop the server and move the file aside; a new one is begun."
            else:
                advice = "Check the disk and the permissions of its folder."
            # A connection that failed may be of no use any more, so the next one begins afresh.
            with contextlib.suppress(sqlite3.Error):
                self.close()
            raise JournalError(f"The journal {self.file} can't be used: {error}. {advice}") from error
        except OSError as error:
            raise JournalError(
                f"The journal {self.file} can't be opened: {error.strerror or error}. "
                "Check the folder that ORIGIN_QA_DATA names."
            ) from error


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; several processes that begin at once have to take turns, which SQLite leaves to us."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)

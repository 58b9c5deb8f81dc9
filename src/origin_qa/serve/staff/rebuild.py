"""Rebuilds the index in a process of its own, while the old generation serves on.

The state lives in files, so that every worker process tells the same. A lock that the build inherits
says whether it runs: the system frees it when the build ends, however it ends. The lock of the index
itself keeps builds from the command line and ours apart.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import IO, Literal

import msgspec

from origin_qa.errors import OriginQAError
from origin_qa.settings import Settings

Status = Literal["never", "running", "done", "failed", "interrupted"]
LINES = 14
_TRIES = 5
_LOG_TAIL = 20_000
_BUILD_SETTINGS = (
    "model",
    "query_prompt",
    "passage_prompt",
    "threads",
    "max_document_bytes",
    "max_document_chars",
    "reader_seconds",
    "reader_megabytes",
)
_TOTAL = re.compile(r"^encoding (\d+) passages", re.MULTILINE)
_DONE = re.compile(r"^\s+(\d+) of (\d+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The last rebuild as far as it got. `done` of `total` passages are encoded; 0 until that is known.

    `lines` are the last ones of its log, `seconds` how long it has taken.
    """

    status: Status
    started: datetime | None = None
    seconds: float = 0.0
    done: int = 0
    total: int = 0
    lines: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.status == "running"


class _Record(msgspec.Struct, frozen=True):
    started: datetime
    finished: datetime | None = None
    code: int | None = None


class Rebuilds:
    """Starts rebuilds, one at a time, and tells how the last one goes."""

    def __init__(self, settings: Settings, command: Sequence[str] | None = None) -> None:
        """`command` is run to build; None for `origin-qa build` with the settings' corpus and index."""
        self._folder = settings.data / "rebuild"
        self._command = list(command) if command is not None else build_command(settings)
        self._environment = {**os.environ, **build_environment(settings)}

    def start(self) -> bool:
        """Start a rebuild; False if one is running.

        Raises:
            OriginQAError: the data folder can't be written, or the process can't be started.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / "LOCK").open("a") as lock:
                if not _locked(lock):
                    return False
                record = _Record(datetime.now(UTC))
                self._write(record)
                with (self._folder / "log").open("wb") as log:
                    # The build inherits the lock and holds it for as long as it lives.
                    process = subprocess.Popen(
                        self._command,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        env=self._environment,
                        pass_fds=[lock.fileno()],
                    )
        except OSError as error:
            raise OriginQAError(
                f"The rebuild can't be started: {error.filename or self._folder}: {error.strerror or error}. "
                "Check that the data folder is writable, or run `origin-qa build` on the server."
            ) from error
        Thread(target=self._wait, args=(process, record), daemon=True).start()
        return True

    def state(self) -> Rebuild:
        """The running rebuild, or the last one."""
        record = self._read()
        if record is None:
            return Rebuild("never")
        log = self._log()
        finished = record.finished or datetime.now(UTC)
        total = max((int(found) for found in _TOTAL.findall(log)), default=0)
        done = max((int(found) for found, _ in _DONE.findall(log)), default=0)
        return Rebuild(
            self._status(record),
            record.started,
            max((finished - record.started).total_seconds(), 0.0),
            min(done, total),
            total,
            tuple(line.rstrip() for line in log.splitlines() if line.strip())[-LINES:],
        )

    def _status(self, record: _Record) -> Status:
        if record.code is not None:
            return "done" if record.code == 0 else "failed"
        if self._held():
            return "running"
        # Between the end of the build and the note of its outcome lies a moment.
        time.sleep(0.05)
        again = self._read()
        if again and again.code is not None:
            return "done" if again.code == 0 else "failed"
        return "interrupted"

    def _wait(self, process: "subprocess.Popen[bytes]", record: _Record) -> None:
        code = process.wait()
        self._write(msgspec.structs.replace(record, finished=datetime.now(UTC), code=code))

    def _held(self) -> bool:
        try:
            with (self._folder / "LOCK").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _read(self) -> _Record | None:
        try:
            return msgspec.json.decode((self._folder / "state.json").read_bytes(), type=_Record)
        except (OSError, msgspec.DecodeError):
            return None

    def _write(self, record: _Record) -> None:
        aside = self._folder / f".state-{os.getpid()}"
        aside.write_bytes(msgspec.json.encode(record))
        aside.replace(self._folder / "state.json")

    def _log(self) -> str:
        try:
            with (self._folder / "log").open("rb") as log:
                log.seek(max(log.seek(0, os.SEEK_END) - _LOG_TAIL, 0))
                return log.read().decode("utf-8", "replace")
        except OSError:
            return ""


def _locked(lock: IO[str]) -> bool:
    """Take the lock; somebody who only looks whether it is held lets go of it in no time."""
    for attempt in range(_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.01 * (attempt + 1))
    return False


def build_command(settings: Settings) -> list[str]:
    """`origin-qa build` of this very installation, at a low priority where the system has `nice`."""
    folders = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    nice = [path, "-n", "10"] if (path := shutil.which("nice")) else []
    return [*nice, sys.executable, "-m", "origin_qa.cli", "build", *folders]


def build_environment(settings: Settings) -> dict[str, str]:
    """The settings that a build reads, as environment variables."""
    return {f"ORIGIN_QA_{name.upper()}": str(getattr(settings, name)) for name in _BUILD_SETTINGS}

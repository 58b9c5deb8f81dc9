"""Rebuilds the index in a process of its own, while the old generation serves on.

The state lives in files, so that every worker process tells the same. A lock that the build inherits
says whether it runs: the system frees it when the build ends, however it ends. The lock of the index
itself keeps builds from the command line and ours apart.

Any worker may stop a build that another one started, even one whose server is gone: the build is
interrupted as from a keyboard, so that it tidies up after itself, and killed if it does not listen. A
generation is published by one rename at the very end, so that whatever is cut short was never served.
"""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import IO, Literal

import msgspec

from origin_qa.errors import BadIndex, OriginQAError
from origin_qa.index.storage import remove_unfinished
from origin_qa.settings import Settings

Status = Literal["never", "running", "done", "failed", "interrupted", "stopped"]
LINES = 14
TIDYING = 3.0
"""Seconds that an interrupted build has to tidy up and end by itself, before it is killed."""
_DYING = 10.0
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
    pid: int | None = None


class _Stop(msgspec.Struct, frozen=True):
    """That the rebuild which started at `of` was to be stopped `at` a moment."""

    of: datetime
    at: datetime


class Rebuilds:
    """Starts rebuilds, one at a time, and tells how the last one goes."""

    def __init__(self, settings: Settings, command: Sequence[str] | None = None) -> None:
        """`command` is run to build; None for `origin-qa build` with the settings' corpus and index."""
        self._folder = settings.data / "rebuild"
        self._index = settings.index
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
                process = self._launch(lock)
                record = msgspec.structs.replace(record, pid=process.pid)
                try:
                    self._write(record)
                except OSError:
                    process.kill()  # nobody could ever stop it
                    process.wait()
                    raise
                Thread(target=self._wait, args=(process, record), daemon=True).start()
        except OSError as error:
            raise OriginQAError(
                f"The rebuild can't be started: {error.filename or self._folder}: {error.strerror or error}. "
                "Check that the data folder is writable, or run `origin-qa build` on the server."
            ) from error
        return True

    def stop(self) -> bool:
        """Stop the running rebuild and remove what it left unfinished; False if none is running.

        Returns when the build has ended, soon after `TIDYING` seconds at most.

        Raises:
            OriginQAError: it can't be stopped, or what it left can't be removed.
        """
        record = self._read()
        if record is None or record.code is not None or record.pid is None or not self._held():
            return False
        try:
            self._replace("stop.json", _Stop(record.started, datetime.now(UTC)))
            ended = self._end(record.pid, signal.SIGINT, TIDYING) or self._end(
                record.pid, signal.SIGKILL, _DYING
            )
            if ended:
                with suppress(BadIndex):  # another build has begun, and has removed the leftovers itself
                    remove_unfinished(self._index)
        except OSError as error:
            raise OriginQAError(
                f"The rebuild can't be stopped: {error.filename or f'process {record.pid}'}: "
                f"{error.strerror or error}. Look on the server which rights are missing."
            ) from error
        if not ended:
            raise OriginQAError(
                f"The rebuild, process {record.pid}, does not end. Look on the server what holds it up."
            )
        return True

    def state(self) -> Rebuild:
        """The running rebuild, or the last one."""
        record = self._read()
        if record is None:
            return Rebuild("never")
        running = record.code is None and self._held()
        if record.code is None and not running:
            # Between the end of the build and the note of its outcome lies a moment.
            time.sleep(0.05)
            record = self._read() or record
        stop = self._stop_of(record)
        ended = record.finished or (stop.at if stop else None)
        until = datetime.now(UTC) if running else ended or self._last_words()
        log = self._log()
        total = max((int(found) for found in _TOTAL.findall(log)), default=0)
        done = max((int(found) for found, _ in _DONE.findall(log)), default=0)
        return Rebuild(
            "running" if running else _outcome(record, stopped=stop is not None),
            record.started,
            max((until - record.started).total_seconds(), 0.0),
            min(done, total),
            total,
            tuple(line.rstrip() for line in log.splitlines() if line.strip())[-LINES:],
        )

    def _launch(self, lock: IO[str]) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("wb") as log:
            # The build inherits the lock and holds it for as long as it lives.
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                pass_fds=[lock.fileno()],
            )

    def _end(self, pid: int, by: signal.Signals, within: float) -> bool:
        """Whether the build ends `within` seconds of a signal. Only while it holds its lock is the number its own."""
        if self._held():
            with suppress(ProcessLookupError):
                os.kill(pid, by)
        until = time.monotonic() + within
        while self._held() and time.monotonic() < until:
            time.sleep(0.02)
        return not self._held()

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
        self._replace("state.json", record)

    def _replace(self, name: str, content: msgspec.Struct) -> None:
        aside = self._folder / f".{name}-{os.getpid()}"
        aside.write_bytes(msgspec.json.encode(content))
        aside.replace(self._folder / name)

    def _stop_of(self, record: _Record) -> _Stop | None:
        """That somebody stopped this very rebuild, if somebody did."""
        try:
            stop = msgspec.json.decode((self._folder / "stop.json").read_bytes(), type=_Stop)
        except (OSError, msgspec.DecodeError):
            return None
        return stop if stop.of == record.started else None

    def _last_words(self) -> datetime:
        """When the build last said something: the end of one of which nothing else is known."""
        try:
            return datetime.fromtimestamp((self._folder / "log").stat().st_mtime, UTC)
        except OSError:
            return datetime.now(UTC)

    def _log(self) -> str:
        try:
            with (self._folder / "log").open("rb") as log:
                log.seek(max(log.seek(0, os.SEEK_END) - _LOG_TAIL, 0))
                return log.read().decode("utf-8", "replace")
        except OSError:
            return ""


def _outcome(record: _Record, *, stopped: bool) -> Status:
    """How a rebuild ended that is not running. One that was done before the stop reached it is done."""
    if record.code == 0:
        return "done"
    return "stopped" if stopped else "interrupted" if record.code is None else "failed"


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

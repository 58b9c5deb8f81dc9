"""Reading documents that nobody has vetted: in child processes with limits of memory and time.

A document that takes too long, takes too much memory or crashes its parser costs one process and is
named; the others are read. Nothing that comes back is trusted further than its types.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import IO, TYPE_CHECKING, TypeVar

from origin_qa.errors import ReadError
from origin_qa.ingest.opening import read_bytes
from origin_qa.ingest.readers import Understood, format_of, understand

if TYPE_CHECKING:
    from origin_qa.ingest.reading_process import Outcome
    from origin_qa.settings import Settings

Result = TypeVar("Result")

_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
# Our own readers of plain text need no parser of others and are linear: so short a text is read at once.
_PLAIN_BYTES = 100_000
_PROCESSES = 4
_START_SECONDS = 60.0
_ANSWER_BYTES = 400_000_000
_OUT_OF_TIME = -24  # ended by SIGXCPU


class Readers:
    """Up to as many reading processes as there are processors, started when there is need of them.

    To be used in a `with` block, which ends them. May be used by several threads.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        count = max(1, min(os.cpu_count() or 1, _PROCESSES))
        self._idle: LifoQueue[_Process] = LifoQueue()
        self._processes = [_Process(settings.reader_megabytes) for _ in range(count)]
        for process in self._processes:
            self._idle.put(process)

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.end()

    def read(self, path: Path, root: Path) -> Understood:
        """Read a file of the corpus at `root`.

        Raises:
            ReadError: if it can't be read, or not within the limits.
        """
        name = path.relative_to(root).as_posix()
        format_of(name)
        return self.understand(name, read_bytes(path, self._settings.max_document_bytes))

    def understand(self, name: str, data: bytes) -> Understood:
        """The same for bytes at hand; `name` tells the format.

        Raises:
            ReadError: as above.
        """
        settings = self._settings
        if format_of(name) in _PLAIN and len(data) <= _PLAIN_BYTES:
            return understand(name, data, settings.max_document_chars)
        process = self._idle.get()
        try:
            outcome = process.run(name, data, settings.max_document_chars, settings.reader_seconds)
        finally:
            self._idle.put(process)
        if outcome.understood is None:
            raise ReadError(outcome.error)
        return outcome.understood

    def read_all(self, paths: Sequence[Path], root: Path) -> Iterator[tuple[Path, Understood | ReadError]]:
        """Every file with what became of it, in the order given."""

        def attempt(path: Path) -> Understood | ReadError:
            try:
                return self.read(path, root)
            except ReadError as error:
                return error

        yield from zip(paths, _in_threads(attempt, paths, len(self._processes)), strict=True)


def _in_threads(work: Callable[[Path], Result], paths: Sequence[Path], threads: int) -> Iterator[Result]:
    executor = ThreadPoolExecutor(threads)
    try:
        yield from executor.map(work, paths)
    finally:
        executor.shutdown(cancel_futures=True)


class _Process:
    """One reading process; it is replaced when it has died."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self._child: subprocess.Popen[bytes] | None = None

    def run(self, name: str, data: bytes, max_chars: int, seconds: float) -> "Outcome":
        """Read one document; never raises for what the document does."""
        import msgspec

        from origin_qa.ingest.reading_process import Outcome, Task, receive, send

        child = self._started()
        if child is None:
            return Outcome(error="no reading process could be started; check the memory of the machine")
        with _Deadline(child, seconds) as deadline:
            try:
                send(_pipe(child.stdin), Task(name, data, max_chars, seconds))
                answer = receive(_pipe(child.stdout), _ANSWER_BYTES)
            except OSError:
                answer = None
        try:
            outcome = msgspec.msgpack.decode(answer, type=Outcome) if answer is not None else None
        except msgspec.DecodeError:
            outcome = None
        if outcome is None or (outcome.understood is None and not outcome.error):
            self.end()
            return Outcome(error=self._reason(child, deadline.passed, seconds))
        return outcome

    def end(self) -> None:
        """Kill the process; the next document gets a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                try:
                    _pipe(pipe).close()
                except OSError:
                    pass  # what it did not read before it died
            child.wait()

    def _started(self) -> "subprocess.Popen[bytes] | None":
        from origin_qa.ingest.reading_process import receive

        if self._child is not None and self._child.poll() is None:
            return self._child
        self.end()
        command = [sys.executable, "-P", "-m", "origin_qa.ingest.reading_process", str(self._megabytes)]
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        with _Deadline(self._child, _START_SECONDS):
            ready = receive(_pipe(self._child.stdout), _ANSWER_BYTES)
        if ready is None:
            self.end()
        return self._child

    def _reason(self, child: "subprocess.Popen[bytes]", too_late: bool, seconds: float) -> str:
        if too_late or child.returncode == _OUT_OF_TIME:
            return f"took longer than {seconds:g} s to read; split it, save it anew, or raise ORIGIN_QA_READER_SECONDS"
        return (
            f"made its reader break down, perhaps for want of memory ({self._megabytes} MB); "
            "save it anew, or raise ORIGIN_QA_READER_MEGABYTES"
        )


class _Deadline:
    """Kills a child when the time is over; `passed` tells whether it had to."""

    def __init__(self, child: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._child = child
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def _kill(self) -> None:
        self.passed = True
        self._child.kill()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise OSError("the reading process has no pipe")
    return stream


def _environment() -> dict[str, str]:
    """What a child needs to find Python's modules; secrets of ours are none of its business."""
    kept = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}

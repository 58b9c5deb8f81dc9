"""The child process in which documents are read: `python -m origin_qa.ingest.reading_process`.

It gets documents on standard input and gives back what it understood on standard output, one after
the other, until the input ends. It has no more memory, time and files than its parent grants, so
that a hostile document ends this process at worst. Messages are MessagePack, checked against their
types when they are read, with eight bytes of length before each.
"""

import os
import sys
from contextlib import suppress
from typing import IO

import msgspec

from origin_qa.errors import ReadError
from origin_qa.ingest.readers import Understood, understand

_LENGTH_BYTES = 8


class Task(msgspec.Struct, frozen=True):
    """A file to read: its path within the corpus and its bytes."""

    name: str
    data: bytes
    max_chars: int
    seconds: float


class Outcome(msgspec.Struct, frozen=True):
    """What became of it: documents, or an error that says why there is none."""

    understood: Understood | None = None
    error: str = ""


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], limit: int) -> bytes | None:
    """The bytes of the next message; None at the end, or if it is cut short or longer than `limit`."""
    length = int.from_bytes(head, "big") if len(head := stream.read(_LENGTH_BYTES)) == _LENGTH_BYTES else -1
    if not 0 <= length <= limit:
        return None
    data = stream.read(length)
    return data if len(data) == length else None


def main() -> None:
    """Serve until the input ends."""
    megabytes = int(sys.argv[1])
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a parser prints must not get between the messages.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _limit_memory(megabytes)
    send(answers, Outcome())
    while (data := receive(source, sys.maxsize)) is not None:
        task = msgspec.msgpack.decode(data, type=Task)
        del data
        _limit_time(task.seconds)
        outcome, exhausted = _read(task)
        send(answers, outcome)
        if exhausted:  # what is left of the memory is in pieces
            return


def _read(task: Task) -> tuple[Outcome, bool]:
    try:
        return Outcome(understand(task.name, task.data, task.max_chars)), False
    except ReadError as error:
        return Outcome(error=str(error)), isinstance(error.__cause__, MemoryError)


def _limit_memory(megabytes: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system knows or grants each limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _limit_time(seconds: float) -> None:
    """Let the system end this process when it has worked for so long, even if its parent is gone."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, hard))


if __name__ == "__main__":
    main()

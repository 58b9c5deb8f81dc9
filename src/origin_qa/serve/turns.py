"""Taking turns at the processor, within one process or among several.

Answering is computing: more at a time than there are cores only makes all of them late. So everybody waits
for a turn, and turns are given in the order in which they were asked for. With several workers the system
deals out connections by chance, and one worker may have three times as many askers as the other; a turnstile
that all of them share keeps the order among all askers.
"""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing import AuthenticationError, current_process
from multiprocessing.connection import Client, Connection, Listener
from threading import Lock, Thread
from typing import Protocol

WANTED = b"+"
"""From a worker: somebody asks for a turn."""
OVER = b"-"
"""From a worker: somebody's turn is over."""
GIVEN = b"."
"""To a worker: it is the turn of whoever has waited longest there."""


class Turns(Protocol):
    """Lets some threads work at a time, and the others in the order in which they came."""

    def take(self) -> AbstractContextManager[None]:
        """Wait for a turn, and pass it on at the end of the block."""


class OwnTurns:
    """The turns of one process, `count` at a time.

    A semaphore of the standard library lets a newcomer overtake whoever is just being woken; with many
    askers some of them then wait several times as long as the rest.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = Lock()
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many threads wait for their turn."""
        return len(self._waiting)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and pass it on at the end of the block to whoever has waited longest."""
        place = self._join()
        if place is not None:
            place.acquire()
        try:
            yield
        finally:
            self._pass_on()

    def _join(self) -> "Lock | None":
        """A locked place in the queue, or None if a turn is free."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            place = _locked()
            self._waiting.append(place)
            return place

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


class Turnstile:
    """Gives the turns of all workers, `count` at a time, from the process that watches over them.

    A worker that dies gives back the turns that it had and leaves the queue.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = Lock()
        self._queue: deque[Connection] = deque()
        self._given: Counter[Connection] = Counter()
        self._listener = Listener(authkey=current_process().authkey)
        Thread(target=self._admit, daemon=True).start()

    @property
    def address(self) -> str:
        """What `SharedTurns` connects to; child processes know the key."""
        address = self._listener.address
        assert isinstance(address, str), "a local address, of a socket file or a pipe"
        return address

    @property
    def waiting(self) -> int:
        """How many turns were asked for and are not given yet."""
        return len(self._queue)

    def close(self) -> None:
        """Admit no further worker."""
        self._listener.close()

    def _admit(self) -> None:
        while True:
            try:
                worker = self._listener.accept()
            except (AuthenticationError, EOFError):
                continue
            except OSError:
                return
            Thread(target=self._serve, args=(worker,), daemon=True).start()

    def _serve(self, worker: Connection) -> None:
        with suppress(EOFError, OSError):
            while True:
                message = worker.recv_bytes()
                with self._lock:
                    if message == WANTED:
                        self._queue.append(worker)
                    else:
                        self._given[worker] -= 1
                        self._free += 1
                    self._give()
        with self._lock:
            self._queue = deque(other for other in self._queue if other is not worker)
            self._free += self._given.pop(worker, 0)
            self._give()

    def _give(self) -> None:
        """Give the free turns to whoever has waited longest; the lock is held."""
        while self._free and self._queue:
            worker = self._queue.popleft()
            with suppress(OSError):
                worker.send_bytes(GIVEN)
                self._given[worker] += 1
                self._free -= 1


class SharedTurns:
    """The turns of one of several workers, given by the turnstile at `address`.

    Without the turnstile there is no order to keep, and nobody waits.

    Raises:
        OSError: there is none at that address.
    """

    def __init__(self, address: str) -> None:
        self._turnstile = Client(address, authkey=current_process().authkey)
        self._lock = Lock()
        self._waiting: deque[Lock] = deque()
        self._alone = False
        Thread(target=self._listen, daemon=True).start()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and tell the turnstile at the end of the block that it is over."""
        place = _locked()
        with self._lock:
            if self._alone:
                place.release()
            else:
                self._waiting.append(place)
                self._tell(WANTED)
        place.acquire()
        try:
            yield
        finally:
            with self._lock:
                self._tell(OVER)

    def _tell(self, message: bytes) -> None:
        # If nobody is there to be told, `_listen` lets everybody go.
        with suppress(OSError):
            self._turnstile.send_bytes(message)

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._turnstile.recv_bytes()
                with self._lock:
                    self._waiting.popleft().release()
        with self._lock:
            self._alone = True
            while self._waiting:
                self._waiting.popleft().release()


def _locked() -> "Lock":
    place = Lock()
    place.acquire()
    return place

"""Taking turns at the processor."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Lets `count` threads work at a time, and the others in the order in which they came.

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
            place = Lock()
            place.acquire()
            self._waiting.append(place)
            return place

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

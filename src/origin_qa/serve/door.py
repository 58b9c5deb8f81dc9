"""A listening socket that several workers share, where the least busy one is the first at the door."""

import socket
import time
from collections.abc import Callable
from multiprocessing import reduction
from typing import Any

PER_ASKER_S = 0.001
LONGEST_S = 0.02


class Door(socket.socket):
    """Accepts later, the more askers wait in this worker already.

    The system wakes all workers for a new connection and gives it to the fastest. Which one that is, is
    chance: then the longest queue of two workers is anything from a half to all of the askers. A worker
    that holds back for some milliseconds leaves the connection to one with less to do.
    """

    waiting: Callable[[], int] = staticmethod(lambda: 0)
    """How many askers wait in this process; the worker sets it."""
    _accepted = False

    def accept(self) -> tuple[socket.socket, Any]:
        """One connection each time that the event loop looks, so that nobody takes all of a crowd.

        Raises:
            BlockingIOError: another worker was faster, or one was just accepted.
        """
        self._accepted = not self._accepted
        if not self._accepted:
            raise BlockingIOError
        if askers := Door.waiting():
            time.sleep(min(askers * PER_ASKER_S, LONGEST_S))
        try:
            return super().accept()
        except OSError:
            self._accepted = False
            raise

    def __reduce__(self) -> tuple[Callable[..., "Door"], tuple[Any, int, int, int]]:
        """Handed to a worker: the same socket under another number."""
        return _handed_over, (reduction.DupFd(self.fileno()), self.family, self.type, self.proto)


def _handed_over(handle: Any, family: int, kind: int, protocol: int) -> Door:  # noqa: ANN401
    return Door(family, kind, protocol, fileno=handle.detach())

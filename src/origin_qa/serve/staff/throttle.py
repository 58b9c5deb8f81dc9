"""Failed sign-ins, limited for each client and in all, so that the password can't be guessed."""

import math
import time
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from origin_qa.serve.limits import network_of

EACH = RateLimitItemPerMinute(5, 5)
"""Tries of one client: 5 in 5 minutes."""
ALL = RateLimitItemPerMinute(50, 15)
"""Tries of everybody: 50 in 15 minutes, for a guesser who has many addresses."""


class SignInThrottle:
    """Counts tries in moving windows, in the memory of this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._lock = Lock()

    def wait(self, client: str) -> int:
        """Seconds until this client may try again; 0 and a counted try if it may now."""
        limits: tuple[tuple[RateLimitItem, str], ...] = ((EACH, f"client {network_of(client)}"), (ALL, "all"))
        with self._lock:
            waits = [self._seconds(limit, key) for limit, key in limits]
            if not any(waits):
                for limit, key in limits:
                    self._limiter.hit(limit, key)
            return max(waits)

    def succeeded(self, client: str) -> None:
        """Forget the client's failed tries: it knows the password."""
        self._limiter.clear(EACH, f"client {network_of(client)}")

    def _seconds(self, limit: RateLimitItem, key: str) -> int:
        if self._limiter.test(limit, key):
            return 0
        resets, _ = self._limiter.get_window_stats(limit, key)
        return max(1, math.ceil(resets - time.time()))

"""How much one address may ask in a minute, so that nobody is kept waiting by somebody else's script.

Counts live in the memory of the process and are forgotten with it: no address is ever written down.
With several workers each counts for itself.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from typing import Literal

from fastapi import HTTPException, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from origin_qa.serve.languages import ngettext
from origin_qa.serve.security import EMBEDDED
from origin_qa.settings import Settings

Bucket = Literal["asking", "sending"]

ASKING = {("GET", "/api/search"), ("GET", "/a/{id}"), ("POST", EMBEDDED + "{producer}")}
"""What makes the encoder work, besides every POST to an address that ends in `/ask`."""
SENDING = {("POST", "/feedback"), ("POST", "/messages"), ("POST", "/share")}
"""What is written to the journal and read by people."""


class Limits:
    """A dependency of every route: counts what is limited, and refuses what is too much.

    The window moves: at no time have there been more than the limit in the sixty seconds before.
    """

    def __init__(self, settings: Settings, refused: Callable[[Bucket], None] = lambda _: None) -> None:
        """`refused` is told of each request that was turned away."""
        self._limits: dict[Bucket, RateLimitItemPerMinute] = {}
        if settings.rate_per_minute:
            self._limits["asking"] = RateLimitItemPerMinute(settings.rate_per_minute)
        if settings.send_per_minute:
            self._limits["sending"] = RateLimitItemPerMinute(settings.send_per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._refused = refused

    async def __call__(self, request: Request) -> None:
        """Count the request.

        Raises:
            HTTPException: 429 with `Retry-After`, the address has used up its minute.
        """
        bucket = bucket_of(request)
        limit = self._limits.get(bucket) if bucket else None
        if bucket is None or limit is None:
            return
        address = network_of(request.client.host if request.client else "")
        if self._limiter.hit(limit, bucket, address):
            return
        self._refused(bucket)
        resets, _ = self._limiter.get_window_stats(limit, bucket, address)
        wait = max(1, math.ceil(resets - time.time()))
        raise HTTPException(
            429,
            ngettext(
                "More requests than %(most)s came from here within a minute. Try again in %(num)s second.",
                "More requests than %(most)s came from here within a minute. Try again in %(num)s seconds.",
                wait,
                most=limit.amount,
            ),
            headers={"Retry-After": str(wait)},
        )


def bucket_of(request: Request) -> Bucket | None:
    """What a request counts as, None if it is not limited."""
    route = getattr(request.scope.get("route"), "path", "")
    called = (request.method, route)
    if called in ASKING or (request.method == "POST" and route.endswith("/ask")):
        return "asking"
    return "sending" if called in SENDING else None


def network_of(address: str) -> str:
    """The address that stands for a visitor: of IPv6 its network of 64 bits, which one household holds."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)

"""Fetching one document from the web, without being led anywhere else.

A name is resolved once, all its addresses are checked, and the connection goes to the address that
was checked, so that no second answer of the name server can change the target. Every redirect goes
the same way. robots.txt is respected as RFC 9309 has it.
"""

import asyncio
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx
from protego import Protego

from origin_qa import __version__
from origin_qa.errors import FetchError
from origin_qa.ingest.addresses import Address, is_public, literal_address, resolve

AGENT = "origin-qa"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 500_000
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_PLAIN_SUFFIXES = frozenset({".md", ".markdown", ".csv", ".tsv"})

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a fetch may cost, and where it may go; `allow` and `resolver` are there for tests."""

    seconds: float = 20.0
    max_bytes: int = 10_000_000
    redirects: int = 3
    ports: frozenset[int] = frozenset({80, 443})
    allow: Callable[[Address], bool] = is_public
    resolver: Resolver = resolve


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document from the web: where it was in the end, and the name of the file that it makes."""

    url: str
    name: str
    media_type: str
    data: bytes


def fetch(address: str, limits: FetchLimits | None = None) -> Fetched:
    """Fetch the document at an http(s) address. Not to be called from within an event loop.

    Raises:
        FetchError: if the address, or one that it leads to, is refused, the site's robots.txt
            forbids it, it is no document of a known type, or it takes too long or is too large.
    """
    limits = limits or FetchLimits()
    try:
        return asyncio.run(_within_time(address, limits))
    except TimeoutError as error:
        raise FetchError(f"{address} took longer than {limits.seconds:g} s; try again later") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
        raise FetchError(
            f"{address} can't be fetched ({error or type(error).__name__}); check it in a browser"
        ) from error


async def _within_time(address: str, limits: FetchLimits) -> Fetched:
    headers = {"User-Agent": f"{AGENT}/{__version__}", "Accept-Encoding": "identity"}
    async with asyncio.timeout(limits.seconds):
        async with httpx.AsyncClient(
            transport=PinnedTransport(limits), headers=headers, timeout=limits.seconds, trust_env=False
        ) as client:
            return await _Visit(client, limits).document(_checked_url(address, limits))


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to an address that was checked, whatever the name means a moment later."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        # A connection that is kept would serve another name at the same address, unverified.
        fresh = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(trust_env=False, limits=fresh)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the checked address; the Host header and TLS still bear the name."""
        url = request.url
        target = await self._target(url.host, _port(url))
        extensions = {**request.extensions, "sni_hostname": url.host}
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method,
                url.copy_with(host=str(target)),
                headers=request.headers,
                stream=request.stream,
                extensions=extensions,
            )
        )

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()

    async def _target(self, host: str, port: int) -> Address:
        """The address to connect to, the first of those that the name has; all of them must be allowed."""
        literal = literal_address(host)
        if literal is not None:
            found = [literal]
        else:
            loop = asyncio.get_running_loop()
            names = await loop.run_in_executor(None, self._limits.resolver, host, port)
            found = [ipaddress.ip_address(name) for name in names]
        refused = next((address for address in found if not self._limits.allow(address)), None)
        if refused is not None or not found:
            raise FetchError(
                f"{host} is at {refused or 'no address'}, which is not on the public internet; "
                "save the document and add the file"
            )
        return found[0]


class _Visit:
    """One fetch: follows redirects by hand, and asks each site's robots.txt first."""

    def __init__(self, client: httpx.AsyncClient, limits: FetchLimits) -> None:
        self._client = client
        self._limits = limits
        self._rules: dict[str, Protego | None] = {}

    async def document(self, url: httpx.URL) -> Fetched:
        for _ in range(self._limits.redirects + 1):
            await self._ask_permission(url)
            async with self._client.stream("GET", url) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = _checked_url(str(url.join(response.headers["location"])), self._limits)
                    continue
                return await self._received(url, response)
        raise FetchError(
            f"{url} is reached by more than {self._limits.redirects} redirects; give the last address"
        )

    async def _received(self, url: httpx.URL, response: httpx.Response) -> Fetched:
        if response.status_code != 200:
            raise FetchError(f"{url} answers with status {response.status_code}; check it in a browser")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in _SUFFIXES:
            raise FetchError(
                f"{url} is of type {media_type or 'unknown'}, which is not read; "
                f"types that are: {', '.join(sorted(_SUFFIXES))}"
            )
        data = await self._body(url, response, self._limits.max_bytes)
        return Fetched(str(url), _file_name(url, media_type), media_type, data)

    async def _body(self, url: httpx.URL, response: httpx.Response, limit: int) -> bytes:
        """The body, counted as it comes and after it is unpacked."""
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > limit:
                raise FetchError(f"{url} has more than {limit:,} bytes; save a part of it and add the file")
        return bytes(data)

    async def _ask_permission(self, url: httpx.URL) -> None:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = await self._robots(httpx.URL(f"{site}/robots.txt"))
        rules = self._rules[site]
        if rules is None:
            raise FetchError(
                f"{site}/robots.txt can't be read, so nothing may be fetched there (RFC 9309); try again later"
            )
        if not rules.can_fetch(str(url), AGENT):
            raise FetchError(f"{site}/robots.txt forbids to fetch {url}; save the page and add the file")

    async def _robots(self, url: httpx.URL) -> Protego | None:
        """The rules of a site; no rules if it has none, None if they can't be known."""
        for _ in range(self._limits.redirects + 1):
            async with self._client.stream("GET", url) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = _checked_url(str(url.join(response.headers["location"])), self._limits)
                    continue
                if response.status_code == 200:
                    data = await self._body(url, response, _ROBOTS_BYTES)
                    return Protego.parse(data.decode("utf-8", errors="replace"))
                return Protego.parse("") if 400 <= response.status_code < 500 else None
        return Protego.parse("")


def _checked_url(address: str, limits: FetchLimits) -> httpx.URL:
    """An address, without its fragment, that may be asked for.

    Raises:
        FetchError: if it may not.
    """
    try:
        url = httpx.URL(address.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(f"{address!r} is no address of the web ({error})") from error
    if url.scheme not in ("http", "https"):
        raise FetchError(
            f"{address} begins with {url.scheme or 'no scheme'}; only http and https are fetched"
        )
    if url.userinfo:
        raise FetchError(f"an address with a name and password is not fetched ({url.host}); save the page")
    if _port(url) not in limits.ports:
        allowed = " and ".join(map(str, sorted(limits.ports)))
        raise FetchError(f"{address} asks for port {_port(url)}; only ports {allowed} are fetched from")
    literal_address(url.host)
    return url


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _file_name(url: httpx.URL, media_type: str) -> str:
    """A name for the file: the last part of the path, else the host, with the suffix of its type."""
    path = PurePosixPath(unquote(url.path))
    suffix = _SUFFIXES[media_type]
    if media_type == "text/plain" and path.suffix.lower() in _PLAIN_SUFFIXES:
        suffix = path.suffix.lower()
    return (path.stem or url.host) + suffix

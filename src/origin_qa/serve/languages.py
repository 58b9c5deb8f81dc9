"""The language of the interface: negotiated for each request, and the catalogues that speak it.

What a visitor reads of ours follows their browser (RFC 9110, Accept-Language) or the switch at the
foot of each page; what the documents say is never translated. Messages are written in English in
templates and code and looked up in `web/locales/<language>/LC_MESSAGES/messages.po`.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from origin_qa.serve.assets import web_folder

SOURCE = "en"
NAMES: Mapping[str, str] = MappingProxyType(
    {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français", "pt": "Português"}
)
"""The languages that the interface speaks, each by its own name."""
PARAMETER = "lang"
COOKIE = "lang"
YEAR = 365 * 24 * 3600
PROGRAMS = "/api/"
"""Where programs ask: they are answered in English."""
MOST_RANGES = 20
"""Ranges of an Accept-Language header that are looked at; browsers send a handful."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request tells of its reader: their language, and the query of the address they read."""

    language: str = SOURCE
    query: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A language to change to, named in itself, and the same page in it."""

    language: str
    name: str
    url: str
    current: bool


NOBODY = Visit()
"""Outside of a request: English."""

_visit: ContextVar[Visit] = ContextVar("visit", default=NOBODY)


def language() -> str:
    """The language of the request that is being answered; English outside of one."""
    return _visit.get().language


def switches() -> tuple[Switch, ...]:
    """The page that is being read, in each language, by addresses relative to its own."""
    visit = _visit.get()
    kept = [(name, value) for name, value in parse_qsl(visit.query, True) if name != PARAMETER]
    return tuple(
        Switch(code, name, f"?{urlencode([*kept, (PARAMETER, code)])}", code == visit.language)
        for code, name in NAMES.items()
    )


@contextmanager
def speaking(visit: Visit) -> Iterator[None]:
    """Answer in the language of `visit` within the block."""
    token = _visit.set(visit)
    try:
        yield
    finally:
        _visit.reset(token)


# ── choosing ──────────────────────────────────────────────────────────────────────────────────


def visit_of(scope: Scope) -> Visit:
    """The visit of an HTTP request: the address's `lang` wins, then the cookie, then the browser."""
    if scope["path"].startswith(PROGRAMS):
        return Visit(SOURCE, _query(scope))
    headers = Headers(scope=scope)
    chosen = _asked(scope) or _remembered(headers.get("cookie", ""))
    return Visit(chosen or negotiate(headers.get("accept-language", "")), _query(scope))


def negotiate(accepted: str) -> str:
    """The language of ours that an Accept-Language header prefers; English if it names none of them."""
    weighed: list[tuple[float, str]] = []
    for item in accepted.split(",")[:MOST_RANGES]:
        tag, _, weight = item.partition(";")
        weighed.append((_quality(weight), tag.strip().lower()))
    preferred = [tag for quality, tag in sorted(weighed, key=lambda w: -w[0]) if quality > 0 and tag]
    return negotiate_locale(preferred, list(NAMES), sep="-") or SOURCE


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if not parameter.strip():
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0


def _asked(scope: Scope) -> str:
    query = _query(scope)
    named = [value for name, value in parse_qsl(query) if name == PARAMETER] if PARAMETER in query else []
    return _ours(named[-1]) if named else ""


def _query(scope: Scope) -> str:
    return str(scope.get("query_string", b"").decode("latin-1"))


def _remembered(header: str) -> str:
    if COOKIE not in header:
        return ""
    try:
        cookie = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return _ours(cookie.value) if cookie else ""


def _ours(code: str) -> str:
    return code if code in NAMES else ""


class Languages:
    """Answers each request in its visitor's language, and keeps a language that they switch to.

    The cookie does what the visitor asked for and tells nothing about them, so it needs no consent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; pages say what language they are in and what it depends on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit, asked = visit_of(scope), _asked(scope)

        async def send_in_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Language"] = visit.language
                    headers.add_vary_header("Accept-Language")
                    headers.add_vary_header("Cookie")
                if asked:
                    secure = "; Secure" if scope.get("scheme") == "https" else ""
                    kept = f"{COOKIE}={asked}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
                    headers.append("Set-Cookie", kept)
            await send(message)

        with speaking(visit):
            await self.app(scope, receive, send_in_language)


# ── speaking ──────────────────────────────────────────────────────────────────────────────────


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language, read once from its `.po` file; English needs none.

    Unfinished (fuzzy) entries are left out, so that a visitor reads English rather than a guess.
    """
    if language == SOURCE:
        return NullTranslations()
    path = web_folder() / "locales" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        messages = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, /, **values: object) -> str:
    """A message in the visitor's language, its `%(name)s` filled in."""
    return catalogue(language()).gettext(message) % values


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """A counted message in the right plural form; `%(num)s` is the number as the language writes it."""
    written = format_decimal(num, locale=language())
    return catalogue(language()).ngettext(singular, plural, num) % {**values, "num": written}


def N_(message: str) -> str:
    """Marks a message that is looked up later, by `gettext`."""
    return message

"""What every request goes through: a limit on its body, and headers that keep pages to themselves."""

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from origin_qa.serve.formats import number
from origin_qa.serve.languages import gettext as _
from origin_qa.settings import Settings

MAX_TURNS = 12

API, SCRIPT, EMBEDDED = "/api/", "/widget.js", "/embed/"
"""What pages of other sites may use, if they are allowed to."""

CONTENT_POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY + "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "7200",
}


def body_limit(settings: Settings) -> int:
    """The most bytes that a conversation of `MAX_TURNS` full-length questions can take.

    A code point is at most 4 bytes of UTF-8, and each byte at most 3 in a form (`%F0`).
    """
    return 12 * settings.max_question_chars * (MAX_TURNS + 2)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which headers a response carries by its path; `origins` are the shops that may use the widget.

    The script may be loaded by any page, the embedded page framed by the shops, and the API read by
    their scripts. Everything else keeps to itself. Credentials are never allowed along.
    """

    origins: tuple[str, ...] = ()

    def headers(self, path: str, origin: str | None = None) -> dict[str, str]:
        """The headers for a request to `path`; `origin` is what its `Origin` header says."""
        found = dict(HEADERS)
        if path.startswith(EMBEDDED):
            framers = " ".join(("'self'", *self.origins))
            found["Content-Security-Policy"] = CONTENT_POLICY + f"frame-ancestors {framers}"
            found["Cross-Origin-Resource-Policy"] = "cross-origin"
            # It can't name origins; browsers that know `frame-ancestors` would ignore it.
            del found["X-Frame-Options"]
        elif path == SCRIPT:
            found["Cross-Origin-Resource-Policy"] = "cross-origin"
        if self.shares(path) and origin in self.origins:
            found["Access-Control-Allow-Origin"] = origin or ""
            found["Access-Control-Expose-Headers"] = "Retry-After"
        return found

    def shares(self, path: str) -> bool:
        """Whether the pages of shops may read what is at `path`."""
        return path == SCRIPT or path.startswith(API)


class SecurityHeaders:
    """Adds the headers of the policy to every response, and answers the preflights of other origins.

    Caches are asked to revalidate unless the response says otherwise. A preflight is what a browser
    asks before it lets a page of another origin send JSON (Fetch standard, CORS protocol).
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; change only the start of the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, origin = scope["path"], Headers(scope=scope).get("origin")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.policy.headers(path, origin))
                headers.setdefault("Cache-Control", "no-cache")
                if self.policy.shares(path):
                    headers.add_vary_header("Origin")
            await send(message)

        app = self._preflight if self._asks_first(scope) else self.app
        await app(scope, receive, send_with_headers)

    def _asks_first(self, scope: Scope) -> bool:
        asked = "access-control-request-method" in Headers(scope=scope)
        return scope["method"] == "OPTIONS" and asked and self.policy.shares(scope["path"])

    async def _preflight(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin", "")
        if origin in self.policy.origins:
            response = Response(status_code=204, headers=PREFLIGHT)
        else:
            told = f"Pages of {origin!r} may not ask here. Add the origin to ORIGIN_QA_ORIGINS to allow it."
            problem = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": told}
            response = JSONResponse(problem, 403, media_type="application/problem+json")
        await response(scope, receive, send)


class BodyLimit:
    """Refuses request bodies over `limit` bytes, whether their length is declared or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; reading past the limit raises 413 inside the application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        announced = int(declared) if declared.isdigit() else 0
        counted = 0

        async def limited() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if max(announced, counted) > self.limit:
                longest = number(self.limit)
                raise HTTPException(
                    413, _("The request is over %(most)s bytes. Ask a shorter question.", most=longest)
                )
            return message

        await self.app(scope, limited, send)

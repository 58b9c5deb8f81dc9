"""The web application: one service behind pages, an API and static files."""

import os
import socket
import sys

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from origin_qa import __version__
from origin_qa.errors import UsageError
from origin_qa.serve import api, pages
from origin_qa.serve.assets import environment, web_folder
from origin_qa.serve.problems import add_handlers
from origin_qa.serve.security import BodyLimit, SecurityHeaders, body_limit
from origin_qa.serve.service import Service
from origin_qa.settings import Settings


class StampedFiles(StaticFiles):
    """Static files, kept for a year by browsers when the address carries a stamp of the content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class HeadRequests:
    """Answers HEAD as GET without the body, on every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as GET and empty what comes back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


def create_app(service: Service, settings: Settings) -> FastAPI:
    """The application over one service. It opens nothing itself until the first request."""
    templates = environment()
    app = FastAPI(
        title="origin-qa",
        version=__version__,
        summary="Questions about coffee producers, answered from their own documents with citations.",
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(HeadRequests),
            Middleware(SecurityHeaders),
            Middleware(BodyLimit, limit=body_limit(settings)),
        ],
    )
    add_handlers(app, templates)
    app.mount("/static", StampedFiles(directory=web_folder() / "static"), name="static")
    app.include_router(api.router(service, settings))
    app.include_router(pages.router(service, settings, templates))
    return app


def run(settings: Settings) -> None:
    """Serve until interrupted. The index is opened before the address is printed.

    Raises:
        BadIndex: nothing can be served from the index folder.
        UsageError: the address can't be listened on.
    """
    import uvicorn

    service = Service.of(settings)
    service.edition()
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port} (Ctrl+C stops)\n")
    sys.stdout.flush()
    # Addresses carry search words, so requests are not logged.
    config = uvicorn.Config(
        create_app(service, settings), log_level="warning", access_log=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        UsageError: the address is not ours, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise UsageError(
            f"Can't listen on {host}, port {port}: {reason}. Choose another one with --host or --port."
        ) from None
    listener.set_inheritable(True)
    return listener

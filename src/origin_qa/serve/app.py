"""The web application: one service behind pages, an API and static files."""

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from origin_qa import __version__
from origin_qa.journal import Journal
from origin_qa.serve import api, api_docs, browsing, counter, pages, staff, stream, widget
from origin_qa.serve.assets import web_folder
from origin_qa.serve.languages import Languages
from origin_qa.serve.limits import Limits
from origin_qa.serve.metrics import CountRequests, Metrics
from origin_qa.serve.metrics import router as figures
from origin_qa.serve.openapi import with_examples
from origin_qa.serve.problems import add_handlers
from origin_qa.serve.recording import Recording, keeping
from origin_qa.serve.security import BodyLimit, Policy, SecurityHeaders, body_limit
from origin_qa.serve.service import Service
from origin_qa.serve.templates import environment
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
    journal = Journal.open(settings)
    policy = Policy(settings.origins)
    metrics = Metrics(service)
    app = FastAPI(
        title="origin-qa",
        version=__version__,
        summary="Questions about coffee producers, answered from their own documents with citations.",
        docs_url=None,
        redoc_url=None,
        lifespan=keeping(journal),
        dependencies=[Depends(Limits(settings, metrics.limited))],
        middleware=[
            Middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies),
            Middleware(HeadRequests),
            Middleware(CountRequests, metrics=metrics),
            # Event streams pass through as they are. Pages with a token of the staff desk compress safely:
            # its cookie is never sent along with what another site asks for.
            Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6),
            Middleware(SecurityHeaders, policy=policy),
            Middleware(Languages),
            Middleware(BodyLimit, limit=body_limit(settings)),
            Middleware(Recording, journal=journal, metrics=metrics),
        ],
    )
    app.state.journal = journal
    app.openapi = with_examples(app)  # type: ignore[method-assign]
    add_handlers(app, templates, policy)
    app.mount("/static", StampedFiles(directory=web_folder() / "static"), name="static")
    app.include_router(stream.router(service, settings, templates))
    app.include_router(api.router(service, settings))
    app.include_router(api_docs.router(templates))
    app.include_router(figures(metrics, settings))
    app.include_router(pages.router(service, settings, templates))
    app.include_router(widget.router(service, settings, templates))
    app.include_router(browsing.router(service, templates))
    app.include_router(counter.router(service, settings, templates, journal))
    app.include_router(staff.router(service, settings, templates, journal))
    return app

"""Figures for whoever keeps the server running, in Prometheus' text format at `/metrics`.

Without a token they are told to this machine only, and to nobody who comes through a proxy: how often
the documents did not answer is the shop's business. With `ORIGIN_QA_METRICS_TOKEN` set, whoever sends
`Authorization: Bearer TOKEN` gets them, and nobody else. Figures belong to one process.
"""

import ipaddress
import secrets
from collections.abc import Iterator

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, Summary, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from origin_qa.errors import BadIndex
from origin_qa.serve.hearing import Heard
from origin_qa.serve.openapi import refused
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
METHODS = frozenset(("GET", "POST", "HEAD", "OPTIONS"))
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Metrics:
    """The figures of one application."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "origin_qa_requests",
            "Requests by route and status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._answers = Counter(
            "origin_qa_answers",
            "New questions by the status of their answer",
            ("status",),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "origin_qa_answer_seconds",
            "Seconds from question to answer",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._remembered = Counter(
            "origin_qa_answers_remembered", "New questions answered from memory", registry=self.registry
        )
        self._stages = Summary(
            "origin_qa_stage_seconds",
            "Seconds spent in a stage of answering",
            ("stage",),
            registry=self.registry,
        )
        self._limited = Counter(
            "origin_qa_rate_limited",
            "Requests refused by the rate limits",
            ("kind",),
            registry=self.registry,
        )
        self.registry.register(_Generation(service))

    def requested(self, method: str, route: str, status: int) -> None:
        """Count a request; `route` is the pattern of its address, of which there are few."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()

    def answered(self, heard: Heard) -> None:
        """Count a new question and where its time went."""
        self._answers.labels(heard.answer.status).inc()
        self._seconds.observe(heard.seconds)
        if not heard.fresh:
            self._remembered.inc()
            return
        for stage, milliseconds in heard.answer.timings_ms.items():
            if stage != "total":
                self._stages.labels(stage).observe(milliseconds / 1000)

    def limited(self, kind: str) -> None:
        """Count a request that the rate limits refused."""
        self._limited.labels(kind).inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Generation(Collector):
    """What is being served, looked up when it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not open the index."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The generation and its counts, or that there is none."""
        ready = GaugeMetricFamily("origin_qa_ready", "1 if questions can be answered")
        try:
            edition = self._service.edition()
        except BadIndex:
            ready.add_metric((), 0)
            yield ready
            return
        ready.add_metric((), 1)
        yield ready
        manifest = edition.index.manifest
        info = InfoMetricFamily("origin_qa_generation", "The index that answers")
        info.add_metric(
            (),
            {"version": manifest.version, "encoder": manifest.encoder, "built_at": manifest.built_at},
        )
        yield info
        counts = GaugeMetricFamily("origin_qa_generation_items", "What the index holds", labels=("kind",))
        for kind, count in manifest.counts.items():
            counts.add_metric((kind,), count)
        yield counts
        stale = GaugeMetricFamily("origin_qa_stale", "1 if a newer index could not be opened")
        stale.add_metric((), 1 if self._service.fault else 0)
        yield stale


class CountRequests:
    """Counts every request by the pattern of its route, so that no address gets into the figures."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count how it ended; one that broke off counts as 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting_status)
        finally:
            self._metrics.requested(scope["method"], route_of(scope), status)


def route_of(scope: Scope) -> str:
    """The pattern of the route that took a request; static files are one, unknown addresses another."""
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return str(route)
    return "/static" if scope["path"].startswith("/static/") else "(none)"


def router(metrics: Metrics, settings: Settings) -> APIRouter:
    """The endpoint that a Prometheus server scrapes."""
    routes = APIRouter()
    # Not one of the pool's threads: askers may hold all of them.
    scraping = CapacityLimiter(1)

    @routes.get(
        "/metrics",
        summary="Figures of this process for Prometheus",
        description="Open to this machine only, or to whoever sends the token that is set.",
        tags=["state"],
        response_class=PlainTextResponse,
        responses=refused(401, 403),
    )
    async def scrape(request: Request) -> Response:
        check(request, settings.metrics_token.get_secret_value() if settings.metrics_token else "")
        text = await to_thread.run_sync(metrics.text, limiter=scraping)
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def check(request: Request, token: str) -> None:
    """Let through whoever may read the figures.

    Raises:
        HTTPException: 401 without the right token, 403 if none is set and the request is not from here.
    """
    if token:
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise HTTPException(
                401, "Send the token: Authorization: Bearer …", headers={"WWW-Authenticate": "Bearer"}
            )
    elif not _is_local(request):
        raise HTTPException(
            403, "Only this machine may read the metrics. To open them, set ORIGIN_QA_METRICS_TOKEN."
        )


def _is_local(request: Request) -> bool:
    """Whether the request comes from this machine, and not through a proxy that runs on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False

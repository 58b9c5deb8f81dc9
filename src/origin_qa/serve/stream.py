"""Answers as server-sent events, for whoever asks with `Accept: text/event-stream`.

    passages  the passages that were found, before any of them is read; else those that the answer cites
    answer    the answer: as JSON for programs, as a rendered turn for the page
    done      nothing comes after it; for the page with what can be asked next
    error     in place of what is missing: a problem document (RFC 9457)

The same addresses answer as a whole to everybody else.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse, ServerSentEvent
from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from origin_qa.answer.present import answer_json
from origin_qa.errors import OriginQAError, UsageError
from origin_qa.serve import conversation
from origin_qa.serve.api import check_history
from origin_qa.serve.conversation import Next, Posed
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.links import source_url
from origin_qa.serve.pages import refusal
from origin_qa.serve.problems import WENT_WRONG, problem_of, status_of
from origin_qa.serve.schemas import AskBody, AskForm, PassageItem
from origin_qa.serve.service import Edition, Service
from origin_qa.serve.suggest import offers
from origin_qa.settings import Settings
from origin_qa.types import Answer, Passage, Span

log = logging.getLogger(__name__)

Data = dict[str, object]
Send = Callable[[str, Data], None]
"""Sends an event, by its name and data."""


class Gone(Exception):
    """Nobody listens any more."""


class EventRoute(APIRoute):
    """A route for requests that accept an event stream; it lets all others pass by."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match by address, method and what is accepted."""
        if "text/event-stream" not in Headers(scope=scope).get("accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


def router(service: Service, settings: Settings, templates: Environment) -> APIRouter:
    """The streams over one service. Their routes stand before those that answer as a whole."""

    def parts(template: str) -> Any:  # noqa: ANN401
        """The macros of a template."""
        return templates.get_template(template).module

    streams = APIRouter(route_class=EventRoute, include_in_schema=False)

    @streams.post("/api/ask", response_class=EventSourceResponse)
    async def ask(body: AskBody, request: Request) -> AsyncIterator[ServerSentEvent]:
        def answering(send: Send) -> Data:
            edition = service.edition()
            check_history(body.history, settings)

            def show(found: Sequence[Passage]) -> None:
                send("passages", {"passages": [_passage(passage) for passage in found]})

            answer = _ask(edition, show, body.question, body.history, body.page_producer)
            send("answer", answer_json(answer))
            return {}

        async for event in events(answering, request.url.path):
            yield event

    @streams.post("/ask", response_class=EventSourceResponse)
    async def ask_on_page(
        form: Annotated[AskForm, Form()], request: Request
    ) -> AsyncIterator[ServerSentEvent]:
        def answering(send: Send) -> Data:
            edition = service.edition()
            page = parts("conversation.html")
            before = conversation.heard(edition, form.history, form.about, form.first, room=1)
            posed = Posed(form.question.strip(), conversation.known(edition, form.producer))
            if told := refusal(posed.question, settings.max_question_chars):
                raise UsageError(told)

            def show(found: Sequence[Passage]) -> None:
                send("passages", {"html": page.found(conversation.glimpses(edition, found))})

            answer = _ask(edition, show, posed.question, before.history, posed.about or None)
            turn = conversation.turn(edition, before, posed, answer)
            after = Next((*before.carried, posed), before.first)
            send(
                "answer",
                {
                    "number": turn.number,
                    "about": posed.about,
                    "html": parts("answer.html").turn_view(turn),
                    "head": page.composer_head(after),
                },
            )
            # Finding out what else can be answered takes longer than showing what was.
            offered = offers(edition, [posed.about] if posed.about else turn.named, after.history)
            return {"html": page.onward(after, offered, posed.about)}

        async for event in events(answering, request.url.path):
            yield event

    return streams


def _ask(
    edition: Edition,
    show: Callable[[Sequence[Passage]], None],
    question: str,
    history: Sequence[str],
    page_producer: str | None,
) -> Answer:
    """Answer, with the passages shown as soon as they are found: those cited where none had to be."""
    shown: list[Sequence[Passage]] = []

    def on_passages(found: Sequence[Passage]) -> None:
        shown.append(found)
        show(found)

    answer = edition.ask(question, history, page_producer, on_passages)
    if not shown:
        places = ((c.document, Span(c.start, c.end)) for c in (*answer.citations, *answer.suggestions))
        cited = (edition.passage_at(document, span) for document, span in places)
        show(list({passage.id: passage for passage in cited if passage}.values()))
    return answer


def _passage(passage: Passage) -> PassageItem:
    return PassageItem(
        passage=passage.id,
        producer=passage.producer,
        document=passage.document,
        heading_path=passage.heading_path,
        text=passage.text,
        start=passage.span.start,
        end=passage.span.end,
        url=source_url(passage.document, passage.span),
    )


async def events(work: Callable[[Send], Data], path: str) -> AsyncIterator[ServerSentEvent]:
    """Run `work` in the thread pool and pass on what it sends, as it is sent; `done` says what it returns.

    What goes wrong is told as an `error`. When the listener leaves, the next thing that `work` sends
    ends it: an answer that nobody waits for is not read out of the passages.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[ServerSentEvent | None] = asyncio.Queue()
    gone = Event()
    began = time.perf_counter()

    def send(name: str, data: Data) -> None:
        if gone.is_set():
            raise Gone
        loop.call_soon_threadsafe(waiting.put_nowait, ServerSentEvent(event=name, data=data))

    def attempt() -> None:
        try:
            rest = work(send)
            send("done", {"total_ms": round((time.perf_counter() - began) * 1000, 2), **rest})
        except Gone:
            raise
        except OriginQAError as error:
            send("error", problem_of(status_of(error), str(error), path))
        except Exception:
            log.exception("a stream of %s broke off", path)
            send("error", problem_of(500, _(WENT_WRONG), path))

    def run() -> None:
        with suppress(Gone):
            attempt()
        loop.call_soon_threadsafe(waiting.put_nowait, None)

    running = asyncio.create_task(run_in_threadpool(run))
    try:
        while (event := await waiting.get()) is not None:
            yield event
        await running
    finally:
        gone.set()

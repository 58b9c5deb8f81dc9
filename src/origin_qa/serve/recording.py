"""Every new question is counted and written to the journal, after its answer has been sent."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from anyio import CapacityLimiter, to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from origin_qa.answer.words import language_of
from origin_qa.attributes import fold
from origin_qa.errors import JournalError
from origin_qa.journal import Asked, Journal, Place
from origin_qa.serve.hearing import Heard, listening, new_question
from origin_qa.serve.metrics import Metrics

log = logging.getLogger(__name__)

MOST_WAITING = 1_000
"""Questions that may wait to be written when the disk is slow; what comes on top is not recorded."""
STAFF = "/staff"
DAY = 24 * 3600


class Recording:
    """Listens to every request and notes the question that it brought.

    A request to show something (GET) brings none, nor does one that is refused, nor what staff try out
    on their pages. One thread
    at a time writes, so that a slow disk takes nothing from those who wait for an answer.
    """

    def __init__(self, app: ASGIApp, journal: Journal, metrics: Metrics) -> None:
        self.app = app
        self._journal = journal
        self._metrics = metrics
        self._writing = CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, to its end, and note the question."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].startswith(STAFF):
            await self.app(scope, receive, send)
            return
        refused = False

        async def send_noting_refusal(message: Message) -> None:
            nonlocal refused
            refused |= message["type"] == "http.response.start" and message["status"] >= 400
            await send(message)

        with listening() as heard:
            try:
                await self.app(scope, receive, send_noting_refusal)
            finally:
                brought = new_question(heard)
                if brought is not None and not refused:
                    await self._note(brought)

    async def _note(self, heard: Heard) -> None:
        self._metrics.answered(heard)
        if self._journal.mode == "off" or self._writing.statistics().tasks_waiting >= MOST_WAITING:
            return
        try:
            await to_thread.run_sync(self._record, heard, limiter=self._writing)
        except Exception:
            log.exception("a question could not be recorded")

    def _record(self, heard: Heard) -> None:
        self._journal.record(asked(heard))


def asked(heard: Heard) -> Asked:
    """A question as the journal keeps it."""
    answer = heard.answer
    last = answer.trace[-1] if answer.trace else None
    near = next(iter((*answer.suggestions, *answer.citations)), None)
    return Asked(
        question=heard.question.strip(),
        status=answer.status,
        producers=answer.producers,
        page_producer=heard.page_producer or "",
        earlier=heard.history[-1].strip() if heard.history else "",
        language=language_of(fold(heard.question).split(), heard.question),
        stage=last.stage if last else "",
        detail=last.detail if last else "",
        nearest=Place(near.document, near.start, near.end, near.text) if near else None,
        index_version=answer.index_version,
        milliseconds=round(heard.seconds * 1000, 1),
    )


def keeping(journal: Journal) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """The journal's part in the life of a server: pruned when it starts and every day, let go of at the end."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        pruning = asyncio.create_task(_prune_daily(journal))
        try:
            yield
        finally:
            pruning.cancel()
            journal.close()

    return lifespan


async def _prune_daily(journal: Journal) -> None:
    while True:
        # A journal that nothing was written to yet is not begun for this.
        if journal.file.exists():
            try:
                await to_thread.run_sync(journal.prune)
            except JournalError as error:
                log.error("the journal was not pruned: %s", error)
        await asyncio.sleep(DAY)

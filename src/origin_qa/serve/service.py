"""The assistant that is being served, exchanged for a newer one as soon as that is published."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock
from typing import Any, Protocol

from origin_qa.errors import BadIndex, IndexMissing
from origin_qa.serve.hearing import Heard, say
from origin_qa.serve.turns import OwnTurns, Turns
from origin_qa.settings import Settings, cores
from origin_qa.types import Answer, Hit, Manifest, OnPassages, Passage, Profile, SourceDocument, Span

log = logging.getLogger(__name__)

CACHED_ANSWERS = 512

Asking = tuple[str, tuple[str, ...], str | None]
"""A question, its history and the producer on whose page it was asked: all that an answer depends on."""


class ReadIndex(Protocol):
    """What the web needs of an open index."""

    @property
    def manifest(self) -> Manifest:
        """What the generation holds."""

    @property
    def documents(self) -> Mapping[str, SourceDocument]:
        """The documents by path."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The producers by id."""

    def passages_of(self, document: str, /) -> Sequence[Passage]:
        """The passages of one document, in the order of its text."""

    def encode(self, question: str, /) -> Any:  # noqa: ANN401
        """What `search` takes; only the index knows its type."""

    def search(self, query: Any, *, top: int) -> Sequence[Hit]:  # noqa: ANN401
        """The passages nearest to an encoded question, best first."""


class Answers(Protocol):
    """What the web needs of an assistant."""

    @property
    def index(self) -> ReadIndex:
        """The index that it answers from."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        """The answer to a question; raises `UsageError` if it makes no sense."""


class Edition:
    """One published generation, opened.

    Answers depend on nothing but the generation and the question, so the latest ones are kept: a
    conversation that is shown again costs no second reading, and what many ask at once is read once.
    """

    def __init__(self, assistant: Answers, turns: Turns | None = None) -> None:
        self.assistant = assistant
        self.index = assistant.index
        self.version = assistant.index.manifest.version
        self._answers: OrderedDict[Asking, Answer] = OrderedDict()
        self._lock = Lock()
        self._turns = turns or OwnTurns(cores())
        self._under_way: dict[Asking, Future[Answer]] = {}
        self._answerable: dict[str, bool] = {}

    def passage_at(self, document: str, span: Span) -> Passage | None:
        """The first passage of a document that holds a span."""
        return next((p for p in self.index.passages_of(document) if p.span.holds(span)), None)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        """The assistant's answer, from memory where the same was asked lately.

        `on_passages` is told the passages that were found, before they are read, if any have to be.

        Raises:
            UsageError: the question is empty or too long.
        """
        began = time.perf_counter()
        key = (question, tuple(history), page_producer)
        remembered = self._remembered(key)
        answer = remembered or self._answered(key, on_passages)
        say(Heard(*key, answer, time.perf_counter() - began, fresh=remembered is None))
        return answer

    def answers(self, question: str) -> bool:
        """Whether the documents answer a question that the site would offer. Nobody hears of it.

        All that a site offers is remembered, apart from visitors' questions: what can be offered is limited
        by what the documents state, and it is asked for with every answer.
        """
        known = self._answerable.get(question)
        if known is None:
            known = self._answered((question, (), None), None).status in ("answered", "conflict")
            self._answerable[question] = known
        return known

    def _remembered(self, key: Asking) -> Answer | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _answered(self, key: Asking, on_passages: OnPassages | None) -> Answer:
        """Answer, or wait for whoever is being answered the same; if that fails, try oneself."""
        while True:
            with self._lock:
                before = self._under_way.get(key)
                if before is None:
                    mine = self._under_way[key] = Future[Answer]()
                    break
            with suppress(Exception):
                return before.result()
        try:
            with self._turns.take():
                answer = self.assistant.ask(*key, on_passages)
        except BaseException as error:
            self._settle(key)
            mine.set_exception(error)
            raise
        self._settle(key, answer)
        mine.set_result(answer)
        return answer

    def _settle(self, key: Asking, answer: Answer | None = None) -> None:
        with self._lock:
            del self._under_way[key]
            if answer is not None:
                self._answers[key] = answer
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)


class Service:
    """Holds the current edition; requests keep the one they began with.

    `published()` tells the version that is on disk now and `open_assistant()` opens it. One request
    opens a new version, the others go on with the old one meanwhile. A version that can't be opened
    is logged once, kept in `fault`, and not tried again until another one is published.
    """

    def __init__(
        self,
        published: Callable[[], str | None],
        open_assistant: Callable[[], Answers],
        turns: Turns | None = None,
    ) -> None:
        """Questions are answered by `turns`; None for as many at a time as there are cores."""
        self.fault: BadIndex | None = None
        self._turns = turns or OwnTurns(cores())
        self._published = published
        self._open_assistant = open_assistant
        self._opening = Lock()
        self._edition: Edition | None = None
        self._opened: str | None = None
        self._refused: str | None = None

    @classmethod
    def of(cls, settings: Settings, turns: Turns | None = None) -> "Service":
        """The service over the index folder of the settings; nothing is opened yet."""
        from origin_qa.answer.assistant import open_assistant
        from origin_qa.index.storage import current_version

        def opened() -> Answers:
            assistant = open_assistant(settings.index, settings)
            assistant.warm()
            return assistant

        return cls(lambda: current_version(settings.index), opened, turns)

    def edition(self) -> Edition:
        """The newest edition that can be read.

        Raises:
            BadIndex: there is none, or the only one is damaged.
        """
        edition = self._edition
        try:
            version = self._published()
        except BadIndex as fault:
            if edition is None:
                raise
            self.fault, version = fault, None
        if edition is not None and version in (None, self._opened, self._refused):
            return edition
        if self._opening.acquire(blocking=edition is None):
            try:
                self._reopen(version)
            finally:
                self._opening.release()
        if self._edition is None:
            raise self.fault or IndexMissing("Nothing was published yet. Run `origin-qa build`.")
        return self._edition

    def _reopen(self, version: str | None) -> None:
        if self._edition is not None and self._opened == version:
            return
        try:
            self._edition = Edition(self._open_assistant(), self._turns)
            self._opened, self._refused, self.fault = version, None, None
            log.info("serving generation %s", self._edition.version)
        except BadIndex as fault:
            self.fault, self._refused = fault, version
            if self._edition is not None:
                log.error("generation %s is left alone, %s serves on: %s", version, self._opened, fault)

"""The assistant that is being served, exchanged for a newer one as soon as that is published."""

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock, Semaphore
from typing import Any, Protocol

from origin_qa.errors import BadIndex, IndexMissing
from origin_qa.settings import Settings
from origin_qa.types import Answer, Hit, Manifest, Passage, Profile, SourceDocument, Span

log = logging.getLogger(__name__)

CACHED_ANSWERS = 512


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

    def ask(self, question: str, history: Sequence[str] = (), page_producer: str | None = None) -> Answer:
        """The answer to a question; raises `UsageError` if it makes no sense."""


class Edition:
    """One published generation, opened.

    Answers depend on nothing but the generation and the question, so the latest ones are kept: a
    conversation that is shown again costs no second reading.
    """

    def __init__(self, assistant: Answers) -> None:
        self.assistant = assistant
        self.index = assistant.index
        self.version = assistant.index.manifest.version
        self._answers: OrderedDict[tuple[str, tuple[str, ...], str | None], Answer] = OrderedDict()
        self._lock = Lock()
        # Answering is computing: more at a time than there are cores only makes all of them late.
        self._turns = Semaphore(os.cpu_count() or 1)

    def passage_at(self, document: str, span: Span) -> Passage | None:
        """The first passage of a document that holds a span."""
        return next((p for p in self.index.passages_of(document) if p.span.holds(span)), None)

    def ask(self, question: str, history: Sequence[str] = (), page_producer: str | None = None) -> Answer:
        """The assistant's answer, from memory where the same was asked lately.

        Raises:
            UsageError: the question is empty or too long.
        """
        key = (question, tuple(history), page_producer)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        with self._turns:
            answer = self.assistant.ask(question, key[1], page_producer)
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)
        return answer


class Service:
    """Holds the current edition; requests keep the one they began with.

    `published()` tells the version that is on disk now and `open_assistant()` opens it. One request
    opens a new version, the others go on with the old one meanwhile. A version that can't be opened
    is logged once, kept in `fault`, and not tried again until another one is published.
    """

    def __init__(self, published: Callable[[], str | None], open_assistant: Callable[[], Answers]) -> None:
        self.fault: BadIndex | None = None
        self._published = published
        self._open_assistant = open_assistant
        self._opening = Lock()
        self._edition: Edition | None = None
        self._opened: str | None = None
        self._refused: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Service":
        """The service over the index folder of the settings; nothing is opened yet."""
        from origin_qa.answer.assistant import open_assistant
        from origin_qa.index.storage import current_version

        def opened() -> Answers:
            assistant = open_assistant(settings.index, settings)
            assistant.warm()
            return assistant

        return cls(lambda: current_version(settings.index), opened)

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
            self._edition = Edition(self._open_assistant())
            self._opened, self._refused, self.fault = version, None, None
            log.info("serving generation %s", self._edition.version)
        except BadIndex as fault:
            self.fault, self._refused = fault, version
            if self._edition is not None:
                log.error("generation %s is left alone, %s serves on: %s", version, self._opened, fault)

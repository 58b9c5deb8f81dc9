"""What the stages of answering share: the question, whom it may be answered about, and the tools."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from origin_qa.answer.citing import Citer
from origin_qa.answer.evidence import POOL, Evidence, gather
from origin_qa.answer.question import Question
from origin_qa.answer.reader import Reader
from origin_qa.answer.terms import Terms, stems
from origin_qa.attributes import Attribute, CueMatch, attributes
from origin_qa.index.encoder import QueryEncoding
from origin_qa.index.generation import Index
from origin_qa.types import AnswerSentence, Citation, OnPassages, Profile, Status, Table, TraceStep


@dataclass(frozen=True, slots=True)
class Draft:
    """The outcome of one stage, before its citations are checked."""

    status: Status
    sentences: tuple[AnswerSentence, ...]
    suggestions: tuple[Citation, ...] = ()
    table: Table | None = None


@dataclass(slots=True)
class Inquiry:
    """One question on its way to an answer.

    `producers` are the ids that evidence may come from, and `locked` tells whether the question is about
    them (named, of the page, or of the conversation) rather than about anyone. `names` are proper names in
    the question that are no producer's; evidence has to hold them. `labels` are those of the corpus's own
    labels whose words the question uses, each a set of stems. `rare` tells that the question has an English
    word that no page has and nothing else knows. `wording` is what passages are searched with. `cue` is
    what tells the attribute that the question asks for, once that is known. `timings` are milliseconds by
    stage, each without the stages within it.
    """

    index: Index
    reader: Callable[[], Reader]
    terms: Terms
    question: Question
    wording: str
    producers: tuple[str, ...]
    locked: bool
    names: frozenset[str]
    labels: frozenset[frozenset[str]]
    rare: bool
    citer: Citer
    on_passages: OnPassages | None = None
    cue: CueMatch | None = None
    steps: list[TraceStep] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    _encoding: QueryEncoding | None = None
    _candidates: list[Evidence] | None = None
    _within_ms: float = 0.0

    @property
    def asked(self) -> Attribute | None:
        """The attribute that the question asks for, if it asks for any."""
        return attributes()[self.cue.attribute] if self.cue else None

    @property
    def encoding(self) -> QueryEncoding:
        """The vectors of the question; made when they are first needed, which few facts do."""
        if self._encoding is None:
            with self.timed("encode"):
                self._encoding = self.index.encode(self.wording)
        return self._encoding

    @property
    def candidates(self) -> list[Evidence]:
        """Sentences that may answer, best first; looked for when they are first needed."""
        if self._candidates is None:
            among = self.producers if self.locked else None
            with self.timed("passages"):
                hits = self.index.search(self.encoding, POOL, among)
                if self.on_passages:
                    self.on_passages([hit.passage for hit in hits])
                self._candidates = gather(
                    self.index, hits, self.reader(), self.encoding, self.question, self.asked, self.terms
                )
        return self._candidates

    @property
    def words_of_producers(self) -> frozenset[str]:
        """The stems of all passages of the producers that the question is about, and of their headings."""
        asked = set(self.producers)
        return frozenset[str]().union(
            *(
                stems(passage.text) | stems(" ".join(passage.heading_path))
                for passage in self.index.passages
                if passage.producer in asked
            )
        )

    @property
    def profiles(self) -> list[Profile]:
        """The producers that the question is about."""
        return [self.index.profiles[producer] for producer in self.producers]

    def note(self, stage: str, detail: str) -> None:
        """Add a step to the trace."""
        self.steps.append(TraceStep(stage, detail))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the milliseconds that the block takes to the timings of `stage`, without blocks within it."""
        around, self._within_ms = self._within_ms, 0.0
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - began) * 1000
            self.timings[stage] = self.timings.get(stage, 0.0) + spent - self._within_ms
            self._within_ms = around + spent

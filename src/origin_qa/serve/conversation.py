"""A conversation as its page shows it: each question, what was answered, and the forms that go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from origin_qa.serve.languages import N_
from origin_qa.serve.places import Link, place_of, producer_link
from origin_qa.serve.security import MAX_TURNS
from origin_qa.serve.service import Edition
from origin_qa.serve.views import Card, cards
from origin_qa.types import Answer, Passage, Profile, Span, Status

NEAREST = 3

HEADLINES: dict[Status, str] = {
    "answered": N_("From the documents"),
    "conflict": N_("The sources disagree"),
    "not_found": N_("Not in the documents"),
    "clarify": N_("Please choose"),
}


class Posed(NamedTuple):
    """A question as it was put, and the producer on whose page it was asked, or an empty string."""

    question: str
    about: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, with links to its citations, named by their numbers."""

    text: str
    citations: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A producer in a comparison; no values where its documents state none."""

    producer: Link
    values: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A comparison; `title` is the attribute's name in the language of the question."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A passage that was found, before it is read: where it stands, and how it begins."""

    producer: str
    section: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation and its answer.

    `number` counts the questions of the conversation, and `before` are those that the page still
    carries. `about` is the producer on whose page it was asked, or empty; `named` are the producers
    that the answer is about, `candidates` those to choose from when the status is `clarify`. What the
    table shows is not among the `sentences`. `plain` is all of it as text, to be copied.
    """

    number: int
    before: tuple[Posed, ...]
    question: str
    about: str
    status: Status
    headline: str
    sentences: tuple[Sentence, ...]
    table: TableView | None
    cards: tuple[Card, ...]
    nearest: tuple[Card, ...]
    named: tuple[str, ...]
    candidates: tuple[Profile, ...]
    version: str
    plain: str

    @property
    def posed(self) -> Posed:
        """The question as the forms carry it on."""
        return Posed(self.question, self.about)

    @property
    def first(self) -> int:
        """The number of the first question that the page still carries."""
        return self.number - len(self.before)

    @property
    def producer(self) -> str:
        """The one producer that it is about, or nothing."""
        return self.about or (self.named[0] if len(self.named) == 1 else "")


@dataclass(frozen=True, slots=True)
class Next:
    """What the form that goes on carries: the questions so far, and the number of the first of them."""

    carried: tuple[Posed, ...] = ()
    first: int = 1

    @property
    def history(self) -> tuple[str, ...]:
        """The questions so far."""
        return tuple(posed.question for posed in self.carried)

    @property
    def number(self) -> int:
        """The number of the question that comes next."""
        return self.first + len(self.carried)


def heard(
    edition: Edition, questions: Sequence[str], about: Sequence[str], first: int, room: int = 0
) -> Next:
    """What a form carried of a conversation: its last questions, leaving `room` for more.

    `first` is the number of the first question given. Producers that the index no longer has are
    forgotten: a form may be older than the index.
    """
    producers = [known(edition, id) for id in about] + [""] * len(questions)
    posed = [Posed(*each) for each in zip(questions, producers, strict=False)]
    dropped = max(0, len(posed) + room - MAX_TURNS)
    return Next(tuple(posed[dropped:]), first + dropped)


def known(edition: Edition, producer: str) -> str:
    """The producer's id if the index has it, else nothing."""
    return producer if producer in edition.index.profiles else ""


def converse(edition: Edition, posed: Sequence[tuple[str, str]], first: int = 1) -> tuple[Turn, ...]:
    """Answer the questions of a conversation in order, each with those before it as its history.

    `posed` pairs each question with the producer on whose page it was asked, or an empty string;
    `first` is the number of the first one.

    Raises:
        UsageError: a question is empty or too long.
    """
    questions = [Posed(*each) for each in posed]
    turns = []
    for n, each in enumerate(questions):
        before = Next(tuple(questions[:n]), first)
        answer = edition.ask(each.question, before.history, each.about or None)
        turns.append(turn(edition, before, each, answer))
    return tuple(turns)


def turn(edition: Edition, before: Next, posed: Posed, answer: Answer) -> Turn:
    """An answer as a turn of the conversation; its anchors begin with `t` and its number."""
    prefix = f"t{before.number}"
    shown = {citation.n for citation in answer.citations}

    def linked(text: str, numbers: Sequence[int]) -> Sentence:
        return Sentence(text, tuple(Link(str(n), f"#{prefix}-c{n}") for n in numbers if n in shown))

    sentences = tuple(linked(sentence.text, sentence.citations) for sentence in answer.sentences)
    profiles = edition.index.profiles
    table = None
    if answer.table:
        rows = (
            Row(producer_link(profiles, row.producer), tuple(linked(v.text, v.citations) for v in row.values))
            for row in answer.table.rows
        )
        table = TableView(answer.table.title, tuple(rows))
    unclear = answer.producers if answer.status == "clarify" else ()
    return Turn(
        number=before.number,
        before=before.carried,
        question=posed.question,
        about=posed.about,
        status=answer.status,
        headline=HEADLINES[answer.status],
        sentences=sentences[: answer.table.lead] if answer.table else sentences,
        table=table,
        cards=cards(edition, answer.citations, f"{prefix}-c", apart=answer.status == "conflict"),
        nearest=cards(edition, answer.suggestions[:NEAREST], f"{prefix}-s", apart=True),
        named=answer.producers,
        candidates=tuple(profiles[id] for id in unclear if id in profiles),
        version=answer.index_version,
        plain=plain(edition, posed.question, answer),
    )


def plain(edition: Edition, question: str, answer: Answer) -> str:
    """An answer as text to keep: the question, each sentence with its numbers, and the cited places.

    Lines that are addresses of this site begin with a slash; only the browser knows its origin.
    """
    said = [sentence.text + "".join(f" [{n}]" for n in sentence.citations) for sentence in answer.sentences]
    sources = []
    for citation in answer.citations:
        place = place_of(edition, citation.document, Span(citation.start, citation.end))
        words = " ".join(citation.text.split())
        sources.append(f"[{citation.n}] “{words}”\n{place.link.name}\n{place.url}")
    return "\n\n".join([question, "\n".join(said), *sources])


def glimpses(edition: Edition, found: Sequence[Passage]) -> tuple[Glimpse, ...]:
    """The first of the passages that were found."""
    return tuple(
        Glimpse(
            producer_link(edition.index.profiles, passage.producer).name,
            place_of(edition, passage.document, passage.span).section,
            " ".join(passage.text.split())[:240],
            edition.index.documents[passage.document].language,
        )
        for passage in found[:NEAREST]
    )

"""What is asked, what a right answer must hold, and what was answered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from origin_qa.errors import UsageError
from origin_qa.types import Answer, Status

Expectation = Literal["answered", "conflict", "not_found", "clarify", "any"]


@dataclass(frozen=True, slots=True)
class Cite:
    """A string that a cited passage must hold; it may come from any document if `file` is None."""

    contains: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least `n` of these groups of alternative names must occur in the answer."""

    n: int
    of: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of a question file; `tests/eval/README.md` explains the fields.

    `producer` is whom the question is about: for scoring only, never shown to the assistant.
    """

    id: str
    kind: str
    question: str
    expect: Expectation
    history: tuple[str, ...] = ()
    page_producer: str | None = None
    producer: str | None = None
    accept: tuple[Status, ...] = ()
    contains: tuple[str | tuple[str, ...], ...] = ()
    not_contains: tuple[str, ...] = ()
    cites: tuple[str | Cite | tuple[str | Cite, ...], ...] = ()
    cites_mode: Literal["any", "all"] = "any"
    min_of: Minimum | None = None

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of alternatives of which the answer must hold one each."""
        return tuple((group,) if isinstance(group, str) else group for group in self.contains)

    @property
    def cite_groups(self) -> tuple[tuple[Cite, ...], ...]:
        """The expected citations, each as its alternatives."""
        return tuple(
            tuple(
                Cite(alternative) if isinstance(alternative, str) else alternative
                for alternative in (group if isinstance(group, tuple) else (group,))
            )
            for group in self.cites
        )


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it was given: the document's path and the slice `start:end` in code points."""

    source: str
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the assistant answered to the question of the same id."""

    id: str
    status: Status
    answer: str = ""
    citations: tuple[Cited, ...] = ()
    latency_ms: float | None = None

    @classmethod
    def of(cls, id: str, answer: Answer, latency_ms: float) -> "Prediction":
        """The assistant's answer to question `id`, reduced to what is judged."""
        cited = tuple(Cited(c.document, c.text, c.start, c.end) for c in answer.citations)
        return cls(id, answer.status, answer.text, cited, latency_ms)


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON Lines file, in its order; blank lines are skipped.

    Raises:
        UsageError: the file can't be read, holds no question, repeats an id, or a line isn't a question.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Can't read the questions in {path}: {error}. Name a UTF-8 .jsonl file.") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = msgspec.json.decode(line, type=Question)
        except msgspec.DecodeError as error:
            raise UsageError(
                f"{path}, line {number}, is not a question: {error}. Correct that line."
            ) from error
        if question.id in questions:
            raise UsageError(
                f"{path}, line {number}, repeats the id {question.id!r}. Give it one of its own."
            )
        questions[question.id] = question
    if not questions:
        raise UsageError(f"{path} holds no question. Write one JSON object a line.")
    return tuple(questions.values())

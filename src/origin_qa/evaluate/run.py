"""Asking the questions of a file and scoring what comes back."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from origin_qa.evaluate.questions import Prediction, Question, read_questions
from origin_qa.evaluate.scoring import Report, score_questions
from origin_qa.types import Answer, Profile, SourceDocument


class Library(Protocol):
    """What an index holds."""

    @property
    def documents(self) -> Mapping[str, SourceDocument]:
        """The documents by path."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The profiles by producer."""


class Asked(Protocol):
    """What is evaluated: something that answers questions from an index."""

    @property
    def index(self) -> Library:
        """Where its answers come from."""

    def ask(self, question: str, history: Sequence[str] = (), page_producer: str | None = None) -> Answer:
        """The answer to a question, after the earlier ones, on the page of a producer."""


def evaluate(
    assistant: Asked, questions_path: Path, progress: Callable[[int, int], None] | None = None
) -> Report:
    """Ask every question of a JSON Lines file, one after the other, and score the answers.

    `progress` is called after each question with the number done and the number of all.

    Raises:
        UsageError: the file can't be read or isn't a question file.
    """
    questions = read_questions(questions_path)
    predictions: dict[str, Prediction] = {}
    for done, question in enumerate(questions, start=1):
        predictions[question.id] = _predict(assistant, question)
        if progress:
            progress(done, len(questions))
    index = assistant.index
    texts = {path: document.text for path, document in index.documents.items()}
    owners = {path: profile.id for profile in index.profiles.values() for path in profile.documents}
    return score_questions(questions, predictions, texts, owners)


def _predict(assistant: Asked, question: Question) -> Prediction:
    started = time.perf_counter()
    answer = assistant.ask(question.question, question.history, question.page_producer)
    return Prediction.of(question.id, answer, 1000 * (time.perf_counter() - started))

"""What is answered in the course of a request, overheard in one place.

An edition says each answer that it gives; whoever listens around the request (the journal, the metrics)
gets them, whichever page, endpoint or stream asked. Outside of `listening` nothing is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from origin_qa.types import Answer


@dataclass(frozen=True, slots=True)
class Heard:
    """A question with its conversation, the answer, and how long the visitor waited for it.

    `fresh` tells that it was answered just now and not from memory.
    """

    question: str
    history: tuple[str, ...]
    page_producer: str | None
    answer: Answer
    seconds: float
    fresh: bool


_listener: ContextVar[list[Heard] | None] = ContextVar("listener", default=None)


def say(heard: Heard) -> None:
    """Tell the listener of this request, if there is one."""
    listener = _listener.get()
    if listener is not None:
        listener.append(heard)


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """Collect what is answered within the block, in threads that it starts as well."""
    heard: list[Heard] = []
    token = _listener.set(heard)
    try:
        yield heard
    finally:
        _listener.reset(token)


@contextmanager
def unheard() -> Iterator[None]:
    """Keep from the listener what is answered within the block: it was asked before and is shown again."""
    token = _listener.set(None)
    try:
        yield
    finally:
        _listener.reset(token)


def new_question(heard: Sequence[Heard]) -> Heard | None:
    """The question that a request brought: a page answers the whole conversation again, the new one last."""
    return max(reversed(heard), key=lambda each: len(each.history), default=None)

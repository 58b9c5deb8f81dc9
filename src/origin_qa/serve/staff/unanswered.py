"""What customers asked and no document answered, in groups of like questions."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import numpy as np

from origin_qa.attributes import fold
from origin_qa.journal import Asked, Unanswered
from origin_qa.serve.links import source_url
from origin_qa.serve.places import Link
from origin_qa.serve.service import Edition
from origin_qa.serve.staff.grouping import group_alike
from origin_qa.types import Profile, Span

KEPT_VECTORS = 4_096


@dataclass(frozen=True, slots=True)
class UnansweredGroup:
    """Questions that ask nearly the same of the same producers; the one asked most often leads."""

    questions: tuple[Unanswered, ...]
    producers: tuple[str, ...]
    nearest: Link | None

    @property
    def lead(self) -> Unanswered:
        """The question that speaks for the group."""
        return self.questions[0]

    @property
    def count(self) -> int:
        """How often all of them were asked."""
        return sum(question.count for question in self.questions)

    @property
    def last(self) -> datetime:
        """When one of them was asked last."""
        return max(question.last for question in self.questions)


class QuestionGroups:
    """Groups questions by the vectors of an edition, each of which is computed once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._edition: Edition | None = None
        self._vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}

    def of(self, edition: Edition, questions: Sequence[Unanswered]) -> tuple[UnansweredGroup, ...]:
        """The groups, the most asked first."""
        if not questions:
            return ()
        profiles = edition.index.profiles
        masked = [mask_names(question.question, profiles.values()) for question in questions]
        about = [_about(question) for question in questions]
        rows = group_alike(self._encoded(edition, masked), about)
        groups = [_group(edition, [questions[row] for row in group]) for group in rows]
        return tuple(sorted(groups, key=lambda group: (-group.count, -group.last.timestamp())))

    def _encoded(
        self, edition: Edition, texts: Sequence[str]
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        with self._lock:
            if self._edition is not edition or len(self._vectors) > KEPT_VECTORS:
                self._edition, self._vectors = edition, {}
            for text in texts:
                if text not in self._vectors:
                    self._vectors[text] = np.asarray(edition.index.encode(text).vector, dtype=np.float32)
            return np.stack([self._vectors[text] for text in texts])


def mask_names(question: str, profiles: Iterable[Profile]) -> str:
    """The question with producers' names as `it`: questions about one producer are not alike for that."""
    names = {name for profile in profiles for name in (profile.name, *profile.aliases)}
    for name in sorted(names, key=len, reverse=True):
        question = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "it", question, flags=re.IGNORECASE)
    return question


def _about(question: Unanswered) -> tuple[str, ...]:
    return tuple(sorted(question.producers)) or ((question.page_producer,) if question.page_producer else ())


def _group(edition: Edition, questions: Sequence[Unanswered]) -> UnansweredGroup:
    ordered = sorted(questions, key=lambda question: (-question.count, -question.last.timestamp()))
    lead = ordered[0]
    nearest = None
    if lead.nearest and lead.nearest.document in edition.index.documents:
        place = lead.nearest
        nearest = Link(" ".join(place.text.split()), source_url(place.document, Span(place.start, place.end)))
    return UnansweredGroup(tuple(ordered), _about(lead), nearest)


def with_asking(
    groups: Sequence[UnansweredGroup], id: int, recorded: Callable[[], Sequence[Asked]]
) -> UnansweredGroup | None:
    """The group that holds the asking `id`, None if it is not open.

    A group is known by its latest askings. A page that was loaded before the last one has an older
    id, which is then looked for among the `recorded` questions.
    """
    for group in groups:
        if any(question.id == id for question in group.questions):
            return group
    asked = next((each for each in recorded() if each.id == id), None)
    if asked is None or asked.done is not None:
        return None
    same = fold(asked.question)
    return next((g for g in groups if any(fold(q.question) == same for q in g.questions)), None)

"""Makes a follow-up stand alone, from the earlier questions only.

Pronouns and ellipsis are resolved by what the customer said before: the producer last named, and
the question that an elliptical one (`and of …?`, `since which year?`) leaves out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from origin_qa.answer.question import Question, QuestionReader
from origin_qa.answer.words import ANAPHORA, GENERAL_VERBS, QUESTION_NOUNS, TOPIC_WORDS

REMEMBERED = 6
"""Earlier questions that are looked at."""

_ADDS_NOTHING = TOPIC_WORDS | GENERAL_VERBS | QUESTION_NOUNS
_LINKS = ("and", "what about", "how about", "y", "und", "et", "e", "or", "same for", "also")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question made to stand alone, and the producers that its conversation is about."""

    question: Question
    carried: tuple[str, ...]


def stand_alone(text: str, history: Sequence[str], reader: QuestionReader) -> Turn:
    """Read `text` as the latest of a conversation; `history` holds the earlier questions, oldest first."""
    question = reader.read(text)
    earlier = [reader.read(asked) for asked in history[-REMEMBERED:] if asked.strip()]
    carried = next((asked.named for asked in reversed(earlier) if asked.named), ())
    if not earlier:
        return Turn(question, carried)
    completed = _completed(question, earlier[-1])
    if completed is None:
        return Turn(question, carried)
    return Turn(reader.read(completed), question.named or carried)


def _completed(question: Question, before: Question) -> str | None:
    """The words of an elliptical question with what it leaves out, None where nothing is left out."""
    if question.cues:
        return None
    new = [word for word in question.content if word not in _ADDS_NOTHING]
    linked = question.masked.startswith(_LINKS)
    if question.named and not new:
        return _with_subject(before, _words(question))
    if linked and len(new) == 1 and not question.named and len(question.tokens) <= 5:
        return _with_subject(before, new)
    if not new and not question.named:
        return f"{' '.join(before.tokens)} {' '.join(question.tokens)}"
    return None


def _words(question: Question) -> list[str]:
    return [word for mention in question.mentions for word in question.tokens[mention.start : mention.end]]


def _with_subject(before: Question, subject: Sequence[str]) -> str:
    """The earlier question asked of another subject."""
    tokens = list(before.tokens)
    if before.mentions:
        first = before.mentions[0]
        tokens[first.start : first.end] = subject
        return " ".join(tokens)
    for position, word in enumerate(tokens):
        if word in ANAPHORA:
            tokens[position : position + 1] = subject
            return " ".join(tokens)
    return " ".join([*tokens, *subject])

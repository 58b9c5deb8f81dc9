"""Makes a follow-up stand alone, from the earlier questions only.

Pronouns and ellipsis are resolved by what the customer said before: the producer last named, and
the question that an elliptical one (`and of …?`, `since which year?`) leaves out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from origin_qa.answer.question import Question, QuestionReader
from origin_qa.answer.words import ANAPHORA, GENERAL_VERBS, QUESTION_NOUNS, TOPIC_WORDS

REMEMBERED = 6
"""Earlier questions that are looked at."""

_ADDS_NOTHING = TOPIC_WORDS | GENERAL_VERBS | QUESTION_NOUNS | {"question", "thing", "again", "ok", "okay"}
_INSTEAD = re.compile(r"^(?:and |ok |what about |how about )*(?:the )?(?P<kind>\w+) ones?$")
"""Another kind of what was asked about: `and the green one?`"""
_OTHER = re.compile(r"\bthe other(?: one| producer| co op| cooperative| group)?\b")
_THAT = frozenset("that this".split())
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_LINKED = 5
"""Words of a question that only puts something else in the place of what was asked about: `and what about Jaén?`"""
_FRAGMENT = 4
"""Words of a question that may be a part of the one before without a pronoun: `since which year exactly?`"""
_SHORT = 7
"""Words of a question that may lean on the one before by a `that` alone."""
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
    completed = _of_the_other(question, earlier) or _completed(question, earlier[-1])
    if completed is None:
        return Turn(question, carried)
    return Turn(reader.read(completed), question.named or carried)


def _completed(question: Question, before: Question) -> str | None:
    """The words of an elliptical question with what it leaves out, None where nothing is left out."""
    new = [word for word in question.content if word not in _ADDS_NOTHING and not _YEAR.fullmatch(word)]
    linked = question.masked.startswith(_LINKS) and len(question.tokens) <= _LINKED
    named = linked and len(new) == 1 and new[0] in question.capitals and not question.named
    if any(cue.strength for cue in question.cues) or (question.cues and new and not named):
        return None
    if (kind := _INSTEAD.match(question.masked)) and (changed := _of_another_kind(before, kind["kind"])):
        return changed
    if not new and question.year and before.year and not question.named:
        return _YEAR.sub(str(question.year), " ".join(before.tokens))
    if question.named and not new:
        return _with_subject(before, _words(question))
    if linked and len(new) == 1 and not question.named:
        return _with_subject(before, new)
    whole = len(question.tokens) > _FRAGMENT and not ANAPHORA & set(question.tokens)
    if not new and not question.named and not whole:
        return f"{' '.join(before.tokens)} {' '.join(question.tokens)}"
    if (
        len(new) <= 1
        and len(question.tokens) <= _SHORT
        and not question.named
        and _THAT & set(question.tokens)
    ):
        return " ".join([*question.tokens, *before.content])
    return None


def _of_the_other(question: Question, earlier: Sequence[Question]) -> str | None:
    """The latest question asked of the other one of the two producers that the conversation is about."""
    latest = next((asked for asked in reversed(earlier) if len(asked.named) == 1), None)
    if question.named or latest is None or not _OTHER.search(question.masked):
        return None
    others = {id for asked in earlier for id in asked.named} - set(latest.named)
    if len(others) != 1:
        return None
    name = others.pop().replace("-", " ")
    asks_more = bool(question.cues) or any(word not in _ADDS_NOTHING | {"other"} for word in question.content)
    return f"{' '.join(question.tokens)} {name}" if asks_more else _with_subject(latest, name.split())


def _of_another_kind(before: Question, kind: str) -> str | None:
    """The earlier question with its first pair of telling words, `white pepper`, made one of another kind."""
    for position, (word, following) in enumerate(zip(before.tokens, before.tokens[1:], strict=False)):
        if {word, following} <= set(before.content):
            return " ".join([*before.tokens[:position], kind, *before.tokens[position + 1 :]])
    return None


def _words(question: Question) -> list[str]:
    return [word for mention in question.mentions for word in question.tokens[mention.start : mention.end]]


def _with_subject(before: Question, subject: Sequence[str]) -> str:
    """The earlier question asked of another subject."""
    tokens = list(before.tokens)
    if before.mentions:
        first, *others = before.mentions
        for other in reversed(others if len(before.named) == 1 else []):
            del tokens[other.start : other.end]
        tokens[first.start : first.end] = subject
        return " ".join(tokens)
    for position, word in enumerate(tokens):
        if word in ANAPHORA:
            tokens[position : position + 1] = subject
            return " ".join(tokens)
    return " ".join([*tokens, *subject])

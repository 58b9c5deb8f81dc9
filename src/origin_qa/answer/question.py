"""Reads a question: whom it names, what it asks for, and in which words.

Nothing here looks at passages. The result is what every later stage decides by.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from origin_qa.answer.asked import asked_for
from origin_qa.answer.naming import Mention, Names
from origin_qa.answer.terms import is_shortened, stem
from origin_qa.answer.wanted import Wanted, wanted
from origin_qa.answer.words import (
    ABBREVIATIONS,
    FUNCTION_WORDS,
    GENERAL_VERBS,
    LANGUAGES,
    QUESTION_NOUNS,
    language_of,
)
from origin_qa.attributes import CueMatch, attributes, fold, read_examples
from origin_qa.attributes.values import grammar

_PART = 3
"""Letters that each half of a compound word has at least."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    `tokens` are folded and spelling-corrected; `masked` is their text with every producer's name
    replaced by `it`; `content` are the words that say what is asked, without producers' names. `of_all` is
    the probability that it asks about all producers, None where nothing tells. `capitals` are the folded
    words that it writes with a capital within itself.
    """

    text: str
    language: str
    tokens: tuple[str, ...]
    masked: str
    mentions: tuple[Mention, ...]
    cues: tuple[CueMatch, ...]
    wanted: Wanted
    year: int | None
    of_all: float | None
    capitals: frozenset[str]
    content: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The producers that the question itself names, in its order."""
        return tuple(dict.fromkeys(p for mention in self.mentions for p in mention.producers))


@cache
def _cue_words() -> frozenset[str]:
    words: set[str] = set()
    for attribute in attributes().values():
        for cue in (*attribute.cues, *attribute.examples):
            words.update(
                fold(part) for part in re.split(r"[ |]", cue.replace("$", "")) if not part.endswith("*")
            )
        for labels in (*attribute.labels.values(), attribute.nouns):
            words.update(word for label in labels for word in fold(label).split())
    return frozenset(word for word in words if word)


@cache
def _example_words() -> frozenset[str]:
    """The words of the English example questions and labels: ordinary ones, whatever else knows them.

    What only one of them has, or one writes with a capital within itself, may be a name.
    """
    counts: Counter[str] = Counter()
    names: set[str] = set()
    for _, language, text in (*read_examples("questions"), *read_examples("labels")):
        if language == "en":
            counts.update(set(fold(text).split()))
            names |= _capitalised(text, language)
    return frozenset(word for word, seen in counts.items() if seen > 1) - names


@cache
def _cue_prefixes() -> tuple[str, ...]:
    """Beginnings of words that cues leave open at the end: `harvest` for `harvest*`."""
    parts = (part for entry in attributes().values() for cue in entry.cues for part in re.split(r"[ |]", cue))
    return tuple(sorted({fold(part) for part in parts if part.endswith("*") and len(part) > 5}))


class QuestionReader:
    """Understands questions about the producers and the words of one index."""

    def __init__(
        self,
        names: Names,
        corpus_words: frozenset[str],
        is_word: Callable[[str], bool],
        classify: Callable[[str], Mapping[str, Mapping[str, float]]] = lambda _: {},
    ) -> None:
        """Make a reader of questions.

        `is_word` tells whether a folded word is an ordinary one, to be left as it is spelt; `classify` what a
        masked question most likely asks for (`attribute`), and of whom (`scope`).
        """
        self._classify = classify
        self._names = names
        self._known = corpus_words | _cue_words() | FUNCTION_WORDS | frozenset(names.words())
        self._is_word = is_word
        self._spellings = sorted(word for word in self._known if len(word) > 2 and word.isalpha())

    def read(self, text: str) -> Question:
        """Understand `text` on its own, without its conversation."""
        raw = written_out(text)
        known = frozenset(
            word for word in raw if word in self._known or self._is_word(word) or word in _example_words()
        )
        mentions = self._names.find(raw, known)
        inside = {i for mention in mentions for i in range(mention.start, mention.end)}
        # A name keeps its own language's articles in any question.
        language = language_of([word for i, word in enumerate(raw) if i not in inside], text)
        # The words that slips are mended to are mostly English ones; other languages stay as they are.
        mend = self._corrected if language == "en" else str
        capitals = _capitalised(text, language)
        kept = known | capitals
        tokens = [word if i in inside or word in kept else mend(word) for i, word in enumerate(raw)]
        if not mentions and (mentions := self._names.find(tokens, known)):
            inside = {i for mention in mentions for i in range(mention.start, mention.end)}
        masked = _mask(tokens, mentions)
        year = re.search(grammar()["Y"], text)
        likely = self._classify(masked)
        return Question(
            text=text,
            language=language,
            tokens=tuple(tokens),
            masked=masked,
            mentions=mentions,
            cues=asked_for(masked, likely.get("attribute", {}), language),
            wanted=wanted(masked),
            year=int(year.group()) if year else None,
            of_all=likely["scope"]["all"] if "scope" in likely else None,
            capitals=capitals,
            content=tuple(
                token for i, token in enumerate(tokens) if i not in inside and token not in FUNCTION_WORDS
            ),
        )

    def is_vocabulary(self, word: str) -> bool:
        """Whether a folded word is one by which attributes are called or asked for: Robusta, smallholders."""
        return word in _cue_words()

    def is_said(self, word: str) -> bool:
        """Whether a folded word is one of the vocabulary's own or of those that questions are made of."""
        return word in self._known or word in QUESTION_NOUNS | GENERAL_VERBS | LANGUAGES

    def is_usual(self, word: str) -> bool:
        """Whether a folded word is one that the example questions and labels use."""
        return word in _example_words()

    def is_known(self, word: str) -> bool:
        """Whether a folded word occurs in the corpus, the vocabulary or the language."""
        return (
            word in self._known
            or self._is_word(word)
            or word in _example_words()
            or any(self._is_word(base) for base in _bases(word))
            or word.startswith(_cue_prefixes())
            or is_shortened(stem(word), _cue_words())
            or self._compound(word)
        )

    def _compound(self, word: str) -> bool:
        """Whether a word is made of two: `landlocked`, `housebuilding`."""
        cuts = range(_PART, len(word) - _PART + 1)
        return any(self._is_word(word[:cut]) and self._is_word(word[cut:]) for cut in cuts)

    def _corrected(self, word: str) -> str:
        """The known word that `word` is a slip of, else `word` itself."""
        if len(word) < 4 or not word.isalpha():
            return word
        best = process.extract(
            word, self._spellings, scorer=OSA.normalized_similarity, score_cutoff=0.74, limit=20
        )
        # Of equally near words the one with the same first letter, which slips seldom hit, and the same letters.
        own = sorted(word)
        ranked = sorted(
            best,
            key=lambda hit: hit[1] + 0.05 * (hit[0][0] == word[0]) + 0.04 * (sorted(hit[0]) == own),
            reverse=True,
        )
        return ranked[0][0] if ranked else word


def _capitalised(text: str, language: str) -> frozenset[str]:
    """The folded words that a question writes with a capital within itself: names, not slips.

    Where most words have one it tells nothing; in German, where nouns have one, only capitals do.
    """
    words = re.findall(r"[^\W\d_]+", text)
    capital = [word for word in words[1:] if (word.isupper() if language == "de" else word[0].isupper())]
    return frozenset(fold(" ".join(capital)).split()) if 2 * len(capital) < len(words) else frozenset()


def written_out(text: str) -> list[str]:
    """The folded words of a question, contractions parted and usual abbreviations written out."""
    parted = re.sub(r"(?<=\w)['’](?=(?:ve|re|ll|d|m)\b)", " ", text)
    return [part for word in fold(parted).split() for part in ABBREVIATIONS.get(word, (word,))]


def whole_characters(text: str) -> str:
    """`text` with each lone surrogate, half a character that damaged input may hold, as a question mark."""
    return text.encode("utf-8", "replace").decode()


def _mask(tokens: Sequence[str], mentions: Sequence[Mention]) -> str:
    # A place is left standing: `the water for the fields in Jaén` is not about `it`.
    starts = {mention.start: mention.end for mention in mentions if mention.by != "place"}
    words: list[str] = []
    position = 0
    while position < len(tokens):
        if position in starts:
            words.append("it")
            position = starts[position]
        else:
            words.append(tokens[position])
            position += 1
    return " ".join(words)


_BEGINNINGS = ("un", "in", "non", "re", "pre", "over", "mis")
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("ly", ""),
)  # fmt: skip


def _bases(word: str) -> list[str]:
    """The words that an English word may be a form of: `robberies` of `robbery`, `unpruned` of `prune`."""
    ended = [word, *(word[: -len(end)] + base for end, base in _ENDINGS if word.endswith(end))]
    begun = [base[len(start) :] for start in _BEGINNINGS for base in ended if base.startswith(start)]
    return [base for base in (*ended[1:], *begun) if len(base) >= _PART]

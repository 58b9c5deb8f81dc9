"""How telling a word is in this corpus, and how well a stretch of text covers a question's words."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from origin_qa.answer.words import FUNCTION_WORDS, GENERAL_VERBS, QUESTION_NOUNS, TOPIC_WORDS
from origin_qa.attributes import fold
from origin_qa.types import Passage


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Snowball stem of a folded word (Porter 2, English)."""
    return str(_stemmer()(word))


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    from Stemmer import Stemmer

    return Stemmer("english").stemWord  # type: ignore[no-any-return]


@lru_cache(maxsize=16_384)
def stems(text: str) -> frozenset[str]:
    """Stems of the content words of `text`."""
    return frozenset(stem(word) for word in fold(text).split() if word not in FUNCTION_WORDS)


ASKING = stems(" ".join((*TOPIC_WORDS, *GENERAL_VERBS, *QUESTION_NOUNS)))
"""The stems of words that a question may hold without telling what it asks for."""

_SHORTENED = 4
"""Letters by which a word is known that is cut short."""


def is_shortened(word: str, among: Collection[str]) -> bool:
    """Whether `word` is a long enough beginning of another one: certs, coop, info."""
    return len(word) >= _SHORTENED and any(other.startswith(word) for other in among)


class Terms:
    """Document frequencies of stems over the passages of an index."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._count = max(len(passages), 1)
        self._frequency = Counter(found for passage in passages for found in stems(passage.text))

    def weight(self, stemmed: str) -> float:
        """Inverse document frequency, between 0 and 1; 1 for a stem that no passage holds."""
        frequency = self._frequency.get(stemmed, 0)
        return math.log((self._count + 1) / (frequency + 1)) / math.log(self._count + 1)

    def occurs(self, stemmed: str) -> bool:
        """Whether any passage holds the stem."""
        return stemmed in self._frequency

    def coverage(self, asked: Iterable[str], held: frozenset[str]) -> float:
        """The share of the weight of the stems `asked` that `held` has; 1 when nothing is asked."""
        weights = {found: 0.1 + self.weight(found) for found in set(asked)}
        total = sum(weights.values())
        return sum(weight for found, weight in weights.items() if found in held) / total if total else 1.0

"""Which attribute a label of a fact sheet means that the vocabulary doesn't list.

A naive Bayes classifier over the words of a label (Manning, Raghavan and Schütze, 2008, "Introduction to
Information Retrieval", chapter 13), learned from the labels of the vocabulary and from those of
`examples/labels.tsv`. What kind of value stands beside the label decides with it: `Height of the farms: 900 –
1,650 m` is an altitude, `Height of the farms: modest` is nothing known.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from origin_qa.attributes.examples import read_examples
from origin_qa.attributes.folding import fold
from origin_qa.attributes.labels import spelt_apart, unit_of_label
from origin_qa.attributes.vocabulary import attributes

NONE = "none"
"""The class of labels that mean no attribute."""

_STOP = frozenset(
    """
    the a an of our we in at is are to and for its it their they with by from on as this has have do does no
    el la los las de del y en su sus un una der die das des den dem und von im am ihr ihre le les du et au aux
    o os as da do dos e em na no seu sua
    """.split()
)
_STEM = 6
"""Letters by which forms of a word are known as one: `harvest`, `harvesting`."""
_UNSEEN = 0.05
"""How often a word counts as seen with an attribute whose labels never have it."""
_UNSEEN_NONE = 0.5
"""The same of labels that mean none, which may hold any word."""
_EXACT = math.log(1000)
"""What it adds that the very label is an example."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """An attribute, or NONE, and the logarithm of how likely the words of a label are for it."""

    attribute: str
    log: float


@lru_cache(maxsize=10_000)
def likely_attributes(label: str) -> tuple[Likelihood, ...]:
    """What the words of `label` may mean, the likeliest first; () where none of them was ever seen in a label.

    Of the very labels that are known to mean no attribute nothing else is likely.
    """
    words = _words(label)
    model = _model()
    if NONE in model.exact.get(fold(label), ()):
        return (Likelihood(NONE, 0.0),)
    if not any(word in model.seen for word in words):
        return ()
    known = model.exact.get(fold(label), frozenset())
    scored = [
        Likelihood(key, sum(model.log_probability(key, word) for word in words) + (key in known) * _EXACT)
        for key in model.counts
    ]
    return tuple(sorted(scored, key=lambda one: -one.log))


def is_explained_by(attribute: str, label: str) -> bool:
    """Whether every word of a label is one that labels of the attribute have; `Compost output` is of another thing."""
    return all(_model().counts[attribute][word] for word in _words(label))


@dataclass(frozen=True, slots=True)
class _Model:
    """Counts of words by attribute, every word that any label has, and what each folded example means."""

    counts: Mapping[str, Counter[str]]
    totals: Mapping[str, float]
    seen: frozenset[str]
    exact: Mapping[str, frozenset[str]]

    def log_probability(self, key: str, word: str) -> float:
        unseen = _UNSEEN_NONE if key == NONE else _UNSEEN
        size = len(self.seen)
        return math.log((self.counts[key][word] + unseen) / (self.totals[key] + unseen * size))


@cache
def _model() -> _Model:
    counts: dict[str, Counter[str]] = {key: Counter() for key in (*attributes(), NONE)}
    examples = list(_examples())
    for key, label in examples:
        counts[key].update(set(_words(label)))
    totals = {key: float(sum(words.values())) for key, words in counts.items()}
    seen = frozenset(word for words in counts.values() for word in words)
    exact: dict[str, set[str]] = defaultdict(set)
    for key, label in examples:
        exact[fold(label)].add(key)
    return _Model(counts, totals, seen, {label: frozenset(keys) for label, keys in exact.items()})


def _examples() -> Iterator[tuple[str, str]]:
    for attribute in attributes().values():
        for labels in attribute.labels.values():
            yield from ((attribute.id, label) for label in labels)
    yield from ((key, label) for key, _, label in read_examples("labels"))


def is_known_label(label: str) -> bool:
    """Whether a label is the very one of an example that means an attribute."""
    return bool(set(_model().exact.get(fold(label), ())) - {NONE})


def _words(label: str) -> list[str]:
    words = [word for word in fold(unit_of_label(spelt_apart(label))[0]).split() if word not in _STOP]
    return [re.sub(r"(?<=\w{3})e?s$", "", word)[:_STEM] for word in words if not word.isdigit()]

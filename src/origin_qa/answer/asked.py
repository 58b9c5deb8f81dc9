"""Which attribute a question asks for, and which of its words that leaves unexplained."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from origin_qa.answer.terms import is_shortened, stem
from origin_qa.answer.words import GENERAL_VERBS, QUESTION_NOUNS, TOPIC_WORDS
from origin_qa.attributes import CueMatch, attributes, excluded, fold, match_cues, read_examples

_LIKELY = 0.2
"""Probability from which an attribute is taken for what a question asks for."""
_ALSO = 0.15
"""The same for a further one."""
_CUED, _CUED_ELSEWHERE = 0.3, 0.6
"""What the strongest cue adds to the probability of its attribute. Half of the cues that the classifier finds
unlikely are wrong; in other languages it was taught less, and cues are worth more."""
_COMPARED = 0.3
"""What is left of the probability that a question asks for none where it names two producers."""
_OTHER = "other"


def asked_for(masked: str, likely: Mapping[str, float], language: str) -> tuple[CueMatch, ...]:
    """The attributes that a masked question asks for, the likeliest first, by its cue words and by what it is like."""
    cues = match_cues(masked)
    if _OTHER not in likely:
        return cues
    # Two producers are named to be compared in something; `who` is which of them.
    compared = masked.split().count("it") > 1
    weights = {
        key: chance
        for key, chance in likely.items()
        if key == _OTHER or compared or not excluded(key, masked)
    }
    if compared:
        weights[_OTHER] *= _COMPARED
    for cue in cues[:1]:
        weights[cue.attribute] = weights.get(cue.attribute, 0.0) + (
            _CUED if language == "en" else _CUED_ELSEWHERE
        )
    ranked = sorted(weights, key=lambda key: -weights[key])
    if ranked[0] == _OTHER or weights[ranked[0]] < _LIKELY:
        return ()
    by_cue = {cue.attribute: cue for cue in cues}
    return tuple(
        by_cue.get(key) or CueMatch(key, 0, frozenset())
        for key in ranked
        if key != _OTHER and weights[key] >= _ALSO
    )


def left_over(content: Iterable[str], cue: CueMatch) -> tuple[str, ...]:
    """Content words that the attribute behind `cue` doesn't explain."""
    explained = _explained_by(cue.attribute) | {stem(word) for word in cue.words}
    return tuple(
        word
        for word in content
        if word not in TOPIC_WORDS | GENERAL_VERBS | QUESTION_NOUNS
        and stem(word) not in explained
        and not is_shortened(stem(word), explained)
        and not re.fullmatch(r"(?:19|20)\d\d", word)
    )


_TYPICAL = 0.25
"""Share of a word's examples that an attribute has at least for the word to be one of its own."""
_EVERYWHERE = 6
"""Attributes whose examples have a word that any question may use: wondering, print, roughly."""


@cache
def _explained_by(attribute: str) -> frozenset[str]:
    """The stems of words by which an attribute is called or asked for, and of those that ask for anything."""
    entry = attributes()[attribute]
    texts = (*(label for labels in entry.labels.values() for label in labels), *entry.nouns, *entry.examples)
    owners = _owners()
    typical = {
        word
        for word, counts in owners.items()
        if len(counts) >= _EVERYWHERE or counts[attribute] >= _TYPICAL * counts.total()
    }
    return frozenset(typical | {stem(word) for text in texts for word in fold(text).split()})


@cache
def _owners() -> Mapping[str, Counter[str]]:
    """For each stem, how many examples of each attribute have it."""
    owners: dict[str, Counter[str]] = defaultdict(Counter)
    for key, _, text in (*read_examples("questions"), *read_examples("labels")):
        for word in {stem(word) for word in fold(text).split()}:
            owners[word][key] += 1
    return owners

"""Looks facts up across producers: by name, by what a fact is called, and by its value, misspelt or not."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from origin_qa.answer.facts import FactRow, fact_table, find_facts
from origin_qa.answer.words import FUNCTION_WORDS
from origin_qa.attributes import attributes, fold, match_cues
from origin_qa.serve.links import producer_url
from origin_qa.serve.places import Link, place_of
from origin_qa.serve.readings import normalised
from origin_qa.serve.service import Edition
from origin_qa.types import Fact, Profile

_PREFIX = 0.9
_CUE = 0.95
_SLIP = 0.74
"""Similarity from which a word counts as a misspelling (OSA, normalised): one slip in four letters."""
_SPELT = 4
"""Letters from which a word may be misspelt."""
_VALUE = 0.8
"""What a word in a value is worth beside one in a name or label."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, and filters that are empty where anything goes."""

    words: str = ""
    producer: str = ""
    attribute: str = ""
    country: str = ""
    disagreeing: bool = False


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact with what a table shows of it. `status` is "", "conflict" or "history"."""

    producer: Link
    country: str
    title: str
    status: str
    fact: Fact
    language: str
    edition: Edition

    @property
    def source(self) -> Link:
        """The place that states it, named in the language of the request."""
        return source_of(self.edition, self.fact)

    @property
    def read_as(self) -> str:
        """The value as it was understood, its unit with it, in the language of the request."""
        return normalised(self.fact)


@dataclass(frozen=True, slots=True)
class Findings:
    """The facts found, best first. `partly` tells that none has all the words, so some of them sufficed."""

    facts: tuple[FoundFact, ...]
    partly: bool = False


@dataclass(frozen=True, slots=True)
class RivalValue:
    """One of the values that can't all be true, and every place that says it.

    `noun` is what a bare figure counts, empty if the text itself says it.
    """

    text: str
    noun: str
    as_of: int | None
    language: str
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An attribute of a producer whose sources disagree."""

    producer: Link
    country: str
    attribute: str
    title: str
    values: tuple[RivalValue, ...]


class FactSearch:
    """The facts of one edition, each found by its words."""

    def __init__(self, edition: Edition) -> None:
        profiles = sorted(edition.index.profiles.values(), key=lambda profile: profile.name.casefold())
        self._facts = [_found(edition, profile, row) for profile in profiles for row in fact_table(profile)]
        self._places: dict[str, dict[int, float]] = {}
        names = {profile.id: _words(_names(profile)) for profile in profiles}
        for number, found in enumerate(self._facts):
            for word in (*names[found.fact.producer], *_label_words(found.fact, found.title)):
                self._places.setdefault(word, {})[number] = 1.0
            for word in _words((found.fact.raw, found.fact.noun, found.country, str(found.fact.as_of or ""))):
                self._places.setdefault(word, {}).setdefault(number, _VALUE)
        self._spellings = sorted(self._places)
        self.producers: Mapping[str, str] = {profile.id: profile.name for profile in profiles}
        self.attributes = _in_order(self._facts)
        self.countries = sorted({profile.country for profile in profiles if profile.country})

    def find(self, wanted: Wanted) -> Findings:
        """The facts that have every word, or as many of the words as any fact has."""
        among = [n for n, found in enumerate(self._facts) if _passes(found, wanted)]
        words = fold(wanted.words).split()
        cued = {word: cue.attribute for cue in match_cues(" ".join(words)) for word in cue.words}
        telling = [word for word in words if word not in FUNCTION_WORDS or word in cued] or words
        if not telling:
            return Findings(tuple(self._facts[n] for n in among))
        hits = [self._hits(word, cued.get(word)) for word in dict.fromkeys(telling)]
        scored = {n: [hit[n] for hit in hits if n in hit] for n in among}
        most = max(map(len, scored.values()), default=0)
        if not most:
            return Findings(())
        best = [n for n in among if len(scored[n]) == most]
        best.sort(key=lambda n: (self._facts[n].status == "history", -sum(scored[n])))
        return Findings(tuple(self._facts[n] for n in best), partly=most < len(hits))

    def _hits(self, word: str, cued: str | None) -> Mapping[int, float]:
        """The facts that a word finds, with how well: spelt so, begun so, meant so, or nearly so."""
        hits: dict[int, float] = {}
        for spelling, worth in self._spelt(word):
            for number, weight in self._places[spelling].items():
                hits[number] = max(hits.get(number, 0.0), worth * weight)
        if cued:
            for number, found in enumerate(self._facts):
                if found.fact.attribute == cued:
                    hits[number] = max(hits.get(number, 0.0), _CUE)
        if hits or len(word) < _SPELT or not word.isalpha():
            return hits
        near = process.extract(
            word, self._spellings, scorer=OSA.normalized_similarity, score_cutoff=_SLIP, limit=10
        )
        for spelling, likeness, _ in near:
            for number, weight in self._places[spelling].items():
                hits[number] = max(hits.get(number, 0.0), likeness * _VALUE * weight)
        return hits

    def _spelt(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._places:
            yield word, 1.0
        if len(word) > 2 and not word.isdigit():
            at = bisect_left(self._spellings, word)
            while at < len(self._spellings) and self._spellings[at].startswith(word):
                yield self._spellings[at], _PREFIX
                at += 1


def disagreements(edition: Edition) -> tuple[Disagreement, ...]:
    """Every attribute of every producer whose sources disagree, by producer and vocabulary."""
    found = []
    for profile in sorted(edition.index.profiles.values(), key=lambda profile: profile.name.casefold()):
        titles = {row.attribute: row.title for row in fact_table(profile) if row.status == "conflict"}
        for attribute, title in titles.items():
            groups = find_facts(profile, attribute).current
            found.append(
                Disagreement(
                    Link(profile.name, producer_url(profile.id)),
                    profile.country,
                    attribute,
                    title,
                    tuple(_rival(edition, group.facts) for group in groups),
                )
            )
    return tuple(found)


def _rival(edition: Edition, facts: tuple[Fact, ...]) -> RivalValue:
    lead = facts[0]
    return RivalValue(
        " ".join(lead.raw.split()),
        "" if any(map(str.isalpha, lead.raw)) else lead.noun,
        lead.as_of,
        edition.index.documents[lead.document].language,
        tuple(dict.fromkeys(source_of(edition, fact) for fact in facts)),
    )


def source_of(edition: Edition, fact: Fact) -> Link:
    """The place that states a fact, named by document and section."""
    return place_of(edition, fact.document, fact.span).link


def _found(edition: Edition, profile: Profile, row: FactRow) -> FoundFact:
    return FoundFact(
        Link(profile.name, producer_url(profile.id)),
        profile.country,
        row.title,
        row.status,
        row.fact,
        edition.index.documents[row.fact.document].language,
        edition,
    )


def _passes(found: FoundFact, wanted: Wanted) -> bool:
    return (
        wanted.producer in ("", found.fact.producer)
        and wanted.attribute in ("", found.fact.attribute)
        and wanted.country in ("", found.country)
        and (found.status == "conflict" or not wanted.disagreeing)
    )


def _in_order(facts: Iterable[FoundFact]) -> Mapping[str, str]:
    """The titles of the attributes that occur, in the order of the vocabulary, unknown labels last."""
    titles = {found.fact.attribute: found.title for found in facts}
    known = {key: titles[key] for key in attributes() if key in titles}
    return known | dict(sorted((key, title) for key, title in titles.items() if key not in known))


def _names(profile: Profile) -> tuple[str, ...]:
    return (profile.name, *profile.aliases, profile.id.replace("-", " "))


def _label_words(fact: Fact, title: str) -> frozenset[str]:
    return _words((fact.label, title)) | _synonyms(fact.attribute)


@cache
def _synonyms(attribute: str) -> frozenset[str]:
    entry = attributes().get(attribute)
    if entry is None:
        return frozenset()
    return _words((*(label for labels in entry.labels.values() for label in labels), *entry.nouns))


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())

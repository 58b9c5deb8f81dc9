"""Finds which producers a question names: by name, acronym, a telling part of a name, or where they are.

Longer names are matched first and keep their words, so that a look-alike inside a longer name is
not found there. Misspelt names are matched by edit distance (Damerau 1964, through rapidfuzz).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from origin_qa.attributes import fold
from origin_qa.attributes.countries import country_of, country_words
from origin_qa.types import Profile

_GENERIC = frozenset(
    "co op coop cooperative cooperativa cooperatives cooperatieve cooperation koperasi kopi genossenschaft union"
    " association asociacion associacao organisation organization organizacion group grupo company society societe"
    " farmers farmer growers producers productores producer coffee cafe cafes kaffee cafetaleros cafetalera"
    " cafetalero caficultores agricultural agriculture agropecuaria agraria agro organic organico fair trade"
    " fairtrade central consorcio consortium federation federacion primary multipurpose limited ltd factory mill"
    " station washing estate finca farm farms fazenda highlands highland mountain mountains valley sierra north"
    " south east west northern southern eastern western nor oriente new old the of de del la las los el y e and"
    " und et da do dos das for en in services servicios small smallholder smallholders women mujeres womens"
    " coop. province region department district county zone natural washed arabica robusta origin origins single"
    " special reserve aa ab profile page sheet note notes history today partner exporters".split()
)


_PLACES = ("region", "office", "communities")
"""Attributes whose values are places."""
_PLACE = re.compile(
    r"[^\W\d_a-zß-ÿ][\w’'-]*(?:\s(?:(?:de|del|da|do|of|la|las|los)\s)*[^\W\d_a-zß-ÿ][\w’'-]*)*"
)
_OF = re.compile(r"\s(?:de|del|da|do|of)\s")
"""What stands in a name before that of whom it is called after."""
_BODIES = frozenset(
    "coop cooperative cooperativa genossenschaft kooperative union association asociacion associacao"
    " organisation organization society sociedad federation federacion consortium consorcio company factory".split()
)
"""Words that make the place before them the name of a body, which may be another than the producer there."""
_PLACE_LETTERS = 4
"""Letters that the name of a place has at least."""
_JOINED = 6
"""Letters that a name of several words has at least to be found where it is written as one."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a question that names producers: token range `[start, end)` and their ids.

    `by` tells what they were named by: their name, their country, or another place that their pages say they are in.
    """

    start: int
    end: int
    producers: tuple[str, ...]
    by: Literal["name", "country", "place"] = "name"


def full_name(profile: Profile) -> str:
    """A producer's name with the letters that it is known by: `Café Orgánico Miravalle (COMIVA)`."""
    known_by = {profile.id, "".join(word[0] for word in fold(profile.name).split())}
    letters = (alias for alias in profile.aliases if alias.isupper() and fold(alias) in known_by)
    short = next(letters, "")
    return f"{profile.name} ({short})" if short and short not in profile.name else profile.name


def is_of_another(sentence: str, asked: Sequence[str]) -> bool:
    """Whether a sentence has a name of several words that is asked for only as part of another's.

    `The Foundation of Alta Miravalle` is not Alta Miravalle; `asked` are the folded words of the question.
    """
    question = f" {' '.join(asked)} "
    parts = False
    for found in _PLACE.finditer(sentence):
        name = fold(found.group())
        *before, own = _OF.split(name, maxsplit=1)
        if len(own.split()) > 1 and f" {own} " in question and f" {name} " not in question:
            parts = bool(before)
        elif len(name.split()) > 1 and f" {name} " in question:
            return False
    return parts


_SURE_SLIP, _SLIP = 0.85, 0.78
"""How like a name a stretch of words must be to be a slip of it: where they could be meant as they are, and else."""


class _Found:
    """The mentions found so far, and the tokens that none of them has."""

    def __init__(self, tokens: list[str]) -> None:
        self.mentions: list[Mention] = []
        self._tokens = tokens
        self._free = [True] * len(tokens)

    def free(self, size: int) -> Iterator[tuple[int, list[str]]]:
        """The stretches of `size` tokens that no mention has, each with its start."""
        for start in range(len(self._tokens) - size + 1):
            if all(self._free[start : start + size]):
                yield start, self._tokens[start : start + size]

    def take(self, start: int, size: int, producers: Iterable[str] | None) -> None:
        """Make a mention of a stretch, if it has producers."""
        if producers:
            self.mentions.append(Mention(start, start + size, tuple(sorted(producers))))
            self._free[start : start + size] = [False] * size


class Names:
    """The names of all producers of an index, ready to be found in questions."""

    def __init__(self, profiles: Mapping[str, Profile], common: frozenset[str]) -> None:
        """`common` holds folded words that running text uses, which alone never name a producer."""
        self._aliases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._places: dict[tuple[str, ...], set[str]] = defaultdict(set)
        tokens: dict[str, set[str]] = defaultdict(set)
        for profile in profiles.values():
            for alias in {profile.name, profile.id.replace("-", " "), *profile.aliases}:
                words = tuple(fold(alias).split())
                if not words or (len(words) < 3 and all(word in _GENERIC for word in words)):
                    continue
                self._aliases[words].add(profile.id)
                if len(words) > 1 and len("".join(words)) >= _JOINED:
                    self._aliases[("".join(words),)].add(profile.id)
                for word in words:
                    if word not in _GENERIC and word not in common and len(word) > 2:
                        tokens[word].add(profile.id)
            for country in country_words(profile.country) if profile.country else ():
                self._places[tuple(country.split())].add(profile.id)
        for words in [words for words in self._places if words in self._aliases]:
            del self._aliases[words]
        self._countries = frozenset(self._places)
        self._tokens = {
            word: owners
            for word, owners in tokens.items()
            if len(owners) == 1 and (word,) not in self._countries
        }
        for profile in profiles.values():
            for place in _places_of(profile):
                named = place in self._aliases or (len(place) == 1 and place[0] in self._tokens)
                if not named and not set(place) <= common:
                    self._places[place].add(profile.id)
        self._spellings = sorted({word for word in tokens if len(word) >= 5} | self._joined())
        self._longest = max((len(words) for words in (*self._aliases, *self._places)), default=1)

    def _joined(self) -> set[str]:
        """Names of several words, to be compared as a whole with a misspelt stretch of a question."""
        return {" ".join(words) for words in self._aliases if len(words) > 1}

    def words(self) -> Iterable[str]:
        """Every folded word that occurs in a name."""
        return {word for words in (*self._aliases, *self._places) for word in words}

    def find(self, tokens: list[str], known: frozenset[str]) -> tuple[Mention, ...]:
        """The mentions in folded `tokens`, in order; words in `known` are never taken for misspelt names."""
        found = _Found(tokens)
        for size in range(self._longest, 0, -1):
            for start, words in found.free(size):
                found.take(start, size, self._aliases.get(tuple(words)))
        # Before single words: `norht lindero` is a slip of one name, not two names.
        for size in (3, 2):
            for start, words in found.free(size):
                if any(word not in known for word in words):
                    found.take(start, size, self._misspelt(" ".join(words), size, _SURE_SLIP))
        for start, words in found.free(1):
            found.take(start, 1, self._tokens.get(words[0]) or self._possessing(words[0], known))
        for size in (3, 2, 1):
            for start, words in found.free(size):
                ordinary = all(word in known for word in words)
                if size > 1 or not ordinary:
                    cutoff = _SURE_SLIP if ordinary else _SLIP
                    found.take(start, size, self._misspelt(" ".join(words), size, cutoff))
        mentions = found.mentions or self._in_places(tokens) or self._in_misspelt_places(tokens, known)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def _possessing(self, word: str, known: frozenset[str]) -> set[str]:
        """The producers whose name has an `s` behind it without an apostrophe: `hoacs altitude`."""
        if not word.endswith("s") or word in known:
            return set()
        return self._aliases.get((word[:-1],)) or self._tokens.get(word[:-1]) or set()

    def _misspelt(self, text: str, size: int, cutoff: float) -> set[str]:
        if len(text) < 5:
            return set()
        choices = [word for word in self._spellings if word.count(" ") == size - 1]
        best = process.extractOne(text, choices, scorer=OSA.normalized_similarity, score_cutoff=cutoff)
        if best is None:
            return set()
        words = tuple(best[0].split())
        return self._aliases.get(words) or self._tokens.get(best[0]) or set()

    def _in_places(self, tokens: list[str]) -> list[Mention]:
        """The producers of the places in a question; of a place within another only those of the smaller one."""
        mentions = []
        for words, owners in self._places.items():
            for start in range(len(tokens) - len(words) + 1):
                end = start + len(words)
                of_body = end < len(tokens) and tokens[end] in _BODIES
                if tuple(tokens[start:end]) == words and not of_body:
                    mentions.append(self._at_place(words, owners, start))
        return [
            mention
            for mention in mentions
            if not any(set(other.producers) < set(mention.producers) for other in mentions)
        ]

    def _in_misspelt_places(self, tokens: list[str], known: frozenset[str]) -> list[Mention]:
        """The longest stretch of a question that is a slip of the name of a place: `papua new ginea`."""
        for size in (3, 2, 1):
            choices = {" ".join(words): words for words in self._places if len(words) == size}
            for start in range(len(tokens) - size + 1):
                stretch = tokens[start : start + size]
                if all(word in known for word in stretch) or len(" ".join(stretch)) < _JOINED:
                    continue
                best = process.extractOne(
                    " ".join(stretch),
                    list(choices),
                    scorer=OSA.normalized_similarity,
                    score_cutoff=_SURE_SLIP,
                )
                if best and best[1] < 1:
                    words = choices[best[0]]
                    return [self._at_place(words, self._places[words], start)]
        return []

    def _at_place(self, words: tuple[str, ...], owners: set[str], start: int) -> Mention:
        return Mention(
            start,
            start + len(words),
            tuple(sorted(owners)),
            "country" if words in self._countries else "place",
        )


def _places_of(profile: Profile) -> Iterator[tuple[str, ...]]:
    """The folded words of each place that a producer's pages say it is in, and those that tell it from others."""
    for fact in profile.facts:
        if fact.attribute not in _PLACES:
            continue
        for place in _PLACE.findall(fact.raw):
            words = tuple(fold(place).split())
            telling = tuple(word for word in words if word not in _GENERIC)
            for name in {words, telling}:
                if len("".join(name)) >= _PLACE_LETTERS and telling and not country_of(" ".join(name)):
                    yield name

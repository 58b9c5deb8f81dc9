"""The cues of the vocabulary: words in order by which a question asks for an attribute."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from origin_qa.attributes.folding import fold
from origin_qa.attributes.vocabulary import Attribute, attributes


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue that a question holds: `strength` is the number of letters it fixes, `words` are those it fixes."""

    attribute: str
    strength: int
    words: frozenset[str]


def _cue_pattern(cue: str) -> tuple[re.Pattern[str], int]:
    """A cue of the mini-language in `attributes.toml` as a pattern over folded text, and its strength."""
    begins, ends = cue.startswith("^"), cue.endswith("$")
    parts: list[str] = []
    letters = 0
    for word in cue.strip("^$").split():
        if word == "..":
            parts.append(r"\b.*?\b" if parts else "")
            continue
        options = word.split("|")
        stems = [re.escape(fold(option)) + (r"\w*" if option.endswith("*") else "") for option in options]
        letters += min(len(fold(option)) for option in options)
        glue = r"\s+" if parts and not parts[-1].endswith(r"\b") else ""
        parts.append(f"{glue}({'|'.join(stems)})")
    return re.compile((r"^" if begins else r"\b") + "".join(parts) + (r"\s*$" if ends else r"\b")), letters


@cache
def _cue_patterns() -> tuple[tuple[str, re.Pattern[str], int], ...]:
    return tuple((a.id, *_cue_pattern(cue)) for a in attributes().values() for cue in (*a.cues, *_counted(a)))


def _counted(attribute: Attribute) -> Iterator[str]:
    """The cues of a count that need no writing down: how many, or the number of, what its labels say."""
    if attribute.kind == "count":
        for label in attribute.labels.get("en", ()):
            if label.isascii() and not re.search(r"[^a-z ]|number|total", label):
                yield f"how many .. {label}"
                yield f"number|nr|num|no|total|count of .. {label}"


@cache
def _exclusions() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    return {a.id: tuple(_cue_pattern(cue)[0] for cue in a.excluded) for a in attributes().values()}


def excluded(attribute: str, folded: str) -> bool:
    """Whether the question holds words that rule the attribute out."""
    return any(pattern.search(folded) for pattern in _exclusions()[attribute])


def match_cues(folded: str) -> tuple[CueMatch, ...]:
    """The attributes that a folded question asks for, the strongest cue of each, strongest first.

    An attribute that another matched one beats is left out, as is one ruled out by its `not` words.
    """
    best: dict[str, CueMatch] = {}
    for attribute, pattern, strength in _cue_patterns():
        match = pattern.search(folded)
        if match and (attribute not in best or best[attribute].strength < strength):
            words = frozenset(word for part in match.groups() for word in part.split())
            best[attribute] = CueMatch(attribute, strength, words)
    kept = {key: cue for key, cue in best.items() if not excluded(key, folded)}
    beaten = {loser for key in kept for loser in attributes()[key].beats}
    return tuple(sorted((c for key, c in kept.items() if key not in beaten), key=lambda c: -c.strength))

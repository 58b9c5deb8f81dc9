"""The vocabulary of attributes: what sheets call them and how running text states them; see `cues` for questions.

Loaded from `attributes.toml`, whose head explains its fields. Ingest maps labels to attributes with
it and the answering side maps questions to the same attributes, so both mean the same thing.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from origin_qa.attributes.folding import fold
from origin_qa.attributes.labels import label_forms, label_parts, without_preposition
from origin_qa.attributes.values import grammar
from origin_qa.types import Value

Kind = Literal[
    "text", "list", "year", "count", "number", "percent", "height", "mass", "area", "length", "months"
]

_LABEL_CHARS = 100
_FILES = (
    "attributes.toml",
    "lexicon.toml",
    "examples/labels.tsv",
    "examples/questions.tsv",
    "examples/scopes.tsv",
)


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """One thing that a producer can be asked about; see `attributes.toml` for each field."""

    id: str
    title: str
    kind: Kind
    unit: str = ""
    nouns: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = ()  # type: ignore[assignment]
    cues: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    lexicon: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    qualified: bool = False
    distinct: bool = False
    timeless: bool = False
    proper: bool = False
    within: tuple[float, float] | None = None

    def admits(self, value: Value) -> bool:
        """Whether the figures of a value can be of this attribute: coffee grows at 1,500 m, not at 3.5 m."""
        if self.within is None or value.low is None:
            return True
        return self.within[0] <= value.low <= self.within[1]


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a fact sheet and the attributes that it may stand for, the likeliest first."""

    text: str
    attributes: tuple[str, ...]


@cache
def attributes() -> Mapping[str, Attribute]:
    """All attributes by id, in the order of the file."""
    text = resources.files("origin_qa.attributes").joinpath("attributes.toml").read_text(encoding="utf-8")
    return {key: _attribute(key, table) for key, table in tomllib.loads(text).items()}


def _attribute(key: str, table: Mapping[str, object]) -> Attribute:
    def strings(name: str) -> tuple[str, ...]:
        entries = table.get(name, [])
        assert isinstance(entries, list)
        return tuple(str(entry) for entry in entries)

    labels = table.get("labels", {})
    assert isinstance(labels, dict)
    return Attribute(
        id=key,
        title=str(table["title"]),
        kind=str(table["kind"]),  # type: ignore[arg-type]
        unit=str(table.get("unit", "")),
        nouns=strings("nouns"),
        labels={language: tuple(map(str, words)) for language, words in labels.items()},
        cues=strings("cues"),
        excluded=strings("not"),
        examples=strings("ask"),
        beats=strings("beats"),
        told_by=strings("told_by"),
        lexicon=strings("lexicon"),
        values=strings("values"),
        prose=strings("prose"),
        hints=strings("hints"),
        stand_ins=strings("stand_ins"),
        qualified=bool(table.get("qualified", False)),
        distinct=bool(table.get("distinct", False)),
        timeless=bool(table.get("timeless", False)),
        proper=bool(table.get("proper", False)),
        within=tuple(bounds) if (bounds := table.get("within")) else None,  # type: ignore[arg-type]
    )


def vocabulary_sha256() -> str:
    """Identity of the vocabulary: an index made with another one has to be built again."""
    folder = resources.files("origin_qa.attributes")
    return hashlib.sha256(b"".join(folder.joinpath(name).read_bytes() for name in _FILES)).hexdigest()


@cache
def item_words() -> frozenset[str]:
    """The folded words of all items that the vocabulary lists: varieties and species."""
    return frozenset(
        part for entry in attributes().values() for word in entry.lexicon for part in fold(word).split()
    )


def as_stated(attribute: str) -> str:
    """The id of what stands under a label of `attribute` and is no value of it, such as the names of what it counts."""
    return f"{attribute}-as-stated"


# ── labels ────────────────────────────────────────────────────────────────────────────────────


@cache
def _labels() -> Mapping[str, Label]:
    owners: dict[str, tuple[str, list[str]]] = {}
    for attribute in attributes().values():
        for words in attribute.labels.values():
            for word in words:
                _, ids = owners.setdefault(fold(word), (word, []))
                if attribute.id not in ids:
                    ids.append(attribute.id)
    return {key: Label(text, tuple(ids)) for key, (text, ids) in owners.items()}


@lru_cache(maxsize=10_000)
def find_label(text: str) -> Label | None:
    """The label that `text` is, in any language, ignoring case, accents, marks and a final colon.

    A unit, a count before it and the like don't matter either; see `labels`.
    """
    if len(text) > _LABEL_CHARS:
        return None
    for form in label_forms(text.strip(" :")):
        if label := _labels().get(fold(form)):
            return label
    label = _labels().get(fold(without_preposition(text.strip(" :"))))
    if label and attributes()[label.attributes[0]].kind == "year":
        return label
    known = [_labels().get(fold(part)) for part in label_parts(text)]
    first = known[0] if known else None
    return first if first and known[1] and first.attributes[0] == known[1].attributes[0] else None


@lru_cache(maxsize=10_000)
def qualified_label(text: str) -> tuple[str, str] | None:
    """The attribute and the words that tell which: `Pepper harvest`, `Cosecha de cardamomo`, `Fly crop`.

    Only attributes that a producer can have several of, as their `qualified` tells.
    """
    words = text.strip(" :").split()
    if not 2 <= len(words) <= 5:
        return None
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        following = re.match(
            r"(?:de(?:l| la| los| las| l’)?|d[ou]|da|des|of|for|der|von)\s+(?P<which>\S.*)", tail
        )
        pairs = [(tail, head)] + ([(head, following["which"])] if following else [])
        for label, which in pairs:
            found = find_label(label)
            several = [key for key in found.attributes if attributes()[key].qualified] if found else []
            if several and not find_label(which):
                return several[0], which
    return None


def hinted_by(text: str) -> Attribute | None:
    """The attribute that a label hints at, for values that count one of its nouns."""
    folded = fold(text)
    return next((a for a in attributes().values() if any(fold(hint) == folded for hint in a.hints)), None)


def stand_in(text: str) -> Attribute | None:
    """The attribute that a label stands for where the producer's documents state it nowhere else."""
    folded = fold(text)
    return next((a for a in attributes().values() if any(fold(word) == folded for word in a.stand_ins)), None)


@cache
def _glued_pattern() -> re.Pattern[str]:
    words = {
        word for attribute in attributes().values() for forms in attribute.labels.values() for word in forms
    }
    ordered = sorted(words, key=len, reverse=True)
    labels = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered)
    return re.compile(rf"^\s*(?P<label>(?i:{labels}))(?=(?-i:[A-ZÀ-Þ\d“\"(~]))(?P<value>.+)$")


def split_glued(line: str) -> tuple[str, str] | None:
    """A known label that runs straight into its value: `Established1999` gives both halves.

    The longest label wins, and the value must begin with a capital, a digit or a quotation mark.
    """
    match = _glued_pattern().match(line)
    return (match["label"], match["value"]) if match else None


# ── prose ─────────────────────────────────────────────────────────────────────────────────────


_OBJECT = r"(?P<object>[^.;:,]{1,50}?)"
"""Words that must name the producer for a pattern to speak of it."""


@cache
def prose_patterns(attribute: str) -> tuple[re.Pattern[str], ...]:
    """The compiled ways in which running text states this attribute; group `v` is the value."""
    entry = attributes()[attribute]
    nouns = sorted(entry.nouns, key=len, reverse=True)
    words = sorted(entry.lexicon, key=len, reverse=True)
    values = {**grammar(), "lexicon": rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b"}
    named = {key: f"(?P<v>{source})" for key, source in values.items()}
    noun = rf"(?P<noun>(?:{'|'.join(re.escape(noun) for noun in nouns)})\b)"

    def expand(pattern: str) -> str:
        macros = values if "(?P<v>" in pattern else named
        return re.sub(
            r"\{(nouns|lexicon|NAME|OBJECT|[A-Z])\}",
            lambda m: {**macros, "nouns": noun, "OBJECT": _OBJECT}[m.group(1)],
            pattern,
        )

    return tuple(re.compile(expand(pattern)) for pattern in entry.prose)

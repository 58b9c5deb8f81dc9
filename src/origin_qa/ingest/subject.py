"""Whether a sentence speaks of the producer or of somebody else.

A figure in running text is the producer's only if what the sentence is about can be the producer, its
people or its land: `we`, its name, `the co-operative`, `members`, `the plots`. These are surface cues,
not a parse: the first word before the value that can be a subject, and that no preposition ties to
another word, decides. In doubt a figure is not made a fact; the sentence itself can still be found and
cited.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from origin_qa.attributes import fold, item_words
from origin_qa.attributes.countries import country_of
from origin_qa.ingest.pair_facts import pair_attribute
from origin_qa.ingest.subject_words import (
    ARTICLES,
    BODIES,
    IN_ENGLISH,
    NO_NAMES,
    OTHER_MODIFIERS,
    OTHERS_WORDS,
    OURSELVES,
    OWN_WORDS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)
from origin_qa.types import SourceDocument

Subject = Literal["own", "another", "pronoun", "unnamed"]


_LED_IN = re.compile(
    r"(?:first |originally )?(?:founded|established|formed|set up|created|registered|born|started|begun|launched"
    r"|incorporated)\b[^,;:]*",
    re.I,
)
"""A participle that begins a sentence: what it is said of comes after it."""
_REACH = 4
"""How many words a preposition may stand before the word that it ties."""
_BOUNDARY = re.compile(r"[;:]|,? (?:but|while|whereas)\b|,? when\b|, (?:and|so|y|und|et|e)\b", re.I)
_APPOSITION = re.compile(
    r"(?P<name>\b[A-ZÀ-Þ][\w’'-]{0,30}), (?!(?:and|but|so|(?:to|of|in|with) which)\b)[^,;:.]{3,90}, "
    r"|, (?:which|who|whose|where)\b[^,;:.]{3,90}, "
)
_CO_OP = re.compile(r"\bco-?\s?op(?=s?\b|erativ)", re.I)
_TOKEN = re.compile(r"[^\W_](?:[\w’']|-(?=\w))*|,")
_RELATIVE = re.compile(r", (?=(?:which|who|whose|where)\b)")
_WHOLE = re.compile(r"\b(?:as a whole|worldwide)\b")
_PART_OF = re.compile(r"\s(?:in \S+(?: \S+)?,? )?,?\s?(?:(?:to|of) which\b|(?:that|which) (?=[A-ZÀ-Þ]))")
"""After an organisation: `the union in Pakse, to which X belongs` is another one than X."""
_ANOTHER_ONE = re.compile(
    r"(?:The )?([A-ZÀ-Þ][\w’'-]+)(?:\s[A-ZÀ-Þ][\w’'-]+)*"
    r"(?:\s+(?:is|was|has|had)\s+(?:another|one of|a member)"
    r"|,\s(?:a|an|another|our|the)\s(?:\w+\s)?(?:co-?op(?:erative)?|union|society|association|group|station|estate)\b)"
)
"""A sentence that introduces somebody: `Kiamugumo is another`, `Sumbira, a co-operative beyond the ridge, …`."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The folded words by which a document names its producer, and those by which it names others."""

    own: frozenset[str]
    others: frozenset[str] = frozenset()
    capitals: bool = True
    """Whether a capital within a sentence tells a name, as it does in all languages but German."""


def naming_of(producer: str, document: SourceDocument) -> Naming:
    """How a document names its producer (id, title, the sheet's own names), and whom else it names.

    A name is a word that the document writes with a capital within sentences, and never without.
    """
    text, capitals = document.text, not document.language.startswith("de")
    named = [
        block.value.of(text)
        for block in document.blocks
        if block.value and pair_attribute(document, block) == "name"
    ]
    head = re.split(r"[,:|–—-] ", document.title)[0]
    words = fold(" ".join([producer.replace("-", " "), head, *named])).split()
    words += [IN_ENGLISH[word] for word in words if word in IN_ENGLISH]
    own = frozenset(word for word in words if len(word) > 3 and not country_of(word)) - OWN_WORDS
    prose = [block.span.of(text) for block in document.blocks if block.kind in ("paragraph", "item")]
    within = {
        fold(word) for words in prose for word in re.findall(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][\w’'-]{2,}", words)
    }
    lower = {fold(word) for words in prose for word in re.findall(r"(?<![\w’'-])[a-zà-ÿ][\w’'-]{2,}", words)}
    others = (
        frozenset(within) - lower - frozenset(words) - (NO_NAMES | item_words())
        if capitals
        else frozenset[str]()
    )
    return Naming(own, others, capitals)


def speaks_of_producer(
    before: str, after: str, naming: Naming, *, needs_subject: bool, of_another: bool = False
) -> bool:
    """Whether the words around a value make the producer, not another body, their subject.

    `before` is the sentence up to the value and `after` its rest. With `needs_subject` the clause must name the
    producer or one of its words. A pronoun stands for what the sentence before was about: `of_another` tells that
    this was somebody else.
    """
    if _is_another(before, naming):
        return False
    clause = clause_of(before)
    if _LED_IN.fullmatch(before):  # `Founded in 1994, the co-operative …`
        clause = after.partition(", ")[2] or "it"
    subject = subject_of(clause, naming)
    if subject == "pronoun":
        return not of_another
    if subject == "unnamed":
        return not (needs_subject and fold(clause))
    return subject == "own"


def is_about_another(sentence: str, naming: Naming) -> bool:
    """Whether a whole sentence, by its first clause, is about somebody else than the producer."""
    first = next((part for part in _BOUNDARY.split(sentence) if part.strip()), "")
    return _is_another(sentence, naming) or subject_of(first, naming) == "another"


def stands_for_another(sentence: str) -> bool:
    """Whether a sentence begins with a pronoun and so goes on about what the one before was about."""
    first = _TOKEN.search(sentence)
    return first is not None and fold(first.group()) in PRONOUNS


def names_producer(words: str, naming: Naming) -> bool:
    """Whether words that stand as an object are the producer: its name, or a word such as `the co-op`."""
    folded = words_of(words)
    if any(word in OTHERS_WORDS or word in OTHER_MODIFIERS for word in folded):
        return False
    named = any(word in naming.own for word in folded)
    return named or (len(folded) == 2 and folded[0] in ("the", "our", "their", "a") and folded[1] in BODIES)


def clause_of(before: str) -> str:
    """The last clause of some words that says anything."""
    at = 0
    for cut in _BOUNDARY.finditer(before):
        if before[cut.end() :].strip():
            at = cut.end()
    return before[at:]


def subject_of(clause: str, naming: Naming) -> Subject:
    """What the words of a clause, up to the value in it, are about."""
    if _WHOLE.search(clause):
        return "another"
    *_, relative = [None, *_RELATIVE.finditer(clause)]
    if relative and (meant := _last_named(clause[: relative.start()], naming)):
        return meant
    bare = _without_apposition(clause)
    tokens = _tokens(bare)
    owned_by: Subject = "unnamed"
    begin, tied = 0, None
    for start, end, kind in _candidates(tokens, naming):
        adjoins = begin == start and tokens[start].raw[0].islower()
        preposition = tied if adjoins else _preposition(tokens, begin, start)
        begin, tied = end, preposition
        if preposition is None or tokens[start].folded in OURSELVES:
            body = kind == "own" and tokens[end - 1].folded in BODIES
            return "another" if body and _PART_OF.match(bare, tokens[end - 1].end) else kind
        # `The surface of the lake` is about the lake; `In the villages of the district` need not be.
        if kind == "another" and preposition == "of" and tokens[0].folded not in PREPOSITIONS:
            owned_by = "another"
    return owned_by


@dataclass(frozen=True, slots=True)
class _Token:
    raw: str
    folded: str
    end: int


def _tokens(words: str) -> list[_Token]:
    found = ((token, fold(token.group()).split()) for token in _TOKEN.finditer(words))
    # Of an elided article and its noun (`l’union`) the noun counts.
    return [_Token(token.group(), parts[-1] if parts else "", token.end()) for token, parts in found]


def _without_apposition(clause: str) -> str:
    return _APPOSITION.sub(lambda found: f"{found['name'] or ''} ", f"{_CO_OP.sub('coop', clause)} ")


def _last_named(words: str, naming: Naming) -> Subject | None:
    """What a relative clause after these words is about: the nearest thing before it."""
    found = [kind for _, _, kind in _candidates(_tokens(_without_apposition(f"{words}, ")), naming)]
    return found[-1] if found else None


def _candidates(tokens: Sequence[_Token], naming: Naming) -> Iterator[tuple[int, int, Subject]]:
    """The words that can be a subject, as (start, end, whom they mean), in order."""
    i = 0
    while i < len(tokens):
        end = _name_end(tokens, i)
        kind = _kind(tokens, i, end, naming)
        if kind:
            yield i, end, kind
        i = end


def _kind(tokens: Sequence[_Token], start: int, end: int, naming: Naming) -> Subject | None:
    words = {token.folded for token in tokens[start:end]}
    last = tokens[end - 1].folded
    if words & naming.own:
        return "another" if words & naming.others else "own"
    if words & PRONOUNS:
        return "pronoun"
    if last in OTHERS_WORDS:
        return "another"
    if last in OWN_WORDS:
        beside = {token.folded for token in (*tokens[max(0, start - 2) : end - 1], *tokens[end : end + 1])}
        return "another" if last in BODIES and beside & OTHER_MODIFIERS else "own"
    if words & naming.others or any(country_of(word) for word in words):
        return "another"
    capital = naming.capitals and tokens[start].raw[0].isupper() and not words & (NO_NAMES | item_words())
    return "another" if capital and start and len(tokens[start].raw) > 2 else None


def _name_end(tokens: Sequence[_Token], start: int) -> int:
    """Where the run of capitalised words ends that begins at `start`; particles may stand within."""
    end = start + 1
    while tokens[start].raw[0].isupper() and end < len(tokens):
        following = end
        while following < len(tokens) and tokens[following].folded in PARTICLES:
            following += 1
        if following == len(tokens) or not tokens[following].raw[0].isupper() or following - end > 2:
            break
        end = following + 1
    return end


def _preposition(tokens: Sequence[_Token], begin: int, at: int) -> str | None:
    """The preposition that ties the word at `at`, None if it stands by itself.

    A name is tied at once or through an article: `in the Andes`, but not `down the valley RAOS`.
    """
    name = tokens[at].raw[0].isupper()
    for token in reversed(tokens[max(begin, at - _REACH) : at]):
        if token.folded in PREPOSITIONS:
            return token.folded
        if token.raw == "," or token.folded in VERBS or (name and token.folded not in ARTICLES):
            return None
    return None


def _is_another(sentence: str, naming: Naming) -> bool:
    """`Kiamugumo is another; it …`: the sentence is about somebody else from its first word."""
    found = _ANOTHER_ONE.match(sentence)
    return bool(found and not set(fold(found.group()).split()) & naming.own)


def words_of(text: str) -> list[str]:
    """The folded words of a text, with `co-op` and its like as one word each."""
    return fold(_CO_OP.sub("coop", text)).split()

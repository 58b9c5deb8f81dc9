"""Reads a question: whom it names, what it asks for, and in which words.

Nothing here looks at passages. The result is what every later stage decides by.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from origin_qa.answer.naming import Mention, Names
from origin_qa.answer.terms import stem
from origin_qa.answer.words import (
    ABBREVIATIONS,
    FUNCTION_WORDS,
    GENERAL_VERBS,
    QUESTION_NOUNS,
    TOPIC_WORDS,
    language_of,
)
from origin_qa.attributes import CueMatch, attributes, excluded, fold, match_cues, read_examples
from origin_qa.attributes.values import grammar

Wanted = Literal[
    "quote",
    "number",
    "share",
    "duration",
    "money",
    "time",
    "person",
    "place",
    "yes_no",
    "reason",
    "manner",
    "any",
]

_SPEAKING = (
    r"sa(?:y|ys|id)|talk(?:s|ed)?|tells?|told|thinks?|feels?|speaks?|quoted?|quotes|opinions?|compares?|compared"
    r"|complains?|jokes?|dice|dicen|dijo|sagt|sagen|dit|disent|diz|dizem"
)
_AUXILIARIES = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|may|will|would|should|es|esta|hay|tiene|ist|sind|hat|gibt"
    r"|est|sont|tem"
)
_SHORTENED = 4
"""Letters by which a word is known that is cut short."""
_PART = 3
"""Letters that each half of a compound word has at least."""
_PEOPLE = r"person|student|farmer|man|woman|member"
_PLACES = r"country|region|town|city|village|place|port|park"
_SPANS = r"minute|hour|day|night|week|month|year"
_WANTED: tuple[tuple[Wanted, str], ...] = (
    (
        "quote",
        rf"^(?:and )?(?:what|who|whose|which \w+|que|quien|was|wer|qui|o que|quem) (?!.*\bnot (?:{_SPEAKING})\b)"
        rf".*\b(?:{_SPEAKING})\b",
    ),
    (
        "share",
        r"\b(?:per ?cent(?:age)?|percentage|(?:what|which|the|a) share|share of|proportion|fraction)\b",
    ),
    ("share", r"\bwhat part\b"),
    ("share", r"\b(?:porcentaje|prozent|pourcentage|porcentagem|percentagem)\b"),
    (
        "duration",
        rf"\bhow (?:long|soon|quickly|fast|much time|many (?:{_SPANS})s)\b(?! ago)"
        r"|\bwithin (?:what|which|how much) time\b"
        r"|\b(?:cuanto tiempo|wie lange|combien de temps|quanto tempo)\b",
    ),
    (
        "money",
        r"^(?!.*\bwhy\b).*(?:\b(?:what|which|current|the|any) (?:\w+ )?prices?\b|^(?:and )?prices?\b"
        r"|\b(?:how much|what) (?:money|is|are|was|were|do|does|did|can|will) .*"
        r"\b(?:costs?|pays?|paid|earns?|earned|charges?|fetch(?:es|ed)?)\b(?! for\b)"
        r"|\b(?:precio|cuanto (?:cuesta|paga\w*)|preis|kostet|zahlt|prix|coute|preco|custa)\b)",
    ),
    (
        "number",
        r"\b(?:how many|how much|number of|cuant[oa]s?|wie ?viele?|combien|quant[oa]s?|how big|how large)\b",
    ),
    (
        "time",
        r"^(?:and |since |from |until )*(?:when|what year|which year|in (?:what|which) (?:year|month)s?)\b",
    ),
    (
        "time",
        r"\b(?:since when|(?:what|which) (?:year|month)s?|how long ago|what time|cuando|wann|quand|quando)\b",
    ),
    ("time", r"^(?:(?!\b(?:how|why|what|who|whose|where|which)\b).)*\bwhen\b"),
    ("person", rf"^(?:and )?(?:who|whose|whom|quien|wer|qui|quem)\b|\b(?:which|what) (?:{_PEOPLE})\b"),
    ("place", rf"^(?:and )?(?:where|donde|wo|onde)\b|\b(?:which|what) (?:{_PLACES})\b"),
    (
        "reason",
        r"\b(?:why|how come|what (?:made|makes|led|drove|moved)|por que|warum|weshalb|pourquoi|what for|reason)\b",
    ),
    ("manner", r"^(?:and )?(?:how|como|wie|comment)\b"),
    ("yes_no", rf"^(?:and |so |but )*(?:{_AUXILIARIES}|if|whether)\b"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    `tokens` are folded and spelling-corrected; `masked` is their text with every producer's name
    replaced by `it`; `content` are the words that say what is asked, without producers' names. `of_all` is
    the probability that it asks about all producers, None where nothing tells.
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
        for labels in attribute.labels.values():
            words.update(word for label in labels for word in fold(label).split())
    return frozenset(word for word in words if word)


@cache
def _cue_prefixes() -> tuple[str, ...]:
    """Beginnings of words that cues leave open at the end: `harvest` for `harvest*`."""
    parts = (part for entry in attributes().values() for cue in entry.cues for part in re.split(r"[ |]", cue))
    return tuple(sorted({fold(part) for part in parts if part.endswith("*") and len(part) > 5}))


_LIKELY = 0.2
"""Probability from which an attribute is taken for what a question asks for."""
_ALSO = 0.15
"""The same for a further one."""
_CUED = {"en": 0.3}
"""What the strongest cue adds to the probability of its attribute. Half of the cues that the classifier finds
unlikely are wrong; in other languages it was taught less, and cues are worth more."""
_CUED_ELSEWHERE = 0.6
_OTHER = "other"


def asked_for(masked: str, likely: Mapping[str, float], language: str) -> tuple[CueMatch, ...]:
    """The attributes that a masked question asks for, the likeliest first, by its cue words and by what it is like."""
    cues = match_cues(masked)
    if _OTHER not in likely:
        return cues
    weights = {key: chance for key, chance in likely.items() if key == _OTHER or not excluded(key, masked)}
    for cue in cues[:1]:
        weights[cue.attribute] = weights.get(cue.attribute, 0.0) + _CUED.get(language, _CUED_ELSEWHERE)
    ranked = sorted(weights, key=lambda key: -weights[key])
    if ranked[0] == _OTHER or weights[ranked[0]] < _LIKELY:
        return ()
    by_cue = {cue.attribute: cue for cue in cues}
    return tuple(
        by_cue.get(key) or CueMatch(key, 0, frozenset())
        for key in ranked
        if key != _OTHER and weights[key] >= _ALSO
    )


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
        known = frozenset(word for word in raw if word in self._known or self._is_word(word))
        mentions = self._names.find(raw, known)
        inside = {i for mention in mentions for i in range(mention.start, mention.end)}
        # A name keeps its own language's articles in any question.
        language = language_of([word for i, word in enumerate(raw) if i not in inside], text)
        # The words that slips are mended to are mostly English ones; other languages stay as they are.
        mend = self._corrected if language == "en" else str
        kept = known | _capitalised(text)
        tokens = [word if i in inside or word in kept else mend(word) for i, word in enumerate(raw)]
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
            content=tuple(
                token for i, token in enumerate(tokens) if i not in inside and token not in FUNCTION_WORDS
            ),
        )

    def is_said(self, word: str) -> bool:
        """Whether a folded word is one of the vocabulary's own or of those that questions are made of."""
        return word in self._known or word in QUESTION_NOUNS | GENERAL_VERBS

    def is_known(self, word: str) -> bool:
        """Whether a folded word occurs in the corpus, the vocabulary or the language."""
        return (
            word in self._known
            or self._is_word(word)
            or any(self._is_word(base) for base in _bases(word))
            or word.startswith(_cue_prefixes())
            or _shortened(stem(word), _cue_words())
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
            word, self._spellings, scorer=OSA.normalized_similarity, score_cutoff=0.74, limit=5
        )
        # Of equally near words the one with the same first letter: slips seldom hit it.
        ranked = sorted(best, key=lambda hit: hit[1] + 0.05 * (hit[0][0] == word[0]), reverse=True)
        return ranked[0][0] if ranked else word


def _capitalised(text: str) -> frozenset[str]:
    """The folded words that a question writes with a capital within itself: names, not slips.

    Where most words have one it tells nothing.
    """
    words = re.findall(r"[^\W\d_]+", text)
    capital = [word for word in words[1:] if word[0].isupper()]
    return frozenset(fold(" ".join(capital)).split()) if 2 * len(capital) < len(words) else frozenset()


def written_out(text: str) -> list[str]:
    """The folded words of a question, contractions parted and usual abbreviations written out."""
    parted = re.sub(r"(?<=\w)['’](?=(?:ve|re|ll|d|m)\b)", " ", text)
    return [part for word in fold(parted).split() for part in ABBREVIATIONS.get(word, (word,))]


def whole_characters(text: str) -> str:
    """`text` with each lone surrogate, half a character that damaged input may hold, as a question mark."""
    return text.encode("utf-8", "replace").decode()


def _mask(tokens: Sequence[str], mentions: Sequence[Mention]) -> str:
    starts = {mention.start: mention.end for mention in mentions}
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


_PREAMBLE = re.compile(
    r"^.*?\b(?:so|but|and|then|me|know|idea|wondering|wonder|remember|explain|ask)"
    r" (?=(?:how|what|whats|when|who|whose|where|why|which|if|whether)\b)"
)
"""What may stand before the question itself: `could you tell me`, `there is no coast, so`."""


def wanted(folded: str) -> Wanted:
    """The kind of answer that the words of a folded question ask for."""
    folded = _PREAMBLE.sub("", folded)
    for kind, pattern in _WANTED:
        if re.search(pattern, folded):
            return kind
    return "any"


_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("ly", ""),
)  # fmt: skip


def _bases(word: str) -> list[str]:
    """The words that an English word may be a form of: `robberies` of `robbery`."""
    cut = [word[: -len(end)] + base for end, base in _ENDINGS if word.endswith(end)]
    return [base for base in cut if len(base) >= _PART]


def _shortened(word: str, among: Collection[str]) -> bool:
    """Whether `word` is a long enough beginning of another one: certs, coop, info."""
    return len(word) >= _SHORTENED and any(other.startswith(word) for other in among)


_EXPLANATION = re.compile(
    r"\b(?:how .*\b(?:works?|done|functions?|goes|go about)$|how (?:the|that|this|your|their) .*\bworks?\b|explain"
    r"|what (?:is|s) meant by|what does .* mean|what exactly)"
)


def asks_for_explanation(question: Question) -> bool:
    """Whether a question wants something explained that a line of a fact sheet only names."""
    return bool(_EXPLANATION.search(question.masked))


def left_over(question: Question, cue: CueMatch) -> tuple[str, ...]:
    """Content words that the attribute behind `cue` doesn't explain."""
    explained = _explained_by(cue.attribute) | {stem(word) for word in cue.words}
    return tuple(
        word
        for word in question.content
        if word not in TOPIC_WORDS | GENERAL_VERBS | QUESTION_NOUNS
        and stem(word) not in explained
        and not _shortened(stem(word), explained)
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

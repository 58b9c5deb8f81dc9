"""What kind of answer a question wants, by the words that it asks with."""

import re
from typing import Literal

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
_PEOPLE = r"person|student|farmer|man|woman|member"
_PLACES = r"country|region|town|city|village|place|port|park"
_SPANS = r"minute|hour|day|night|week|month|year"
_WANTED: tuple[tuple[Wanted, str], ...] = (
    (
        "quote",
        r"^(?!.*\b(?:languages?|tongues?|idiomas?|sprachen?|langues?|linguas?)\b)"
        rf"(?:and )?(?:what|who|whose|which \w+|que|quien|was|wer|qui|o que|quem) (?!.*\bnot (?:{_SPEAKING})\b)"
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
        r"\b(?:how many|how much|number of|cuant[oa]s?|wie ?viele?|combien|quant[oa]s?|how big|how large)\b"
        r"|^(?:it )?n[or] of\b",
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


def is_speaking(word: str) -> bool:
    """Whether a folded word only asks for words: said, think, tells."""
    return re.fullmatch(_SPEAKING, word) is not None


_EXPLANATION = re.compile(
    r"\b(?:how .*\b(?:works?|done|functions?|goes|go about)$|how (?:the|that|this|your|their) .*\bworks?\b|explain"
    r"|what (?:is|s) meant by|what does .* mean|what exactly)"
)


def asks_for_explanation(folded: str) -> bool:
    """Whether a question wants something explained that a line of a fact sheet only names."""
    return bool(_EXPLANATION.search(folded))

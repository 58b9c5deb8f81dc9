"""Whether a sentence speaks of now or of the past, and of the producer or of somebody else.

These are surface cues, not a parse: they decide if a figure in prose may stand beside the fact
sheet's as a statement about the producer today. In doubt a figure is not made a fact; the sentence
itself can still be found and cited.
"""

import re

from origin_qa.attributes import fold

_PAST_WORDS = re.compile(
    r"\b(?:originally|initially|at first|at the (?:start|beginning|outset|time)|in the beginning|back then|by then"
    r"|once|used to|formerly|the first (?:season|year|meeting|harvest|crop)|started (?:out |off )?with|began with"
    r"|set up with|grew from|from an original|al principio|originalmente|anfangs|ursprünglich|au début|no início)\b",
    re.I,
)
_PAST_VERBS = re.compile(
    r"\b(?:was|were|had|did|came|began|grew|took|went|gave|sold|bought|met|joined|gathered|formed|founded|started"
    r"|signed|counted|numbered|fueron|eran|tenía|waren|hatte|avait|étaient|tinha|eram)\b"
)
_PRESENT_VERBS = re.compile(
    r"\b(?:is|are|has|have|now|today|currently|makes?|brings?|unites?|represents?|counts|comprises?|includes?"
    r"|consists?|numbers|groups|serves|supports|works?|sells?|exports?|belongs?|grows?|lies?|owns?|lives?|delivers?"
    r"|form|account|look after|es|son|tiene|cuenta|agrupa|reúne|ist|sind|hat|zählt|est|sont|compte|tem|são|conta)\b"
)
_AS_OF = re.compile(
    r"\b(?:in|by|as of|at the end of|en|im Jahr|fin|em)\s+(?:\w+\s+)?((?:19|20)\d\d)\b|\(((?:19|20)\d\d)\)",
    re.I,
)
_PRODUCER_WORDS = re.compile(
    r"\b(?:it|they|we|which|who|co ?op|co ?operative|cooperative|organi[sz]ation|union|association|consortium|group"
    r"|society|federation|company|central|factory|station|estate|farmers|growers|producers|members|women|families"
    r"|cooperativa|organización|consorcio|asociación|genossenschaft|kooperative|coopérative|cooperativa)\b",
    re.I,
)
_OTHER_SUBJECTS = re.compile(
    r"\b(?:school|clinic|foundation|nursery|bank|programme|program|project|mill|laboratory|lab|shop|brand"
    r"|fund|scheme|initiative|park|road|bridge|network|committee|youth|choir|museum|roastery|escuela|schule|école)\w*\b",
    re.I,
)


def is_past(sentence: str) -> bool:
    """Whether the sentence tells how things were, not how they are."""
    if _PAST_WORDS.search(sentence):
        return True
    return bool(_PAST_VERBS.search(sentence)) and not _PRESENT_VERBS.search(sentence)


def dated(text: str) -> int | None:
    """The year that `text` ties its figures to, if it names exactly one; a decade counts from its first."""
    years = {int(next(filter(None, found))) for found in _AS_OF.findall(text)}
    return years.pop() if len(years) == 1 else None


def speaks_of_producer(before: str, sentence: str, title: str, *, needs_subject: bool) -> bool:
    """Whether the words before a value make the producer, not another body, their subject.

    `before` is the sentence up to the value. With `needs_subject` (founding and certification years,
    which any school or mill has too) the clause must name the producer, a pronoun or a word for a
    producer organisation, and no other institution after it.
    """
    if _is_another(sentence, title) or _other_name_rules(before, title):
        return False
    clause = fold(re.split(r"[;:]|, (?:and|but|while|when)\b", before)[-1] or before)
    named = [match.end() for match in _PRODUCER_WORDS.finditer(clause)]
    named += [clause.rfind(word) + len(word) for word in _title_words(title) if word in clause]
    foreign = [match.end() for match in _OTHER_SUBJECTS.finditer(clause)]
    if not named:
        return not foreign and not (needs_subject and clause)
    return not foreign or max(foreign) < max(named)


def names_producer(words: str, title: str) -> bool:
    """Whether words that stand as an object are the producer: its name, or a word such as `the co-op`."""
    folded = fold(words)
    if _OTHER_SUBJECTS.search(folded):
        return False
    named = {word for word in folded.split() if len(word) > 3} & _title_words(title)
    return bool(named) or re.fullmatch(rf"(?:the|our|their|a) (?:{_BODIES})", folded) is not None


def _title_words(title: str) -> set[str]:
    return {word for word in fold(title).split() if len(word) > 3}


def _is_another(sentence: str, title: str) -> bool:
    """`Kiamugumo is another; it …`: the sentence is about somebody else from its first word."""
    match = re.match(
        r"(?:The )?([A-ZÀ-Þ][\w’'-]+)\s+(?:is|was|has|had)\s+(?:another|one of|a member)", sentence
    )
    return bool(match and fold(match.group(1)) not in fold(title).split())


_NAME = re.compile(
    r"[A-ZÀ-Þ][\wÀ-ÿ’'-]{2,}(?: (?:(?:de|del|la|las|los|do|da|dos|of|the) ){0,2}[A-ZÀ-Þ][\wÀ-ÿ’'-]+)*"
)
_LOCATIVES = re.compile(
    r"\b(?:in|at|around|near|from|to|below|above|on|for|through|across|between|until|since|by|with|outside|and|,)\s(?:the\s)?$",
    re.I,
)
_COMMON_NAMES = frozenset(
    "fairtrade fair trade arabica robusta organic premium january february march april may june july august"
    " september october november december christmas easter europe africa asia america today".split()
)
_BODIES = (
    r"co ?op|co ?operative|cooperative|organi[sz]ation|union|association|consortium|society|federation|central"
    r"|cooperativa|consorcio|asociacion"
)
_OWN_WORDS = re.compile(rf"\b(?:it|its|they|we|our|{_BODIES})\b")


def _other_name_rules(before: str, title: str) -> bool:
    """Whether the last name before a value is another body's, with no word for the producer after it.

    A name after `in`, `from` and the like is a place; the sentence's first word is a name only if it
    is followed by a comma or by another capital.
    """
    own = _title_words(title)
    for match in reversed(list(_NAME.finditer(before))):
        words = set(fold(match.group()).split())
        if match.start() == 0 and not re.match(r"\s*,", before[match.end() :]) and " " not in match.group():
            continue
        if words & own or words <= _COMMON_NAMES or _LOCATIVES.search(before[: match.start()]):
            if words & own:
                return False
            continue
        after = fold(before[match.end() :])
        return not (_OWN_WORDS.search(after) or any(word in after for word in own))
    return False

"""Whether a sentence speaks of now or of the past, and of which year.

These are surface cues, not a parse: they decide if a figure in prose may stand beside the fact
sheet's as a statement about the producer today.
"""

import re

_PAST_WORDS = re.compile(
    r"\b(?:originally|initially|at first|at the (?:start|beginning|outset|time)|in the beginning|back then|by then"
    r"|once|used to|formerly|the first (?:season|year|meeting|harvest|crop)|started (?:out |off )?with|began with"
    r"|(?:set up|opened|launched|formed|founded|born) with|began as"
    r"|grew from|from an original|al principio|originalmente|anfangs|ursprünglich|au début|no início)\b",
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
_NOW = re.compile(
    r"\b(?:now|today|currently|at present|by now|nowadays|hoy|actualmente|heute|derzeit|aujourd[’']hui|hoje)\b",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:at|by|in) (?:the|our|its) (?:last|latest|most recent) (?:\w+ ){0,2}"
    r"(?:meeting|assembly|count|census|election)\b",
    re.I,
)
"""The last meeting was held in the past, but what it counted is what is known today."""
_DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th|º|\.)? (?:of |de )?[A-Za-zÀ-ÿ]+,? (?:de |del |of )?"
_AS_OF = re.compile(
    rf"\b(?:in|by|as of|as at|at|on|at the end of|at the close of|end of|en|im Jahr|im|am|al|au|le|fin|em|a)\s+"
    rf"(?:{_DAY}|\w+\s+)?(?P<a>(?:19|20)\d\d)\b|\((?P<b>(?:19|20)\d\d)\)",
    re.I,
)
_TURN = re.compile(
    r";|,? (?=(?:against|compared (?:with|to)|as against|as opposed to|unlike|up from|down from"
    r"|(?:and )?(?:has|have) (?:since |now )?(?:become|grown|risen|shrunk|fallen))\b)"
    r"|, (?=(?:but|and) (?:now|today)\b)",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:against|compared (?:with|to)|as opposed to|unlike|than|up from|down from|instead of|rather than|versus|vs"
    r"|frente a|gegenüber|contre|contra)\s+(?:the |some |about |only |just |around |over )*$",
    re.I,
)


_REPORT = re.compile(
    r"\b(?:reports?|reviews?|accounts|minutes|bericht|jahresbericht|memoria|informe|rapport|relatório)\b.{0,40}?\b(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\b.{0,20}?\b(?:report|review|accounts|minutes|bericht)\b",
    re.I,
)


def is_past(sentence: str) -> bool:
    """Whether the sentence tells how things were, not how they are."""
    if _LATEST.search(sentence):
        return False
    if _PAST_WORDS.search(sentence):
        return True
    return bool(_PAST_VERBS.search(sentence)) and not _PRESENT_VERBS.search(sentence)


def dated(text: str) -> int | None:
    """The year that `text` ties its figures to, if it names exactly one; a decade counts from its first."""
    years = {int(found["a"] or found["b"]) for found in _AS_OF.finditer(text)}
    return years.pop() if len(years) == 1 else None


def year_of_report(title: str) -> int | None:
    """The year that the title of a report names: what such a document tells of the past belongs to it."""
    found = _REPORT.search(title)
    return int(re.findall(r"\b(?:19|20)\d\d\b", found.group())[-1]) if found else None


def part_at(sentence: str, position: int) -> str:
    """The part of a sentence that holds `position` and has a time of its own.

    Semicolons part it, comparisons (`…, against 260 in 2012`) and turns (`… has become a society of
    237`); so does a comma before or after a part that says `now`.
    """
    start, end = _around(
        position, [(cut.start(), cut.end()) for cut in _TURN.finditer(sentence)], len(sentence)
    )
    part = sentence[start:end]
    if _NOW.search(part) and "," in part:
        commas = [(start + cut.start(), start + cut.end()) for cut in re.finditer(r",(?=\s)", part)]
        first, last = _around(position, [(start, start), *commas], end)
        if _NOW.search(sentence[first:last]):
            return sentence[first:last]
    return part


def is_compared(before: str) -> bool:
    """Whether the value after these words is only what another one is held against."""
    return _COMPARED.search(before) is not None


def _around(position: int, cuts: list[tuple[int, int]], end: int) -> tuple[int, int]:
    start = max((after for _, after in cuts if after <= position), default=0)
    return start, min((before for before, _ in cuts if before > position), default=end)

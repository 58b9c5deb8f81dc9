"""Whether a sentence denies a value, has given it up or only wishes for it.

`We do not grow Geisha`, `Old Typica plots were given up`, `Visitors ask for Geisha. We have none`: the
words are there, the fact is not.
"""

import re

_SCOPE = re.compile(
    r"[;:(–—]|, (?:so|therefore|because|since|as)\b"
    r"|\b(?:but|except that|sondern|sino|mais plutôt|mas sim|yet|and now|today|now)\b",
    re.I,
)
_NOT = (
    r"not\b(?! (?:only|just|quite|fewer|less|more|far|until|till)\b)|never|no longer|nor|cannot"
    r"|\w+n[’']t|nunca|jamás|ya no|tampoco|kein\w*|nicht\b(?! nur\b)|nie|aucune?|jamais|não"
    r"|pas (?:de|du|le|la|les)|pas d[’']"
)
_FIGURE_DENIED = re.compile(rf"\b(?:{_NOT})(?:\s\w+){{0,2}}\s*$", re.I)
_NO = r"neither|none|nobody|no\b(?! (?:fewer|less|more than|doubt|matter|longer than)\b)"
_GIVEN_UP = (
    r"used to|gave up|given? up|giving up|abandon\w*|ask(?:s|ed|ing)? (?:us )?for|look(?:s|ed|ing)? for"
    r"|dream(?:s|ed|ing)? of|wish(?:es)? for|instead of|rather than|unlike|dejaron de|dejó de|renonc\w*|aufgegeben"
)
_DENIED = re.compile(rf"\b(?:{_NOT}|{_NO}|{_GIVEN_UP})\b[^;:.]{{0,70}}$", re.I)
_DENIED_PORTUGUESE = re.compile(rf"\b(?:{_NOT}|{_GIVEN_UP})\b[^;:.]{{0,70}}$", re.I)
_UNDONE = re.compile(
    r"\b(?:(?:hopes?|plans?|wants?|wish(?:es)?|intends?|would (?:like|love)) to|killed|destroyed|wiped out"
    r"|without|sin|ohne|sans|sem|lost|uproot\w*|pull(?:s|ed|ing)? (?:out|up)|tests?|tested|testing"
    r"|tr(?:y|ies|ied|ying) out|trials?|experiment\w*)(?:\s\w+){0,2}\s*$",
    re.I,
)
_REPLACED = re.compile(
    r"\b(?:replac(?:e|es|ed|ing)|swapp?(?:ed|ing)|exchang(?:ed|ing))\b(?P<between>[^;:.]{0,70})$", re.I
)
_GONE = re.compile(
    r"^[^.;:]{0,40}?\b(?:(?:is|are|was|were|has been|have been|had been)\s(?:\w+\s){0,2}?"
    r"(?:given up|gone|abandoned|replaced|removed|uprooted|lost|pulled (?:out|up)|missing|absent|no longer|not|never)"
    r"|ha(?:s|ve) (?:died out|disappeared|gone)|died out|disappeared|(?:has|have|had) to go|but none"
    r"|there (?:is|are) none"
    r"|(?:would|will|could|can|do|does|did) (?:not|never) (?:grow|thrive|survive|bear|do well|take)"
    r"|none of (?:that|it|them|which))\b",
    re.I,
)
_NONE_AFTER = re.compile(
    r"^(?:But |And |So |Still,? )?(?:(?:We|They|It|There|Here|Nobody|No one|Our \w+)\b[^.;:,]{0,25}?"
    r"\b(?:none|no such|neither|\w+n[’']t (?:have|grow|any)|not (?:have|grow) (?:any|it|them|one))\b|None\b|Neither\b)",
    re.I,
)


def denies(sentence: str, start: int, end: int, following: str = "", language: str = "en") -> bool:
    """Whether the sentence, or the one that follows, says that the thing named at `start:end` is not there.

    For things such as varieties; figures are judged by `denies_figure`. `no` denies in every language
    but Portuguese, where it says `in the`.
    """
    before = _scope(sentence[:start])
    replaced = _REPLACED.search(before)
    if replaced and not re.search(r"\b(?:with|by|for)\b", replaced["between"]):
        return True
    denied = _DENIED_PORTUGUESE if language.startswith("pt") else _DENIED
    if denied.search(before) or _UNDONE.search(before):
        return True
    return bool(_GONE.match(sentence[end:]) or _NONE_AFTER.match(following.strip()))


def denies_figure(before: str) -> bool:
    """Whether the words before a figure say that it is not so."""
    return _FIGURE_DENIED.search(_scope(before)) is not None


def _scope(before: str) -> str:
    """The words before a value as far back as a `not` among them still reaches it."""
    return _SCOPE.split(before)[-1]

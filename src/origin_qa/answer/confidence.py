"""How likely a sentence answers a question: logistic regression over what speaks for it.

`tools/calibrate.py` fits the weights on questions about invented producers, each judged by whether the sentence
holds what is expected, and on the same questions put to a producer whose pages don't answer them. docs/quality.md
tells how well that holds on others.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from origin_qa.answer.evidence import Evidence
from origin_qa.answer.facts import INSTEAD, own_label
from origin_qa.answer.inquiry import Inquiry
from origin_qa.answer.naming import is_of_another
from origin_qa.answer.seals import names_seal, seals_asked
from origin_qa.answer.terms import stem, stems
from origin_qa.answer.wanted import asks_for_explanation
from origin_qa.attributes import attributes, fold
from origin_qa.types import Fact

_CERTIFIES = re.compile(r"\b(?:certif|label|seal|sello|siegel|zertif|selo)", re.I)
_TYPED = frozenset({"year", "months", "percent", "height", "area"})
"""Kinds of attributes that nothing answers without a value of them; neither what has a lexicon, such as varieties."""
_REPORTS = re.compile(
    r"\b(?:sa(?:ys|id|ying)|tell(?:s|ing)?|told|recall(?:s|ed)|remember(?:s|ed)|explain(?:s|ed)|add(?:s|ed)"
    r"|according to|call(?:s|ed)|thinks?|thought|believes?|puts? it|in (?:his|her|their) words"
    r"|dice|sagt|dit|diz)\b|[“”«»]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for and against a sentence; yes and no are 1 and 0.

    `retrieved` to `read` as in `Evidence`. `locked`: the producer asked about is known, so that the topic is
    right to begin with. `beside`: somebody's words where none were asked for. `asked`: an attribute is asked for
    that no fact states, which mostly means that nothing states it. `sheet`: a line of a fact sheet.
    """

    retrieved: float
    similarity: float
    coverage: float
    near: float
    typed: float
    read: float
    locked: float
    beside: float
    asked: float
    sheet: float


WEIGHTS = Support(
    retrieved=5.8,
    similarity=6.2,
    coverage=0.35,
    near=0.1,
    typed=0.6,
    read=0.25,
    locked=-0.45,
    beside=-0.6,
    asked=-0.45,
    sheet=-1.05,
)
BIAS = -3.95


def support_of(inquiry: Inquiry, evidence: Evidence) -> Support:
    """What speaks for a sentence as the answer to the question of `inquiry`."""
    return Support(
        retrieved=evidence.retrieved,
        similarity=evidence.similarity,
        coverage=evidence.coverage,
        near=evidence.near,
        typed=evidence.typed,
        read=evidence.read,
        locked=inquiry.locked,
        beside=evidence.beside,
        asked=inquiry.asked is not None,
        sheet=evidence.passage.kind == "facts",
    )


def is_admissible(inquiry: Inquiry, evidence: Evidence) -> bool:
    """Whether nothing rules a sentence out, however well it is supported.

    A name that the producers' pages don't have, that is only part of another's, or, where nobody is named, that the
    passage doesn't have, or no word of the question in it; a year that the passage lacks; no value of the kind that
    is asked for in so many words, or one that somebody says in passing; a line of a sheet that states another
    attribute or has another label than the question names, or names a seal without certifying it; a bare value where
    something is to be explained; and what neither reports words nor speaks of whom the question names, where words
    are asked for.
    """
    question, passage = inquiry.question, evidence.passage
    text = evidence.span.of(inquiry.index.documents[passage.document].text)
    names = {stem(name) for name in inquiry.names}
    if names and not names <= (inquiry.words_of_producers if inquiry.locked else _held(inquiry, evidence)):
        return False
    if not inquiry.locked and not evidence.near:
        return False
    if inquiry.names and is_of_another(text, question.tokens):
        return False
    if question.year and str(question.year) not in passage.text:
        return False
    asked = inquiry.asked
    if lacks_value(inquiry, evidence) and inquiry.cue and inquiry.cue.strength:
        return False
    if asked and not names_seal(asked.id, passage.text):
        return False
    if asked and evidence.beside and asked.kind not in ("text", "list"):
        return False
    sheet = passage.kind == "facts"
    if sheet and (asks_for_explanation(question.masked) or _states_another(inquiry, evidence)):
        return False
    if sheet and inquiry.labels and asked is None and not _is_labelled(inquiry, evidence):
        return False
    if sheet and seals_asked(inquiry, inquiry.cue) and not _CERTIFIES.search(text):
        return False
    if question.wanted != "quote" or passage.kind == "quote" or _REPORTS.search(text):
        return True
    words = frozenset(fold(text).split())
    about = {stem(word) for word in question.content if word not in question.capitals}
    return bool(question.capitals & words) and (not about or bool(about & stems(text)))


_OF_PEOPLE = frozenset({"chair", "manager", "society", "name"})
"""Attributes that tell who."""


def lacks_value(inquiry: Inquiry, evidence: Evidence) -> bool:
    """Whether a sentence has no value of an attribute that nothing answers without one."""
    asked = inquiry.asked
    needed = asked is not None and (asked.kind in _TYPED or bool(asked.lexicon) or asked.proper)
    return needed and not evidence.valued and not inquiry.question.year


def _states_another(inquiry: Inquiry, evidence: Evidence) -> bool:
    """Whether a line of a sheet states another attribute of the kind asked for, or none that tells who for `who`.

    What a question only resembles may well be another attribute than it asks for.
    """
    asked = inquiry.asked if inquiry.cue and inquiry.cue.strength else None
    stated = {fact.attribute for fact in _stated(inquiry, evidence)} & attributes().keys()
    if asked is None:
        return inquiry.question.wanted == "person" and bool(stated) and not stated & _OF_PEOPLE
    fitting = {asked.id, INSTEAD.get(asked.id)}
    return not stated & fitting and any(attributes()[key].kind == asked.kind for key in stated)


def _is_labelled(inquiry: Inquiry, evidence: Evidence) -> bool:
    """Whether a line of a sheet has one of the labels whose words the question uses."""
    return any(own_label(fact) in inquiry.labels for fact in _stated(inquiry, evidence))


def _stated(inquiry: Inquiry, evidence: Evidence) -> Iterator[Fact]:
    """The facts that a line of a sheet states."""
    return (
        fact
        for fact in inquiry.index.profiles[evidence.passage.producer].facts
        if fact.document == evidence.passage.document and fact.span == evidence.span
    )


def _held(inquiry: Inquiry, evidence: Evidence) -> frozenset[str]:
    """The stems of a sentence's passage and of what it stands under."""
    passage = evidence.passage
    title = inquiry.index.documents[passage.document].title
    return stems(passage.text) | stems(" ".join((title, *passage.heading_path)))


def confidence(support: Support) -> float:
    """The probability that the sentence answers the question."""
    odds = BIAS + math.fsum(
        weight * feature for weight, feature in zip(astuple(WEIGHTS), astuple(support), strict=True)
    )
    return 1 / (1 + math.exp(-odds))

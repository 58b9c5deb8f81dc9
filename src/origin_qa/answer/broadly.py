"""Answers to questions for no particular thing: `tell me about HOAC`, `compare HOAC and CECANOR`."""

import re

from origin_qa.answer.by_fact import answer_with
from origin_qa.answer.facts import find_facts
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.question import Question
from origin_qa.answer.words import GENERAL_VERBS, TOPIC_WORDS
from origin_qa.types import AnswerSentence

_PORTRAIT = (
    "country",
    "region",
    "founded",
    "members",
    "women_share",
    "altitude",
    "varieties",
    "harvest",
    "certifications",
    "flavour",
)
"""What a portrait is made of, in this order, as far as it is stated."""
_TOLD = 5
"""Attributes that one portrait tells of."""
_COMPARED = 4
"""Attributes by which producers are compared, and the most producers that are."""
_EVERYTHING = frozenset(
    """
    about information overview profile portrait introduce introduction describe description summary summarise summarize
    details background facts everything interesting general briefly quick quickly compare comparison
    compared comparing difference differences differ different versus vs between both side
    mir etwas was alles weisst algo todo sabes me te quelque chose tout savez moi tudo sabe
    sobre acerca informacion resumen comparar compara comparacion diferencia diferencias cuentame hablame
    uber information uberblick vergleich vergleiche vergleichen unterschied unterschiede erzahl erzahle
    presente presenter parle resume comparer comparaison
    informacao resumo comparacao diferenca diferencas fale conte
    """.split()
)
_ABOUT = re.compile(
    r"(?:^|\b(?:tell|give|show|know|hear|learn)\b(?: \w+){0,3} )about (?:it|them|this|these)(?: \w+)?$"
)
_WHO = frozenset(
    {"it", "who is it", "who are it", "what is it", "whats it", "who s it", "quien es it", "wer ist it"}
)


def asks_for_everything(question: Question) -> bool:
    """Whether a question names producers, or means one by a pronoun, and nothing that it wants to know of them."""
    if any(cue.strength for cue in question.cues):
        return False
    rest = {word for word in question.content if word not in TOPIC_WORDS | GENERAL_VERBS}
    if not rest and _ABOUT.search(question.masked):
        return True
    return bool(question.named) and (rest <= _EVERYTHING if rest else question.masked in _WHO)


def answer_broadly(inquiry: Inquiry) -> Draft | None:
    """A portrait of the producer, or a comparison of the producers, from the facts that matter most to customers."""
    if not inquiry.locked or not asks_for_everything(inquiry.question):
        return None
    sentences = _portrait(inquiry) if len(inquiry.producers) == 1 else _side_by_side(inquiry)
    return Draft("answered", tuple(sentences)) if sentences else None


def _portrait(inquiry: Inquiry) -> list[AnswerSentence]:
    profile = inquiry.profiles[0]
    stated = [findings for key in _PORTRAIT if (findings := find_facts(profile, key)).current]
    if any(findings.attribute == "region" for findings in stated):
        stated = [findings for findings in stated if findings.attribute != "country"]
    return [
        sentence
        for findings in stated[:_TOLD]
        for sentence in answer_with(inquiry, profile, findings).sentences
    ]


def _side_by_side(inquiry: Inquiry) -> list[AnswerSentence]:
    """What is stated of all of them, attribute by attribute."""
    if len(inquiry.producers) > _COMPARED:
        return []
    shared = [
        key for key in _PORTRAIT if all(find_facts(profile, key).current for profile in inquiry.profiles)
    ]
    return [
        sentence
        for key in shared[:_COMPARED]
        for profile in inquiry.profiles
        for sentence in answer_with(inquiry, profile, find_facts(profile, key)).sentences
    ]

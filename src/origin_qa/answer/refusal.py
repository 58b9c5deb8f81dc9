"""What is said when nothing supports an answer, or when it isn't clear whom the question is about."""

from origin_qa.answer.citing import make_citation
from origin_qa.answer.compose import cite_facts
from origin_qa.answer.evidence import Evidence
from origin_qa.answer.facts import find_facts
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.naming import full_name
from origin_qa.answer.phrases import joined, phrase
from origin_qa.answer.saying import value_phrase
from origin_qa.answer.sentences import alternatives
from origin_qa.types import AnswerSentence

_SUGGESTIONS = 3
_CANDIDATES = 6


def refuse(inquiry: Inquiry) -> Draft:
    """That the documents do not say it, with the nearest passages as suggestions."""
    names = [profile.name for profile in inquiry.profiles] if inquiry.locked else []
    language = inquiry.question.language
    whose = phrase(language, "not_stated")
    if names:
        whose = phrase(language, "not_stated_about", names=joined(names, language))
    shown: dict[str, Evidence] = {}
    for evidence in inquiry.candidates:
        shown.setdefault(evidence.passage.id, evidence)
    nearest = [
        make_citation(inquiry.index, evidence.passage.document, evidence.span, n)
        for n, evidence in enumerate(list(shown.values())[:_SUGGESTIONS], start=1)
    ]
    return Draft("not_found", (AnswerSentence(whose, ()),), tuple(nearest))


def ask_back(inquiry: Inquiry, attribute: str) -> Draft | None:
    """Which producer is meant, with what each one's documents say; None if none says anything."""
    language = inquiry.question.language
    lines: list[AnswerSentence] = []
    names: list[str] = []
    for profile in inquiry.profiles:
        findings = find_facts(profile, attribute)
        if findings.current:
            names.append(full_name(profile))
            if len(lines) < _CANDIDATES:
                facts = [group.lead for group in findings.current]
                values = alternatives([value_phrase(fact, language) for fact in facts], language)
                line = phrase(language, "pair", name=full_name(profile), value=values)
                lines.append(AnswerSentence(f"{line}.", cite_facts(facts, inquiry.citer)))
    if not names:
        return None
    if len(names) == 1:
        return Draft("answered", tuple(lines))
    shown = joined(names, language, "or")
    if len(names) > _CANDIDATES:
        first = ", ".join(names[:_CANDIDATES])
        shown = phrase(language, "others", names=first, count=len(names) - _CANDIDATES)
    inquiry.note("clarify", f"{len(names)} producers state {attribute}")
    return Draft("clarify", (AnswerSentence(phrase(language, "which", names=shown), ()), *lines))

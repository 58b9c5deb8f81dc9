"""Puts answers into words: a lead sentence for facts, verbatim sentences for prose, every one cited."""

import re
from collections.abc import Iterable

from origin_qa.answer.citing import Citer, passage_at, section_of
from origin_qa.answer.facts import FactGroup, Findings
from origin_qa.answer.phrases import phrase
from origin_qa.answer.saying import one_line, value_phrase
from origin_qa.answer.sentences import disagreement, statement
from origin_qa.attributes import attributes
from origin_qa.index.generation import Index
from origin_qa.types import AnswerSentence, Fact, Profile, Span

_MOST_SOURCES = 3
"""Citations of one value; more would say nothing new."""


def fact_sentence(profile: Profile, group: FactGroup, citer: Citer, language: str) -> AnswerSentence:
    """`CECANOR was founded in 1999.`, cited with every source that says so."""
    fact = group.lead
    if fact.attribute in attributes():
        text = statement(profile.name, [fact], language)
    else:
        name = f"{profile.name}, {fact.label[0].lower() + fact.label[1:]}"
        text = phrase(language, "pair", name=name, value=value_phrase(fact, language))
    return AnswerSentence(_closed(text), cite_facts(group.facts, citer))


def cite_facts(facts: Iterable[Fact], citer: Citer) -> tuple[int, ...]:
    """The citation numbers of some facts, each place once."""
    numbers = (citer.cite(fact.document, fact.span, fact.value_span) for fact in facts)
    return tuple(dict.fromkeys(list(numbers)[:_MOST_SOURCES]))


def _closed(text: str) -> str:
    return text if re.search(r"[.!?…][”\"’]?$", text) else f"{text}."


def conflict_sentences(
    index: Index, profile: Profile, findings: Findings, citer: Citer, language: str
) -> tuple[AnswerSentence, ...]:
    """That the sources disagree, then each value with where it stands."""
    said = [
        AnswerSentence(
            _closed(
                phrase(
                    language,
                    "pair",
                    name=_source_name(index, group.lead, findings, language),
                    value=value_phrase(group.lead, language),
                )
            ),
            cite_facts(group.facts, citer),
        )
        for group in findings.current
    ]
    everything = tuple(number for sentence in said for number in sentence.citations)
    lead = disagreement(profile.name, findings.current[0].lead, language)
    return (AnswerSentence(lead, everything), *said)


def _source_name(index: Index, fact: Fact, findings: Findings, language: str) -> str:
    """What tells this source from the other: its section within one document, its title among several."""
    documents = {group.lead.document for group in findings.current}
    title = index.documents[fact.document].title
    passage = passage_at(index, fact.document, fact.span)
    section = phrase(language, "sheet") if fact.origin == "sheet" else section_of(passage) if passage else ""
    if len(documents) < len(findings.current):
        return f"{title}, {section}" if len(documents) > 1 and section else section or title
    return title or section


def verbatim_sentence(
    text: str, document: str, span: Span, citer: Citer, mark: Span | None = None
) -> AnswerSentence:
    """A sentence of a document as it stands, on one line."""
    return AnswerSentence(one_line(span.of(text)), (citer.cite(document, span, mark),))

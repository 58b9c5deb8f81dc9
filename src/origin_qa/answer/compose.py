"""Puts answers into words: a lead sentence for facts, verbatim sentences for prose, every one cited."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from origin_qa.answer.citing import Citer, passage_at, section_of
from origin_qa.answer.facts import FactGroup, Findings
from origin_qa.answer.phrases import phrase, statement, title_of
from origin_qa.attributes import attributes
from origin_qa.attributes.values import MONTHS
from origin_qa.index.generation import Index
from origin_qa.types import AnswerSentence, Fact, Profile, Span

_MOST_SOURCES = 3
"""Citations of one value; more would say nothing new."""


def one_line(text: str) -> str:
    """`text` with white space folded, as it reads on one line."""
    return re.sub(r"\s+", " ", text).strip()


def value_phrase(fact: Fact) -> str:
    """A fact's value as it is said in a sentence: as written, with its noun or unit if it stands bare."""
    entry = attributes().get(fact.attribute)
    raw = one_line(fact.raw)
    if entry is None:
        return raw
    if entry.kind == "months" and fact.value.items:
        return _season(fact.value.items) or raw
    if entry.kind == "count" and re.search(r"\d$|^\w+$", raw):
        noun = fact.noun or (entry.nouns[0] if entry.nouns else "")
        raw = f"{raw} {noun[0].lower() + noun[1:]}" if noun and noun.casefold() not in raw.casefold() else raw
    if entry.unit and entry.kind in ("height", "area", "mass", "length") and re.search(r"\d$", raw):
        raw = f"{raw} {fact.unit}"
    return f"{raw} ({fact.as_of})" if fact.as_of and str(fact.as_of) not in raw else raw


def _season(months: Sequence[str]) -> str:
    """`April to October` where the months follow each other, else a list of them."""
    if len(months) == 1:
        return months[0]
    numbers = [MONTHS.index(month) for month in months]
    runs = all((b - a) % 12 == 1 for a, b in pairwise(numbers))
    if runs and len(months) > 2:
        return f"{months[0]} to {months[-1]}"
    return f"{', '.join(months[:-1])} and {months[-1]}" if runs else ""


def fact_sentence(profile: Profile, group: FactGroup, citer: Citer, language: str) -> AnswerSentence:
    """`CECANOR was founded in 1999.`, cited with every source that says so."""
    fact = group.lead
    entry = attributes().get(fact.attribute)
    if entry:
        text = statement(entry, language, profile.name, value_phrase(fact))
    else:
        text = f"{profile.name}, {fact.label[0].lower() + fact.label[1:]}: {value_phrase(fact)}"
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
    entry = attributes().get(findings.attribute)
    title = title_of(entry, language) if entry else findings.current[0].lead.label
    said = [
        AnswerSentence(
            _closed(f"{_source_name(index, group.lead, findings, language)}: {value_phrase(group.lead)}"),
            cite_facts(group.facts, citer),
        )
        for group in findings.current
    ]
    everything = tuple(number for sentence in said for number in sentence.citations)
    lead = phrase(language, "disagree", name=profile.name, title=title if language == "de" else title.lower())
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

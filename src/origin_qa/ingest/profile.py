"""A producer's documents become one profile; every fact, section and quote keeps its source."""

from collections.abc import Sequence
from dataclasses import replace

from origin_qa.attributes import attributes, fold
from origin_qa.attributes.countries import country_of, find_country
from origin_qa.attributes.durations import parse_duration
from origin_qa.ingest.facts import extract_facts
from origin_qa.ingest.names import choose_name, find_aliases
from origin_qa.ingest.own_labels import with_own_counts, with_stand_ins
from origin_qa.ingest.pair_facts import pair_attribute
from origin_qa.ingest.quotes import find_quotes
from origin_qa.ingest.sections import read_sections
from origin_qa.types import Fact, Profile, SourceDocument

_HEAD_BLOCKS = 6


def build_profile(producer: str, documents: Sequence[SourceDocument]) -> Profile:
    """Merge what the documents of one producer say."""
    name = choose_name(producer, documents)
    aliases = find_aliases(producer, name, documents)
    own = {fold(each) for each in (name, *aliases)}
    stated = tuple(
        # `Part of: Miravalle` on the page of Miravalle names the producer; nobody belongs to itself.
        replace(fact, attribute="name") if fact.attribute == "society" and fold(fact.raw) in own else fact
        for document in documents
        for fact in extract_facts(producer, document)
    )
    return Profile(
        id=producer,
        name=name,
        aliases=aliases,
        country=_country(producer, documents),
        documents=tuple(document.path for document in documents),
        facts=_with_rival_lengths(with_stand_ins(with_own_counts(producer, documents, stated))),
        sections=tuple(section for document in documents for section in read_sections(document)),
        quotes=tuple(quote for document in documents for quote in find_quotes(producer, document)),
    )


def _with_rival_lengths(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts without lengths of time from prose that nothing stands beside.

    `They rest on the beds for 20 days` tells a fact only where a sheet states another length; else the sentence says
    more.
    """
    timed = {fact.attribute for fact in facts if fact.origin == "sheet" and _is_length(fact)}
    return tuple(
        fact for fact in facts if fact.origin == "sheet" or fact.attribute in timed or not _is_length(fact)
    )


def _is_length(fact: Fact) -> bool:
    entry = attributes().get(fact.attribute)
    return entry is not None and entry.kind == "text" and parse_duration(fact.raw) is not None


def _country(producer: str, documents: Sequence[SourceDocument]) -> str:
    """The country, in English where we know it; "" if the documents name none."""
    stated = [value for document in documents for value in _values_of("country", document)]
    for value in stated:
        if country := country_of(value) or find_country(value):
            return country
    if stated:
        return stated[0]
    mentions = [value for document in documents for value in _values_of("region", document)]
    mentions += [document.title for document in documents]
    mentions += [producer.replace("-", " ")]
    mentions += [block.span.of(d.text) for d in documents for block in d.blocks[:_HEAD_BLOCKS]]
    return next((country for words in mentions if (country := find_country(words))), "")


def _values_of(attribute: str, document: SourceDocument) -> list[str]:
    """What the sheets of a document write beside the labels of an attribute."""
    return [
        " ".join(block.value.of(document.text).split())
        for block in document.blocks
        if block.value and pair_attribute(document, block) == attribute
    ]

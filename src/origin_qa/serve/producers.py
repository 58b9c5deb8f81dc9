"""The producers' pages: fact sheet with sources and disagreements, quotes with speakers, documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from origin_qa.answer.facts import fact_table
from origin_qa.serve import views
from origin_qa.serve.links import outside_url, producer_url, source_url
from origin_qa.serve.service import Edition
from origin_qa.serve.views import Link
from origin_qa.types import Fact, Profile, Span

HIGHLIGHTS = ("region", "altitude", "varieties", "harvest")


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as the documents write it, with its year if it has one and every place that says it.

    `measure` is what a bare figure counts or is in. `earlier` marks history: what an older source
    says, or what once was.
    """

    text: str
    measure: str
    as_of: int | None
    earlier: bool
    sources: tuple[Link, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An attribute and the values stated for it; `disagree` if they can't all be true."""

    attribute: str
    label: str
    values: tuple[StatedValue, ...]
    disagree: bool

    @property
    def standing(self) -> tuple[str, ...]:
        """The value in short: all that stand where sources disagree, else the first."""
        current = tuple(value.text for value in self.values if not value.earlier)
        return current if self.disagree else (self.values[0].text,)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Somebody's words, the speaker and their role, and the place in the document."""

    text: str
    speaker: str
    role: str
    source: Link
    language: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document of the producer, its page here and its address outside, if it gives one."""

    title: str
    path: str
    url: str
    original: str | None


@dataclass(frozen=True, slots=True)
class ProducerPage:
    """All that the page of a producer shows."""

    id: str
    name: str
    country: str
    aliases: tuple[str, ...]
    facts: tuple[SheetRow, ...]
    quotes: tuple[QuoteView, ...]
    documents: tuple[DocumentLink, ...]


@dataclass(frozen=True, slots=True)
class ProducerCard:
    """A producer in the overview, with a few facts."""

    name: str
    url: str
    country: str
    highlights: tuple[SheetRow, ...]


def overview(edition: Edition) -> tuple[ProducerCard, ...]:
    """All producers by country and name."""
    profiles = sorted(
        edition.index.profiles.values(), key=lambda p: (p.country.casefold(), p.name.casefold())
    )
    return tuple(
        ProducerCard(
            profile.name,
            producer_url(profile.id),
            profile.country,
            tuple(row for row in fact_sheet(edition, profile) if row.attribute in HIGHLIGHTS),
        )
        for profile in profiles
    )


def page(edition: Edition, profile: Profile) -> ProducerPage:
    """The page of one producer."""
    documents = [edition.index.documents[path] for path in profile.documents]
    return ProducerPage(
        profile.id,
        profile.name,
        profile.country,
        profile.aliases,
        fact_sheet(edition, profile),
        quotes(edition, profile),
        tuple(
            DocumentLink(found.title, found.path, source_url(found.path), outside_url(found.url))
            for found in documents
        ),
    )


def quotes(edition: Edition, profile: Profile) -> tuple[QuoteView, ...]:
    """What people of the producer said, in the order of the documents."""
    views = []
    for quote in profile.quotes:
        document = edition.index.documents[quote.document]
        views.append(
            QuoteView(
                quote.span.of(document.text),
                quote.speaker,
                quote.role,
                _source(edition, document.path, quote.span),
                document.language,
            )
        )
    return tuple(views)


def fact_sheet(edition: Edition, profile: Profile) -> tuple[SheetRow, ...]:
    """A row for each attribute that the documents state, in the order of the vocabulary."""
    rows = []
    for attribute, same in groupby(fact_table(profile), key=lambda row: row.attribute):
        stated = list(same)
        values: dict[tuple[str, str, int | None, bool], list[Fact]] = {}
        for row in stated:
            key = (row.fact.raw.casefold(), row.fact.noun, row.fact.as_of, row.status == "history")
            values.setdefault(key, []).append(row.fact)
        rows.append(
            SheetRow(
                attribute,
                stated[0].title,
                tuple(_stated(edition, earlier, facts) for (_, _, _, earlier), facts in values.items()),
                any(row.status == "conflict" for row in stated),
            )
        )
    return tuple(rows)


def _stated(edition: Edition, earlier: bool, facts: Sequence[Fact]) -> StatedValue:
    first = facts[0]
    return StatedValue(
        first.raw,
        _measure(first),
        first.as_of,
        earlier,
        tuple(dict.fromkeys(_source(edition, fact.document, fact.span) for fact in facts)),
        edition.index.documents[first.document].language,
    )


def _measure(fact: Fact) -> str:
    """The noun or unit of a figure whose own words name none."""
    bare = not any(letter.isalpha() or letter == "%" for letter in fact.raw)
    return fact.noun or fact.unit if bare else ""


def _source(edition: Edition, path: str, span: Span) -> Link:
    """A place in a document, named by the document and the section it stands in."""
    title = edition.index.documents[path].title
    section = views.section_of(edition.passage_at(path, span))
    name = f"{title}, {section}" if section not in ("", title) else title
    return Link(name, source_url(path, span))

"""The producers' pages: who they are, what is drawn and stated of them, their words, their documents."""

from dataclasses import dataclass

from origin_qa.serve.comparison import in_order
from origin_qa.serve.figures import Heights, Pictured, heights, pictured
from origin_qa.serve.links import outside_url, producer_url, source_url
from origin_qa.serve.places import Link, place_of
from origin_qa.serve.service import Edition
from origin_qa.serve.sheet import SheetRow, fact_sheet
from origin_qa.types import Profile

HIGHLIGHTS = ("region", "altitude", "varieties", "harvest")


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
    language: str


@dataclass(frozen=True, slots=True)
class ProducerPage:
    """All that the page of a producer shows; `others` tells whether there are more to compare with."""

    id: str
    name: str
    country: str
    aliases: tuple[str, ...]
    pictured: Pictured
    heights: Heights | None
    facts: tuple[SheetRow, ...]
    quotes: tuple[QuoteView, ...]
    documents: tuple[DocumentLink, ...]
    others: bool


@dataclass(frozen=True, slots=True)
class ProducerCard:
    """A producer in the overview, with a few facts and the calendar of its harvest."""

    name: str
    url: str
    country: str
    highlights: tuple[SheetRow, ...]
    pictured: Pictured


def overview(edition: Edition) -> tuple[ProducerCard, ...]:
    """All producers by country and name."""
    return tuple(
        ProducerCard(
            profile.name,
            producer_url(profile.id),
            profile.country,
            tuple(row for row in fact_sheet(edition, profile) if row.attribute in HIGHLIGHTS),
            pictured(edition, profile, None),
        )
        for profile in in_order(edition.index.profiles.values())
    )


def page(edition: Edition, profile: Profile) -> ProducerPage:
    """The page of one producer."""
    documents = [edition.index.documents[path] for path in profile.documents]
    common = heights(edition)
    return ProducerPage(
        profile.id,
        profile.name,
        profile.country,
        profile.aliases,
        pictured(edition, profile, common),
        common,
        fact_sheet(edition, profile),
        quotes(edition, profile),
        tuple(
            DocumentLink(
                found.title, found.path, source_url(found.path), outside_url(found.url), found.language
            )
            for found in documents
        ),
        len(edition.index.profiles) > 1,
    )


def quotes(edition: Edition, profile: Profile) -> tuple[QuoteView, ...]:
    """What people of the producer said, in the order of the documents."""
    said = []
    for quote in profile.quotes:
        text = quote.span.of(edition.index.documents[quote.document].text)
        place = place_of(edition, quote.document, quote.span)
        said.append(QuoteView(text, quote.speaker, quote.role, place.link, place.language))
    return tuple(said)

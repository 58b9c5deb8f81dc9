"""Where something stands: links to producers, and places in documents by the names that people see."""

from collections.abc import Mapping
from dataclasses import dataclass

from origin_qa.answer.citing import cell_of, page_of
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.links import producer_url, source_url
from origin_qa.serve.service import Edition
from origin_qa.types import Passage, Profile, Span


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Slices of a document: its title and language, where in it they stand, and the page that marks them.

    `section` is the heading, the cell of a table or "fact sheet", with the page of a document that has pages.
    """

    title: str
    section: str
    url: str
    language: str

    @property
    def link(self) -> Link:
        """The place by its document and section."""
        name = f"{self.title}, {self.section}" if self.section not in ("", self.title) else self.title
        return Link(name, self.url)


def place_of(edition: Edition, document: str, first: Span, *others: Span) -> Place:
    """The place of slices of a document, which is named after the section of the first one."""
    found = edition.index.documents[document]
    section = cell_of(found, first) or section_of(edition.passage_at(document, first))
    if page := page_of(found, first):
        headed = section if section != found.title else ""
        section = ", ".join(filter(None, (headed, _("p. %(page)s", page=page))))
    return Place(found.title, section, source_url(document, first, *others), found.language)


def section_of(passage: Passage | None) -> str:
    """What to call the place of a passage: the fact sheet, the heading that it stands under, or nothing."""
    if passage is not None and passage.kind == "facts":
        return _("fact sheet")
    return passage.heading_path[-1] if passage and passage.heading_path else ""


def producer_link(profiles: Mapping[str, Profile], producer: str) -> Link:
    """A producer's name and page."""
    profile = profiles.get(producer)
    return Link(profile.name if profile else producer, producer_url(producer))

"""What a reader hands over: a draft, and what its format says about the document."""

from collections.abc import Callable
from dataclasses import dataclass

from origin_qa.ingest.draft import Draft
from origin_qa.types import Dropped


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its reader understood it, before layout.

    `guess_headings`: whether lines may be headings by their looks, because the format marks none.
    Empty `title` and `language` mean that the file does not say.
    """

    draft: Draft
    media_type: str
    guess_headings: bool = False
    title: str = ""
    language: str = ""
    url: str | None = None
    page_starts: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warning: str = ""


Reader = Callable[[bytes], Reading]

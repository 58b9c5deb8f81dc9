"""What a reader hands over: a draft, and what its format says about the document."""

from collections.abc import Callable
from dataclasses import dataclass

from origin_qa.ingest.draft import Draft
from origin_qa.types import Dropped


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its reader understood it, before layout.

    `guess_headings`: whether lines may be headings by their looks, because the format marks none.
    Empty `title` and `language` mean that the file does not say. `titled`: whether the title holds
    whatever the headings say. A table of several producers has `records`, one reading for each, and an
    empty draft; each of those names its `owner` and, as `part`, where in the file it stands ("row4").
    """

    draft: Draft
    media_type: str
    guess_headings: bool = False
    title: str = ""
    titled: bool = False
    language: str = ""
    url: str | None = None
    page_starts: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warning: str = ""
    part: str = ""
    owner: str = ""
    records: tuple["Reading", ...] = ()


Reader = Callable[[bytes], Reading]

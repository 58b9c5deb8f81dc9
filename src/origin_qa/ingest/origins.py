"""Where a document came from, kept in a small file beside it that is no document itself."""

import datetime
import json
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from origin_qa.ingest.cleaning import clean_line
from origin_qa.types import SourceDocument

ORIGIN_SUFFIX = ".origin.toml"
"""Beside `page.html` lies `page.html.origin.toml`."""

_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from: the address or the name of the file, and when; `title` may be empty."""

    origin: str
    added: datetime.datetime
    sha256: str
    title: str = ""


def read_origin(path: Path) -> Origin | None:
    """What is recorded of the document at `path`; None if nothing is, or nothing that can be read."""
    record = path.with_name(path.name + ORIGIN_SUFFIX)
    if record.is_symlink() or not record.is_file():
        return None
    try:
        with record.open("rb") as file:
            table = tomllib.loads(file.read(_BYTES).decode())
        origin, added, sha256 = str(table["origin"]), table["added"], str(table["sha256"])
    except (OSError, ValueError, KeyError, RecursionError):
        return None
    if not isinstance(added, datetime.datetime):
        return None
    return Origin(origin, added, sha256, clean_line(str(table.get("title", ""))))


def origin_toml(origin: Origin) -> bytes:
    """The record as it is written."""
    lines = [
        f"origin = {_quoted(origin.origin)}",
        f"added = {origin.added.astimezone(datetime.UTC).replace(microsecond=0).isoformat()}",
        f"sha256 = {_quoted(origin.sha256)}",
    ]
    if origin.title:
        lines.append(f"title = {_quoted(origin.title)}")
    return ("\n".join(lines) + "\n").encode()


def with_origin(document: SourceDocument, origin: Origin | None) -> SourceDocument:
    """The document under the title that was given for it, and with the address that it came from."""
    if origin is None:
        return document
    address = origin.origin if re.match(r"https?://", origin.origin) else None
    return replace(document, title=origin.title or document.title, url=document.url or address)


def _quoted(words: str) -> str:
    """A basic string of TOML, which is one of JSON without control characters."""
    return json.dumps(clean_line(words), ensure_ascii=False)

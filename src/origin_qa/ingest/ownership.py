"""Whose a document is: by its place in the corpus, or by the name in its record of a table."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from origin_qa.ingest.names import initials, significant, split_names
from origin_qa.types import ReadWarning, SourceDocument

Owned = tuple[str, SourceDocument]


def producer_of(path: str) -> str:
    """The id of the producer whom a document belongs to, from its path within the corpus."""
    top = PurePosixPath(file_of(path)).parts[0]
    return slugify(top if "/" in path else PurePosixPath(top).stem)


def file_of(path: str) -> str:
    """The file that a document was read from: its path without the part of the file."""
    head, mark, part = path.rpartition("#")
    return head if mark and "/" not in part else path


def slugify(name: str) -> str:
    """A name as an id: lower-case ASCII letters and digits with single hyphens between."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"producer-{name.encode().hex()[:12]}"


def owned(documents: Sequence[SourceDocument], warnings: list[ReadWarning]) -> Iterator[Owned]:
    """Each document with the id of its producer, in order.

    The records of a table that lies directly in the corpus belong to the producers that they name.
    A folder belongs to one producer alone, so of a table in it only the records of that producer are
    kept, and the others are reported to `warnings`.
    """
    known = {producer_of(document.path) for document in documents if not _is_record(document)}
    for _, same in groupby(documents, key=lambda document: file_of(document.path)):
        group = list(same)
        if not _is_record(group[0]):
            yield from ((producer_of(document.path), document) for document in group)
        elif "/" in group[0].path:
            yield from _in_folder(group, warnings)
        else:
            yield from ((_named(document.owner, known), document) for document in group)


def _is_record(document: SourceDocument) -> bool:
    return bool(document.owner) and file_of(document.path) != document.path


def _in_folder(records: Sequence[SourceDocument], warnings: list[ReadWarning]) -> Iterator[Owned]:
    producer = producer_of(records[0].path)
    own = [record for record in records if names_producer(record.owner, producer)]
    yield from ((producer, record) for record in own)
    if others := list(dict.fromkeys(record.owner for record in records if record not in own)):
        shown = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        path = file_of(records[0].path)
        kept = "" if own else f", and none of {producer}"
        message = (
            f"holds records of other producers ({shown}){kept}; they were left out, because the folder "
            f"{path.rpartition('/')[0]} is of one producer: put the table directly into the corpus folder"
        )
        warnings.append(ReadWarning(path, message))


def names_producer(name: str, producer: str) -> bool:
    """Whether a name is that of the producer with this id: word for word, or by its initials.

    Words for the legal form don't count (`Cooperativa Miravalle`, `miravalle`), all others do:
    `Ratu Miravalle` is somebody else.
    """
    words = set(significant(producer.replace("-", " ")))
    return any(
        slugify(part) == producer or (words and set(significant(part)) == words) or initials(part) == producer
        for part in split_names(name)
    )


def _named(name: str, known: Collection[str]) -> str:
    """The id of the producer of that name: one that has documents already, else the name as an id."""
    found = sorted(producer for producer in known if names_producer(name, producer))
    return found[0] if found else slugify(next(iter(split_names(name)), name))

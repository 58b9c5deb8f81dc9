"""The readable part of a generation: documents, profiles and passages as JSON."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from origin_qa.types import Corpus, Passage, Profile, ReadWarning, SourceDocument

DOCUMENTS_FILE = "documents.json"
PROFILES_FILE = "profiles.json"
PASSAGES_FILE = "passages.json"
WARNINGS_FILE = "warnings.json"


@dataclass(frozen=True, slots=True)
class Records:
    """What was read from the corpus, in the order of the index rows."""

    documents: tuple[SourceDocument, ...]
    profiles: tuple[Profile, ...]
    passages: tuple[Passage, ...]


def write_records(corpus: Corpus, folder: Path) -> None:
    """Write the corpus."""
    (folder / DOCUMENTS_FILE).write_bytes(msgspec.json.encode(corpus.documents))
    (folder / PROFILES_FILE).write_bytes(msgspec.json.encode(corpus.profiles))
    (folder / PASSAGES_FILE).write_bytes(msgspec.json.encode(corpus.passages))
    (folder / WARNINGS_FILE).write_bytes(msgspec.json.encode(corpus.warnings))


def read_records(folder: Path) -> Records:
    """Read what `write_records` wrote."""
    return Records(
        documents=msgspec.json.decode(
            (folder / DOCUMENTS_FILE).read_bytes(), type=tuple[SourceDocument, ...]
        ),
        profiles=msgspec.json.decode((folder / PROFILES_FILE).read_bytes(), type=tuple[Profile, ...]),
        passages=msgspec.json.decode((folder / PASSAGES_FILE).read_bytes(), type=tuple[Passage, ...]),
    )


def read_warnings(folder: Path) -> tuple[ReadWarning, ...]:
    """The warnings that came with the corpus when it was read."""
    return msgspec.json.decode((folder / WARNINGS_FILE).read_bytes(), type=tuple[ReadWarning, ...])

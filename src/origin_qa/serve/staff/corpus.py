"""What the corpus folder holds beside what the published generation was made of."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from origin_qa.errors import CorpusError
from origin_qa.index.records import read_warnings
from origin_qa.index.storage import GENERATIONS
from origin_qa.ingest.corpus import corpus_files
from origin_qa.ingest.ownership import file_of
from origin_qa.ingest.quarantine import REASON as QUARANTINED
from origin_qa.serve.links import producer_url, source_url
from origin_qa.serve.places import Link
from origin_qa.serve.service import Edition
from origin_qa.settings import Settings
from origin_qa.types import Profile, ReadWarning, SourceDocument


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document of the generation. `bytes` is None if its file is gone; `changed` if it is newer."""

    title: str
    path: str
    file: str
    url: str
    format: str
    bytes: int | None
    changed: bool
    facts: int
    passages: int
    quarantined: int
    dropped: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProducerDocuments:
    """A producer and its documents."""

    producer: Link
    documents: tuple[CorpusDocument, ...]


@dataclass(frozen=True, slots=True)
class CorpusState:
    """The documents by producer, files that are not in the generation, and what was refused."""

    producers: tuple[ProducerDocuments, ...]
    waiting: tuple[str, ...]
    refused: tuple[ReadWarning, ...]
    files: frozenset[str]

    @property
    def changed(self) -> bool:
        """Whether the folder differs from what the generation was made of."""
        documents = [document for each in self.producers for document in each.documents]
        return bool(self.waiting) or any(found.changed or found.bytes is None for found in documents)


def corpus_state(edition: Edition, settings: Settings) -> CorpusState:
    """The folder as it is now beside the edition that is served."""
    present = _present(settings.corpus)
    doubts: dict[str, list[str]] = {}
    for warning in warnings_of(edition, settings):
        doubts.setdefault(warning.path, []).append(warning.message)
    built = datetime.fromisoformat(edition.index.manifest.built_at).timestamp()
    producers = []
    for profile in sorted(edition.index.profiles.values(), key=lambda profile: profile.name.casefold()):
        documents = [edition.index.documents[path] for path in profile.documents]
        producers.append(
            ProducerDocuments(
                Link(profile.name, producer_url(profile.id)),
                tuple(_described(edition, profile, each, present, built, doubts) for each in documents),
            )
        )
    indexed = {file_of(path) for path in edition.index.documents}
    return CorpusState(
        tuple(producers),
        tuple(name for name in present if name not in indexed and name not in doubts),
        tuple(
            ReadWarning(path, message)
            for path, messages in doubts.items()
            if path not in indexed
            for message in messages
        ),
        frozenset(present),
    )


def warnings_of(edition: Edition, settings: Settings) -> Sequence[ReadWarning]:
    """What the build of the edition warned of; nothing if its folder is gone."""
    try:
        return read_warnings(settings.index / GENERATIONS / edition.version)
    except OSError:
        return ()


def _described(
    edition: Edition,
    profile: Profile,
    document: SourceDocument,
    present: Mapping[str, Path],
    built: float,
    doubts: Mapping[str, Sequence[str]],
) -> CorpusDocument:
    file = file_of(document.path)
    status = present[file].stat() if file in present else None
    quarantined = sum(item.reason == QUARANTINED for item in document.dropped)
    return CorpusDocument(
        document.title,
        document.path,
        file,
        source_url(document.path),
        file.rpartition(".")[2].upper(),
        status.st_size if status else None,
        bool(status and status.st_mtime > built and _sha256(present[file]) != document.sha256),
        sum(fact.document == document.path for fact in profile.facts),
        len(edition.index.passages_of(document.path)),
        quarantined,
        len(document.dropped) - quarantined,
        tuple(doubts.get(file, ())),
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _present(corpus: Path) -> Mapping[str, Path]:
    try:
        return {path.relative_to(corpus).as_posix(): path for path in corpus_files(corpus)}
    except CorpusError:
        return {}

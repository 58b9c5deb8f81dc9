"""The offline story: read the corpus, encode what is new, write a generation, publish it."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from origin_qa.attributes import example_questions
from origin_qa.errors import CorpusError, IndexDamaged, IndexMismatch, IndexMissing
from origin_qa.index.contents import Progress, write_contents
from origin_qa.index.identity import SCHEMA, corpus_sha256, identity_of, read_identity
from origin_qa.index.model import locate_model
from origin_qa.index.question_classifier import Example
from origin_qa.index.records import read_warnings
from origin_qa.index.storage import (
    Published,
    build_lock,
    open_published,
    prune,
    publish,
    unfinished_generation,
)
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Manifest, ReadWarning

__all__ = ["BuildReport", "Progress", "build_index", "write_generation"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `encoded` counts the passages that met the model; `changed` is False if there was nothing to do;
    `warnings` are those of the corpus when it was read last.
    """

    manifest: Manifest
    changed: bool
    encoded: int
    warnings: tuple[ReadWarning, ...]
    seconds: float

    @property
    def version(self) -> str:
        """The version that is published now."""
        return self.manifest.version


def build_index(
    corpus: Path,
    folder: Path,
    settings: Settings,
    progress: Progress | None = None,
    examples: Sequence[Example] | None = None,
) -> BuildReport:
    """Bring the index in `folder` up to date with the documents in `corpus` and publish it.

    With equal inputs nothing is written, and neither torch nor sentence-transformers is imported.

    Args:
        corpus: folder of producer documents.
        folder: holds the generations.
        settings: names the model and its prompts.
        progress: told about the encoding.
        examples: questions to classify questions by; None takes the vocabulary's.

    Raises:
        CorpusError: the corpus is missing or holds nothing readable.
        EncoderError: the model can't be found, loaded or exported.
        BadIndex: another build is running, or what was written can't be read back.
    """
    from origin_qa.ingest.corpus import read_corpus

    if not corpus.is_dir():
        raise CorpusError(f"the corpus folder {corpus} doesn't exist. Name a folder with `--corpus DIR`.")
    labelled = example_questions() if examples is None else examples
    checksum = corpus_sha256(corpus, settings.max_document_bytes)
    return _build(lambda: read_corpus(corpus, settings), checksum, folder, settings, progress, labelled)


def write_generation(
    corpus: Corpus,
    folder: Path,
    settings: Settings,
    progress: Progress | None = None,
    examples: Sequence[Example] = (),
) -> BuildReport:
    """The same for a corpus that was read already."""
    checksum = hashlib.sha256(repr(corpus).encode()).hexdigest()
    return _build(lambda: corpus, checksum, folder, settings, progress, examples)


def _build(
    read: Callable[[], Corpus],
    checksum: str,
    folder: Path,
    settings: Settings,
    progress: Progress | None,
    examples: Sequence[Example],
) -> BuildReport:
    started = time.monotonic()
    with build_lock(folder):
        located = locate_model(settings.model)
        identity = identity_of(checksum, located, settings, examples)
        previous = _usable_generation(folder)
        if previous and read_identity(previous.folder, folder) == identity:
            warnings = read_warnings(previous.folder)
            return BuildReport(previous.manifest, False, 0, warnings, time.monotonic() - started)
        corpus = read()
        with unfinished_generation(folder) as target:
            manifest, encoded = write_contents(
                corpus, examples, identity, located, previous.folder if previous else None, target, progress
            )
            publish(target, manifest, folder)
        prune(folder)
    return BuildReport(manifest, True, encoded, corpus.warnings, time.monotonic() - started)


def _usable_generation(folder: Path) -> Published | None:
    """The published generation if it is whole and of this release's layout, to reuse its vectors."""
    try:
        published = open_published(folder)
        readable = read_identity(published.folder, folder).schema == SCHEMA
    except (IndexMissing, IndexMismatch, IndexDamaged):
        return None
    return published if readable else None

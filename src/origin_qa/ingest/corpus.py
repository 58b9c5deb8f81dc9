"""The corpus folder: which files it holds, whose they are, and everything read from them."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path, PurePosixPath

from origin_qa.errors import CorpusError, ReadError
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.readers import FORMATS, read_document_with_warning
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Passage, Profile, ReadWarning, SourceDocument

_IGNORED = re.compile(r"\..*|~\$.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)


def corpus_files(folder: Path) -> tuple[Path, ...]:
    """The files that a build looks at, sorted by their path within `folder`.

    Hidden files and office lock files are skipped, and so are symbolic links that lead out of the
    folder, and linked folders.

    Raises:
        CorpusError: if the folder is missing or is none.
    """
    if not folder.exists():
        raise CorpusError(
            f"corpus folder not found: {folder}; create it with one file or folder per producer, "
            "or name another with --corpus"
        )
    if not folder.is_dir():
        raise CorpusError(
            f"the corpus is a file, not a folder: {folder}; name the folder that holds it with --corpus"
        )
    files = [path for path in _walk(folder) if not _refused(path, folder)]
    return tuple(sorted(files, key=lambda path: path.relative_to(folder).as_posix()))


def read_corpus(folder: Path, settings: Settings) -> Corpus:
    """Read every document of the folder.

    A file directly in `folder` is a producer named by its stem, a folder one with several
    documents. What can't be read is left out with a warning.

    Raises:
        CorpusError: if the folder is missing, or nothing in it can be read.
    """
    files = corpus_files(folder)
    warnings = [
        ReadWarning(
            path.relative_to(folder).as_posix(),
            "is a link out of the corpus folder and was not followed; copy the file",
        )
        for path in sorted(_walk(folder))
        if _refused(path, folder)
    ]
    documents = list(_read(files, folder, settings, warnings))
    if not documents:
        raise CorpusError(_nothing_read(folder, files, warnings))
    profiles, passages = _profiles(documents)
    return Corpus(tuple(documents), profiles, passages, tuple(warnings))


def producer_of(path: str) -> str:
    """The id of the producer whom a document belongs to, from its path within the corpus."""
    top = PurePosixPath(path).parts[0]
    return slugify(top if "/" in path else PurePosixPath(top).stem)


def slugify(name: str) -> str:
    """A name as an id: lower-case ASCII letters and digits with single hyphens between."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"producer-{name.encode().hex()[:12]}"


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _IGNORED.fullmatch(name))
        yield from (Path(parent, name) for name in folders if Path(parent, name).is_symlink())
        for name in files:
            top_level_readme = Path(parent) == folder and Path(name).stem.upper() == "README"
            if not _IGNORED.fullmatch(name) and not top_level_readme:
                yield Path(parent, name)


def _refused(path: Path, folder: Path) -> bool:
    return path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(folder.resolve()))


def _read(
    files: Sequence[Path], folder: Path, settings: Settings, warnings: list[ReadWarning]
) -> Iterator[SourceDocument]:
    seen: dict[tuple[str, str], str] = {}
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            document, doubt = read_document_with_warning(path, folder, settings)
        except ReadError as error:
            warnings.append(ReadWarning(name, str(error)))
            continue
        if doubt:
            warnings.append(ReadWarning(name, doubt))
        twin = seen.setdefault((producer_of(name), document.sha256), name)
        if twin != name:
            warnings.append(
                ReadWarning(name, f"is the same file as {twin} and was left out; remove one of them")
            )
            continue
        yield document


def _profiles(documents: Sequence[SourceDocument]) -> tuple[tuple[Profile, ...], tuple[Passage, ...]]:
    profiles: list[Profile] = []
    passages: list[Passage] = []
    ordered = sorted(documents, key=lambda document: producer_of(document.path))
    for producer, group in groupby(ordered, key=lambda document: producer_of(document.path)):
        own = list(group)
        profile = build_profile(producer, own)
        profiles.append(profile)
        stems = [PurePosixPath(document.path).stem for document in own]
        for document, stem in zip(own, stems, strict=True):
            made = make_passages(document, producer, profile.quotes)
            passages.extend(made if stems.count(stem) == 1 else _with_full_path(made, producer))
    return tuple(profiles), tuple(passages)


def _with_full_path(passages: Sequence[Passage], producer: str) -> Iterator[Passage]:
    """Ids by the whole path, for documents of one producer that differ in folder or suffix only."""
    for passage in passages:
        number = passage.id.rpartition("#")[2]
        yield replace(passage, id=f"{producer}/{passage.document}#{number}")


def _nothing_read(folder: Path, files: Sequence[Path], warnings: Sequence[ReadWarning]) -> str:
    formats = ", ".join(sorted(FORMATS))
    if not files and not warnings:
        return f"no documents in the corpus folder {folder}; put files of these formats there: {formats}"
    reasons = "; ".join(f"{warning.path}: {warning.message}" for warning in warnings[:3])
    more = f"; and {len(warnings) - 3} more" if len(warnings) > 3 else ""
    return f"no readable document in {folder} ({reasons}{more}); formats that can be read: {formats}"

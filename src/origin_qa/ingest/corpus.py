"""The corpus folder: which files it holds, whose they are, and everything read from them."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath

from origin_qa.errors import CorpusError, ReadError
from origin_qa.ingest.origins import read_origin, with_origin
from origin_qa.ingest.ownership import Owned, owned, producer_of, slugify
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.readers import FORMATS
from origin_qa.ingest.sandbox import Readers
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Passage, Profile, ReadWarning, SourceDocument

__all__ = ["corpus_files", "producer_of", "read_corpus", "slugify"]

_LINK = "is a link out of the corpus folder and was not followed; copy the file"
_IGNORED = re.compile(r"\..*|~\$.*|Thumbs\.db|desktop\.ini|.*\.origin\.toml", re.IGNORECASE)


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
    files = [path for path, refusal in _walk(folder) if not refusal]
    return tuple(sorted(files, key=lambda path: path.relative_to(folder).as_posix()))


def read_corpus(folder: Path, settings: Settings) -> Corpus:
    """Read every document of the folder.

    A file directly in `folder` is a producer named by its stem, a folder one with several
    documents; a table directly in `folder` may hold a producer in each record. What can't be read is
    left out with a warning.

    Raises:
        CorpusError: if the folder is missing, or nothing in it can be read.
    """
    files = corpus_files(folder)
    warnings = [
        ReadWarning(_shown(path, folder), refusal) for path, refusal in sorted(_walk(folder)) if refusal
    ]
    with Readers(settings) as readers:
        documents = list(_read(files, folder, readers, warnings))
    if not documents:
        raise CorpusError(_nothing_read(folder, files, warnings))
    whose = list(owned(documents, warnings))
    if not whose:
        raise CorpusError(_nothing_read(folder, files, warnings))
    profiles, passages = _profiles(whose)
    return Corpus(tuple(document for _, document in whose), profiles, passages, tuple(warnings))


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file, and every link and folder that is not entered, with the reason if it is refused."""
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, followlinks=False, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not _IGNORED.fullmatch(name))
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        yield from ((Path(parent, name), _LINK) for name in linked)
        for name in files:
            path = Path(parent, name)
            top_level_readme = path.parent == folder and path.stem.upper() == "README"
            if not _IGNORED.fullmatch(name) and not top_level_readme:
                yield path, _refusal(path, folder)
    for error in closed:
        if error.filename:
            reason = f"can't be opened: {error.strerror}; check its permissions"
            yield Path(os.fsdecode(error.filename)), reason


def _refusal(path: Path, folder: Path) -> str:
    """Why a file is not even opened; "" if it may be."""
    try:
        path.as_posix().encode()
        outside = path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename it"
    except (OSError, RuntimeError):  # a link that leads round in a circle
        outside = True
    return _LINK if outside else ""


def _shown(path: Path, folder: Path) -> str:
    """The path within the corpus, fit to be written anywhere."""
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()


def _read(
    files: Sequence[Path], folder: Path, readers: Readers, warnings: list[ReadWarning]
) -> Iterator[SourceDocument]:
    seen: dict[tuple[str, str], str] = {}
    for path, outcome in readers.read_all(files, folder):
        name = path.relative_to(folder).as_posix()
        if isinstance(outcome, ReadError):
            warnings.append(ReadWarning(name, str(outcome)))
            continue
        if outcome.warning:
            warnings.append(ReadWarning(name, outcome.warning))
        twin = seen.setdefault((producer_of(name), outcome.documents[0].sha256), name)
        if twin != name:
            warnings.append(
                ReadWarning(name, f"is the same file as {twin} and was left out; remove one of them")
            )
            continue
        origin = read_origin(path)
        yield from (with_origin(document, origin) for document in outcome.documents)


def _profiles(documents: Sequence[Owned]) -> tuple[tuple[Profile, ...], tuple[Passage, ...]]:
    profiles: list[Profile] = []
    passages: list[Passage] = []
    for producer, group in groupby(sorted(documents, key=itemgetter(0)), key=itemgetter(0)):
        own = [document for _, document in group]
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

"""Putting a document into the corpus: whose it is, under which name, and where it came from."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

from origin_qa.attributes import fold
from origin_qa.errors import CorpusError, ReadError, UsageError
from origin_qa.ingest.corpus import corpus_files
from origin_qa.ingest.inspection import Inspection
from origin_qa.ingest.names import is_name, name_values, significant, split_names, title_heads
from origin_qa.ingest.origins import ORIGIN_SUFFIX, Origin, origin_toml
from origin_qa.ingest.ownership import file_of, names_producer, owned, producer_of, slugify
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.sandbox import Readers
from origin_qa.settings import Settings
from origin_qa.types import Profile, SourceDocument

_LIKELY = 75
_SHOWN = 5
_LONGEST_NAME = 80

Names = Mapping[str, Sequence[str]]
"""The producers of a corpus by their ids, each with every name that it goes by."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a document is; `producer` is empty if that isn't certain.

    `new` tells whether the corpus has no such producer yet; `likely` are ids of producers that it
    may belong to, the best first, and `own` is the name that the document gives itself, if any.
    """

    producer: str = ""
    new: bool = False
    likely: tuple[str, ...] = ()
    own: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document: its path in the corpus, and whether it was put there now."""

    path: str
    outcome: Literal["added", "replaced", "already there"]


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def find_owner(inspection: Inspection, names: Names) -> Owner:
    """Whom a document belongs to, by the name that it gives its producer.

    Certain if that name is one of exactly one producer of the corpus, or resembles none of them.
    """
    own = _own_names(inspection)
    wanted = {fold(name) for name in own}
    same = [
        producer
        for producer, known in names.items()
        if wanted & {fold(name) for name in known} or any(names_producer(name, producer) for name in own)
    ]
    if len(same) == 1:
        return Owner(same[0], own=own[0])
    likely = tuple(same) or _likely([*own, PurePosixPath(inspection.name).stem], names)
    if own and not likely:
        return Owner(slugify(own[0]), new=True, own=own[0])
    return Owner(likely=likely[:_SHOWN], own=own[0] if own else "")


def _own_names(inspection: Inspection) -> list[str]:
    """What the document calls its producer: in its sheet, else in its title."""
    documents = [inspected.document for inspected in inspection.documents]
    sheets = [
        name
        for document in documents
        for value in name_values(document)
        for name in split_names(value)
        if significant(name)
    ]
    titles = [
        name
        for document in documents
        for head in title_heads(document.title)
        for name in split_names(head)
        if is_name(name)
    ]
    # A title is a name only if it is not the file's own, which says nothing.
    stem = fold(PurePosixPath(inspection.name).stem.replace("-", " ").replace("_", " "))
    return list(dict.fromkeys(sheets or [name for name in titles if fold(name) != stem]))


def _likely(own: Sequence[str], names: Names) -> tuple[str, ...]:
    """The producers whose names share most with one of `own`, the best first."""
    from rapidfuzz import fuzz

    mine = [words for name in own if (words := " ".join(significant(name.replace("-", " "))))]
    scores: dict[str, float] = {}
    for producer, known in names.items():
        theirs = (" ".join(significant(name)) for name in (*known, producer.replace("-", " ")))
        scores[producer] = max(
            (fuzz.token_set_ratio(words, other) for other in theirs if other for words in mine), default=0.0
        )
    best = sorted(scores, key=lambda producer: (-scores[producer], producer))
    return tuple(producer for producer in best if scores[producer] >= _LIKELY)


def producer_names(settings: Settings, profiles: Iterable[Profile] = ()) -> dict[str, tuple[str, ...]]:
    """The producers of the corpus with all their names.

    `profiles` are those of an index, which need not be up to date: what the corpus no longer holds is
    left out, and what the index doesn't have yet is read.
    """
    corpus = settings.corpus
    paths = {path.relative_to(corpus).as_posix(): path for path in _files(corpus)}
    still = [each for each in profiles if any(file_of(path) in paths for path in each.documents)]
    names = {profile.id: (profile.name, *profile.aliases) for profile in still}
    covered = {file_of(path) for profile in still for path in profile.documents}
    new = [path for name, path in paths.items() if name not in covered and producer_of(name) not in names]
    with Readers(settings) as readers:
        found = [outcome for _, outcome in readers.read_all(new, corpus)]
    documents = [
        document for outcome in found if not isinstance(outcome, ReadError) for document in outcome.documents
    ]
    by_producer: dict[str, list[SourceDocument]] = {}
    for producer, document in owned(documents, []):
        by_producer.setdefault(producer, []).append(document)
    for producer, own in by_producer.items():
        profile = build_profile(producer, own)
        names[producer] = (*names.get(producer, ()), profile.name, *profile.aliases)
    return names


def _files(corpus: Path) -> tuple[Path, ...]:
    return corpus_files(corpus) if corpus.exists() else ()


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def put(
    corpus: Path,
    producer: str,
    name: str,
    data: bytes,
    origin: Origin,
    *,
    replace: bool = False,
) -> Added:
    """Put a document of a producer into the corpus; an empty `producer` puts it directly there.

    Nothing is overwritten unless `replace`: other content under the same name gets a number, and a
    document that the producer has already is left as it is. It appears whole or not at all.

    Raises:
        UsageError: if `producer` is no id.
        CorpusError: if the producer's folder leads out of the corpus.
    """
    if producer and slugify(producer) != producer:
        raise UsageError(f"“{producer}” is no id of a producer; write {slugify(producer)}")
    if twin := _twin(corpus, producer, data):
        return Added(twin, "already there")
    folder = corpus / producer if producer else corpus
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.resolve().is_relative_to(corpus.resolve()):
        raise CorpusError(f"{folder} leads out of the corpus folder; replace the link by a folder")
    for candidate in _names(name):
        target = folder / candidate
        taken = target.exists() or target.is_symlink()
        if taken and not replace:
            continue
        if target.is_symlink() or target.is_dir():
            raise CorpusError(f"{target} is no plain file and is not replaced; remove it first")
        if _write(target, data, replace=replace):
            _write(target.with_name(target.name + ORIGIN_SUFFIX), origin_toml(origin), replace=True)
            return Added(target.relative_to(corpus).as_posix(), "replaced" if taken else "added")
    raise CorpusError(f"no name is free for {name} in {folder}")


def _twin(corpus: Path, producer: str, data: bytes) -> str:
    """The path of a document with the same bytes, of this producer or, if none is given, of any."""
    checksum = sha256(data).digest()
    for path in sorted(corpus.rglob("*")) if corpus.is_dir() else ():
        if path.is_symlink() or not path.is_file() or path.stat().st_size != len(data):
            continue
        name = path.relative_to(corpus).as_posix()
        if (not producer or producer_of(name) == producer) and sha256(path.read_bytes()).digest() == checksum:
            return name
    return ""


def _names(name: str) -> Iterator[str]:
    """A plain name for the file, then the same with numbers."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem, suffix = slugify(path.stem)[:_LONGEST_NAME].strip("-"), path.suffix.lower()
    if stem == "readme":  # which is for people, and not read
        stem = "document"
    yield stem + suffix
    yield from (f"{stem}-{n}{suffix}" for n in range(2, 1_000))


def _write(target: Path, data: bytes, *, replace: bool) -> bool:
    """Write a file whole; False if it is there already and not to be replaced."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(draft, target)
        else:
            os.link(draft, target)  # unlike a rename, fails if somebody was faster
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return True

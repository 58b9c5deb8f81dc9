"""What an index is made from, as checksums.

They tell whether a build has anything to do, and whether an index fits today's settings and vocabulary.
"""

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from origin_qa.attributes import vocabulary_sha256
from origin_qa.errors import IndexMismatch
from origin_qa.index.model import LocatedModel, canonical_name
from origin_qa.index.question_classifier import Example
from origin_qa.settings import Settings

SCHEMA = 4
IDENTITY_FILE = "identity.json"

_PACKAGE = Path(__file__).parent.parent
_BUILDING_CODE = ("attributes", "ingest", "index", "types.py")


@dataclass(frozen=True, slots=True)
class Identity:
    """The inputs of a build. Equal identities give equal indexes."""

    schema: int
    model: str
    model_sha256: str
    query_prompt: str
    passage_prompt: str
    max_document_bytes: int
    vocabulary_sha256: str
    code_sha256: str
    examples_sha256: str
    corpus_sha256: str
    max_document_chars: int = 0
    reader_seconds: float = 0
    reader_megabytes: int = 0


def identity_of(
    corpus_sha256: str, located: LocatedModel, settings: Settings, examples: Iterable[Example]
) -> Identity:
    """The identity of a build with these inputs, by the code that runs now."""
    return Identity(
        schema=SCHEMA,
        model=located.name,
        model_sha256=located.sha256,
        query_prompt=settings.query_prompt,
        passage_prompt=settings.passage_prompt,
        max_document_bytes=settings.max_document_bytes,
        vocabulary_sha256=vocabulary_sha256(),
        code_sha256=_code_sha256(),
        examples_sha256=hashlib.sha256(msgspec.json.encode(list(examples))).hexdigest(),
        corpus_sha256=corpus_sha256,
        max_document_chars=settings.max_document_chars,
        reader_seconds=settings.reader_seconds,
        reader_megabytes=settings.reader_megabytes,
    )


def corpus_sha256(corpus: Path, max_bytes: int) -> str:
    """The checksum over the names and bytes of the corpus's files; hidden ones don't count.

    Of what a build does not read (links out of the corpus, pipes, files of more than `max_bytes`, those
    that can't be opened) only that it is there counts, and how large it is.
    """
    digest = hashlib.sha256()
    for path in sorted(corpus.rglob("*")):
        name = path.relative_to(corpus)
        if any(part.startswith(".") for part in name.parts) or (path.is_dir() and not path.is_symlink()):
            continue
        digest.update(
            os.fsencode(name.as_posix()) + f"\0{_content_sha256(path, corpus, max_bytes)}\n".encode()
        )
    return digest.hexdigest()


def _content_sha256(path: Path, corpus: Path, max_bytes: int) -> str:
    try:
        status = path.stat()
        within = not path.is_symlink() or path.resolve().is_relative_to(corpus.resolve())
        if not within or not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
            return f"unread {stat.S_IFMT(status.st_mode)} {status.st_size}"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, RuntimeError):
        return "closed"


def write_identity(identity: Identity, folder: Path) -> None:
    """Write the identity into a generation."""
    (folder / IDENTITY_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(identity)))


def read_identity(folder: Path, index: Path) -> Identity:
    """The identity of a generation.

    Raises:
        IndexMismatch: it was written by a release with another layout.
    """
    try:
        return msgspec.json.decode((folder / IDENTITY_FILE).read_bytes(), type=Identity)
    except (msgspec.DecodeError, FileNotFoundError) as error:
        raise IndexMismatch(
            f"the index in {index} was made by another release ({error}). "
            f"Run `origin-qa build --index {index}`."
        ) from error


def check_identity(identity: Identity, settings: Settings, index: Path) -> None:
    """Refuse an index whose vectors or facts mean something else than the running code takes them for.

    Raises:
        IndexMismatch: another schema, model, prompt or vocabulary.
    """
    expected = {
        "schema": (identity.schema, SCHEMA),
        "model": (identity.model, canonical_name(settings.model)),
        "query prompt": (identity.query_prompt, settings.query_prompt),
        "passage prompt": (identity.passage_prompt, settings.passage_prompt),
        "vocabulary": (identity.vocabulary_sha256, vocabulary_sha256()),
    }
    for what, (found, wanted) in expected.items():
        if found != wanted:
            raise IndexMismatch(
                f"the index in {index} was made with {what} {found!r}, but {wanted!r} is in use. "
                f"Run `origin-qa build --index {index}`."
            )


@cache
def _code_sha256() -> str:
    """The checksum of the code that makes an index, as this process found it."""
    return _sha256_of_files(_PACKAGE, _files_under(_BUILDING_CODE, (".py", ".toml")))


def _files_under(names: Iterable[str], suffixes: tuple[str, ...]) -> list[Path]:
    roots = [_PACKAGE / name for name in names]
    files = [root for root in roots if root.is_file()]
    for root in roots:
        files.extend(path for path in root.rglob("*") if path.suffix in suffixes)
    return files


def _sha256_of_files(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()

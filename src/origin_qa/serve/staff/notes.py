"""Writes a staff note into the corpus, and its question among those that must stay answered."""

import datetime
import os
import secrets
from itertools import count
from pathlib import Path, PurePosixPath

import msgspec

from origin_qa.errors import OriginQAError
from origin_qa.ingest.notes import StaffNote, note_markdown
from origin_qa.ingest.ownership import producer_of, slugify
from origin_qa.types import Profile

FOLDER = "notes"
REGRESSION_FILE = "regression.jsonl"
_SLUG = 60


def write_note(corpus: Path, profile: Profile, note: StaffNote) -> str:
    """Put the note among the producer's documents; returns its path within the corpus.

    It is written aside and linked in, so that a build sees all of it or nothing, and a name that is
    taken gets a number: no note ever replaces a file.

    Raises:
        OriginQAError: the corpus can't be written.
    """
    folder = _folder(corpus, profile) / FOLDER
    content = note_markdown(note).encode()
    aside = folder / f".{secrets.token_hex(8)}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(corpus.resolve()):
            raise OriginQAError(f"{folder} leads out of the corpus. Replace the link by a folder.")
        with aside.open("xb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        try:
            return _link(aside, folder, file_stem(note)).relative_to(corpus).as_posix()
        finally:
            aside.unlink()
    except OSError as error:
        raise OriginQAError(
            f"The note can't be written to {folder}: {error.strerror or error}. "
            "Make the corpus folder writable for the server, then send the form again."
        ) from error


def file_stem(note: StaffNote) -> str:
    """A file name without suffix, of ASCII letters, digits and hyphens only, that sorts by date."""
    question = slugify(note.question)[:_SLUG].strip("-")
    return f"{note.date.isoformat()}-{question}"


def _folder(corpus: Path, profile: Profile) -> Path:
    """The producer's folder; one is made for a producer who has been a single file."""
    for document in profile.documents:
        parts = PurePosixPath(document).parts
        if len(parts) > 1 and producer_of(document) == profile.id and (corpus / parts[0]).is_dir():
            return corpus / parts[0]
    return corpus / profile.id


def _link(aside: Path, folder: Path, stem: str) -> Path:
    for number in count(1):
        target = folder / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")
        try:
            os.link(aside, target)
            return target
        except FileExistsError:
            continue
    raise AssertionError("unreachable")


def add_regression_question(data: Path, document: str, note: StaffNote, profile: Profile) -> Path:
    """Add the question to those that `origin-qa eval` asks; returns their file.

    Raises:
        OriginQAError: the file can't be written.
    """
    file = data / REGRESSION_FILE
    line = {
        "id": f"{profile.id}/{PurePosixPath(document).stem}",
        "kind": "staff",
        "question": note.question,
        "page_producer": profile.id,
        "producer": profile.id,
        "expect": "answered",
        "accept": ["conflict"],
        "cites": [{"file": PurePosixPath(document).name, "contains": ""}],
    }
    try:
        data.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as target:
            # One write, so that lines of two people at once don't mix.
            target.write(msgspec.json.encode(line) + b"\n")
    except OSError as error:
        raise OriginQAError(
            f"The question can't be added to {file}: {error.strerror or error}. "
            "Make the folder writable, or name another one with ORIGIN_QA_DATA."
        ) from error
    return file


def today() -> datetime.date:
    """The date where the server stands."""
    return datetime.datetime.now().astimezone().date()

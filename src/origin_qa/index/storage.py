"""Generations on disk: written aside, verified, published by one rename, pruned.

A generation is an immutable folder `generations/<version>/` whose `manifest.json` holds the checksum of
every other file. `CURRENT` names the published version and the checksum of its manifest, so that one
atomic rename switches readers over and no byte goes unverified.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from origin_qa.errors import BadIndex, IndexDamaged, IndexMissing
from origin_qa.types import FileRecord, Manifest

CURRENT_FILE = "CURRENT"
LOCK_FILE = "LOCK"
GENERATIONS = "generations"
MANIFEST_FILE = "manifest.json"
UNFINISHED = ".building-"
KEPT_GENERATIONS = 2


@dataclass(frozen=True, slots=True)
class Published:
    """A verified generation: every file is there and has the checksum that the manifest gives."""

    folder: Path
    manifest: Manifest


def current_version(index: Path) -> str | None:
    """The version that `index` publishes now, or None if there is none."""
    pointer = _read_pointer(index)
    return pointer[0] if pointer else None


def open_published(index: Path) -> Published:
    """Verify the current generation and give its folder; nothing may be read before.

    Raises:
        IndexMissing: nothing was published in `index`.
        IndexDamaged: a file is missing, cut short or altered.
    """
    pointer = _read_pointer(index)
    if pointer is None:
        raise IndexMissing(f"{index} holds no index yet. Run `origin-qa build --index {index}`.")
    version, manifest_sha256 = pointer
    folder = index / GENERATIONS / version
    manifest = _read_manifest(folder, manifest_sha256, index)
    for name, record in manifest.files.items():
        _verify(folder / name, record, index)
    return Published(folder, manifest)


@contextlib.contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Hold the only right to build in `index`; the system frees it should the process die.

    Raises:
        BadIndex: another build holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadIndex(
                f"another build is writing to {index}. Wait until it ends, then run `origin-qa build` again."
            ) from error
        yield


@contextlib.contextmanager
def unfinished_generation(index: Path) -> Iterator[Path]:
    """A new folder to write a generation in, removed unless it was published."""
    generations = index / GENERATIONS
    generations.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(index)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=generations))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_unfinished(index: Path) -> None:
    """Remove what a build that was cut short left behind; the generations that it published before stay.

    Raises:
        BadIndex: a build is running.
    """
    with build_lock(index):
        _remove_leftovers(index)


def describe_files(folder: Path) -> dict[str, FileRecord]:
    """Size and checksum of every file in `folder`, flushed to the disk."""
    return {path.name: _record(path) for path in sorted(folder.iterdir())}


def publish(unfinished: Path, manifest: Manifest, index: Path) -> None:
    """Seal the files in `unfinished` with `manifest`, verify them as a reader would, and switch over.

    Raises:
        IndexDamaged: what was written can't be read back as it was meant.
    """
    content = msgspec.json.format(msgspec.json.encode(manifest))
    _write_durably(unfinished / MANIFEST_FILE, content)
    _sync_folder(unfinished)
    for name, record in manifest.files.items():
        _verify(unfinished / name, record, index)
    target = index / GENERATIONS / manifest.version
    unfinished.rename(target)
    _sync_folder(target.parent)
    pointer = f"{manifest.version} {hashlib.sha256(content).hexdigest()}\n"
    fresh = index / f"{CURRENT_FILE}.new"
    _write_durably(fresh, pointer.encode())
    fresh.replace(index / CURRENT_FILE)
    _sync_folder(index)


def prune(index: Path) -> None:
    """Remove all but the newest generations; the published one always stays."""
    current = current_version(index)
    versions = sorted(path.name for path in (index / GENERATIONS).iterdir() if path.is_dir())
    kept = {*versions[-KEPT_GENERATIONS:], current}
    for version in versions:
        if version not in kept:
            shutil.rmtree(index / GENERATIONS / version)


def _remove_leftovers(index: Path) -> None:
    for leftover in (index / GENERATIONS).glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)
    (index / f"{CURRENT_FILE}.new").unlink(missing_ok=True)


def _read_pointer(index: Path) -> tuple[str, str] | None:
    try:
        words = (index / CURRENT_FILE).read_text("utf-8").split()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(index / CURRENT_FILE, str(error), index) from error
    if len(words) != 2 or "/" in words[0]:
        raise _damaged(index / CURRENT_FILE, "it doesn't name a version and a checksum", index)
    return words[0], words[1]


def _read_manifest(folder: Path, sha256: str, index: Path) -> Manifest:
    path = folder / MANIFEST_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(path, str(error), index) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _damaged(path, f"its checksum isn't the one that {CURRENT_FILE} gives", index)
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise _damaged(path, str(error), index) from error


def _verify(path: Path, record: FileRecord, index: Path) -> None:
    try:
        found = FileRecord(_sha256(path), path.stat().st_size)
    except OSError as error:
        raise _damaged(path, str(error), index) from error
    if found.bytes != record.bytes:
        raise _damaged(path, f"it has {found.bytes} bytes where {record.bytes} were written", index)
    if found.sha256 != record.sha256:
        raise _damaged(path, f"its sha256 is {found.sha256}, {record.sha256} was written", index)


def _damaged(path: Path, reason: str, index: Path) -> IndexDamaged:
    return IndexDamaged(f"the index is damaged: {path}: {reason}. Run `origin-qa build --index {index}`.")


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return FileRecord(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

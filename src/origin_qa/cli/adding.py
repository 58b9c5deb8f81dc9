"""The command that puts documents into the corpus: add."""

import datetime
import re
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from origin_qa.cli.options import CorpusOption, IndexOption, settings_from
from origin_qa.errors import BadIndex, FetchError, ReadError, UsageError

if TYPE_CHECKING:
    from origin_qa.ingest.adding import Added, Names, Owner
    from origin_qa.ingest.inspection import Inspection
    from origin_qa.settings import Settings


def add(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILE|URL...", help="Documents, or their addresses.")
    ],
    producer: Annotated[str | None, typer.Option(help="Id of the producer whom they belong to.")] = None,
    title: Annotated[str | None, typer.Option(help="Title to show in citations; for one document.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of the file of that name.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Put documents into the corpus, with a record of where they came from."""
    if title is not None and len(sources) > 1:
        raise UsageError("--title is for one document; add them one by one")
    settings = settings_from(corpus=corpus, index=index)
    if settings.corpus.exists() and not settings.corpus.is_dir():
        raise UsageError(f"the corpus {settings.corpus} is a file; name a folder with --corpus")
    names = None if producer else _known_names(settings)
    changed = False
    for source in sources:
        added = _add(source, settings, producer, names, title or "", replace)
        changed = changed or added.outcome != "already there"
    if changed:
        print("next: origin-qa build")


def _add(
    source: str,
    settings: "Settings",
    producer: str | None,
    names: "dict[str, tuple[str, ...]] | None",
    title: str,
    replace: bool,
) -> "Added":
    from origin_qa.cli.inspected import summary_of
    from origin_qa.ingest.adding import put
    from origin_qa.ingest.inspection import inspect_bytes
    from origin_qa.ingest.origins import Origin

    name, data, origin = _content(source, settings)
    try:
        inspection = inspect_bytes(name, data, settings)
    except ReadError as error:
        raise ReadError(f"{source}: {error}") from error
    owner, new = _owner(source, inspection, producer, names, settings)
    record = Origin(origin, datetime.datetime.now(datetime.UTC), sha256(data).hexdigest(), title)
    added = put(settings.corpus, owner, name, data, record, replace=replace)
    whose = f" of {owner}{' (a new producer)' if new else ''}" if owner else ""
    print(f"{settings.corpus / added.path}: {added.outcome}{whose}")
    for document in inspection.documents:
        print(f"  {document.document.title}: {summary_of(document)}")
    for warning in inspection.warnings:
        print(f"warning: {source}: {warning}", file=sys.stderr)
    if names is not None and owner:
        own = [name for each in inspection.documents for name in (each.profile.name, *each.profile.aliases)]
        names[owner] = (*names.get(owner, ()), *own)
    return added


def _content(source: str, settings: "Settings") -> tuple[str, bytes, str]:
    """The name and bytes of a document, and the origin to record: an address, or the file's name alone."""
    from origin_qa.ingest.opening import read_bytes

    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source):
        from origin_qa.ingest.fetch import fetch

        fetched = fetch(source)
        if not fetched.data.strip():
            raise FetchError(f"{source} is empty; check it in a browser")
        return fetched.name, fetched.data, fetched.url
    path = Path(source)
    if not path.exists():
        raise UsageError(
            f"no such file: {source}; name a document or an address such as https://example.org/page"
        )
    try:
        return path.name, read_bytes(path, settings.max_document_bytes), path.name
    except ReadError as error:
        raise ReadError(f"{source}: {error}") from error


def _known_names(settings: "Settings") -> dict[str, tuple[str, ...]]:
    from origin_qa.index.records import read_records
    from origin_qa.index.storage import open_published
    from origin_qa.ingest.adding import producer_names

    try:
        profiles = read_records(open_published(settings.index).folder).profiles
    except BadIndex:
        profiles = ()
    return producer_names(settings, profiles)


# ── whose it is ───────────────────────────────────────────────────────────────────────────────


def _owner(
    source: str,
    inspection: "Inspection",
    producer: str | None,
    names: "Names | None",
    settings: "Settings",
) -> tuple[str, bool]:
    """The id of the producer, and whether it is a new one; no id for a table of several producers."""
    from origin_qa.ingest.adding import find_owner
    from origin_qa.ingest.corpus import corpus_files
    from origin_qa.ingest.ownership import producer_of

    if producer is not None:
        files = corpus_files(settings.corpus) if settings.corpus.exists() else ()
        known = {producer_of(path.relative_to(settings.corpus).as_posix()) for path in files}
        return producer, producer not in known
    if any(document.document.owner for document in inspection.documents):
        return "", False
    owner = find_owner(inspection, names or {})
    if owner.producer:
        return owner.producer, owner.new
    if sys.stdin.isatty() and sys.stderr.isatty():
        chosen = _ask(source, owner, names or {})
        return chosen, chosen not in (names or {})
    raise UsageError(f"{source}: {_unsure(owner, names or {})}")


def _unsure(owner: "Owner", names: "Names") -> str:
    said = f"it calls its producer “{owner.own}”, but" if owner.own else "it names no producer;"
    if owner.likely:
        fitting = ", ".join(f"{each} ({names[each][0]})" for each in owner.likely)
        return f"{said} it may belong to {fitting}; say whose it is with --producer ID"
    known = ", ".join(sorted(names)[:10]) or "none yet"
    return f"{said} say whose it is with --producer ID (known ids: {known})"


def _ask(source: str, owner: "Owner", names: "Names") -> str:
    """Ask on the terminal; a number chooses a likely producer, anything else is the name or id of one."""
    from origin_qa.ingest.ownership import slugify

    said = f"It calls its producer “{owner.own}”." if owner.own else "It names no producer."
    typer.echo(f"Whose is {source}? {said}", err=True)
    for n, each in enumerate(owner.likely, start=1):
        typer.echo(f"  {n}  {names[each][0]} ({each})", err=True)
    default: str | None = "1" if owner.likely else slugify(owner.own) if owner.own else None
    answer = str(typer.prompt("Number, or id of another or new producer", default=default, err=True)).strip()
    return _chosen(answer, owner.likely)


def _chosen(answer: str, likely: Sequence[str]) -> str:
    from origin_qa.ingest.ownership import slugify

    if answer.isdecimal() and 1 <= int(answer) <= len(likely):
        return likely[int(answer) - 1]
    if not answer or answer.isdecimal():
        raise UsageError(f"“{answer}” is none of the choices; run the command again or use --producer ID")
    return slugify(answer)

"""The commands for the journal: show, export, delete."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from origin_qa.cli.options import settings_from
from origin_qa.errors import JournalError, UsageError

if TYPE_CHECKING:
    from origin_qa.journal import Counts, Journal
    from origin_qa.settings import Settings

commands = typer.Typer(
    name="journal",
    help="What visitors asked and left: show, export or delete it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder that holds the journal.", show_default=False)
]
DAY = "%Y-%m-%d"


@commands.command()
def show(data: DataOption = None) -> None:
    """Tell what the journal holds."""
    from origin_qa.console import print_journal

    settings = settings_from(data=data)
    opened = _journal(settings)
    print_journal(opened.file, opened.summary(), settings)


@commands.command()
def export(
    form: Annotated[Literal["csv", "jsonl"], typer.Option("--format", help="What to write.")] = "csv",
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=[DAY], metavar="DATE", help="Leave out what is older (UTC).", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write into this file instead.", show_default=False),
    ] = None,
    data: DataOption = None,
) -> None:
    """Write out every record, oldest first."""
    from origin_qa.journal.exporting import exported

    lines = exported(_journal(settings_from(data=data)).export(_utc(since)), form)
    if output is not None:
        _publish(lines, output)
        return
    for line in lines:
        sys.stdout.write(line)


@commands.command()
def delete(
    matching: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What holds this text, in any case.", show_default=False),
    ] = None,
    before: Annotated[
        datetime | None,
        typer.Option(
            formats=[DAY], metavar="DATE", help="What is older than this day (UTC).", show_default=False
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that visitors left.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    data: DataOption = None,
) -> None:
    """Delete what visitors left, for good.

    What staff answered stays: it is part of the corpus.
    """
    if everything == (matching is not None or before is not None):
        raise UsageError("say what to delete: --matching TEXT, --before DATE or both of them, or else --all")
    if matching is not None and not matching.strip():
        raise UsageError("--matching is empty and would match everything; say --all if you mean that")
    opened = _journal(settings_from(data=data))
    found = opened.count(matching, _utc(before))
    if not found.total:
        print("nothing fits, nothing was deleted")
        return
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(f"this would delete {_told(found)}; run it again with --yes to do so")
        if not typer.confirm(f"Delete {_told(found)} for good?", err=True):
            print("nothing was deleted")
            return
    print(f"deleted {_told(opened.delete(matching, _utc(before)))}")


def _told(counts: "Counts") -> str:
    """How many records of which kind, in words; kinds that there are none of are left out."""
    named = (
        (counts.questions, "question", "questions"),
        (counts.feedback, "feedback", "feedback"),
        (counts.messages, "message", "messages"),
        (counts.shared, "shared conversation", "shared conversations"),
        (counts.staff_answers, "staff answer", "staff answers"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else more}" for n, one, more in named if n) or "nothing"


def _journal(settings: "Settings") -> "Journal":
    """The journal that is there. It is opened to be kept for good: only the server that wrote it prunes it.

    A command that is run without the server's environment would forget by the wrong number of days.

    Raises:
        JournalError: there is none.
    """
    from origin_qa.journal import FILE, Journal

    file = settings.data / FILE
    if not file.is_file():
        raise JournalError(
            f"there is no journal at {file}: nothing was asked yet, or it is elsewhere; "
            "name its folder with --data"
        )
    return Journal(file, settings.journal, days=0)


def _utc(day: datetime | None) -> datetime | None:
    """The beginning of a day in UTC, in which the journal counts."""
    return day.replace(tzinfo=UTC) if day else None


def _publish(lines: Iterable[str], path: Path) -> None:
    """Replace the file at once, readable by its owner only: it holds what visitors wrote.

    Raises:
        JournalError: it can't be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(line.encode() for line in lines)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise JournalError(
            f"can't write {path}: {error.strerror or error}; name another file with -o"
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()

"""The program: its commands, and how it ends when something is wrong."""

import io
import sys
from typing import NoReturn

import typer

from origin_qa.cli import adding, asking, building, inspecting, journal, serving
from origin_qa.errors import OriginQAError, UsageError

app = typer.Typer(
    name="origin-qa",
    help="Answers questions about coffee producers from their own documents, every sentence cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(building.build)
app.command()(asking.ask)
app.command()(asking.search)
app.command()(building.facts)
app.command("eval")(building.evaluate)
app.command()(adding.add)
app.command()(inspecting.inspect)
app.command()(serving.serve)
app.add_typer(journal.commands)


def main() -> None:
    """Run the command line; errors that are ours become one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # names have accents on every terminal
    try:
        app(standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except UsageError as error:
        _fail(str(error), 2)
    except OriginQAError as error:
        _fail(str(error), 1)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}; check the path and its permissions", 1)
    except (typer.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError" and hasattr(error, "format_message"):
            print(error.format_message(), file=sys.stderr)
            sys.exit(2)
        if hasattr(error, "format_message"):  # click's own usage errors
            _fail(f"{error.format_message()} Try `origin-qa --help`.", 2)
        raise


def _fail(message: str, code: int) -> NoReturn:
    print(f"origin-qa: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)

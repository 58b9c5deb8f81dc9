"""What several commands share: their options, and the settings that these make."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from origin_qa.errors import UsageError

if TYPE_CHECKING:
    from origin_qa.answer.assistant import Assistant
    from origin_qa.settings import Settings

IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index.", show_default=False)]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="Folder of documents.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LinesOption = Annotated[
    str | None,
    typer.Option(
        "--jsonl", metavar="FILE", help="Read questions from FILE, one JSON object a line; - is stdin."
    ),
]


def settings_from(**given: object) -> "Settings":
    """The settings of the environment, with those that were given on the command line over them.

    Raises:
        UsageError: if a setting can't be what it is.
    """
    from pydantic import ValidationError

    from origin_qa.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"])).upper()
        raise UsageError(f"setting ORIGIN_QA_{name} is {first['input']!r}: {first['msg']}") from error


def open_assistant(settings: "Settings") -> "Assistant":
    """The assistant over the index that the settings name."""
    from origin_qa.answer.assistant import open_assistant

    return open_assistant(settings.index, settings)

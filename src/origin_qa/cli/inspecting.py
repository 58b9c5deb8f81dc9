"""The command that looks at a single document: inspect."""

import json
from pathlib import Path
from typing import Annotated

import typer

from origin_qa.cli.options import CorpusOption, JsonOption, settings_from
from origin_qa.errors import ReadError, UsageError


def inspect(
    file: Annotated[Path, typer.Argument(help="The document.")],
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is understood of a document, and what is left out and why."""
    from origin_qa.ingest.inspection import inspect_file

    if not file.exists():
        raise UsageError(f"no such file: {file}; name a document, for example corpus/NAME.txt")
    try:
        inspection = inspect_file(file, settings_from(corpus=corpus))
    except ReadError as error:
        raise ReadError(f"{file}: {error}") from error
    if as_json:
        from origin_qa.cli.inspected import inspection_json

        print(json.dumps(inspection_json(inspection), ensure_ascii=False, indent=2))
    else:
        from origin_qa.cli.inspected import print_inspection
        from origin_qa.console import console

        print_inspection(console(), inspection)

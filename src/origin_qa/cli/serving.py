"""The command that opens the web page: serve."""

from typing import Annotated

import typer

from origin_qa.cli.options import IndexOption, settings_from


def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default=False)
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer questions.", show_default=False)
    ] = None,
) -> None:
    """Open the web UI and the JSON API."""
    from origin_qa.serve.running import run

    run(settings_from(index=index, host=host, port=port, workers=workers))

"""The commands for those who keep the corpus: build, facts, eval."""

import json
from pathlib import Path
from typing import Annotated

import typer

from origin_qa.cli.options import CorpusOption, IndexOption, JsonOption, open_assistant, settings_from
from origin_qa.errors import BadIndex, UsageError


def build(corpus: CorpusOption = None, index: IndexOption = None) -> None:
    """Read the documents and publish a new index; unchanged passages are not encoded again."""
    from origin_qa.console import build_progress, print_build
    from origin_qa.index.build import build_index

    settings = settings_from(corpus=corpus, index=index)
    if settings.index.is_file():
        raise BadIndex(f"the index folder {settings.index} is a file; name another folder with --index")
    with build_progress() as progress:
        report = build_index(settings.corpus, settings.index, settings, progress)
    print_build(report)


def facts(
    producer: Annotated[
        str | None, typer.Argument(help="Id of a producer; all if left out.", show_default=False)
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the typed facts with their sources, disagreements marked."""
    from origin_qa.console import facts_json, print_facts
    from origin_qa.index.generation import open_index

    settings = settings_from(index=index)
    opened = open_index(settings.index, settings)
    if producer is not None and producer not in opened.profiles:
        known = ", ".join(sorted(opened.profiles)[:10])
        raise UsageError(f"no producer has the id “{producer}”; known ids: {known}")
    profiles = [profile for profile in opened.profiles.values() if producer in (None, profile.id)]
    if as_json:
        print(
            json.dumps(
                [row for profile in profiles for row in facts_json(opened, profile)],
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        for profile in profiles:
            print_facts(opened, profile)


def evaluate(
    questions: Annotated[Path, typer.Argument(help="File of questions with what is expected.")],
    index: IndexOption = None,
    report: Annotated[Path | None, typer.Option(help="Also write an HTML report there.")] = None,
    failures: Annotated[Path | None, typer.Option(help="Also write the wrong answers there, as CSV.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the questions of a file and score the answers."""
    from origin_qa.console import console
    from origin_qa.evaluate import evaluate as run
    from origin_qa.evaluate.report import render_table, summary, write_failures, write_html

    settings = settings_from(index=index)
    scored = run(open_assistant(settings), questions)
    if as_json:
        print(json.dumps(summary(scored), ensure_ascii=False, indent=2))
    else:
        console().print(render_table(scored))
    if report:
        write_html(scored, report)
    if failures:
        write_failures(scored, failures)

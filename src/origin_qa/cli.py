"""The command line: build, ask, search, facts, eval, serve.

Standard output carries results only; everything else goes to standard error. Exit codes: 0 for a
run that did its work, 2 for wrong usage, 1 for a failure, with one clear line. Heavy libraries are
imported inside the commands that need them.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from origin_qa.errors import BadIndex, OriginQAError, UsageError
from origin_qa.types import Hit

if TYPE_CHECKING:
    from origin_qa.answer.assistant import Assistant
    from origin_qa.settings import Settings

app = typer.Typer(
    name="origin-qa",
    help="Answers questions about coffee producers from their own documents, every sentence cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
        if hasattr(error, "format_message"):  # click's own usage errors
            _fail(f"{error.format_message()} Try `origin-qa --help`.", 2)
        raise


def _fail(message: str, code: int) -> NoReturn:
    print(f"origin-qa: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)


def _settings(**given: object) -> "Settings":
    from pydantic import ValidationError

    from origin_qa.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"])).upper()
        raise UsageError(f"setting ORIGIN_QA_{name} is {first['input']!r}: {first['msg']}") from error


def _open(settings: "Settings") -> "Assistant":
    from origin_qa.answer.assistant import open_assistant

    return open_assistant(settings.index, settings)


@app.command()
def build(corpus: CorpusOption = None, index: IndexOption = None) -> None:
    """Read the documents and publish a new index; unchanged passages are not encoded again."""
    from origin_qa.console import build_progress, print_build
    from origin_qa.index.build import build_index

    settings = _settings(corpus=corpus, index=index)
    if settings.index.is_file():
        raise BadIndex(f"the index folder {settings.index} is a file; name another folder with --index")
    with build_progress() as progress:
        report = build_index(settings.corpus, settings.index, settings, progress)
    print_build(report)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    index: IndexOption = None,
    producer: Annotated[
        str | None, typer.Option(help="Id of the producer on whose page it is asked.")
    ] = None,
    history: Annotated[
        list[str] | None, typer.Option(help="An earlier question; repeat, oldest first.")
    ] = None,
    as_json: JsonOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also show how the answer was found.")] = False,
    jsonl: LinesOption = None,
) -> None:
    """Answer one question, or a file of questions."""
    from origin_qa.answer.present import answer_json

    if (question is None) == (jsonl is None):
        raise UsageError("give one question, or --jsonl FILE; see `origin-qa ask --help`")
    settings = _settings(index=index)
    if jsonl is not None:
        records = _records(jsonl)
        assistant = _open(settings)

        def answer(record: dict[str, object]) -> dict[str, object]:
            earlier = record.get("history") or []
            if not isinstance(earlier, list):
                raise UsageError("“history” must be a list of questions")
            page = record.get("page_producer") or producer
            found = assistant.ask(
                str(record["question"]), [str(q) for q in earlier], str(page) if page else None
            )
            return answer_json(found, str(record["id"]))

        _answer_lines(records, answer)
        return
    from origin_qa.console import print_answer

    found = _open(settings).ask(question or "", history or [], producer)
    if as_json:
        print(json.dumps(answer_json(found), ensure_ascii=False, indent=2))
    else:
        print_answer(found, explain=explain)


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    index: IndexOption = None,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many passages.")] = 10,
    as_json: JsonOption = False,
    jsonl: LinesOption = None,
) -> None:
    """Find passages in the whole corpus, without answering."""
    from origin_qa.answer.present import hits_json
    from origin_qa.answer.question import whole_characters
    from origin_qa.index.generation import open_index

    if (query is None) == (jsonl is None):
        raise UsageError("give one query, or --jsonl FILE; see `origin-qa search --help`")
    settings = _settings(index=index)
    records = _records(jsonl) if jsonl is not None else iter(())
    opened = open_index(settings.index, settings)

    def find(text: str) -> tuple[Hit, ...]:
        return opened.search(opened.encode(whole_characters(text)), top)

    if jsonl is not None:
        _answer_lines(
            records,
            lambda record: {"id": str(record["id"]), "hits": hits_json(find(str(record["question"])))},
        )
        return
    from origin_qa.console import print_hits

    hits = find(query or "")
    if as_json:
        print(json.dumps(hits_json(hits), ensure_ascii=False, indent=2))
    else:
        print_hits(hits)


@app.command()
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

    settings = _settings(index=index)
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


@app.command("eval")
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

    settings = _settings(index=index)
    scored = run(_open(settings), questions)
    if as_json:
        print(json.dumps(summary(scored), ensure_ascii=False, indent=2))
    else:
        console().print(render_table(scored))
    if report:
        write_html(scored, report)
    if failures:
        write_failures(scored, failures)


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default=False)
    ] = None,
) -> None:
    """Open the web UI and the JSON API."""
    from origin_qa.serve.app import run

    run(_settings(index=index, host=host, port=port))


# ── lines of JSON ─────────────────────────────────────────────────────────────────────────────


def _records(source: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects of a JSONL file with their line numbers; blank lines are passed over."""
    if source != "-" and not Path(source).is_file():
        raise UsageError(f"no such file: {source}; name a file of JSON lines, or - for standard input")
    return _read_records(source)


def _read_records(source: str) -> Iterator[tuple[int, dict[str, object]]]:
    stream = sys.stdin.buffer if source == "-" else Path(source).open("rb")
    with stream:
        for number, data in enumerate(stream, start=1):
            try:
                line = data.decode()
            except UnicodeDecodeError as error:
                raise UsageError(
                    f"line {number} of {source} is not UTF-8: {error}; save the file as UTF-8"
                ) from error
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise UsageError(f"line {number} of {source} is not JSON: {error}") from error
            if (
                not isinstance(record, dict)
                or "id" not in record
                or not isinstance(record.get("question"), str)
            ):
                raise UsageError(f"line {number} of {source} must be an object with “id” and “question”")
            yield number, record


def _answer_lines(
    records: Iterator[tuple[int, dict[str, object]]], answer: Callable[[dict[str, object]], dict[str, object]]
) -> None:
    """Print one line for each record, in order; a question that can't be asked is refused in its line."""
    from origin_qa.answer.present import refused_json

    for number, record in records:
        try:
            result = answer(record)
        except UsageError as error:
            print(f"origin-qa: line {number} (id {record['id']}): {error}", file=sys.stderr)
            result = {"id": str(record["id"]), **refused_json(str(error))}
        print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

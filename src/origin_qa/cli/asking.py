"""The commands that ask: ask, search."""

import json
from typing import Annotated

import typer

from origin_qa.cli.lines import answer_lines, read_records
from origin_qa.cli.options import IndexOption, JsonOption, LinesOption, open_assistant, settings_from
from origin_qa.errors import UsageError
from origin_qa.types import Hit


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
    settings = settings_from(index=index)
    if jsonl is not None:
        records = read_records(jsonl)
        assistant = open_assistant(settings)

        def answer(record: dict[str, object]) -> dict[str, object]:
            earlier = record.get("history") or []
            if not isinstance(earlier, list):
                raise UsageError("“history” must be a list of questions")
            page = record.get("page_producer") or producer
            found = assistant.ask(
                str(record["question"]), [str(q) for q in earlier], str(page) if page else None
            )
            return answer_json(found, str(record["id"]))

        answer_lines(records, answer)
        return
    from origin_qa.console import print_answer

    found = open_assistant(settings).ask(question or "", history or [], producer)
    if as_json:
        print(json.dumps(answer_json(found), ensure_ascii=False, indent=2))
    else:
        print_answer(found, explain=explain)


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
    settings = settings_from(index=index)
    records = read_records(jsonl) if jsonl is not None else iter(())
    opened = open_index(settings.index, settings)

    def find(text: str) -> tuple[Hit, ...]:
        return opened.search(opened.encode(whole_characters(text)), top)

    if jsonl is not None:
        answer_lines(
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

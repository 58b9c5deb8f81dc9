"""Files of questions: JSON lines in, JSON lines out."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from origin_qa.errors import UsageError


def read_records(source: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects of a JSONL file with their line numbers; blank lines are passed over.

    Raises:
        UsageError: if there is no such file; while reading, if a line is not what it must be.
    """
    if source != "-" and not Path(source).is_file():
        raise UsageError(f"no such file: {source}; name a file of JSON lines, or - for standard input")
    return _objects(source)


def _objects(source: str) -> Iterator[tuple[int, dict[str, object]]]:
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


def answer_lines(
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

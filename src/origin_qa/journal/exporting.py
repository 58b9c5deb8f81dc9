"""The journal as text for other programs: CSV (RFC 4180) for spreadsheets, JSON lines for scripts."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from origin_qa.spreadsheet import cell

ExportFormat = Literal["csv", "jsonl"]

COLUMNS = (
    "kind,at,id,question,history,earlier,language,producer,producers,page_producer,status,stage,detail,"
    "nearest,index_version,milliseconds,verdict,reason,text,email,consent,author,document,turns,corpus,done"
).split(",")
"""The columns of the CSV: those of all kinds together, empty where a kind has none."""
_PACKED = ("history", "producers", "nearest", "turns")


def exported(records: Iterable[Mapping[str, object]], form: ExportFormat) -> Iterator[str]:
    """The records as lines of text, each with its end. CSV begins with the names of its columns."""
    return _csv(records) if form == "csv" else _jsonl(records)


def _csv(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    yield _row(COLUMNS)
    for record in records:
        values = (record.get(column) for column in COLUMNS)
        yield _row(
            "" if value is None else cell(value) if isinstance(value, str) else value for value in values
        )


def _row(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue()


def _jsonl(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for record in records:
        opened = {key: _opened(key, value) for key, value in record.items()}
        yield json.dumps(opened, ensure_ascii=False) + "\n"


def _opened(key: str, value: object) -> object:
    """What the tables hold packed, as it was."""
    if key in _PACKED and isinstance(value, str):
        return json.loads(value)
    return bool(value) if key == "consent" else value

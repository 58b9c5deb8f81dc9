"""CSV: a table of facts in plain text, whatever stands between its cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from origin_qa.attributes import find_label
from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_text, decode
from origin_qa.ingest.readers.grid import ROWS_AT_MOST, Cell, check_width, make_grid
from origin_qa.ingest.readers.reading import Reading
from origin_qa.ingest.readers.records import read_grids

_DELIMITERS = ";\t,|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARS = 100_000
_LABEL_CHARS = 80
_DECLARED = re.compile(r"\"?sep=(?P<delimiter>[^\"\n])\"?\r?\n", re.IGNORECASE)


def read_csv(data: bytes) -> Reading:
    """Read a table in plain text; separator, quoting and charset are found out.

    Raises:
        ReadError: if the bytes are no text, or the table is too wide or can't be told into cells.
    """
    text, warning = decode(data)
    delimiter, text = find_delimiter(text)
    rows, doubt = _rows(text, delimiter)
    doubts = [warning, doubt]
    if len(rows) > ROWS_AT_MOST:
        doubts.append(
            f"only the first {ROWS_AT_MOST:,} rows were read, {len(rows) - ROWS_AT_MOST:,} left out"
        )
    grid = make_grid("", _cells(rows[:ROWS_AT_MOST]))
    return read_grids([grid], "text/csv", (), "; ".join(filter(None, doubts)))


def find_delimiter(text: str) -> tuple[str, str]:
    """What stands between the cells, and the text with a line `sep=;` that says so made blank.

    Each candidate is tried on the first rows: the best gives known labels and rows of one length.
    `csv.Sniffer` would take a decimal comma or a letter for it.
    """
    if declared := _DECLARED.match(text):
        return declared["delimiter"], "\n" + text[declared.end() :]
    sample = text[:_SAMPLE_CHARS]
    scores = {delimiter: _fitness(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: scores[delimiter])
    return (best if scores[best] > (0, 0.0) else ","), text


def _fitness(sample: str, delimiter: str) -> tuple[int, float]:
    """The known labels that a delimiter gives, and the share of rows of one length; zeros for a cell a row."""
    try:
        parsed = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return 0, 0.0
    rows = [row for row in parsed if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0
    heads = {cell for row in rows[:10] for cell in row} | {row[0] for row in rows}
    known = sum(1 for cell in heads if 0 < len(cell) <= _LABEL_CHARS and find_label(cell))
    return known, widths.most_common(1)[0][1] / len(rows)


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], str]:
    """The rows, and a warning if their quoting is broken; quoted cells may hold line breaks."""
    try:
        return list(_checked(csv.reader(_lines(text), delimiter=delimiter, strict=True))), ""
    except csv.Error as error:
        # A quotation mark that is never closed would swallow every row below it.
        unquoted = "unexpected end" in str(error)
    try:
        quoting: Literal[0, 3] = csv.QUOTE_NONE if unquoted else csv.QUOTE_MINIMAL
        rows = list(_checked(csv.reader(_lines(text), delimiter=delimiter, quoting=quoting)))
    except csv.Error as error:
        raise ReadError(f"can't be told into cells ({error}); export the table anew") from error
    return rows, "its quotation marks don't match; compare what was read with the table"


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _checked(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        check_width(sum(1 for cell in row if cell.strip()))
        yield row


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[Cell]:
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if words := clean_text(text).strip():
                yield Cell(words, number, column)

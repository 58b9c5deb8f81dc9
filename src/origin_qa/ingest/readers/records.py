"""What the cells of a spreadsheet say of whom: a producer a row, a producer a column, or one in all.

The labels of the vocabulary, in any of its languages, tell the head of a table from its body. Every
value is written as `Label: value` and keeps the cell that it was in; what says nothing of a producer
is reported.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from origin_qa.attributes import find_label, fold
from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.readers.grid import Cell, Grid
from origin_qa.ingest.readers.reading import Reading
from origin_qa.types import Dropped

_HEAD_ROWS = 25
_LABEL_CHARS = 80
_PAIR_CHARS = 300
_SENTENCES = re.compile(r"[.!?…][\"”»]?\s+\S")
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*$")
NOT_STATED = frozenset("- – — . … ... ? n/a n.a. na n/d n.d. nd s/d s.d. k.a. #n/a null nan tbd tba".split())
_TOTALS = frozenset(
    """total|totals|subtotal|sum|sums|average|mean|median|overall|all|promedio|media|suma|summe|gesamt|insgesamt|
    durchschnitt|mittelwert|somme|moyenne|soma|grand total|total general|total geral""".replace(
        "\n    ", ""
    ).split("|")
)
_ROLES = {
    "value": "value values wert werte valor valores valeur valeurs dato datos detail details data information",
    "unit": "unit units einheit einheiten unidad unidades unité unités unidade",
    "year": "year date jahr año ano année stand asof fecha datum data de",
    "note": "note notes source sources comment comments remark remarks quelle bemerkung fuente observaciones remarque",
}
_ROLE_OF = {fold(word): role for role, words in _ROLES.items() for word in words.split()} | {"as of": "year"}


@dataclass(slots=True)
class Record:
    """What one row, column or sheet says: `owner` is the name in it, "" where there is none."""

    grid: Grid
    part: str
    owner: str = ""
    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    """(label, value, place) of each cell that has a label."""
    loose: list[tuple[str, str]] = field(default_factory=list)
    """(words, place) of what has none."""


def read_grids(
    grids: Sequence[Grid], media_type: str, dropped: Iterable[Dropped], warning: str = ""
) -> Reading:
    """The readings of a file's tables: one in all, or `records` if they name several producers.

    Raises:
        ReadError: if no cell holds anything.
    """
    left_out = list(dropped)
    records = [record for grid in grids if grid.rows for record in _records(grid, left_out)]
    if not any(record.pairs or record.loose for record in records):
        raise ReadError("holds no cell that says anything of a producer; check it with a spreadsheet program")
    owners = list(dict.fromkeys(record.owner for record in records if record.owner))
    if len(owners) < 2:
        draft = Draft()
        for record in records:
            _write(draft, record, head=record.grid.title if len(grids) > 1 else "")
        title = owners[0] if owners else ""
        return Reading(
            draft, media_type, title=title, titled=bool(title), dropped=tuple(left_out), warning=warning
        )
    readings = []
    for record in records:
        if record.owner and record.pairs:
            draft = Draft()
            draft.heading(record.owner, 1)
            _write(draft, record)
            readings.append(
                Reading(draft, media_type, title=record.owner, part=record.part, owner=record.owner)
            )
        else:
            said = [value for _, value, _ in record.pairs] + [words for words, _ in record.loose]
            left_out += [Dropped(words, "names none of the producers of the file") for words in said]
    # What was left out of the file belongs to no record; the first one reports it.
    reporting = replace(readings[0], dropped=tuple(left_out))
    return Reading(Draft(), media_type, records=(reporting, *readings[1:]), warning=warning)


# ── which way a table runs ────────────────────────────────────────────────────────────────────


def is_label(cell: Cell) -> bool:
    """Whether a cell holds a known label, a year after it left aside (`Members 2015`)."""
    return (
        0 < len(cell.text) <= _LABEL_CHARS and find_label(_YEAR.sub("", cell.text) or cell.text) is not None
    )


def _records(grid: Grid, dropped: list[Dropped]) -> list[Record]:
    heads = [sum(map(is_label, row)) for row in grid.rows[:_HEAD_ROWS]]
    across = max(heads)
    columns = grid.columns
    downs = [sum(map(is_label, column)) for column in columns[:2]]
    down = max(downs)
    if across >= 2 and across >= down and len(columns) > 1:
        return _by_row(grid, heads.index(across), dropped)
    if len(columns) > 1 and (down >= 2 or (down == 1 and len(columns) == 2)):
        return _by_column(grid, downs.index(down))
    return [_loose(grid)]


def _name_column(head: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> int | None:
    """The column of the producers' names: the one that says so, else a first one of unlike words."""
    for i, cell in enumerate(head):
        label = find_label(cell.text) if is_label(cell) else None
        if label and label.attributes[0] == "name":
            return i
    first = [row[0].text for row in body if row[0].text]
    unlike = len(set(first)) == len(first) == len(body) and all(
        re.search(r"[^\W\d_]{2}", text) for text in first
    )
    return 0 if unlike and len(body) > 1 and not is_label(head[0]) else None


def _by_row(grid: Grid, at: int, dropped: list[Dropped]) -> list[Record]:
    head = grid.rows[at]
    body = [row for row in grid.rows[at + 1 :] if [c.text for c in row] != [c.text for c in head]]
    name = _name_column(head, body)
    above = [cell.text for row in grid.rows[:at] for cell in row if cell.text]
    if name is None and len(body) > 1:
        return [_loose(grid)]
    records: list[Record] = []
    for row in body:
        owner = row[name].text if name is not None else ""
        filled = sum(1 for cell in row if _said(cell))
        reason = (
            "a row of totals"
            if fold(owner) in _TOTALS
            else "a row that names no producer"
            if name is not None and not _said(row[name])
            else "a row with nothing but a name"
            if name is not None and filled < 2
            else ""
        )
        if reason:
            dropped.append(Dropped(" | ".join(cell.text for cell in row if cell.text), reason))
            continue
        record = Record(grid, grid.part(row), owner=clean_line(owner))
        for label, cell in zip(head, row, strict=True):
            _add(record, label.text, cell, grid.place(cell, label.text))
        records.append(record)
    if len(records) == 1:
        records[0].loose = [(words, "") for words in above]
    else:
        dropped += [Dropped(words, "stands above the table") for words in above]
    return records


def _by_column(grid: Grid, label_at: int) -> list[Record]:
    labels = grid.columns[label_at]
    roles = [_ROLE_OF.get(fold(cell.text), "") for cell in grid.rows[0]]
    headed = not is_label(labels[0]) and len(labels) > 1
    units = roles.index("unit") if headed and "unit" in roles else None
    years = roles.index("year") if headed and "year" in roles else None
    records: list[Record] = []
    for i, column in enumerate(grid.columns):
        if i <= label_at or i in (units, years):
            continue
        record = Record(grid, grid.part(column))
        for row, label, cell in zip(grid.rows, labels, column, strict=True):
            if headed and label is labels[0]:
                continue
            if headed and roles[i] == "note" and len(records) == 1:
                if _said(cell):
                    records[0].loose.append((f"{label.text}: {cell.text}", grid.place(cell)))
            elif label.text:
                extra = " ".join(row[k].text for k in (units,) if k is not None and row[k].text)
                dated = f"({row[years].text})" if years is not None and row[years].text else ""
                _add(record, label.text, cell, grid.place(cell), " ".join(filter(None, (extra, dated))))
            elif _said(cell):
                record.loose.append((cell.text, grid.place(cell)))
        if headed and not roles[i] and column[0].text and roles.count("") > 0 and len(grid.columns) > 2:
            record.owner = clean_line(column[0].text)
        _name_by_pair(record)
        if record.pairs or record.loose:
            records.append(record)
    return records


def _name_by_pair(record: Record) -> None:
    """A pair that names the producer, such as `Cooperative: …`, says it better than the head of a column."""
    for label, value, _ in record.pairs:
        found = find_label(label)
        if found and found.attributes[0] == "name":
            record.owner = value
            return


def _loose(grid: Grid) -> Record:
    """A table of other things: lots, prices, contacts. Each row is told as `head: cell | …`."""
    record = Record(grid, "")
    head = grid.rows[0]
    named = (
        len(head) > 1 and len(grid.rows) > 1 and all(c.text and not re.search(r"\d", c.text) for c in head)
    )
    for row in grid.rows[1:] if named else grid.rows:
        cells = [
            f"{label.text}: {cell.text}" if named else cell.text
            for label, cell in zip(head, row, strict=True)
            if _said(cell)
        ]
        place = f"Sheet ‘{grid.title}’, row {row[0].row}" if grid.title else f"row {row[0].row}"
        record.loose.append((" | ".join(cells), place))
    return record


# ── what a cell says ──────────────────────────────────────────────────────────────────────────


def _said(cell: Cell) -> bool:
    return bool(cell.text) and cell.text.casefold() not in NOT_STATED


def _add(record: Record, label: str, cell: Cell, place: str, after: str = "") -> None:
    """Note a value; `after` is its unit or date where the table has them in columns of their own."""
    if _said(cell) and label:
        record.pairs.append((clean_line(label), " ".join(filter(None, (cell.text, after))), place))
    elif _said(cell):
        record.loose.append((cell.text, place))


def _write(draft: Draft, record: Record, head: str = "") -> None:
    """The pairs as a sheet, then what has no label, then what is long enough for a heading of its own."""
    if head:
        draft.heading(head, 2)
    long: list[tuple[str, str, str]] = []
    for label, value, place in record.pairs:
        words = _listed(value)
        if len(words) > _PAIR_CHARS or (_is_prose(words) and not find_label(label)):
            long.append((label, value, place))
        else:
            draft.pair(label, words, place)
    for words, place in record.loose:
        draft.block("item", words, place)
    for label, value, place in long:
        draft.heading(label, 3)
        for paragraph in value.split("\n"):
            draft.block("paragraph", paragraph, place)


def _listed(value: str) -> str:
    """A cell's lines as one list; a single line stays as it is."""
    lines = [line for line in value.split("\n") if line.strip(" ,;")]
    return ", ".join(line.strip(" ,;") for line in lines) if len(lines) > 1 else clean_line(value)


def _is_prose(words: str) -> bool:
    return len(words) > _LABEL_CHARS and _SENTENCES.search(words) is not None

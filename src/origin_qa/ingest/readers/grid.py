"""A table of cells as a spreadsheet holds it: each cell knows its own row and column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from origin_qa.errors import ReadError

COLUMNS_AT_MOST = 500
ROWS_AT_MOST = 20_000
CELLS_AT_MOST = 400_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. Rows and columns count from 1; `text` may be empty or have line breaks."""

    text: str
    row: int
    column: int

    @property
    def letters(self) -> str:
        """The column as spreadsheets call it: A, B, …, Z, AA."""
        return column_letters(self.column)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet, row by row, all rows equally long. `title` is the sheet's, "" for CSV."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> tuple[tuple[Cell, ...], ...]:
        """The same cells, column by column."""
        return tuple(zip(*self.rows, strict=True))

    def place(self, cell: Cell, label: str = "") -> str:
        """Where a cell is, for people: `Sheet ‘Producers’, C4`, or `row 4, Altitude` in a CSV file."""
        if self.title:
            return f"Sheet ‘{self.title}’, {cell.letters}{cell.row}"
        return f"row {cell.row}, {label or f'column {cell.letters}'}"

    def part(self, line: Sequence[Cell]) -> str:
        """A name for a row or column as a part of the file: `row4`, `Producers!column-C`."""
        first = line[0]
        name = f"row{first.row}" if line[-1].row == first.row else f"column-{first.letters}"
        return f"{self.title}!{name}" if self.title else name


def column_letters(column: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def check_width(count: int) -> None:
    """Refuse a table that is too wide to be one of producers.

    Raises:
        ReadError: if it has more than 500 columns.
    """
    if count > COLUMNS_AT_MOST:
        raise ReadError(
            f"has a table of {count:,} columns, more than {COLUMNS_AT_MOST}; "
            "keep the columns that describe the producers, or put one producer in each row"
        )


def make_grid(title: str, cells: Iterable[Cell]) -> Grid:
    """The grid that some filled cells make; rows and columns without any are left out.

    Raises:
        ReadError: if it has more than 500 filled columns.
    """
    by_place = {(cell.row, cell.column): cell for cell in cells if cell.text}
    rows = sorted({row for row, _ in by_place})
    columns = sorted({column for _, column in by_place})
    check_width(len(columns))
    return Grid(
        title,
        tuple(
            tuple(by_place.get((row, column)) or Cell("", row, column) for column in columns) for row in rows
        ),
    )

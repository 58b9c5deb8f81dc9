"""XLSX: the cells that a visitor of the workbook sees, as they are shown there."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, cast

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_text
from origin_qa.ingest.readers.archive import check_archive
from origin_qa.ingest.readers.grid import CELLS_AT_MOST, ROWS_AT_MOST, Cell, Grid, check_width, make_grid
from origin_qa.ingest.readers.number_formats import Shown, shown
from origin_qa.ingest.readers.reading import Reading
from origin_qa.ingest.readers.records import read_grids
from origin_qa.ingest.readers.sheet_marks import SheetMarks, read_marks
from origin_qa.types import Dropped

if TYPE_CHECKING:
    from openpyxl import Workbook

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_SHOWN_CHARS = 500


class Colour(Protocol):
    """What is used of a colour: `type` tells whether `rgb` or `theme` holds it."""

    type: str
    rgb: object
    theme: object


class Font(Protocol):
    """What is used of a font."""

    color: Colour | None


class Fill(Protocol):
    """What is used of the background of a cell."""

    fill_type: str | None
    fgColor: Colour


class SheetCell(Protocol):
    """What is used of a cell of openpyxl; empty ones have no more than a value of None."""

    value: Shown | None
    number_format: str
    row: int
    column: int
    font: Font
    fill: Fill


class Sheet(Protocol):
    """What is used of a worksheet of openpyxl that was opened for reading only."""

    title: str
    sheet_state: str
    _worksheet_path: str

    def reset_dimensions(self) -> None:
        """Forget what the file says of its size, which may be anything."""

    def iter_rows(self) -> Iterator[tuple[SheetCell, ...]]:
        """The rows, cell by cell."""


def read_xlsx(data: bytes) -> Reading:
    """Read a workbook: formulas by the results stored with them, hidden parts left out and reported.

    Raises:
        ReadError: if it is damaged or encrypted, would unpack to too much, or has too wide a table.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_archive(data, "Excel workbook", ".xlsx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions of the format that hold no values
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return _read(workbook, data)
    except (InvalidFileException, KeyError, ValueError, SyntaxError, zlib.error, zipfile.BadZipFile) as error:
        raise ReadError(f"is no workbook that can be opened ({error}); save it anew as .xlsx") from error


def _read(workbook: "Workbook", data: bytes) -> Reading:
    grids: list[Grid] = []
    dropped: list[Dropped] = []
    doubts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in cast(list[Sheet], workbook.worksheets):
            if sheet.sheet_state != "visible":
                dropped.append(Dropped(f"sheet {sheet.title}", "hidden sheet"))
                continue
            # openpyxl knows which part of the archive a sheet is in, but shows it to nobody.
            with archive.open(sheet._worksheet_path) as xml:
                marks = read_marks(xml)
            grids.append(make_grid(sheet.title, _cells(sheet, marks, dropped, doubts)))
            for address, formula in marks.without_value:
                dropped.append(
                    Dropped(f"{sheet.title}!{address} {formula}", "formula without a stored result")
                )
    unknown = sum(item.reason == "formula without a stored result" for item in dropped)
    if unknown:
        doubts.append(
            f"{unknown} of its formulas have no stored result and were left out; "
            "open it in a spreadsheet program and save it"
        )
    return read_grids(grids, _MEDIA_TYPE, dropped, "; ".join(doubts))


def _cells(sheet: "Sheet", marks: SheetMarks, dropped: list[Dropped], doubts: list[str]) -> Iterator[Cell]:
    """The visible cells of a sheet, those below the top of a merged area filled from it."""
    sheet.reset_dimensions()
    fills: dict[tuple[int, int], Cell] = {}
    below = {
        (row, left): (top, left)
        for top, left, bottom, _ in marks.merged
        for row in range(top + 1, bottom + 1)
        if bottom - top < ROWS_AT_MOST
    }
    tops = set(below.values())
    hidden: dict[str, list[str]] = {}
    count = 0
    for row in sheet.iter_rows():
        filled = [cell for cell in row if cell.value is not None]
        check_width(len(filled))
        count += len(filled)
        if count > CELLS_AT_MOST or (filled and filled[0].row > ROWS_AT_MOST):
            doubts.append(
                f"only the first {ROWS_AT_MOST:,} rows and {CELLS_AT_MOST:,} cells "
                f"of the sheet {sheet.title} were read"
            )
            break
        for cell in filled:
            text = clean_text(_text(cell)).strip()
            reason = _hidden(cell, marks) or ("error value" if _ERROR.fullmatch(text) else "")
            reason = reason or ("" if text or not str(cell.value).strip() else "hidden by its number format")
            if reason:
                hidden.setdefault(reason, []).append(text or str(cell.value))
            if reason or not text:
                continue
            made = Cell(text, cell.row, cell.column)
            if (cell.row, cell.column) in tops:
                fills[cell.row, cell.column] = made
            yield made
    dropped += [Dropped(" | ".join(texts)[:_SHOWN_CHARS], reason) for reason, texts in hidden.items()]
    for (number, column), top in below.items():
        if top in fills and not marks.hides(number, column):
            yield Cell(fills[top].text, number, column)


def _text(cell: "SheetCell") -> str:
    return shown(cell.value, cell.number_format or "General") if cell.value is not None else ""


def _hidden(cell: "SheetCell", marks: SheetMarks) -> str:
    if cell.row in marks.hidden_rows:
        return "hidden row"
    if marks.hides(cell.row, cell.column):
        return "hidden column"
    colour = cell.font.color if cell.font else None
    white = colour is not None and (_is_white(colour) or (colour.type == "theme" and colour.theme == 0))
    bare = not cell.fill or cell.fill.fill_type is None or _is_white(cell.fill.fgColor)
    return "white on white" if white and bare else ""


def _is_white(colour: "Colour") -> bool:
    return colour.type == "rgb" and str(colour.rgb).upper().endswith("FFFFFF")

"""What the XML of a worksheet says beside its values: hidden rows and columns, merged cells, formulas.

openpyxl keeps none of it when it reads cell by cell, and reading whole workbooks costs fifty times
their size in memory.
"""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from typing import IO

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGES_AT_MOST = 50_000
_SHOWN_FORMULA = 100


@dataclass(slots=True)
class SheetMarks:
    """Rows and columns count from 1. `merged` are (top, left, bottom, right), inclusive."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    without_value: list[tuple[str, str]] = field(default_factory=list)
    """Formula cells whose result was never stored, as (address, formula)."""

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is in a hidden row or column."""
        return row in self.hidden_rows or any(column in span for span in self.hidden_columns)


def read_marks(xml: IO[bytes]) -> SheetMarks:
    """Go through a worksheet's XML once, keeping nothing of its cells.

    Raises:
        xml.etree.ElementTree.ParseError: if it is no well-formed XML.
    """
    marks = SheetMarks()
    root: ElementTree.Element | None = None
    for event, element in ElementTree.iterparse(xml, events=("start", "end")):
        if event == "start":
            root = element if root is None else root
            continue
        name = element.tag.rpartition("}")[2]
        if name == "row":
            if _is_true(element.get("hidden")) and (number := element.get("r", "")).isdigit():
                marks.hidden_rows.add(int(number))
            element.clear()
        elif name == "sheetData" and root is not None:
            element.clear()
        elif name == "c":
            _note_formula(marks, element)
        elif name == "col" and (_is_true(element.get("hidden")) or element.get("width") == "0"):
            marks.hidden_columns.append(range(int(element.get("min", 1)), int(element.get("max", 1)) + 1))
        elif name == "mergeCell" and len(marks.merged) < _MERGES_AT_MOST:
            _note_merged(marks, element.get("ref", ""))
    return marks


def _is_true(flag: str | None) -> bool:
    return flag in ("1", "true")


def _note_formula(marks: SheetMarks, cell: ElementTree.Element) -> None:
    children = {child.tag.rpartition("}")[2]: child for child in cell}
    value = children.get("v")
    if "f" in children and (value is None or not value.text) and cell.get("t") != "inlineStr":
        formula = "=" + (children["f"].text or "")
        marks.without_value.append((cell.get("r", "?"), formula[:_SHOWN_FORMULA]))


def _note_merged(marks: SheetMarks, reference: str) -> None:
    ends = [(int(row), column_number(letters)) for letters, row in _CELL.findall(reference)]
    if len(ends) == 2:
        marks.merged.append((*ends[0], *ends[1]))


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

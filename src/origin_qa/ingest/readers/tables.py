"""Tables of any format, written as label/value pairs or as one line a row."""

from collections.abc import Iterable, Sequence

from origin_qa.attributes import find_label
from origin_qa.ingest.cleaning import clean_line
from origin_qa.ingest.draft import Draft

_HEADS = frozenset(
    {
        "attribute",
        "detail",
        "details",
        "field",
        "fact",
        "item",
        "property",
        "key",
        "label",
        "information",
        "value",
    }
)
_PAIR_VALUE = 400


def write_table(draft: Draft, rows: Sequence[Sequence[str]], *, has_head: bool = False) -> None:
    """Write the rows of a table, cells in order.

    Two columns are pairs. Four, when the first and third hold known labels, are pairs side by side.
    A head of known labels over a single row is pairs too; over several rows each row becomes an
    item `head: cell | …`.
    """
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    filled = [row for row in cleaned if any(row)]
    if not filled:
        return
    draft.gap()
    width = max(len(row) for row in filled)
    if width <= 2:
        _write_pairs(draft, filled)
    elif width % 2 == 0 and _known(cell for row in filled for cell in row[::2]):
        for row in filled:
            _write_pairs(draft, [row[i : i + 2] for i in range(0, len(row), 2)])
    else:
        _write_records(draft, filled, has_head)


def _write_pairs(draft: Draft, rows: Sequence[Sequence[str]]) -> None:
    if len(rows) > 1 and len(rows[0]) == 2 and {cell.casefold() for cell in rows[0]} <= _HEADS:
        rows = rows[1:]
    for row in rows:
        label, value = (*row, "", "")[:2]
        if label and value and len(label) <= 80 and len(value) <= _PAIR_VALUE:
            draft.pair(label, value)
        else:
            draft.paragraph("\n".join(cell for cell in row if cell))


def _write_records(draft: Draft, rows: Sequence[Sequence[str]], has_head: bool) -> None:
    head, *body = rows
    if not body:
        draft.block("item", " | ".join(cell for cell in head if cell))
    elif len(body) == 1 and _known(head):
        for label, value in zip(head, body[0], strict=False):
            draft.pair(label, value)
    else:
        named = (
            has_head or _known(head) or not any(character.isdigit() for cell in head for character in cell)
        )
        for row in body if named else rows:
            cells = [
                f"{name}: {cell}" if name and named else cell
                for name, cell in zip(head, row, strict=False)
                if cell
            ]
            draft.block("item", " | ".join(cells))


def _known(cells: Iterable[str]) -> bool:
    """Whether at least two thirds of some cells are labels of the vocabulary."""
    words = [cell for cell in cells if cell]
    return bool(words) and sum(1 for cell in words if find_label(cell)) * 3 >= len(words) * 2

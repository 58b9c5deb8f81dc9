"""The order in which a person reads a page: recursive X-Y cut over its lines and tables.

Nagy and Seth, "Hierarchical representation of optically scanned documents", ICPR 1984: a region is
cut at the widest white gutter, upright ones (columns) first, until no gutter is left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from origin_qa.attributes import find_label

_GUTTER = 9.0
_COLUMN_LINES = 3
_PROSE_WIDTH = 120.0


@dataclass(frozen=True, slots=True)
class Box:
    """A table: its place on the page, in points from the top left, and its cells."""

    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]

    def holds(self, word: Mapping[str, Any]) -> bool:
        """Whether the middle of a word lies in the table."""
        x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        return bool(self.x0 - 1 <= x <= self.x1 + 1 and self.top - 1 <= y <= self.bottom + 1)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words on one base line without a gap as wide as a gutter; sizes and places in points.

    `right` is the right edge of its column, `first` the width of its first word; both tell whether
    the line end is a wrap. `bold_words` counts the bold words at its beginning.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    words: str
    size: float
    bold: bool
    italic: bool
    first: float
    bold_words: int
    right: float = 0.0


def make_lines(words: Sequence[Mapping[str, Any]]) -> list[TextLine]:
    """Group words (as pdfplumber gives them) into lines, parted where a gutter may run."""
    rows: list[list[Mapping[str, Any]]] = []
    for word in sorted(
        (word for word in words if word.get("upright", True)), key=lambda word: (word["bottom"], word["x0"])
    ):
        height = word["bottom"] - word["top"]
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) <= 0.35 * height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [line for row in rows for line in _segments(sorted(row, key=lambda word: word["x0"]))]


def _segments(row: Sequence[Mapping[str, Any]]) -> Iterator[TextLine]:
    segment = [row[0]]
    for before, word in pairwise(row):
        # Between words of justified text the space may double; a gutter is wider than that.
        if word["x0"] - before["x1"] > max(_GUTTER, 0.9 * word["size"]):
            yield _line(segment)
            segment = []
        segment.append(word)
    yield _line(segment)


def _line(words: Sequence[Mapping[str, Any]]) -> TextLine:
    letters = sum(len(word["text"]) for word in words)
    bold = [_is_bold(word) for word in words]
    leading = next((i for i, heavy in enumerate(bold) if not heavy), len(bold))
    return TextLine(
        x0=min(word["x0"] for word in words),
        top=min(word["top"] for word in words),
        x1=max(word["x1"] for word in words),
        bottom=max(word["bottom"] for word in words),
        words=" ".join(word["text"] for word in words),
        size=sum(word["size"] * len(word["text"]) for word in words) / letters,
        bold=all(bold),
        italic=all(
            "ital" in word["fontname"].lower() or "obliq" in word["fontname"].lower() for word in words
        ),
        first=words[0]["x1"] - words[0]["x0"],
        bold_words=leading,
    )


def _is_bold(word: Mapping[str, Any]) -> bool:
    name = word["fontname"].lower()
    return any(weight in name for weight in ("bold", "black", "heavy", "semib", "demi"))


def in_reading_order(lines: Sequence[TextLine], tables: Sequence[Box]) -> list[TextLine | Box]:
    """Lines and tables of a page in reading order, label/value columns without rules made tables."""
    found: list[TextLine | Box] = [*_without_aligned(lines), *_aligned_tables(lines), *tables]
    return list(_ordered(found))


def _ordered(items: Sequence[TextLine | Box]) -> Iterator[TextLine | Box]:
    if len(items) < 2:
        yield from (_in_column(item, item.x1) for item in items)
        return
    if columns := _cut_columns(items):
        for column in columns:
            yield from _ordered(column)
        return
    if bands := _cut_bands(items):
        for band in bands:
            yield from _ordered(band)
        return
    right = max(item.x1 for item in items)
    yield from (
        _in_column(item, right) for item in sorted(items, key=lambda item: (round(item.top), item.x0))
    )


def _in_column(item: TextLine | Box, right: float) -> TextLine | Box:
    return item if isinstance(item, Box) else _with_right(item, right)


def _with_right(line: TextLine, right: float) -> TextLine:
    from dataclasses import replace

    return replace(line, right=right)


def _cut_columns(items: Sequence[TextLine | Box]) -> list[list[TextLine | Box]] | None:
    """Left and right of the widest upright gutter that nothing crosses."""
    cut = _widest_gap(sorted((item.x0, item.x1) for item in items), _GUTTER)
    if cut is None:
        return None
    left = [item for item in items if item.x1 <= cut]
    right = [item for item in items if item.x0 >= cut]
    wide = min(max(item.x1 - item.x0 for item in side) for side in (left, right)) > _PROSE_WIDTH
    if min(len(left), len(right)) < (2 if wide else _COLUMN_LINES) and not any(
        isinstance(i, Box) for i in items
    ):
        return None
    return [left, right]


def _cut_bands(items: Sequence[TextLine | Box]) -> list[list[TextLine | Box]] | None:
    """Split off the lines over or under the part in which columns may run side by side."""
    ordered = sorted(items, key=lambda item: item.top)
    beside = [
        i
        for i, item in enumerate(ordered)
        if any(
            other is not item and other.top < item.bottom - 1 and item.top < other.bottom - 1
            for other in ordered
        )
    ]
    if not beside:
        return None
    first, last = beside[0], beside[-1]
    # The band of columns may begin or end with lines that have no neighbour: widen it while a gutter holds.
    while first > 0 and _gutter(ordered[first - 1 : last + 1]):
        first -= 1
    while last + 1 < len(ordered) and _gutter(ordered[first : last + 2]):
        last += 1
    bands = [ordered[:first], ordered[first : last + 1], ordered[last + 1 :]]
    if first or last + 1 < len(ordered):
        return [band for band in bands if band]
    return _split_at_widest(ordered)


def _gutter(items: Sequence[TextLine | Box]) -> bool:
    return _widest_gap(sorted((item.x0, item.x1) for item in items), _GUTTER) is not None


def _split_at_widest(ordered: Sequence[TextLine | Box]) -> list[list[TextLine | Box]] | None:
    cut = _widest_gap([(item.top, item.bottom) for item in ordered], 1.0)
    if cut is None:
        return None
    return [[item for item in ordered if item.bottom <= cut], [item for item in ordered if item.top >= cut]]


def _widest_gap(intervals: Sequence[tuple[float, float]], least: float) -> float | None:
    """The middle of the widest gap that none of the sorted intervals covers."""
    best, middle = least, None
    reach = intervals[0][1]
    for start, end in intervals[1:]:
        if start - reach >= best:
            best, middle = start - reach, (start + reach) / 2
        reach = max(reach, end)
    return middle


# ── label/value columns without rules ────────────────────────────────────────────────────────


def _pairs_of(lines: Sequence[TextLine]) -> list[tuple[TextLine, TextLine]]:
    """Segments side by side of which the left one is a known label."""
    ordered = sorted(lines, key=lambda line: (round(line.bottom), line.x0))
    return [
        (left, right)
        for left, right in pairwise(ordered)
        if abs(left.bottom - right.bottom) < 2 and right.x0 > left.x1 and find_label(left.words.rstrip(":"))
    ]


def _aligned_groups(lines: Sequence[TextLine]) -> list[list[tuple[TextLine, TextLine]]]:
    """Runs of such rows, two or more, whose labels and values stand under each other."""
    groups: list[list[tuple[TextLine, TextLine]]] = []
    for left, right in _pairs_of(lines):
        above = groups[-1][-1] if groups else None
        if (
            above
            and abs(above[0].x0 - left.x0) < 3
            and abs(above[1].x0 - right.x0) < 3
            and left.top - above[0].bottom < 4 * left.size
        ):
            groups[-1].append((left, right))
        else:
            groups.append([(left, right)])
    return [group for group in groups if len(group) > 1]


def _aligned_tables(lines: Sequence[TextLine]) -> Iterator[Box]:
    for group in _aligned_groups(lines):
        rows = _rows_between(group, lines)
        yield Box(
            min(left.x0 for left, _ in rows),
            rows[0][0].top,
            max(right.x1 for _, right in rows),
            rows[-1][0].bottom,
            tuple((left.words, right.words) for left, right in rows),
        )


def _rows_between(
    group: Sequence[tuple[TextLine, TextLine]], lines: Sequence[TextLine]
) -> list[tuple[TextLine, TextLine]]:
    """The rows of a group with those among them whose label the vocabulary does not know."""
    x_left, x_right = group[0][0].x0, group[0][1].x0
    size = group[0][0].size
    first, last = group[0][0].top - 4 * size, group[-1][0].bottom + 4 * size
    lefts = [line for line in lines if abs(line.x0 - x_left) < 3 and first <= line.top <= last]
    rights = [line for line in lines if abs(line.x0 - x_right) < 3]
    rows = [
        (left, right)
        for left in lefts
        for right in rights
        if abs(left.bottom - right.bottom) < 2 and left is not right
    ]
    return sorted(rows, key=lambda row: row[0].top)


def _without_aligned(lines: Sequence[TextLine]) -> list[TextLine]:
    taken = {
        id(line) for group in _aligned_groups(lines) for row in _rows_between(group, lines) for line in row
    }
    return [line for line in lines if id(line) not in taken]

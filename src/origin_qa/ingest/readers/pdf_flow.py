"""Lines in reading order into paragraphs and headings, over columns and pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from origin_qa.ingest.cleaning import clean_line
from origin_qa.ingest.lines import ends_sentence
from origin_qa.ingest.readers.pdf_order import Box, TextLine

_HEADING_SIZE = 1.12
_KEPT_HYPHENS = frozenset(
    "co non semi self pre post sub multi well north south mid anti micro eco agro inter ex pro vice".split()
)
_BULLET = re.compile(r"[•·●▪◦‣∙■□►*]|[-–—]\s|\d{1,2}[.)]\s")


@dataclass(slots=True)
class Piece:
    """A paragraph, a heading (`level` > 0) or a table (`rows`) and the page, from 0, on which it begins.

    `apart`: whether space parts it from what is above. `turns`: pages that begin within its words,
    with their offsets there.
    """

    words: str
    page: int
    level: int = 0
    apart: bool = True
    rows: tuple[tuple[str, ...], ...] = ()
    turns: list[tuple[int, int]] = field(default_factory=list)


def read_flow(pages: Sequence[Sequence[TextLine | Box]]) -> Iterator[Piece]:
    """Join the lines of all pages into pieces; words parted at line ends are made whole."""
    lines = [item for page in pages for item in page if isinstance(item, TextLine)]
    levels = _heading_levels(lines)
    vocabulary = frozenset(re.findall(r"[a-zà-ÿ]+-[a-zà-ÿ]+", " ".join(line.words for line in lines).lower()))
    open_piece: Piece | None = None
    last: TextLine | None = None
    for number, page in enumerate(pages):
        for item in page:
            if isinstance(item, Box):
                if open_piece:
                    yield open_piece
                open_piece, last = None, None
                yield Piece("", number, rows=item.rows)
                continue
            level = _level(item, last, levels)
            turned = open_piece is not None and _page_of(open_piece) != number
            if open_piece and last and _goes_on(last, item, open_piece.level, level, turned):
                _append(open_piece, item, number if turned else None, vocabulary)
            else:
                if open_piece:
                    yield open_piece
                open_piece = Piece(clean_line(item.words), number, level, apart=_stands_apart(last, item))
            last = item
    if open_piece:
        yield open_piece


def _page_of(piece: Piece) -> int:
    return piece.turns[-1][0] if piece.turns else piece.page


def _heading_levels(lines: Sequence[TextLine]) -> dict[float, int]:
    """Levels by size: the sizes that are clearly larger than that of most of the text, largest first."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.words)
    if not sizes:
        return {}
    body = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size >= body * _HEADING_SIZE), reverse=True)
    return {size: min(n, 6) for n, size in enumerate(larger, start=1)}


def _level(line: TextLine, before: TextLine | None, levels: dict[float, int]) -> int:
    """The heading level of a line, 0 if it is none: by its size, or bold on a short line of its own."""
    size = round(line.size * 2) / 2
    words = line.words
    if size in levels and len(words) <= 200:
        return levels[size]
    short = len(words) <= 80 and len(words.split()) <= 12 and words[-1] not in ".,;:…"
    own = before is None or not (
        before.bold and not levels.get(round(before.size * 2) / 2) and _close(before, line)
    )
    fills = line.right - line.x1 < 0.15 * (line.right - line.x0)
    return (
        min(len(levels) + 1, 6)
        if line.bold and short and own and ":" not in words and not fills and words[0].isupper()
        else 0
    )


def _close(before: TextLine, line: TextLine) -> bool:
    return 0 <= line.top - before.top < 1.6 * max(before.size, line.size)


def _goes_on(before: TextLine, line: TextLine, level_before: int, level: int, turned: bool) -> bool:
    """Whether `line` continues the piece that `before` ended."""
    if level or level_before:
        alike = abs(before.size - line.size) < 0.5 and before.bold == line.bold
        return level == level_before and alike and _close(before, line) and abs(before.x0 - line.x0) < 40
    if _BULLET.match(line.words) or (line.bold_words and not before.bold and ":" in line.words[:50]):
        return False
    if before.italic != line.italic or abs(before.size - line.size) > 1:
        return False
    room = before.right - before.x1
    full = room < line.first + 0.4 * line.size
    moved = turned or line.top < before.top
    if moved:
        return (
            not ends_sentence(before.words)
            and (full or before.words.endswith("-"))
            and not line.words[:1].isupper() | _labelled(line)
        )
    leading = line.top - before.bottom
    return leading < 0.75 * line.size and (full or before.words.endswith("-")) and not _labelled(line)


def _labelled(line: TextLine) -> bool:
    return 0 < line.bold_words < len(line.words.split()) and ":" in line.words[:50]


def _stands_apart(before: TextLine | None, line: TextLine) -> bool:
    if before is None or line.top < before.top:
        return True
    return line.top - before.bottom > 0.9 * line.size


def _append(piece: Piece, line: TextLine, page: int | None, hyphenated: frozenset[str]) -> None:
    words = clean_line(line.words)
    found = re.search(r"([^\W\d_]+)-$", piece.words)
    tail = re.match(r"[^\W\d_]+", words)
    if found and tail and tail[0][0].islower():
        whole = f"{found[1]}-{tail[0]}".lower()
        if found[1].lower() not in _KEPT_HYPHENS and whole not in hyphenated:
            piece.words = piece.words[:-1]
        joint = ""
    else:
        joint = "" if piece.words.endswith("-") and found else " "
    if page is not None:
        piece.turns.append((page, len(piece.words) + len(joint)))
    piece.words += joint + words

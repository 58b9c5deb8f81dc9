"""PDF: the text layer in reading order, with page numbers; tables become label/value pairs."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line, hidden_characters
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.lines import ends_sentence
from origin_qa.ingest.noise import is_noise
from origin_qa.ingest.readers.pdf_flow import read_flow
from origin_qa.ingest.readers.pdf_order import Box, TextLine, in_reading_order, make_lines
from origin_qa.ingest.readers.pdf_visibility import PageVisibility
from origin_qa.ingest.readers.reading import Reading
from origin_qa.ingest.readers.tables import write_table
from origin_qa.types import Dropped

if TYPE_CHECKING:
    from pdfplumber.page import Page

_PAGES_AT_MOST = 500
_MARGIN = 0.08
_SHOWN_CHARS = 500
_SHEET_LINE = 60


def read_pdf(data: bytes) -> Reading:
    """Read a PDF that has a text layer.

    Raises:
        ReadError: if it is damaged, encrypted, or scanned without text.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if b"%PDF-" not in data[:1_024]:
        raise ReadError("does not start as a PDF does; it may be damaged or have the wrong suffix")
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
    except (PdfminerException, PDFPasswordIncorrect) as error:
        reason = error.args[0] if error.args else error
        if isinstance(error, PDFPasswordIncorrect) or isinstance(reason, PDFPasswordIncorrect):
            raise ReadError("is protected by a password; save it without one") from error
        raise ReadError(f"is no PDF that can be opened ({reason}); save it anew") from error
    with pdf:
        pages = pdf.pages[:_PAGES_AT_MOST]
        dropped: list[Dropped] = []
        found = [_read_page(page, data, dropped) for page in pages]
        if not any(lines or tables for lines, tables in found):
            if any(page.images for page in pages):
                raise ReadError(
                    "is a scanned PDF without text; run OCR over it (for example ocrmypdf) and add the result"
                )
            raise ReadError("holds no text; check it with a viewer")
        heights = [float(page.height) for page in pages]
        title = clean_line(str((pdf.metadata or {}).get("Title") or ""))
        more = len(pdf.pages) - len(pages)
    body = _without_running_lines([lines for lines, _ in found], heights, dropped)
    draft = Draft()
    starts = _write(
        draft, [in_reading_order(lines, tables) for lines, (_, tables) in zip(body, found, strict=True)]
    )
    if "(cid:" in draft.body and len(re.findall(r"\(cid:\d+\)", draft.body)) * 7 > len(draft.body) * 0.3:
        raise ReadError("uses fonts that can't be turned into text; print it to a new PDF or run OCR over it")
    warning = f"only the first {_PAGES_AT_MOST} pages were read, {more} were left out" if more > 0 else ""
    return Reading(
        draft,
        "application/pdf",
        title=_usable(title),
        page_starts=starts,
        dropped=tuple(dropped),
        warning=warning,
    )


def _usable(title: str) -> str:
    """The title in the file's properties, unless a program put it there."""
    machine = r"(?i)(untitled.*|document\d*|microsoft word.*|.*\.(docx?|pdf|indd|pages|odt)|.{0,2})"
    return "" if re.fullmatch(machine, title) else title


def _read_page(page: "Page", data: bytes, dropped: list[Dropped]) -> tuple[list[TextLine], list[Box]]:
    visibility = PageVisibility(page, data)
    hidden: list[str] = []
    reasons: Counter[str] = Counter()
    twice = _Twice()

    def seen(item: Mapping[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        reason = visibility.reason(item)
        if not reason:
            hidden.append(" " if hidden and hidden[-1] != " " else "")
            return not twice.drawn(item)
        hidden.append(item["text"])
        reasons[reason] += 1
        return False

    chars = page.filter(seen)
    tables = _tables(chars)
    words = chars.extract_words(
        extra_attrs=["size", "fontname"], x_tolerance_ratio=0.15, keep_blank_chars=False
    )
    inside = [word for word in words if not any(table.holds(word) for table in tables)]
    dropped.extend(hidden_characters("".join(str(char["text"]) for char in page.chars)))
    if hidden and (text := clean_line("".join(hidden))):
        dropped.append(Dropped(text[:_SHOWN_CHARS], reasons.most_common(1)[0][0]))
    lines = make_lines(inside)
    page.close()  # or the objects of all pages are kept until the last one is read
    return lines, tables


class _Twice:
    """Finds characters that are drawn again where they are, as some programs make bold type.

    pdfplumber's own search takes time by the square of the characters of a page.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], list[tuple[float, float]]] = {}

    def drawn(self, char: Mapping[str, Any]) -> bool:
        """Whether the same character was drawn within a point of this place before."""
        x, y = float(char["x0"]), float(char["top"])
        look = (char["text"], char.get("fontname"), char.get("size"))
        column, row = int(x // 1), int(y // 1)
        for near in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            if any(abs(x - a) <= 1 and abs(y - b) <= 1 for a, b in self._places.get((*look, *near), ())):
                return True
        self._places.setdefault((*look, column, row), []).append((x, y))
        return False


def _tables(page: "Page") -> list[Box]:
    """Ruled tables of two columns or more."""
    boxes = []
    for table in page.find_tables():
        rows = [
            [" ".join((cell or "").split()) for cell in row] for row in table.extract(x_tolerance_ratio=0.15)
        ]
        filled = [row for row in rows if any(row)]
        if (
            len(filled) > 1
            and max(len(row) for row in filled) > 1
            and sum(1 for row in filled if sum(map(bool, row)) > 1) > 1
        ):
            x0, top, x1, bottom = table.bbox
            boxes.append(Box(x0, top, x1, bottom, tuple(map(tuple, filled))))
    return boxes


def _without_running_lines(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float], dropped: list[Dropped]
) -> list[list[TextLine]]:
    """Take out running headers and footers: lines in the margins that recur, or are small and page-like."""
    sizes = Counter(round(line.size, 1) for lines in pages for line in lines for _ in line.words)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    recurring = Counter(
        key
        for lines, height in zip(pages, heights, strict=True)
        for key in {_key(line) for line in lines if _in_margin(line, height)}
    )
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        own = []
        for line in lines:
            small = line.size <= 0.85 * body
            footer = (
                is_noise(line.words)
                or re.search(r"(?i)\b(?:page|seite|página|p\.)\s*\d+\b|©", line.words) is not None
            )
            if _in_margin(line, height) and (
                recurring[_key(line)] > 1 or footer or (small and len(line.words) < 120)
            ):
                dropped.append(Dropped(line.words, "running header or footer"))
            else:
                own.append(line)
        kept.append(own)
    return kept


def _in_margin(line: TextLine, height: float) -> bool:
    return line.bottom <= height * _MARGIN or line.top >= height * (1 - _MARGIN)


def _key(line: TextLine) -> str:
    return re.sub(r"\d+", "0", line.words.casefold())


def _write(draft: Draft, pages: Sequence[Sequence[TextLine | Box]]) -> tuple[int, ...]:
    """Write the pieces of all pages; returns where each page starts."""
    starts: dict[int, int] = {0: 0}
    above = ""
    for piece in read_flow(pages):
        if piece.rows:
            starts.setdefault(piece.page, draft.end)
            write_table(draft, piece.rows)
            draft.gap()
            continue
        # Only the short lines of a sheet stand together; the layout would take others for wrapped.
        if piece.apart or ends_sentence(above) or max(len(above), len(piece.words)) > _SHEET_LINE:
            draft.gap()
        above = piece.words
        at = draft.end
        if piece.level:
            draft.heading(piece.words, piece.level)
        else:
            draft.text(piece.words + "\n")
        starts.setdefault(piece.page, at)
        for page, offset in piece.turns:
            starts.setdefault(page, at + offset)
    end = draft.end
    return tuple(_filled(starts, len(pages), end))


def _filled(starts: Mapping[int, int], pages: int, end: int) -> Iterator[int]:
    """A start for each page; one without text starts where the next one does."""
    following = end
    found = []
    for page in reversed(range(pages)):
        following = min(starts.get(page, following), following)
        found.append(following)
    return reversed(found)

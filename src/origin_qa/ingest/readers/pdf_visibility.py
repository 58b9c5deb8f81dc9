"""Which characters of a PDF page nobody sees: tiny, white, off the page, or drawn in no ink."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.page import Page

_TINY = 3.0
_WHITE = 0.97
_SCAN_SHARE = 0.5
# Text rendering modes 3 and 7 of ISO 32000-1, 9.3.6: neither filled nor stroked.
_NO_INK = re.compile(rb"(?<![\d.])[37]\s+Tr\b")

Box4 = tuple[float, float, float, float]


class PageVisibility:
    """Answers for each character of one page why it can't be seen."""

    def __init__(self, page: "Page", data: bytes) -> None:
        x0, top, x1, bottom = page.bbox
        self._page: Box4 = (x0, top, x1, bottom)
        self._dark = [
            _box(rect) for rect in page.rects if rect.get("fill") and not is_white(rect["non_stroking_color"])
        ]
        self._images = [_box(image) for image in page.images]
        self._inkless = [] if self._is_scan() else _inkless_boxes(page, data)

    def reason(self, char: Mapping[str, Any]) -> str:
        """Why a character can't be seen; "" if it can, or is a space."""
        if not str(char["text"]).strip():
            return ""
        at = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if float(char["size"]) < _TINY:
            return "tiny text"
        if not _inside(at, [self._page]):
            return "off the page"
        if _inside(at, self._inkless):
            return "drawn without ink"
        white = is_white(char.get("non_stroking_color")) and not _inside(at, self._dark)
        return "white on white" if white and not _inside(at, self._images) else ""

    def _is_scan(self) -> bool:
        """Whether pictures fill the page: text without ink over them is what OCR recognised."""
        x0, top, x1, bottom = self._page
        covered = sum((right - left) * (low - high) for left, high, right, low in self._images)
        return covered > _SCAN_SHARE * (x1 - x0) * (bottom - top)


def is_white(colour: object) -> bool:
    """Whether a colour of one (grey), three (RGB) or four (CMYK) parts is white or next to it."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    figures = [part for part in parts if isinstance(part, int | float)]
    if len(figures) == 4:
        return all(part <= 1 - _WHITE for part in figures)
    return len(figures) in (1, 3) and all(part >= _WHITE for part in figures)


def _box(item: Mapping[str, Any]) -> Box4:
    return item["x0"], item["top"], item["x1"], item["bottom"]


def _inside(at: tuple[float, float], boxes: Sequence[Box4]) -> bool:
    return any(x0 <= at[0] <= x1 and top <= at[1] <= bottom for x0, top, x1, bottom in boxes)


def _inkless_boxes(page: "Page", data: bytes) -> list[Box4]:
    """Where text is drawn without ink. pdfminer does not tell, so PDFium is asked, but only if need be."""
    streams = [stream.get_data() for stream in page.page_obj.contents if hasattr(stream, "get_data")]
    if not any(_NO_INK.search(stream) for stream in streams):
        return []
    import pypdfium2  # type: ignore[import-untyped]
    from pypdfium2 import raw

    height = float(page.height)
    with pypdfium2.PdfDocument(data) as document:
        objects = document[page.page_number - 1].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        bounds = [
            item.get_bounds() for item in objects if raw.FPDFTextObj_GetTextRenderMode(item.raw) in (3, 7)
        ]
    return [(left, height - top, right, height - bottom) for left, bottom, right, top in bounds]

"""DOCX: paragraphs, headings, lists, quotes and tables of the document's body."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line, hidden_characters
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.quotes import parse_attribution
from origin_qa.ingest.readers.archive import check_archive
from origin_qa.ingest.readers.reading import Reading
from origin_qa.ingest.readers.tables import write_table
from origin_qa.types import Dropped

if TYPE_CHECKING:
    from docx.document import Document

_SHOWN_CHARS = 500
_TINY_HALF_POINTS = 6
_CELL_CHARS = 400
_DEPTH = 20


def read_docx(data: bytes) -> Reading:
    """Read a Word document; headers, footers, notes, comments and deleted text are not part of it.

    Raises:
        ReadError: if it is damaged, encrypted, or would unpack to more than 200 MB.
    """
    import docx

    check_archive(data, "Word document", ".docx")
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ReadError(f"is no Word document that can be opened ({error}); save it anew as .docx") from error
    body = _Body(document)
    body.write()
    title = clean_line(document.core_properties.title or "")
    return Reading(
        body.draft,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        guess_headings=not any(block.kind == "heading" for block in body.draft.blocks),
        title="" if re.fullmatch(r"(?i)word document|document\d*|untitled.*|.{0,2}", title) else title,
        dropped=(*hidden_characters(body.raw_text()), *body.dropped),
    )


class Element(Protocol):
    """What is used of an XML element of lxml."""

    tag: str
    text: str | None

    def get(self, name: str) -> str | None:
        """The value of an attribute."""

    def find(self, path: str) -> "Element | None":
        """The first element at a path."""

    def findall(self, path: str) -> "list[Element]":
        """All elements at a path."""

    def iter(self, tag: str) -> "Iterator[Element]":
        """The elements of a tag within, in order."""

    def iterchildren(self, tag: str = ...) -> "Iterator[Element]":
        """The children, in order."""

    def iterancestors(self, *tags: str) -> "Iterator[Element]":
        """The elements around, innermost first."""


class _Body:
    """One walk over the elements of the body."""

    def __init__(self, document: "Document") -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        self._root = document.element.body
        self._styles = {style.style_id: style for style in document.styles if style.type == 1}
        self._looks: dict[str, Element] = {style.style_id: style.element for style in document.styles}
        self.draft = Draft()
        self.dropped: list[Dropped] = []
        self._after_quote = False

    def write(self) -> None:
        self._walk(self._root, 0)

    def raw_text(self) -> str:
        """All that the document says, seen or not, as it was written."""
        return "".join(element.text or "" for element in self._root.iter(self._qn("w:t")))

    def _walk(self, parent: Element, depth: int) -> None:
        for element in parent.iterchildren():
            if element.tag == self._qn("w:p"):
                self._paragraph(element)
            elif element.tag == self._qn("w:tbl"):
                self._table(element, depth)
            elif (
                element.tag
                in (self._qn("w:sdt"), self._qn("w:sdtContent"), self._qn("w:customXml"), self._qn("w:ins"))
                and depth < _DEPTH
            ):
                self._walk(element, depth + 1)

    def _paragraph(self, element: Element) -> None:
        words = "\n".join(line for line in map(clean_line, self._text(element).split("\n")) if line)
        if not words:
            return
        style = self._style(element)
        level = self._level(element, style)
        quoted, self._after_quote = self._after_quote, False
        if level or self._is_bold_heading(element, words):
            self.draft.heading(words, level or 3)
        elif style.startswith(("toc", "caption", "header", "footer")):
            self.dropped.append(Dropped(words[:_SHOWN_CHARS], f"style {style}"))
        elif "quote" in style:
            self._quote(words, quoted)
        elif style.startswith("list") or element.find(f".//{self._qn('w:numPr')}") is not None:
            self.draft.text(f"• {clean_line(words)}\n")
        elif quoted and parse_attribution(words):
            self.draft.block("attribution", words)
        else:
            self.draft.paragraph(words)

    def _quote(self, words: str, quoted: bool) -> None:
        *lines, last = words.split("\n")
        named = parse_attribution(last) is not None and (bool(lines) or (quoted and last[0] in "-–—―"))
        if named and lines:
            self.draft.block("quote", " ".join(lines))
        self.draft.block("attribution" if named else "quote", last if named else clean_line(words))
        self._after_quote = not named

    # ── what a paragraph says ─────────────────────────────────────────────────────────────────

    def _text(self, element: Element) -> str:
        """The text of a paragraph that a reader sees; hidden and deleted runs are left out."""
        return "".join(self._runs(element))

    def _runs(self, element: Element) -> Iterator[str]:
        qn = self._qn
        for run in element.iter(qn("w:r")):
            if any(
                around.tag in (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))
                for around in run.iterancestors()
            ):
                self._drop_deleted(run)
                continue
            words = "".join(self._characters(run))
            if (reason := self._hidden(run)) and words.strip():
                self.dropped.append(Dropped(clean_line(words)[:_SHOWN_CHARS], reason))
            else:
                yield words

    def _drop_deleted(self, run: Element) -> None:
        """Report what a tracked change took out; the text of boxes is read elsewhere or not at all."""
        words = clean_line("".join(part.text or "" for part in run.iter(self._qn("w:delText"))))
        if words:
            self.dropped.append(Dropped(words[:_SHOWN_CHARS], "deleted text"))

    def _characters(self, run: Element) -> Iterator[str]:
        qn = self._qn
        for child in run.iterchildren():
            if child.tag == qn("w:t"):
                yield child.text or ""
            elif child.tag == qn("w:tab"):
                yield "\t"
            elif child.tag in (qn("w:br"), qn("w:cr")):
                yield "\n"
            elif child.tag == qn("w:noBreakHyphen"):
                yield "-"

    def _hidden(self, run: Element) -> str:
        """Why a run can't be seen, by its own properties or those of its styles; "" if it can."""
        qn = self._qn
        own = run.find(qn("w:rPr"))
        sources = [own] if own is not None else []
        sources += self._style_properties(run, own)
        vanish, colour, shade, size = (
            next((found for source in sources if (found := source.find(qn(name))) is not None), None)
            for name in ("w:vanish", "w:color", "w:shd", "w:sz")
        )
        if vanish is not None and vanish.get(qn("w:val")) not in ("0", "false", "off"):
            return "hidden text"
        white = colour is not None and (colour.get(qn("w:val")) or "").upper() == "FFFFFF"
        if (
            white
            and (shade is None or (shade.get(qn("w:fill")) or "").upper() in ("", "AUTO", "FFFFFF"))
            and not self._shaded(run)
        ):
            return "white on white"
        figure = (size.get(qn("w:val")) or "") if size is not None else ""
        return "tiny text" if figure.isdigit() and int(figure) < _TINY_HALF_POINTS else ""

    def _style_properties(self, run: Element, own: Element | None) -> list[Element]:
        """The run properties of a run's style and of its paragraph's, then of those they are based on."""
        qn = self._qn
        named = [own.find(qn("w:rStyle"))] if own is not None else []
        for around in run.iterancestors(qn("w:p")):
            named.append(around.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
            break
        found: list[Element] = []
        for name in named:
            style = self._looks.get(name.get(qn("w:val")) or "") if name is not None else None
            for _ in range(_DEPTH):
                if style is None:
                    break
                properties = style.find(qn("w:rPr"))
                found += [properties] if properties is not None else []
                base = style.find(qn("w:basedOn"))
                style = self._looks.get(base.get(qn("w:val")) or "") if base is not None else None
        return found

    def _shaded(self, run: Element) -> bool:
        """Whether the cell or paragraph around a run has a colour of its own."""
        qn = self._qn
        for around in run.iterancestors(qn("w:p"), qn("w:tc"), qn("w:tbl")):
            for properties in (around.find(qn(name)) for name in ("w:pPr", "w:tcPr", "w:tblPr")):
                shade = properties.find(qn("w:shd")) if properties is not None else None
                if shade is not None and (shade.get(qn("w:fill")) or "auto").upper() not in (
                    "AUTO",
                    "FFFFFF",
                ):
                    return True
        return False

    def _style(self, element: Element) -> str:
        found = element.find(f"{self._qn('w:pPr')}/{self._qn('w:pStyle')}")
        style = self._styles.get(found.get(self._qn("w:val"))) if found is not None else None
        return str(style.name or "").lower() if style is not None else ""

    def _level(self, element: Element, style: str) -> int:
        if style == "title":
            return 1
        if found := re.fullmatch(r"heading (\d)", style):
            return min(int(found[1]) + 1, 6)
        outline = element.find(f"{self._qn('w:pPr')}/{self._qn('w:outlineLvl')}")
        figure = outline.get(self._qn("w:val")) if outline is not None else ""
        return (
            int(figure) + 1
            if figure and figure.isdigit() and int(figure) < 6
            else 2
            if style == "subtitle"
            else 0
        )

    def _is_bold_heading(self, element: Element, words: str) -> bool:
        """Whether a short paragraph is wholly bold and no sentence: a heading in all but name."""
        if len(words) > 80 or words[-1] in ".,;:!" or ":" in words or "\n" in words or not words[0].isupper():
            return False
        runs = [run for run in element.iter(self._qn("w:r")) if "".join(self._characters(run)).strip()]
        bold = [run.find(f"{self._qn('w:rPr')}/{self._qn('w:b')}") for run in runs]
        return bool(bold) and all(
            mark is not None and mark.get(self._qn("w:val")) not in ("0", "false") for mark in bold
        )

    # ── tables ────────────────────────────────────────────────────────────────────────────────

    def _table(self, element: Element, depth: int) -> None:
        qn = self._qn
        rows = [row.findall(qn("w:tc")) for row in element.iterchildren(qn("w:tr"))]
        texts = [[self._cell(cell) for cell in row] for row in rows]
        long = any(len(text) > _CELL_CHARS for row in texts for text in row)
        nested = any(cell.find(qn("w:tbl")) is not None for row in rows for cell in row)
        if long or nested or all(len(row) < 2 for row in rows):
            for cell in (cell for row in rows for cell in row):
                if depth < _DEPTH:
                    self._walk(cell, depth + 1)
        else:
            write_table(self.draft, texts)
            self.draft.gap()

    def _cell(self, cell: Element) -> str:
        lines = [clean_line(self._text(paragraph)) for paragraph in cell.findall(self._qn("w:p"))]
        return ", ".join(line.rstrip(",;") for line in lines if line)

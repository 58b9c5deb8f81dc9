"""One reader per format, chosen by the file's suffix; all end in a `SourceDocument`."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line
from origin_qa.ingest.language import detect_language
from origin_qa.ingest.layout import lay_out
from origin_qa.ingest.readers.markdown import read_markdown
from origin_qa.ingest.readers.reading import Reader, Reading
from origin_qa.ingest.readers.text import read_text
from origin_qa.settings import Settings
from origin_qa.types import Block, SourceDocument

__all__ = ["FORMATS", "Reader", "Reading", "read_document", "read_document_with_warning"]


def _lazily(module: str, function: str) -> Callable[[bytes], Reading]:
    """A reader whose module, and with it a heavy library, is imported on first use."""

    def read(data: bytes) -> Reading:
        from importlib import import_module

        reader: Reader = getattr(import_module(f"origin_qa.ingest.readers.{module}"), function)
        return reader(data)

    return read


FORMATS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": _lazily("html", "read_html"),
    ".htm": _lazily("html", "read_html"),
    ".pdf": _lazily("pdf", "read_pdf"),
    ".docx": _lazily("docx", "read_docx"),
}


def read_document(path: Path, root: Path, settings: Settings) -> SourceDocument:
    """Read one file of the corpus at `root`.

    Raises:
        ReadError: if it is too large, empty, of an unknown format, or its reader gives up.
    """
    return read_document_with_warning(path, root, settings)[0]


def read_document_with_warning(path: Path, root: Path, settings: Settings) -> tuple[SourceDocument, str]:
    """Like `read_document`, with a warning: empty unless the file was read with doubts.

    Raises:
        ReadError: as above.
    """
    reader = FORMATS.get(path.suffix.lower())
    if not reader:
        raise ReadError(
            f"no reader for {path.suffix or 'files without a suffix'}; save it as one of {', '.join(FORMATS)}"
        )
    data = _bytes(path, settings.max_document_bytes)
    try:
        reading = reader(data)
        document = _document(path, path.relative_to(root).as_posix(), data, reading)
    except ReadError:
        raise
    # Parsers of foreign formats raise whatever they like; one bad file must not end the build.
    except Exception as error:
        cause = f"{type(error).__name__}: {error}".rstrip(": ")
        raise ReadError(
            f"its {path.suffix.lower()} reader failed ({cause[:200]}); open and save it anew, or remove it"
        ) from error
    return document, reading.warning


def _bytes(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            raise ReadError(
                f"has {size:,} bytes, more than the limit of {limit:,}; "
                "split it or raise ORIGIN_QA_MAX_DOCUMENT_BYTES"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"can't be opened: {error.strerror or error}; check its permissions") from error
    if not data.strip():
        raise ReadError("is empty; fill it or remove it")
    return data


def _document(path: Path, name: str, data: bytes, reading: Reading) -> SourceDocument:
    text = reading.draft.body
    language = reading.language or detect_language(text)
    blocks, dropped = lay_out(
        text, reading.draft.blocks, guess_headings=reading.guess_headings, language=language
    )
    if not blocks:
        raise ReadError("holds no text that can be answered from; check it with a viewer")
    return SourceDocument(
        path=name,
        media_type=reading.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        title=_title(text, blocks)
        or clean_line(reading.title)
        or path.stem.replace("-", " ").replace("_", " "),
        text=text,
        blocks=blocks,
        url=reading.url,
        language=language,
        page_starts=reading.page_starts,
        dropped=(*reading.dropped, *dropped),
    )


def _title(text: str, blocks: tuple[Block, ...]) -> str:
    """The first heading, if it stands before the first paragraph or is one of the first level."""
    for block in blocks:
        if block.kind == "heading":
            return " ".join(block.span.of(text).split())
        if block.kind in ("paragraph", "quote"):
            break
    top = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    return " ".join(top.span.of(text).split()) if top else ""

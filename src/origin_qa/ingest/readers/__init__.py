"""One reader per format, chosen by the file's suffix; all end in a `SourceDocument`."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line
from origin_qa.ingest.language import detect_language
from origin_qa.ingest.layout import lay_out
from origin_qa.ingest.opening import read_bytes
from origin_qa.ingest.readers.markdown import read_markdown
from origin_qa.ingest.readers.reading import Reader, Reading
from origin_qa.ingest.readers.text import read_text
from origin_qa.types import Block, SourceDocument

if TYPE_CHECKING:
    from origin_qa.settings import Settings

__all__ = [
    "FORMATS",
    "Reader",
    "Reading",
    "Understood",
    "format_of",
    "read_document",
    "read_documents",
    "understand",
]


@dataclass(frozen=True, slots=True)
class Understood:
    """The documents of one file: one as a rule, one for each record of a table of several producers.

    `warning` is empty unless the file was read with doubts.
    """

    documents: tuple[SourceDocument, ...]
    warning: str = ""


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
    ".csv": _lazily("csv", "read_csv"),
    ".tsv": _lazily("csv", "read_csv"),
    ".xlsx": _lazily("xlsx", "read_xlsx"),
    ".xlsm": _lazily("xlsx", "read_xlsx"),
}


def read_document(path: Path, root: Path, settings: "Settings") -> SourceDocument:
    """The first document of a file of the corpus at `root`.

    Raises:
        ReadError: if it is too large, empty, of an unknown format, or its reader gives up.
    """
    return read_documents(path, root, settings).documents[0]


def read_documents(path: Path, root: Path, settings: "Settings") -> Understood:
    """Read one file of the corpus at `root`, in this very process; see `sandbox` for a safer place.

    Raises:
        ReadError: as above.
    """
    name = path.relative_to(root).as_posix()
    format_of(name)
    return understand(name, read_bytes(path, settings.max_document_bytes), settings.max_document_chars)


def format_of(name: str) -> str:
    """The suffix that chooses the reader of a file.

    Raises:
        ReadError: if there is no reader for it.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in FORMATS:
        raise ReadError(
            f"no reader for {suffix or 'files without a suffix'}; save it as one of {', '.join(FORMATS)}"
        )
    return suffix


def understand(name: str, data: bytes, max_chars: int) -> Understood:
    """Read the bytes of a file, whose path within the corpus is `name`.

    Raises:
        ReadError: if it is of an unknown format, holds more than `max_chars` or no text, or its
            reader gives up.
    """
    suffix = format_of(name)
    try:
        reading = FORMATS[suffix](data)
        parts = reading.records or (reading,)
        _check_length(sum(part.draft.end for part in parts), max_chars)
        sha256 = hashlib.sha256(data).hexdigest()
        documents = tuple(_document(name, sha256, part) for part in parts)
    except ReadError:
        raise
    except MemoryError as error:
        raise ReadError("takes too much memory to read; split it or save it anew") from error
    # Parsers of foreign formats raise whatever they like; one bad file must not end the build.
    except Exception as error:
        cause = f"{type(error).__name__}: {error}".rstrip(": ")
        raise ReadError(
            f"its {suffix} reader failed ({cause[:200]}); open and save it anew, or remove it"
        ) from error
    return Understood(documents, reading.warning)


def _check_length(chars: int, max_chars: int) -> None:
    if chars > max_chars:
        raise ReadError(
            f"holds {chars:,} characters of text, more than the limit of {max_chars:,}; "
            "split it or raise ORIGIN_QA_MAX_DOCUMENT_CHARS"
        )


def _document(name: str, sha256: str, reading: Reading) -> SourceDocument:
    text = reading.draft.body
    language = reading.language or detect_language(text)
    blocks, dropped = lay_out(
        text, reading.draft.blocks, guess_headings=reading.guess_headings, language=language
    )
    if not blocks:
        raise ReadError("holds no text that can be answered from; check it with a viewer")
    return SourceDocument(
        path=f"{name}#{reading.part}" if reading.part else name,
        media_type=reading.media_type,
        sha256=sha256,
        title=(clean_line(reading.title) if reading.titled else _title(text, blocks))
        or clean_line(reading.title)
        or PurePosixPath(name).stem.replace("-", " ").replace("_", " "),
        text=text,
        blocks=blocks,
        url=reading.url,
        language=language,
        page_starts=reading.page_starts,
        dropped=(*reading.dropped, *dropped),
        owner=reading.owner,
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

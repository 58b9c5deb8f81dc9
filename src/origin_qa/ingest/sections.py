"""The headed sections of a document."""

from collections.abc import Iterator
from dataclasses import dataclass

from origin_qa.types import Block, Section, SourceDocument, Span


@dataclass(frozen=True, slots=True)
class SectionBlocks:
    """A section with its blocks, the heading not among them; `heading` is None before the first one."""

    heading_path: tuple[str, ...]
    heading: Block | None
    blocks: tuple[Block, ...]


def walk_sections(document: SourceDocument) -> Iterator[SectionBlocks]:
    """The sections in order. A heading path starts with the document's title."""
    path: list[tuple[int, str]] = []
    heading: Block | None = None
    blocks: list[Block] = []
    for block in document.blocks:
        if block.kind != "heading":
            blocks.append(block)
            continue
        if blocks or heading:
            yield SectionBlocks(_titles(document, path), heading, tuple(blocks))
        heading, blocks = block, []
        path = [(level, words) for level, words in path if level < block.level]
        path.append((block.level, " ".join(block.span.of(document.text).split())))
    if blocks or heading:
        yield SectionBlocks(_titles(document, path), heading, tuple(blocks))


def read_sections(document: SourceDocument) -> tuple[Section, ...]:
    """The sections that hold something, each from its first block to its last."""
    return tuple(
        Section(part.heading_path, document.path, Span(part.blocks[0].span.start, part.blocks[-1].span.end))
        for part in walk_sections(document)
        if part.blocks
    )


def _titles(document: SourceDocument, path: list[tuple[int, str]]) -> tuple[str, ...]:
    words = tuple(words for _, words in path)
    return words if words[:1] == (document.title,) else (document.title, *words)

"""Passages: what retrieval finds. Aligned to whole sentences, within one section, of one kind."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from origin_qa.ingest.sections import walk_sections
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Block, Passage, PassageKind, Quote, SourceDocument, Span

# The encoder sees 256 word pieces, about 1,150 characters of English.
_LIMIT = 1_150
# Two paragraphs are one passage only while both stay easy to find in it.
_MERGED = 700
_TRIES = 5

Unit = tuple[Span, ...]


def make_passages(document: SourceDocument, producer: str, quotes: Sequence[Quote]) -> tuple[Passage, ...]:
    """Cut a document into passages, in reading order.

    A fact sheet is one passage whose sentences are its lines; a quote goes with its attribution;
    paragraphs are merged while short and split at sentences when long. Text under no block is in
    no passage. Ids are `<producer>/<document stem>#p<n>`, n counting from 1 within the document.
    """
    spoken = {quote.span.start: quote for quote in quotes if quote.document == document.path}
    name = f"{producer}/{PurePosixPath(document.path).stem}"
    passages: list[Passage] = []
    for section in walk_sections(document):
        for kind, sentences in _cut(document, section.blocks, spoken):
            span = Span(sentences[0].start, sentences[-1].end)
            passage_id = f"{name}#p{len(passages) + 1}"
            passages.append(
                Passage(
                    passage_id,
                    producer,
                    document.path,
                    kind,
                    section.heading_path,
                    span.of(document.text),
                    span,
                    sentences,
                )
            )
    return tuple(passages)


def _cut(
    document: SourceDocument, blocks: Sequence[Block], spoken: dict[int, Quote]
) -> Iterator[tuple[PassageKind, Unit]]:
    for kind, run in _runs(document.text, blocks):
        if kind == "quote":
            yield from ((kind, unit) for unit in _quoted(document, run, spoken))
        elif kind == "facts":
            yield from ((kind, unit) for unit in _packed([(block.span,) for block in run], _LIMIT))
        else:
            units = [unit for block in run for unit in _paragraph(document, block)]
            yield from ((kind, unit) for unit in _packed(units, _MERGED))


def _runs(text: str, blocks: Sequence[Block]) -> Iterator[tuple[PassageKind, list[Block]]]:
    """Neighbouring blocks of one kind with nothing but marks and space between them."""
    run: list[Block] = []
    for block in blocks:
        if run and (_kind(run[-1]) != _kind(block) or _text_between(text, run[-1], block)):
            yield _kind(run[0]), run
            run = []
        run.append(block)
    if run:
        yield _kind(run[0]), run


def _kind(block: Block) -> PassageKind:
    if block.kind == "pair":
        return "facts"
    return "quote" if block.kind in ("quote", "attribution") else "prose"


def _text_between(text: str, before: Block, after: Block) -> bool:
    return any(character.isalnum() for character in text[before.span.end : after.span.start])


def _quoted(document: SourceDocument, run: Sequence[Block], spoken: dict[int, Quote]) -> Iterator[Unit]:
    end = 0
    for block in run:
        if block.span.start < end:
            continue
        quote = spoken.get(block.span.start)
        sentences = sentence_spans(document.text, quote.span if quote else block.span, document.language)
        yield (*sentences, quote.attribution) if quote else sentences
        end = quote.attribution.end if quote else block.span.end


def _paragraph(document: SourceDocument, block: Block) -> Iterator[Unit]:
    """The sentences of a paragraph, in about equal parts if it is too long for one passage."""
    sentences = sentence_spans(document.text, block.span, document.language)
    least = -(-(block.span.end - block.span.start) // _LIMIT)
    parts: list[Unit] = [sentences]
    for count in range(least, least + _TRIES if least > 1 else least):
        parts = _even_parts(sentences, count)
        if all(part[-1].end - part[0].start <= _LIMIT for part in parts if len(part) > 1):
            break
    yield from parts


def _even_parts(sentences: Unit, count: int) -> list[Unit]:
    """`count` parts or fewer of about the same length; a sentence goes where its middle lies."""
    start, end = sentences[0].start, sentences[-1].end
    share = (end - start) / count
    grouped = groupby(sentences, key=lambda span: int(((span.start + span.end) / 2 - start) / share))
    return [tuple(part) for _, part in grouped]


def _packed(units: Sequence[Unit], limit: int) -> Iterator[Unit]:
    """Neighbouring units joined while they stay within `limit` characters."""
    joined: list[Span] = []
    for unit in units:
        if joined and unit[-1].end - joined[0].start > limit:
            yield tuple(joined)
            joined = []
        joined.extend(unit)
    if joined:
        yield tuple(joined)

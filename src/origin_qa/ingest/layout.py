"""Lines of text into blocks: headings, paragraphs, list items, label/value pairs, quotes.

The one layout for every format: a reader hands over what its format says for sure (`known`), and
the lines between are read here the way a person reads a page without mark-up.
"""

import re
from collections.abc import Iterator, Sequence

from origin_qa.attributes import find_label
from origin_qa.ingest.lines import Line, ends_sentence, split_chunks, wraps
from origin_qa.ingest.noise import noisy_lines
from origin_qa.ingest.quarantine import quarantine
from origin_qa.ingest.quotes import is_quoted, mark_quotes, parse_attribution
from origin_qa.ingest.sheet import find_pairs
from origin_qa.ingest.stacked import Pairs, join_sheet
from origin_qa.types import Block, Dropped, Span

_UNDERLINE = re.compile(r"=+|-{2,}|~{2,}")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+\S")
_HEADING_CHARS = 80
_HEADING_WORDS = 12
_LONGEST_HEADING = 300
_PROSE_CHARS = 60
_CONTEXT = 12


def lay_out(
    text: str, known: Sequence[Block] = (), *, guess_headings: bool = True, language: str = "en"
) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """Read the structure of `text`.

    `known` are blocks that the reader of the format is sure of, in order; only the text between
    them is read by its looks, and headings are guessed there if `guess_headings`. Returns blocks in
    order without overlap, and what was left out of them.
    """
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    at = 0
    for anchor in (*known, None):
        gap = Span(at, anchor.span.start if anchor else len(text))
        found, left_out = _read_gap(text, gap, guess_headings, alone=not known)
        blocks.extend(found)
        dropped.extend(left_out)
        if anchor:
            blocks.append(anchor)
            at = anchor.span.end
    if guess_headings:
        blocks = list(_settled(text, blocks))
    kept, quarantined = quarantine(text, mark_quotes(text, blocks), language)
    return kept, (*dropped, *quarantined)


def _read_gap(
    text: str, gap: Span, guess_headings: bool, *, alone: bool
) -> tuple[list[Block], list[Dropped]]:
    chunks = join_sheet(split_chunks(text, gap))
    if alone and len(chunks) == 1 and len(chunks[0]) == 1 and not find_pairs(chunks[0]):
        return [Block("paragraph", chunks[0][0].body)], []
    noise = _noise(chunks)
    blocks: list[Block] = []
    for chunk in chunks:
        for run in _runs(chunk, noise):
            blocks.extend(_read_run(run, guess_headings, first=not blocks and gap.start == 0))
    dropped = [
        Dropped(line.span.of(text), "page furniture")
        for chunk in chunks
        for line in chunk
        if line.span.start in noise
    ]
    return blocks, [item for item in dropped if any(character.isalnum() for character in item.text)]


def _noise(chunks: Sequence[Sequence[Line]]) -> frozenset[int]:
    """Start offsets of the lines that are noise, underlines of headings not among them."""
    flat: list[Line | None] = []
    for chunk in chunks:
        flat.extend(chunk)
        flat.append(None)
    noisy = noisy_lines([line.words if line else "" for line in flat])
    found: set[int] = set()
    for i in noisy:
        line, before = flat[i], flat[i - 1] if i else None
        if line and not (before and _underlines(line, before)):
            found.add(line.span.start)
    return frozenset(found)


def _runs(chunk: Sequence[Line], noise: frozenset[int]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in chunk:
        if line.span.start not in noise:
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _read_run(lines: Sequence[Line], guess_headings: bool, first: bool) -> Iterator[Block]:
    """The blocks of consecutive lines; `first` when nothing but noise stands before them."""
    start = i = 0
    while i < len(lines):
        ahead = lines[i : i + _CONTEXT]
        head = _heading(ahead, on_top=i == start, after=lines[i - 1] if i else None, first=first and i == 0)
        if guess_headings and head:
            yield from _body(lines[start:i])
            yield head[0]
            i = start = i + head[1]
        else:
            i += 1
    yield from _body(lines[start:])


def _body(lines: Sequence[Line]) -> Iterator[Block]:
    pairs = find_pairs(lines)
    start = 0
    for i in range(len(lines) + 1):
        if i == len(lines) or i in pairs:
            yield from _prose(lines[start:i])
            yield from pairs.get(i, ())
            start = i + 1


def _heading(
    lines: Sequence[Line], *, on_top: bool, after: Line | None, first: bool
) -> tuple[Block, int] | None:
    """A heading at the top of some lines, of which a few suffice, and how many of them it takes.

    `on_top` of its run it needs no more than its looks; below other text the line before must have ended.
    """
    line = lines[0]
    found = _HASHES.fullmatch(line.words) if len(line.words) <= _LONGEST_HEADING else None
    if found:
        start = line.body.start
        return Block("heading", Span(start + found.start(2), start + found.end(2)), level=len(found[1])), 1
    if len(lines) > 1 and _underlines(lines[1], line):
        return Block("heading", line.span, level=1 if lines[1].words[0] == "=" else 2), 2
    if line.words.endswith(":") and _introduces(lines):
        return Block("heading", Span(line.body.start, line.body.end - 1), level=1 if first else 2), 1
    if not _looks_like_heading(line, line.whole):
        return None
    heading = Block("heading", line.span, level=1 if first else 2), 1
    if len(lines) == 1:
        return heading if on_top and not find_pairs(lines) else None
    if not on_top and not (after and ends_sentence(after.words) and len(after.words) > _PROSE_CHARS):
        return None
    return heading if _heads(lines, first) else None


def _introduces(lines: Sequence[Line]) -> bool:
    """Whether the first line, which ends in a colon, stands over a list or a sheet."""
    line, label = lines[0], lines[0].words.rstrip(" :")
    listed = len(lines) > 1 and (bool(lines[1].bullet) or 0 in find_pairs(lines[1:]))
    return listed and not line.bullet and not find_label(label) and _looks_like_heading(line, label)


def _heads(lines: Sequence[Line], first: bool) -> bool:
    """Whether the short first line stands over the others instead of being part of them."""
    pairs = find_pairs(lines)
    if 0 in pairs:
        return first and _is_title(lines, pairs)
    if 1 in pairs:
        return True
    if wraps(lines, 0):
        return False
    below = lines[1]
    carries = below.bullet or len(below.words) > _PROSE_CHARS or ends_sentence(below.words)
    return first or (
        bool(carries) and (below.words[0].isupper() or bool(below.bullet) or not below.words[0].isalpha())
    )


def _is_title(lines: Sequence[Line], pairs: Pairs) -> bool:
    """Whether the first line is a title (`Partner sheet: NAME`) on top of a sheet that begins with a name."""
    top, second = pairs[0], pairs.get(1)
    if not second or not top or find_label(_label(lines[0], top[0])):
        return False
    name = find_label(_label(lines[1], second[0]))
    return name is not None and name.attributes[0] == "name"


def _label(line: Line, pair: Block) -> str:
    return line.words[: pair.label.end - line.body.start] if pair.label else ""


def _underlines(line: Line, above: Line) -> bool:
    words = line.span.end - line.span.start
    return (
        _UNDERLINE.fullmatch(line.words) is not None
        and len(above.words) <= _HEADING_CHARS
        and above.span.end < line.span.start
        and words >= min(3, len(above.words))
        and any(character.isalnum() for character in above.words)
    )


def _looks_like_heading(line: Line, words: str) -> bool:
    if (
        not words
        or len(words) > _HEADING_CHARS
        or len(words.split()) > _HEADING_WORDS
        or not any(map(str.isalpha, words))
    ):
        return False
    if line.bullet and not _NUMBERED.match(words):
        return False
    if words[-1] in ".,;:…-–—" or is_quoted(words) or words[0] in "–—(,;":
        return False
    return words[0].isupper() or words[0].isdigit() or words[0] in "¿¡“\"‘'«" or words.istitle()


def _prose(lines: Sequence[Line]) -> Iterator[Block]:
    """Paragraphs and items of lines that hold no pair; wrapped lines are joined."""
    start = 0
    for i, line in enumerate(lines):
        last = i + 1 == len(lines)
        if last or not (wraps(lines, i) or _closes_quote(lines, i)):
            head = lines[start]
            item = bool(head.bullet) and not _names_speaker(lines, start)
            yield Block(
                "item" if item else "paragraph", Span((head.body if item else head.span).start, line.span.end)
            )
            start = i + 1


def _names_speaker(lines: Sequence[Line], i: int) -> bool:
    """A single line after a dash that reads like a name makes no list."""
    neighbours = [*lines[max(0, i - 1) : i], *lines[i + 1 : i + 2]]
    dashed = lines[i].bullet in "-–—" and not any(line.bullet for line in neighbours)
    return dashed and parse_attribution(lines[i].words) is not None


def _closes_quote(lines: Sequence[Line], i: int) -> bool:
    """Whether line i leaves a quotation open that line i + 1 closes."""
    words, following = lines[i].words, lines[i + 1].words
    return "“" in words and words.rfind("“") > words.rfind("”") and "”" in following and "“" not in following


def _settled(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Guessed headings that head nothing become paragraphs, except a caption at the very end."""
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if block.kind != "heading" or following or i == 0:
            yield block
        elif parse_attribution(block.span.of(text)) and is_quoted(blocks[i - 1].span.of(text)):
            yield block
        elif len(block.span.of(text).split()) > 3:
            yield Block("paragraph", block.span)

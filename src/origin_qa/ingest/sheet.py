"""Label/value pairs in plain lines: `Key: value`, glued labels, columns, and whatever lies `stacked`.

What counts as a label is the vocabulary's to say; an unknown label is believed only where its
neighbours or its shape speak for it.
"""

import re
from collections.abc import Sequence

from origin_qa.attributes import find_label, fold, match_cues, split_glued
from origin_qa.attributes.likely import is_known_label
from origin_qa.ingest.lines import Line, ends_sentence, wraps
from origin_qa.ingest.stacked import ASKED, ASKED_LINES, SHEET_LINE, Pairs, stacked_pairs
from origin_qa.types import Block, Span

# A label may begin with a percent sign or `No.`, and may hold a unit with dots in parentheses.
_BEGIN = r"(?:[%#]\s?|N(?:o|r|úm)?\.?[°º]?\s(?=\w))?[^\W_]"
# Only there may a bracket open, so that there is one way to read a label and no time to lose on others.
_UNIT = r"\([^()\n]{1,40}\)|\[[^\[\]\n]{1,40}\]"
# Nor may a dot stand elsewhere than after a word that is cut short: `Alt.: 1,400 m`, `Perm. staff: 85`.
_SHORT = r"(?<=[^\W\d_])\.(?=\s?[:：]|\s\w)"
_COLON = re.compile(
    rf"(?P<label>{_BEGIN}(?:{_UNIT}|{_SHORT}|[^(\[:：.!?;=|“”\"]){{0,48}}?)\s*[:：]\s*(?P<value>(?!//)\S.*)",
    re.DOTALL,
)
_LABEL_ONLY = re.compile(rf"(?P<label>{_BEGIN}(?:{_UNIT}|[^(\[:：.!?;=|“”\"]){{0,48}}?)\s*[:：]")
_DASHED = re.compile(
    rf"(?P<label>(?:[%#]\s?|N(?:o|r|úm)?\.?[°º]?\s(?=\w))?[^\W\d_](?:{_UNIT}|[^(\[:.!?;–—=|]){{0,40}}?)\s+[-–—=]\s+(?P<value>\S.*)"
)
_COLUMNS = re.compile(
    rf"\|?\s*(?P<label>{_BEGIN}(?:{_UNIT}|[^(\[|:.!?;]){{0,48}}?)(?:\s*\|\s*|\s{{2,}})(?P<value>[^|\s](?:[^|]*[^|\s])?)\s*\|?"
)
_CELLS = re.compile(r"\s*[|·•;]\s+|\s{3,}")
_GLUED = re.compile(
    r"(?P<label>[A-ZÀ-Þ][^\W\d]*(?:\.?[ /-][^\W\d_]+){0,4}?[a-zß-ÿ)]\.?)(?P<value>[A-ZÀ-Þ\d].*)"
)
_LONGEST_SHORT = 6
"""Letters of the longest word that is cut short."""
_NO_LABEL = re.compile(
    r"(?i)(?:in|at|on|by|from|to|for|and|but|so|yet|then|when|if|as|because|while|since|after|before|example|note|ps)\b"
)
_SUFFIX = re.compile(r"(?:e?s|al|ally|ing|ed|er|ers|able|ation|ship)\b")
_UNKNOWN_VALUE = 120
_SHORT_VALUE = 40
"""Characters of a value beside which, in a sheet, even `In the tank for` is a label."""
_KNOWN_VALUE = 400


def find_pairs(lines: Sequence[Line]) -> Pairs:
    """The pairs among the lines of one chunk.

    Returns, for each line that belongs to a pair, the blocks that begin there: one as a rule,
    several for a line of cells, none for a line that goes on with the pair above.
    """
    for reading in (stacked_pairs, _glued_sheet, _questions, _colons, _columns, _dashes, _spaced):
        if pairs := reading(lines):
            return _continued(lines, pairs) if reading in (_colons, _glued_sheet) else pairs
    return {}


def _pair(start: int, words: str, found: re.Match[str]) -> Block:
    return Block(
        "pair",
        Span(start + found.start("label"), start + len(words.rstrip())),
        label=Span(start + found.start("label"), start + found.end("label")),
        value=Span(start + found.start("value"), start + found.end("value")),
    )


def _block(start: int, label: str, value_at: int, end: int) -> Block:
    return Block("pair", Span(start, end), label=Span(start, start + len(label)), value=Span(value_at, end))


# ── Key: value ────────────────────────────────────────────────────────────────────────────────


def _colons(lines: Sequence[Line]) -> Pairs:
    pairs: Pairs = {}
    shaped = sum(1 for line in lines if (found := _COLON.fullmatch(line.words)) and _plausible(found, True))
    for i, line in enumerate(lines):
        if blocks := _colon_cells(line) or _colon_line(line, shaped > 1) or _label_above(lines, i):
            pairs[i] = blocks
            if blocks[-1].span.end > line.span.end:
                pairs[i + 1] = ()
    return {i: blocks for i, blocks in pairs.items() if blocks or pairs.get(i - 1)}


def _colon_line(line: Line, in_run: bool) -> tuple[Block, ...]:
    found = _COLON.fullmatch(line.words)
    return (_pair(line.body.start, line.words, found),) if found and _plausible(found, in_run) else ()


def _plausible(found: re.Match[str], in_run: bool) -> bool:
    label, value = found["label"], found["value"]
    if label.count("(") != label.count(")"):
        return False
    if any(len(word) > _LONGEST_SHORT + 1 for word in label.split() if word.endswith(".")):
        return False
    if find_label(label):
        return len(value) <= _KNOWN_VALUE
    # "At 10:30 the …" and "The result: …" are prose; a label names a thing in a few words.
    if (
        len(label.split()) > 5
        or (_NO_LABEL.match(label) and not (in_run and len(value) <= _SHORT_VALUE))
        or len(value) > _UNKNOWN_VALUE
        or (label[-1].isdigit() and value[0].isdigit())
    ):
        return False
    return in_run or (label[0].isupper() and not value.rstrip().endswith((".", "!", "?", "”", '"')))


def _colon_cells(line: Line) -> tuple[Block, ...]:
    """`Altitude: 1200 m | Process: washed`: every cell must be a pair of its own."""
    blocks: list[Block] = []
    cells = _cells(line.words)
    if len(cells) < 2:
        return ()
    for cell in cells:
        found = _COLON.fullmatch(cell.of(line.words))
        if not found or not _plausible(found, True):
            return ()
        blocks.append(_pair(line.body.start + cell.start, cell.of(line.words), found))
    return tuple(blocks)


def _cells(words: str) -> list[Span]:
    cells, at = [], 0
    for gap in _CELLS.finditer(words):
        cells.append(Span(at, gap.start()))
        at = gap.end()
    return [cell for cell in (*cells, Span(at, len(words))) if cell.of(words).strip()]


def _label_above(lines: Sequence[Line], i: int) -> tuple[Block, ...]:
    """A known label with its colon alone on a line, the value on the next."""
    found = _LABEL_ONLY.fullmatch(lines[i].words)
    if not found or i + 1 == len(lines) or not find_label(found["label"]):
        return ()
    value = lines[i + 1]
    if ":" in value.words or len(value.words) > SHEET_LINE:
        return ()
    start = lines[i].body.start
    return (
        Block(
            "pair",
            Span(start, value.span.end),
            label=Span(start, start + found.end("label")),
            value=value.body,
        ),
    )


def _continued(lines: Sequence[Line], pairs: Pairs) -> Pairs:
    """Values that run over a line end get the rest of their words."""
    grown = dict(pairs)
    for i in sorted(pairs):
        last = i
        while grown.get(i) and last + 1 < len(lines) and last + 1 not in pairs and not lines[last + 1].bullet:
            words = lines[last].words
            going_on = words.endswith((",", " and", " y", " und", " et", " e")) or wraps(lines, last)
            if not going_on or len(lines[last + 1].words) > SHEET_LINE:
                break
            last += 1
            *before, block = grown[i]
            grown[i], grown[last] = (*before, _ending(block, lines[last].span.end)), ()
    return grown


def _ending(pair: Block, end: int) -> Block:
    value = Span(pair.value.start if pair.value else end, end)
    return Block("pair", Span(pair.span.start, end), label=pair.label, value=value)


# ── sheets without a colon: believed only as a run ───────────────────────────────────────────


def _glued_sheet(lines: Sequence[Line]) -> Pairs:
    """`NameCECANOR`, `Altitude1250 meters`: labels that lost the cell border to their values."""
    known = {i: cut for i, line in enumerate(lines) if (cut := _known_glue(line))}
    if not known or (len(known) == 1 and len(lines) > 2):
        return {}
    pairs: Pairs = {}
    for i, line in enumerate(lines):
        if len(line.words) > SHEET_LINE or (ends_sentence(line.words) and i not in known):
            continue
        if i in known:
            label, _ = known[i]
            pairs[i] = (_block(line.body.start, label, line.body.start + len(label), line.span.end),)
        elif blocks := _colon_line(line, True):
            pairs[i] = blocks
        elif found := _GLUED.fullmatch(line.words):
            pairs[i] = (_pair(line.body.start, line.words, found),)
        elif lower := _lower_glue(line):
            pairs[i] = (_block(line.body.start, lower, line.body.start + len(lower), line.span.end),)
    return pairs


def _known_glue(line: Line) -> tuple[str, str] | None:
    if len(line.words) > SHEET_LINE * 2 or ":" in line.words[:40] or find_label(line.words):
        return None
    cut = split_glued(line.words)
    if not cut or not line.words.startswith(cut[0]):
        return None
    label, value = cut[0], line.words[len(cut[0]) :]
    if label.isupper() and value[:2].isupper():
        return None  # `COOPSUR was founded` is no label `COOP`
    # "Regional groups18": a label that goes on in lower case may be the head of a longer one.
    if not value[:1].isalnum() or (value[0].islower() and _GLUED.fullmatch(line.words)):
        return None
    return label, value


def _lower_glue(line: Line) -> str | None:
    """The label of `Processwet hulled`: the longest known one that a word in lower case follows."""
    for cut in range(min(len(line.words) - 3, 40), 2, -1):
        rest = line.words[cut:]
        if (
            rest[0].islower()
            and line.words[cut - 1].islower()
            and not _SUFFIX.match(rest)
            and (find_label(line.words[:cut]) or is_known_label(line.words[:cut]))
        ):
            return line.words[:cut]
    return None


def _questions(lines: Sequence[Line]) -> Pairs:
    """`Founded when? 1999`: a run of short questions with their answers beside them, most of them understood."""
    found = {
        i: cut
        for i, line in enumerate(lines)
        if len(line.words) <= SHEET_LINE and (cut := ASKED.fullmatch(line.words))
    }
    known = sum(
        bool(find_label(cut["label"]) or match_cues(fold(cut["label"])) or is_known_label(cut["label"]))
        for cut in found.values()
    )
    if len(found) < ASKED_LINES or 2 * known < len(found):
        return {}
    return {i: (_pair(lines[i].body.start, lines[i].words, cut),) for i, cut in found.items()}


def _columns(lines: Sequence[Line]) -> Pairs:
    """`Altitude   1250 m` and `Altitude | 1250 m`: two columns, at least one label known."""
    found = {i: cut for i, line in enumerate(lines) if (cut := _COLUMNS.fullmatch(line.words))}
    return _run_of(lines, found)


def _dashes(lines: Sequence[Line]) -> Pairs:
    """`Altitude – 1250 m`."""
    found = {
        i: cut
        for i, line in enumerate(lines)
        if not line.bullet or line.bullet not in "-–—"
        if (cut := _DASHED.fullmatch(line.words))
    }
    return _run_of(lines, found)


def _run_of(lines: Sequence[Line], found: dict[int, re.Match[str]]) -> Pairs:
    known = sum(1 for cut in found.values() if find_label(cut["label"]) and len(cut["value"]) <= SHEET_LINE)
    if (
        not known
        or (len(lines) > 1 and known * 3 < len(lines))
        or (len(lines) == 1 and len(lines[0].words) > 80)
    ):
        return {}
    return {
        i: (_pair(lines[i].body.start, lines[i].words, cut),)
        for i, cut in found.items()
        if len(lines[i].words) <= SHEET_LINE * 2 and len(cut["label"].split()) <= 5
    }


def _spaced(lines: Sequence[Line]) -> Pairs:
    """`Altitude 1250 meters`: a run of short lines that begin with known labels."""
    pairs: Pairs = {}
    for i, line in enumerate(lines):
        if len(line.words) > 80 or ends_sentence(line.words) or find_label(line.words):
            continue
        labels = [found.group() for found in (_prefix(line.words, n) for n in (4, 3, 2, 1)) if found]
        label = next((label for label in labels if find_label(label)), None)
        if label:
            value_at = line.body.start + len(line.words) - len(line.words[len(label) :].lstrip())
            pairs[i] = (_block(line.body.start, label, value_at, line.span.end),)
    valued = sum(1 for i in pairs if any(character.isdigit() for character in lines[i].words))
    return pairs if len(pairs) >= 3 and len(pairs) * 3 >= len(lines) * 2 and valued else {}


def _prefix(words: str, n: int) -> re.Match[str] | None:
    return re.match(rf"\S+(?:\s+\S+){{{n - 1}}}(?=\s+\S)", words)

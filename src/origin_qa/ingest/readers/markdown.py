"""Markdown, with YAML front matter as label/value pairs."""

import re
from collections.abc import Mapping

from origin_qa.ingest.cleaning import clean_line, clean_text, decode, hidden_characters
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.markup import has_markup, write_markup
from origin_qa.ingest.notes import NOTE_TYPE
from origin_qa.ingest.quotes import parse_attribution
from origin_qa.ingest.readers.reading import Reading
from origin_qa.ingest.readers.tables import write_table
from origin_qa.types import Dropped

_FRONT_MATTER = re.compile(r"\A---[ ]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_FRONT_MATTER_CHARS = 50_000
_INLINE_CHARS = 20_000
_BOOKKEEPING = frozenset(
    """
    title tags tag draft layout date slug image images thumbnail permalink url aliases weight author authors
    categories category description summary excerpt lang language locale template type published publishdate
    lastmod updated modified created keywords cover banner featured toc id uuid order position menu hidden
    comments meta redirect_from sitemap
    """.split()
)
_FENCE = re.compile(r"(?:```|~~~)")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_SETEXT = re.compile(r"(?:=+|-{2,})\s*$")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+]|\d{1,3}[.)])\s+(?P<words>\S.*)$")
_EMPTY_ITEMS = frozenset("-*+•")
_ROW = re.compile(r"\|?(?:[^|]*\|)+[^|]*$")
_RULED = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]\n]{0,300})\](?:\([^)\n]{0,1000}\)|\[[^\]\n]{0,100}\])")
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\](?:\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\]\n]{0,100}\])"
)
_REFERENCE = re.compile(r"\s{0,3}\[[^\]\n]{1,100}\]:\s+\S+.*$")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
_EMPHASIS = (
    re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=\S)([^\n]{1,2000}?)(?<=[^\s\\])\1(?!\w)"),
    re.compile(r"(?<!\\)(\*{1,2})(?=\S)([^*\n]{1,2000}?)(?<=[^\s\\])\1"),
    re.compile(r"(?<!\\)(~~)(?=\S)([^\n]{1,2000}?)(?<=[^\s\\])\1"),
    re.compile(r"(?<!\\)(`{1,2})(?!`)([^`\n]{1,2000}?)(?<!\\)\1"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def read_markdown(data: bytes) -> Reading:
    """Read Markdown. Front matter comes first, as `key: value` lines, bookkeeping keys left out.

    Raises:
        ReadError: if the bytes are no text.
    """
    text, warning = decode(data)
    invisible = hidden_characters(text)
    text = clean_text(text)
    draft = Draft()
    meta: Mapping[str, object] = {}
    if found := _FRONT_MATTER.match(text):
        meta, doubt = _front_matter(found["yaml"])
        warning = warning or doubt
        text = text[found.end() :]
    title = _scalar(meta.get("title"))
    note = _scalar(meta.get("type")).lower() == NOTE_TYPE
    for key, value in meta.items():
        # A page is created on a day, a co-operative in a year.
        founding = key.lower() == "created" and re.fullmatch(r"(?:1[89]|20)\d\d", _scalar(value))
        if (founding or key.lower() not in _BOOKKEEPING) and not note:
            _write_pairs(draft, key, value)
    writer = _Writer(draft)
    writer.write(text.split("\n"))
    language = _scalar(meta.get("lang") or meta.get("language"))
    return Reading(
        draft,
        "text/markdown",
        title=title,
        titled=note and bool(title),
        language=language[:2].lower(),
        dropped=(*invisible, *writer.dropped),
        warning=warning,
    )


def _front_matter(source: str) -> tuple[Mapping[str, object], str]:
    import yaml

    # Aliases let a few lines grow without bound, and no page needs them.
    if len(source) > _FRONT_MATTER_CHARS or re.search(r"(?m)[:\-\[,]\s*[&*]\w", source):
        return _plain_pairs(source), ""
    try:
        loaded = yaml.load(source, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return _plain_pairs(source), "its front matter is no valid YAML and was read line by line"
    return ({str(key): value for key, value in loaded.items()}, "") if isinstance(loaded, dict) else ({}, "")


def _plain_pairs(source: str) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for line in source.split("\n"):
        key, colon, value = line.partition(":")
        if colon and value.strip() and re.fullmatch(r"[\w -]{1,40}", key.strip()):
            pairs[key.strip()] = value.strip().strip("\"'")
    return pairs


def _write_pairs(draft: Draft, key: str, value: object) -> None:
    label = key.replace("_", " ")
    if isinstance(value, dict):
        for inner, item in value.items():
            if not isinstance(item, dict):
                _write_pairs(draft, str(inner), item)
    else:
        draft.pair(label, _scalar(value))


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(clean_line(str(item)) for item in value if not isinstance(item, dict | list))
    return clean_line(str(value)) if value is not None and not isinstance(value, dict) else ""


class _Writer:
    """Goes through the lines once; paragraphs collect until a line of another kind."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._open: list[str] = []
        self._quote: list[str] = []
        self._fenced = False
        self.dropped: list[Dropped] = []

    def write(self, lines: list[str]) -> None:
        rows: list[str] = []
        for i, line in enumerate(lines):
            following = lines[i + 1] if i + 1 < len(lines) else ""
            if (
                not self._fenced
                and (rows or (_RULED.match(following) and "|" in following))
                and "|" in line
                and _ROW.match(line.strip())
            ):
                self._flush()
                rows.append(line)
                continue
            if rows:
                self._table(rows)
                rows = []
            self._line(line)
        if rows:
            self._table(rows)
        self._flush()

    def _line(self, line: str) -> None:
        bare = line.strip()
        if _FENCE.match(bare):
            self._fenced = not self._fenced
        elif self._fenced:
            self._open.append(line)
        elif bare.startswith(">"):
            self._flush_paragraph()
            self._quote.append(bare.lstrip("> "))
        elif found := _HEADING.match(bare):
            self._flush()
            self._draft.heading(inline(re.sub(r"\s#+\s*$", "", found[2]).rstrip()), len(found[1]))
        elif _SETEXT.match(bare) and len(self._open) == 1 and len(self._open[0]) <= 120:
            self._draft.heading(inline(self._open.pop()), 1 if bare[0] == "=" else 2)
        elif not bare or bare in _EMPTY_ITEMS or _RULE.match(bare) or _REFERENCE.match(line):
            self._flush()
        elif self._quote and not _ITEM.match(line):
            self._quote.append(bare)
        elif found := _ITEM.match(line):
            self._flush()
            self._open.append("• " + found["words"])
        else:
            self._open.append(line)

    def _flush(self) -> None:
        self._flush_paragraph()
        self._flush_quote()

    def _flush_paragraph(self) -> None:
        if not self._open:
            return
        is_item = self._open[0].startswith("• ")
        words = _joined(self._open)
        self._open = []
        if _IMAGE.fullmatch(words.strip()):
            self.dropped.append(Dropped(words.strip(), "image"))
            return
        if has_markup(words):
            self._draft.gap()
            self.dropped.extend(write_markup(self._draft, words + "\n"))
        elif is_item:
            self._draft.text(clean_text(inline(words)) + "\n")
        else:
            self._draft.paragraph(inline(words))

    def _flush_quote(self) -> None:
        lines, self._quote = self._quote, []
        parts = [part for part in "\n".join(lines).split("\n\n") if part.strip()]
        for n, part in enumerate(parts):
            rows = [clean_line(inline(row)) for row in part.split("\n") if row.strip()]
            last = rows[-1]
            before = rows[-2] if len(rows) > 1 else parts[n - 1].rstrip() if n else ""
            named = parse_attribution(last) and (last[0] in "-–—―" or before[-1:] in tuple('”"»’'))
            if named and (len(rows) > 1 or n):
                if rows[:-1]:
                    self._draft.block("quote", " ".join(rows[:-1]))
                self._draft.block("attribution", last)
            else:
                self._draft.block("quote", " ".join(rows))

    def _table(self, rows: list[str]) -> None:
        cells = [
            [clean_line(inline(cell)) for cell in row.strip().strip("|").split("|")]
            for row in rows
            if not _RULED.match(row)
        ]
        write_table(self._draft, cells, has_head=True)


def inline(words: str) -> str:
    """Running text without its marks: images to their description, links to their words."""
    if len(words) > _INLINE_CHARS:
        return words
    words = _IMAGE.sub(lambda found: found["alt"], words)
    words = _AUTOLINK.sub(r"\1", _LINK.sub(lambda found: found["words"], words))
    for pattern in _EMPHASIS:
        words = pattern.sub(lambda found: found[2], words)
    return _ESCAPE.sub(r"\1", words)


def _joined(lines: list[str]) -> str:
    """A paragraph's lines: a wrap is a space, two spaces or a backslash at the end a line break."""
    words = ""
    for i, line in enumerate(lines):
        last = i + 1 == len(lines)
        slashes = len(line) - len(line.rstrip("\\"))
        broken = slashes % 2 == 1  # an even number is escaped backslashes
        hard = broken or line.endswith("  ")
        words += (line[:-1] if broken else line).strip() + ("" if last else "\n" if hard else " ")
    return words

"""The lines of a text with their offsets, and the test of whether a line end is only a wrap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from origin_qa.types import Span

BULLETS = "•·●▪◦‣∙■□►▸➤✓✔"
_BULLET = re.compile(
    rf"(?:[{BULLETS}]\s*)+(?:[-–—*]\s+)?|[-–—*+]\s+(?:[{BULLETS}]\s*)*|(?:\d{{1,2}}|[a-z])[.)]\s+(?=\S)"
)
_UNWRAPPED = 130
_NEARBY = 20
_END = re.compile(r"[.!?…:;][\"”»’)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. `span` is trimmed; `body` and `words` leave the bullet out."""

    span: Span
    body: Span
    bullet: str
    words: str

    @property
    def whole(self) -> str:
        """The line with its bullet."""
        return f"{self.bullet} {self.words}" if self.bullet else self.words


def split_chunks(text: str, span: Span) -> list[list[Line]]:
    """The lines of `text[span.start:span.end]`, in groups parted by blank lines."""
    chunks: list[list[Line]] = [[]]
    at = span.start
    for raw in span.of(text).split("\n"):
        line = _line(raw, at)
        if line:
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
        at += len(raw) + 1
    return [chunk for chunk in chunks if chunk]


def _line(raw: str, at: int) -> Line | None:
    words = raw.strip()
    if not words:
        return None
    start = at + len(raw) - len(raw.lstrip())
    found = _BULLET.match(words)
    bullet = found.group() if found and found.end() < len(words) else ""
    end = start + len(words)
    return Line(Span(start, end), Span(start + len(bullet), end), bullet.strip(), words[len(bullet) :])


def ends_sentence(words: str) -> bool:
    """Whether a line ends as a sentence or a clause does."""
    return _END.search(words) is not None


def wraps(lines: Sequence[Line], i: int) -> bool:
    """Whether line i + 1 of a chunk goes on with the sentence of line i.

    A line end is a wrap when the next word would not have fitted (the width is that of the longest
    line nearby), or when the next line starts in lower case and this one has not ended.
    """
    line, following = lines[i], lines[i + 1]
    if following.bullet or not following.words:
        return False
    if following.words[0].islower() and not ends_sentence(line.words):
        return True
    width = max(other.span.end - other.span.start for other in lines[max(0, i - _NEARBY) : i + _NEARBY])
    if width > _UNWRAPPED or width < 40:
        return False
    first_word = following.words.split(maxsplit=1)[0]
    return line.span.end - line.span.start + 1 + len(first_word) > width - 3

"""Sentence boundaries, as spans of the document.

Rules for the language come from sentencex (Wikimedia's splitter, MIT). On top of it: units and
abbreviations of our pages are not ends, and a quotation of several sentences is opened when it
grows long. Time is bounded: the splitter sees at most `_PIECE` characters at once.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from origin_qa.types import Span

_PIECE = 4_000
_LONG = 300
_LANGUAGES = {"en", "es", "de", "fr", "pt", "it", "nl", "pl", "ru", "id"}

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'‘«])(?:approx|ca|c|circa|e\.g|i\.e|cf|vs|no|nos|nr|núm|tel|est|incl|max|min|avg|resp|bzw|z\.B|d\.h|"
    r"p\.ej|p\. ej|aprox|ha|kg|lbs?|ft|m\.a\.s\.l|m\.s\.n\.m|[A-Z](?:\.[A-Z])+|"
    r"Dr|Dra|Mr|Mrs|Ms|Sr|Sra|Srta|Ing|Lic|Prof|Don|St|Sta|Sto|Mt|Gen|Col|Lt|Rev|Hon|Fr|Jr|Fig|Art|Vol|Ed|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.\s*$"
)
_TITLE = re.compile(r"\b(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|Srta|Ing|Lic|Prof|St|Sta|Sto|Mt|Rev|Hon|vs)\.\s*$")
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\.\s*$")
_LOWER_OR_DIGIT = re.compile(r"[(\[“\"'‘«]?[a-zà-öø-ÿ0-9]")
_FOOTNOTE = re.compile(r"(?:\s*\[[^\[\]]{1,40}\]|:\d[\d:–-]*)+\s*")
_OPERATORS = frozenset("+=×÷±<>/")
_QUOTING = str.maketrans(dict.fromkeys('“”„«»"‘()[]', " "))


def sentence_spans(text: str, span: Span, language: str = "en") -> tuple[Span, ...]:
    """The sentences of `text[span.start:span.end]`.

    Returns spans in offsets of `text`, in order, without overlap, trimmed of white space; together
    they hold every character of `span` that is not white space. `language` is a code such as
    "en" or "pt-BR"; unknown ones are split by the English rules.
    """
    code = language.split("-")[0].lower()
    code = code if code in _LANGUAGES else "en"
    spans: list[Span] = []
    for piece in _pieces(text, span):
        cuts = _cuts(piece.of(text), code)
        spans.extend(_trimmed(text, piece, cuts))
    return tuple(spans)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """`span` in stretches short enough for the splitter, parted at white space where there is any."""
    start = span.start
    while span.end - start > _PIECE:
        window = text[start : start + _PIECE]
        end_of_sentence = max(window.rfind(mark) for mark in (". ", ".\n", "! ", "? ", "” ", '" '))
        at = end_of_sentence + 2 if end_of_sentence > 0 else window.rfind(" ") + 1
        at = at if at > 0 else _PIECE
        yield Span(start, start + at)
        start += at
    yield Span(start, span.end)


def _cuts(piece: str, language: str) -> list[int]:
    """Where sentences begin within `piece`, the first at 0."""
    starts = _mended(piece, _starts(piece, language))
    opened: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(piece)], strict=True):
        opened.append(start)
        if end - start > _LONG:
            inner = piece[start:end]
            found = _mended(inner, _starts(inner.translate(_QUOTING), language))
            opened.extend(start + _before_marks(inner, cut) for cut in found[1:])
    return sorted(set(opened))


def _starts(piece: str, language: str) -> list[int]:
    import sentencex

    found = [boundary["start_index"] for boundary in sentencex.get_sentence_boundaries(language, piece)]
    return sorted({0, *found})


def _mended(piece: str, starts: list[int]) -> list[int]:
    """Without the cuts after an abbreviation, or before a footnote mark or an operator."""
    kept = starts[:1]
    for cut, following in pairwise([*starts[1:], len(piece)]):
        before, after = piece[max(0, kept[-1], cut - 40) : cut], piece[cut : cut + 8].lstrip()
        runs_on = bool(_LOWER_OR_DIGIT.match(after)) and bool(_ABBREVIATION.search(before))
        unended = after[:1].islower() and before.rstrip()[-1:] not in '.!?…”"»'
        if runs_on or unended or after[:1] in _OPERATORS or _TITLE.search(before) or _INITIAL.search(before):
            continue
        if note := _FOOTNOTE.match(piece, cut):
            cut = note.end()
        if cut < following:
            kept.append(cut)
    return kept


def _before_marks(piece: str, cut: int) -> int:
    """Move a cut back before opening marks and forward past closing ones, which were blanked out."""
    while cut < len(piece) and piece[cut] in "”»)]":
        cut += 1
    while cut > 0 and piece[cut - 1] in "“„«([‘":
        cut -= 1
    return cut


def _trimmed(text: str, piece: Span, cuts: list[int]) -> Iterator[Span]:
    for start, end in zip(cuts, [*cuts[1:], piece.end - piece.start], strict=True):
        words = text[piece.start + start : piece.start + end]
        left = len(words) - len(words.lstrip())
        if body := words.strip():
            yield Span(piece.start + start + left, piece.start + start + left + len(body))

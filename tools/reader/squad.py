"""Reading SQuAD files, and cutting sentence-aligned windows out of their paragraphs."""

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one paragraph; `answers` are half-open spans there, none if it has no answer."""

    text: str
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its sentences as half-open spans, and what is asked about it."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article; training and held-out sets are split by article, never inside one."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of whole sentences; `answer` is a span in `text`, None if it holds no answer."""

    text: str
    answer: tuple[int, int] | None


def read_articles(path: Path) -> tuple[Article, ...]:
    """The articles of a SQuAD 1.1 or 2.0 file, plain or gzipped."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return tuple(
        Article(article["title"], tuple(_paragraph(one) for one in article["paragraphs"]))
        for article in json.loads(raw)["data"]
    )


def _paragraph(raw: dict) -> Paragraph:  # type: ignore[type-arg]
    text = raw["context"]
    questions = []
    for asked in raw["qas"]:
        spans = {(a["answer_start"], a["answer_start"] + len(a["text"])): None for a in asked["answers"]}
        questions.append(Question(asked["question"].strip(), tuple(spans)))
    return Paragraph(text, split_sentences(text), tuple(questions))


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences, white space between them left out."""
    spans, start = [], 0
    for gap in _SENTENCE_END.finditer(text):
        spans.append((start, gap.end() - len(gap.group()) + len(gap.group().rstrip())))
        start = gap.end()
    spans.append((start, len(text.rstrip())))
    return tuple((start, end) for start, end in spans if end > start)


def sentence_of(paragraph: Paragraph, answer: tuple[int, int]) -> int:
    """The index of the sentence in which an answer begins."""
    starts = [start for start, _ in paragraph.sentences]
    return max(0, sum(start <= answer[0] for start in starts) - 1)


def cut_window(
    paragraph: Paragraph, anchor: int, answer: tuple[int, int] | None, words: int, random: Random
) -> Window:
    """Whole sentences around sentence `anchor`, at most `words` words unless the anchor alone is longer.

    The window grows to a random side at each turn, so that the answer's place in it tells nothing.
    """
    first = last = anchor
    size = _words(paragraph, anchor)
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(paragraph.sentences)]
        sides = [side for side in sides if size + _words(paragraph, side) <= words]
        if not sides:
            break
        side = random.choice(sides)
        size += _words(paragraph, side)
        first, last = min(first, side), max(last, side)
    start = paragraph.sentences[first][0]
    end = paragraph.sentences[last][1]
    if answer is None:
        return Window(paragraph.text[start:end], None)
    end = max(end, answer[1])
    return Window(paragraph.text[start:end], (answer[0] - start, answer[1] - start))


def without_sentence(paragraph: Paragraph, left_out: int) -> Paragraph:
    """The paragraph as it would read if one of its sentences had never been written."""
    kept = [span for i, span in enumerate(paragraph.sentences) if i != left_out]
    text = " ".join(paragraph.text[start:end] for start, end in kept)
    spans, start = [], 0
    for old_start, old_end in kept:
        spans.append((start, start + old_end - old_start))
        start += old_end - old_start + 1
    return Paragraph(text, tuple(spans), ())


def _words(paragraph: Paragraph, sentence: int) -> int:
    start, end = paragraph.sentences[sentence]
    return len(_WORD.findall(paragraph.text, start, end))

"""Passages about invented producers with questions in other words than theirs, written for this project.

`producers/*.jsonl` holds a passage a line: `heading`, `text`, and `qas`, each a question `q` and the shortest
verbatim answer `a`, "" where the passage doesn't answer. Questions of Wikipedia repeat the words of its sentences;
those of customers seldom do.
"""

import json
from pathlib import Path

from reader.squad import Article, Paragraph, Question, split_sentences

FOLDER = Path(__file__).parent / "producers"
_HELD_OUT = 10
"""Of each file every passage at this distance is kept from training."""


def read_producers() -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    """The passages to train on, and those held out; an article is a file."""
    kept, held_out = [], []
    for path in sorted(FOLDER.glob("*.jsonl")):
        lines = path.read_text("utf-8").splitlines()
        paragraphs = [_paragraph(json.loads(line)) for line in lines]
        apart = paragraphs[::_HELD_OUT]
        kept.append(Article(path.stem, tuple(one for one in paragraphs if one not in apart)))
        held_out.append(Article(path.stem, tuple(apart)))
    return tuple(kept), tuple(held_out)


def _paragraph(raw: dict) -> Paragraph:  # type: ignore[type-arg]
    # Passages are read below their headings, see `answer/evidence.py`.
    head = f"{raw['heading']}. " if raw["heading"] else ""
    text = head + raw["text"]
    questions = []
    for asked in raw["qas"]:
        start = raw["text"].find(asked["a"]) + len(head)
        spans = ((start, start + len(asked["a"])),) if asked["a"] else ()
        questions.append(Question(asked["q"].strip(), spans))
    return Paragraph(text, _lines_and_sentences(text), tuple(questions))


def _lines_and_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of sentences; lines of a fact sheet are sentences of their own."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        spans += [(at + start, at + end) for start, end in split_sentences(line)]
        at += len(line) + 1
    return tuple(spans)

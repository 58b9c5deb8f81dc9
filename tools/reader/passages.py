"""Passages about invented producers with questions in other words than theirs, written for this project.

`producers/*.jsonl` holds a passage a line: `heading`, `text`, and `qas`, each a question `q` and the shortest
verbatim answer `a`, "" where the passage doesn't answer. Passages of one `page` are about one producer, and a
question without an answer has none on the whole page. Questions of Wikipedia repeat the words of its sentences; those
of customers seldom do.
"""

import json
from pathlib import Path

from reader.squad import Article, Paragraph, Question, split_sentences

FOLDER = Path(__file__).parent / "producers"
_HELD_OUT = 10
"""Of each file every page, or passage without one, at this distance is kept from training."""


def read_producers() -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    """The passages to train on, and those held out; an article is a page, or what a file holds without pages."""
    kept: list[Article] = []
    held_out: list[Article] = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        passages = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        units = [raw.get("page", number) for number, raw in enumerate(passages)]
        apart = set(list(dict.fromkeys(units))[::_HELD_OUT])
        for part, is_apart in ((kept, False), (held_out, True)):
            articles: dict[str, list[Paragraph]] = {}
            for raw, unit in zip(passages, units, strict=True):
                if (unit in apart) is is_apart:
                    articles.setdefault(raw.get("page", path.stem), []).append(_paragraph(raw))
            part += [Article(name, tuple(paragraphs)) for name, paragraphs in articles.items()]
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

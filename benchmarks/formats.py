"""Whether the format matters: the same documents, saved in each format, asked the same questions.

Every document of a set is taken as it was understood (headings, paragraphs, items, pairs, quotes) and
written anew as text, Markdown, HTML, Word and PDF; `rendering` takes the plain texts of the set as they
are. Questions are scored as `origin-qa eval` does. The scores should lie within two points.

    python benchmarks/formats.py ../shared/eval/origins
"""

# ruff: noqa: T201

import argparse
import html
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from origin_qa.answer.assistant import open_assistant
from origin_qa.evaluate import evaluate
from origin_qa.index.build import build_index
from origin_qa.ingest.readers import FORMATS, read_document
from origin_qa.settings import Settings
from origin_qa.types import Block, SourceDocument


def words(document: SourceDocument, block: Block) -> str:
    """The text of a block on one line."""
    return " ".join(block.span.of(document.text).split())


def pair(document: SourceDocument, block: Block) -> tuple[str, str]:
    """The label and the value of a pair."""
    parts = (span.of(document.text) if span else "" for span in (block.label, block.value))
    label, value = (" ".join(part.split()) for part in parts)
    return label, value


def runs(document: SourceDocument) -> Iterator[tuple[str, list[Block]]]:
    """Neighbouring blocks of one kind, and a title where the document has none on top."""
    for kind, same in groupby(document.blocks, key=lambda block: block.kind):
        yield kind, list(same)


def has_title(document: SourceDocument) -> bool:
    """Whether the title stands in the text as its first block."""
    return bool(document.blocks) and words(document, document.blocks[0]) == document.title


def as_text(document: SourceDocument) -> bytes:
    """`Label: value` lines, bullets, headings set apart."""
    parts = [] if has_title(document) else [document.title]
    for kind, blocks in runs(document):
        if kind == "pair":
            parts.append("\n".join(": ".join(pair(document, block)) for block in blocks))
        elif kind == "item":
            parts.append("\n".join(f"• {words(document, block)}" for block in blocks))
        elif kind == "attribution":
            parts.append("\n".join(f"– {words(document, block).lstrip('-–— ')}" for block in blocks))
        else:
            parts += [words(document, block) for block in blocks]
    return ("\n\n".join(parts) + "\n").encode()


def as_markdown(document: SourceDocument) -> bytes:
    """Headings with marks, pairs as a table, quotes set apart."""
    parts = [] if has_title(document) else [f"# {document.title}"]
    for kind, blocks in runs(document):
        lines = [words(document, block) for block in blocks]
        if kind == "pair":
            rows = [" | ".join(pair(document, block)) for block in blocks]
            parts.append("\n".join(f"| {row} |" for row in ["Attribute | Value", "--- | ---", *rows]))
        elif kind == "item":
            parts.append("\n".join(f"- {line}" for line in lines))
        elif kind == "heading":
            parts += [f"{'#' * block.level} {line}" for block, line in zip(blocks, lines, strict=True)]
        elif kind == "quote":
            parts.append("\n>\n".join(f"> {line}" for line in lines))
        elif kind == "attribution":
            parts[-1] += "".join(f"\n> — {line.lstrip('-–— ')}" for line in lines)
        else:
            parts += lines
    return ("\n\n".join(parts) + "\n").encode()


def as_html(document: SourceDocument) -> bytes:
    """Headings, a table, lists and block quotations in <main>."""
    body = "" if has_title(document) else f"<h1>{html.escape(document.title)}</h1>"
    for kind, blocks in runs(document):
        lines = [html.escape(words(document, block)) for block in blocks]
        if kind == "pair":
            cells = [map(html.escape, pair(document, block)) for block in blocks]
            body += "<table>" + "".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in cells) + "</table>"
        elif kind == "item":
            body += "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        elif kind == "heading":
            tags = (f"h{block.level}" for block in blocks)
            body += "".join(f"<{tag}>{line}</{tag}>" for tag, line in zip(tags, lines, strict=True))
        elif kind == "quote":
            body += "<blockquote>" + "".join(f"<p>{line}</p>" for line in lines) + "</blockquote>"
        elif kind == "attribution":
            footer = "".join(f"<footer>{line}</footer>" for line in lines)
            body = body.removesuffix("</blockquote>") + footer + "</blockquote>"
        else:
            body += "".join(f"<p>{line}</p>" for line in lines)
    head = f'<!doctype html><html lang="{document.language}"><head><meta charset="utf-8">'
    return f"{head}<title>{html.escape(document.title)}</title></head><body><main>{body}</main></body></html>".encode()


def as_docx(document: SourceDocument) -> bytes:
    """Word's own styles."""
    import docx

    made = docx.Document()
    if not has_title(document):
        made.add_heading(document.title, 0)
    for kind, blocks in runs(document):
        if kind == "pair":
            table = made.add_table(rows=0, cols=2)
            for block in blocks:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = pair(document, block)
            continue
        for block in blocks:
            if kind == "heading":
                made.add_heading(words(document, block), block.level - 1)
            else:
                style = {"item": "List Bullet", "quote": "Quote"}.get(kind)
                made.add_paragraph(words(document, block), style=style)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def as_pdf(document: SourceDocument) -> bytes:
    """A4 pages with headings by size and a ruled table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    story: list[Flowable] = (
        [] if has_title(document) else [Paragraph(html.escape(document.title), styles["Title"])]
    )
    for kind, blocks in runs(document):
        if kind == "pair":
            cells = [
                [Paragraph(html.escape(part), styles["Normal"]) for part in pair(document, block)]
                for block in blocks
            ]
            story.append(Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")], colWidths=[130, 300]))
            continue
        for block in blocks:
            level = {1: "Title", 2: "Heading2"}.get(block.level, "Heading3")
            style = {"heading": level, "quote": "Italic", "paragraph": "BodyText"}.get(kind, "Normal")
            bullet = "• " if kind == "item" else ""
            story.append(Paragraph(bullet + html.escape(words(document, block)), styles[style]))
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4).build(story)
    return target.getvalue()


WRITERS: dict[str, tuple[str, Callable[[SourceDocument], bytes]]] = {
    "txt": (".txt", as_text),
    "md": (".md", as_markdown),
    "html": (".html", as_html),
    "docx": (".docx", as_docx),
    "pdf": (".pdf", as_pdf),
}


def write_corpus(data: Path, name: str, folder: Path) -> None:
    """The set's documents in one format, under the same names."""
    docs = data / "docs"
    for path in sorted(p for p in docs.rglob("*") if p.suffix.lower() in FORMATS):
        target = folder / path.relative_to(docs)
        target.parent.mkdir(parents=True, exist_ok=True)
        if name == "as given":
            target.write_bytes(path.read_bytes())
        elif name == "rendering":
            target.with_suffix(".txt").write_bytes((data / "texts" / f"{path.stem}.txt").read_bytes())
        else:
            suffix, write = WRITERS[name]
            target.with_suffix(suffix).write_bytes(write(read_document(path, docs, Settings())))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit code 1 if a format lies more than two points from the documents as given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path, help="folder with docs/, texts/ and questions.jsonl")
    parser.add_argument("--formats", nargs="+", default=["rendering", *WRITERS], help="which to compare")
    given = parser.parse_args(arguments)
    scores: dict[str, float] = {}
    print(
        f"{'format':10} {'right':>8} {'share':>7} {'conflicts':>10} {'false':>6} {'strays':>7}   newly wrong"
    )
    wrong_as_given: set[str] | None = None
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("as given", *given.formats):
            corpus, index = Path(temporary, name), Path(temporary, "index")
            write_corpus(given.data, name, corpus)
            build_index(corpus, index, Settings())
            report = evaluate(open_assistant(index, Settings()), given.data / "questions.jsonl")
            wrong = {outcome.question.id for outcome in report.failures}
            wrong_as_given = wrong if wrong_as_given is None else wrong_as_given
            right, told = report.accuracy, report.conflict_correct
            scores[name] = right.ratio or 0.0
            print(
                f"{name:10} {right.part:4}/{right.total} {scores[name]:7.1%} {told.part:6}/{told.total} "
                f"{report.false_conflicts.part:6} {report.wrong_producer.part:7}   "
                f"{' '.join(sorted(wrong - wrong_as_given)) or '–'}",
                flush=True,
            )
    return int(any(abs(score - scores["as given"]) > 0.02 for score in scores.values()))


if __name__ == "__main__":
    sys.exit(main())

"""How the command line shows things: rich on a terminal, plain text when piped."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from origin_qa.types import Answer, Citation, Hit, Profile

if TYPE_CHECKING:
    from origin_qa.index.build import BuildReport
    from origin_qa.index.generation import Index
    from origin_qa.journal import Summary
    from origin_qa.settings import Settings

_STATUS = {
    "answered": ("green", "answered"),
    "conflict": ("yellow", "the sources disagree"),
    "not_found": ("red", "not stated"),
    "clarify": ("cyan", "which producer?"),
}
_PLAIN_WIDTH = 100


def console(*, stderr: bool = False) -> Console:
    """A console that is coloured on a terminal and plain, of fixed width, elsewhere."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _PLAIN_WIDTH, highlight=False)


# ── build ─────────────────────────────────────────────────────────────────────────────────────


class PlainProgress:
    """A line for every tenth of the work, for logs."""

    def __init__(self) -> None:
        self._total = self._done = self._said = 0

    def start(self, total: int) -> None:
        """Encoding begins."""
        self._total = total
        print(f"encoding {total} passages", file=sys.stderr, flush=True)

    def advance(self, n: int) -> None:
        """So many more are done."""
        self._done += n
        tenth = self._done * 10 // max(self._total, 1)
        if tenth > self._said:
            self._said = tenth
            print(f"  {self._done} of {self._total}", file=sys.stderr, flush=True)

    def finish(self) -> None:
        """Encoding ended."""


class BarProgress:
    """A bar on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("encoding", total=None, visible=False)

    def start(self, total: int) -> None:
        """Encoding begins."""
        self._progress.update(self._task, total=total, visible=True)

    def advance(self, n: int) -> None:
        """So many more are done."""
        self._progress.advance(self._task, n)

    def finish(self) -> None:
        """Encoding ended."""
        self._progress.stop()


@contextmanager
def build_progress() -> Iterator[PlainProgress | BarProgress]:
    """What watches a build: a bar on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield PlainProgress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        yield BarProgress(progress)


def print_build(report: "BuildReport") -> None:
    """What a build did, its warnings first."""
    for warning in report.warnings:
        print(f"warning: {warning.path}: {warning.message}", file=sys.stderr)
    counts = report.manifest.counts
    done = f"{report.encoded} passages encoded" if report.changed else "nothing changed"
    parts = ", ".join(
        f"{counts[name]} {name}" for name in ("producers", "documents", "facts", "passages") if name in counts
    )
    print(f"index {report.version}: {parts}; {done}; {report.seconds:.1f} s")


# ── answers ───────────────────────────────────────────────────────────────────────────────────


def print_answer(answer: Answer, *, explain: bool = False) -> None:
    """An answer with its numbered citations, and its trace if asked for."""
    out = console()
    colour, label = _STATUS[answer.status]
    body = Text()
    for sentence in answer.sentences:
        body.append(sentence.text)
        body.append("".join(f" [{n}]" for n in sentence.citations), style="bold cyan")
        body.append("\n")
    body.rstrip()
    if out.is_terminal:
        out.print(Panel(body, title=label, title_align="left", border_style=colour))
    else:
        out.print(f"[{label}]", markup=False)
        out.print(body, soft_wrap=True)
    for citation in answer.citations:
        _print_citation(out, citation, f"[{citation.n}]")
    if answer.suggestions:
        out.print("\nNearest passages:", style="bold")
        for suggestion in answer.suggestions:
            _print_citation(out, suggestion, "  ·")
    if explain:
        out.print()
        for step in answer.trace:
            out.print(f"{step.stage}: {step.detail}", markup=False, soft_wrap=True, style="dim")
        times = ", ".join(f"{stage} {ms:.1f} ms" for stage, ms in answer.timings_ms.items())
        out.print(f"timings: {times}", markup=False, style="dim")


def _print_citation(out: Console, citation: Citation, number: str) -> None:
    where = " › ".join(dict.fromkeys(part for part in (citation.title, citation.section) if part))
    where += f", p. {citation.page}" if citation.page else ""
    line = Text()
    line.append(f"{number} ", style="bold cyan")
    line.append(" ".join(citation.text.split()), style="italic")
    line.append(
        f"  — {where} ({PurePosixPath(citation.document).name}:{citation.start}–{citation.end})", style="dim"
    )
    out.print(line, soft_wrap=not out.is_terminal)


def print_hits(hits: tuple[Hit, ...]) -> None:
    """Retrieval results, best first."""
    out = console()
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        where = (passage.producer, PurePosixPath(passage.document).name, " › ".join(passage.heading_path))
        head = f"{rank}. {' · '.join(where)}"
        out.print(f"{head}  ({hit.score:.3f})", style="bold", markup=False, soft_wrap=True)
        out.print("   " + " ".join(passage.text.split()), markup=False, soft_wrap=True)


# ── facts ─────────────────────────────────────────────────────────────────────────────────────


def print_facts(index: "Index", profile: Profile) -> None:
    """The fact table of a producer."""
    from origin_qa.answer.facts import fact_table

    out = console()
    table = Table(title=escape(f"{profile.name} ({profile.id})"), title_justify="left", title_style="bold")
    for column in ("Attribute", "Value", "Dated", "Source", ""):
        table.add_column(column, overflow="fold")
    marks = {"conflict": "[yellow]disagree[/]", "history": "[dim]earlier[/]", "": ""}
    for row in fact_table(profile):
        fact = row.fact
        value = " ".join(fact.raw.split())
        source = f"{PurePosixPath(fact.document).name}:{fact.span.start}–{fact.span.end}"
        table.add_row(
            escape(row.title), escape(value), str(fact.as_of or ""), escape(source), marks[row.status]
        )
    out.print(table)


def facts_json(index: "Index", profile: Profile) -> list[dict[str, object]]:
    """The fact table of a producer as JSON rows."""
    from origin_qa.answer.facts import fact_table

    return [
        {
            "producer": profile.id,
            "attribute": row.attribute,
            "title": row.title,
            "label": row.fact.label,
            "raw": row.fact.raw,
            "low": row.fact.value.low,
            "high": row.fact.value.high,
            "bound": row.fact.value.bound,
            "items": list(row.fact.value.items),
            "unit": row.fact.unit,
            "noun": row.fact.noun,
            "as_of": row.fact.as_of,
            "status": row.status,
            "origin": row.fact.origin,
            "source": PurePosixPath(row.fact.document).name,
            "document": row.fact.document,
            "text": row.fact.span.of(index.documents[row.fact.document].text),
            "start": row.fact.span.start,
            "end": row.fact.span.end,
        }
        for row in fact_table(profile)
    ]


# ── the journal ───────────────────────────────────────────────────────────────────────────────


def print_journal(file: Path, summary: "Summary", settings: "Settings") -> None:
    """What the journal holds, and what is recorded from now on."""
    counts = summary.counts
    statuses = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.items())
    period = (
        f", {summary.first:%Y-%m-%d} to {summary.last:%Y-%m-%d}" if summary.first and summary.last else ""
    )
    kept = f"kept for {settings.journal_days:,} days" if settings.journal_days else "kept for good"
    table = Table(
        title=f"{file} ({file.stat().st_size / 1024:,.0f} KB)", title_justify="left", show_header=False
    )
    for name, count, more in (
        ("questions", counts.questions, statuses + period),
        ("open unanswered", summary.unanswered, ""),
        ("feedback", counts.feedback, f"{summary.liked:,} up, {summary.disliked:,} down"),
        ("messages", counts.messages, f"{summary.open_messages:,} open"),
        ("shared conversations", counts.shared, ""),
        ("staff answers", counts.staff_answers, ""),
        ("settings here", "", f"journal {settings.journal}, {kept}"),
    ):
        table.add_row(name, f"{count:,}" if isinstance(count, int) else count, more)
    console().print(table, markup=False)

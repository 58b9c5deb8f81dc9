"""A report for people: tables on a terminal, a page with plots, a spreadsheet of failures."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from rich.console import Group, RenderableType
from rich.table import Table

from origin_qa.errors import UsageError
from origin_qa.evaluate.scoring import Outcome, Report, Share

LATENCY_BINS = 20


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the report: what was measured, the figure, and how it came about."""

    name: str
    figure: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of the latency histogram: `count` answers took `low` to `high` milliseconds."""

    low: float
    high: float
    count: int


def render_table(report: Report) -> RenderableType:
    """Accuracy by kind and all other measures, for a terminal or a pipe."""
    kinds = Table(title="Accuracy by kind of question", title_justify="left")
    kinds.add_column("kind")
    kinds.add_column("right", justify="right")
    kinds.add_column("of", justify="right")
    kinds.add_column("accuracy", justify="right")
    for kind, share in report.kinds.items():
        kinds.add_row(kind, str(share.part), str(share.total), percent(share.ratio))
    kinds.add_section()
    kinds.add_row(
        "all", str(report.accuracy.part), str(report.accuracy.total), percent(report.accuracy.ratio)
    )
    others = Table(title="Measures", title_justify="left")
    others.add_column("measure")
    others.add_column("figure", justify="right")
    others.add_column("from", justify="right")
    for measure in measures(report):
        others.add_row(measure.name, measure.figure, measure.detail)
    return Group(kinds, others)


def measures(report: Report) -> tuple[Measure, ...]:
    """Every figure but the accuracies, in the order of reading."""
    return (
        _share("refusals: precision", report.refusal_precision),
        _share("refusals: recall", report.refusal_recall),
        Measure("refusals: F1", percent(report.refusal_f1)),
        _share("conflicts told", report.conflict_recall),
        _share("conflicts told with every value", report.conflict_correct),
        _share("conflicts claimed where there is none", report.false_conflicts),
        _share("answers from a wrong producer", report.wrong_producer),
        _share("citations verbatim at their offsets", report.citation_validity),
        Measure("words of an answer, median", _number(report.answer_words)),
        Measure("words of a citation, median", _number(report.citation_words)),
        Measure("latency p50", _number(report.latency(0.50), " ms"), _answers(report)),
        Measure("latency p95", _number(report.latency(0.95), " ms"), _answers(report)),
    )


def summary(report: Report) -> dict[str, object]:
    """The figures as one JSON object; shares are numbers from 0 to 1, latencies milliseconds."""
    return {
        "accuracy": report.accuracy.ratio,
        "correct": report.accuracy.part,
        "total": report.accuracy.total,
        "kinds": {
            kind: {"correct": share.part, "total": share.total} for kind, share in report.kinds.items()
        },
        "abstention": {
            "precision": report.refusal_precision.ratio,
            "recall": report.refusal_recall.ratio,
            "f1": report.refusal_f1,
        },
        "conflict_recall": report.conflict_recall.ratio,
        "conflict_correct": report.conflict_correct.ratio,
        "false_conflicts": report.false_conflicts.part,
        "false_conflict_rate": report.false_conflicts.ratio,
        "wrong_producer_rate": report.wrong_producer.ratio,
        "citation_validity": report.citation_validity.ratio,
        "citations": report.citation_validity.total,
        "answer_words_median": report.answer_words,
        "citation_words_median": report.citation_words,
        "latency_ms": {"p50": report.latency(0.50), "p95": report.latency(0.95)},
        "failures": [
            {"id": outcome.question.id, "status": outcome.status, "faults": outcome.faults}
            for outcome in report.failures
        ],
    }


def write_html(report: Report, path: Path) -> None:
    """Write the report as one self-contained page: no script, no font, no request to anywhere.

    Raises:
        UsageError: the file can't be written.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = percent
    template = environment.from_string(files(__package__).joinpath("report.html").read_text("utf-8"))
    page = template.render(
        report=report,
        measures=measures(report),
        bins=latency_bins(report.latencies_ms),
        slowest_bin=max((bin.count for bin in latency_bins(report.latencies_ms)), default=0),
        confusion=confusion(report),
        expectation=expectation,
    )
    _publish(page, path)


def write_failures(report: Report, path: Path) -> None:
    """Write the failures as CSV, one a row, for sorting in a spreadsheet.

    Raises:
        UsageError: the file can't be written.
    """
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow("id kind question history expected status faults answer citations".split())
    for outcome in report.failures:
        asked = outcome.question
        answer = outcome.prediction.answer if outcome.prediction else ""
        cited = " | ".join(f"{citation.source}: {citation.text}" for citation in outcome.citations)
        history = " / ".join(asked.history)
        faults = "; ".join(outcome.faults)
        row = (asked.id, asked.kind, asked.question, history, expectation(outcome), outcome.status)
        rows.writerow((*row, faults, answer, cited))
    _publish(table.getvalue(), path)


def percent(ratio: float | None) -> str:
    """A share as people read it; a dash where there was nothing to measure."""
    return "–" if ratio is None else f"{100 * ratio:.1f}%"


def expectation(outcome: Outcome) -> str:
    """What a right answer would have been, in one line."""
    asked = outcome.question
    groups = [" or ".join(group) for group in asked.groups]
    if asked.min_of:
        groups.append(f"{asked.min_of.n} of {', '.join(group[0] for group in asked.min_of.of)}")
    return f"{asked.expect}: {'; '.join(groups)}" if groups else asked.expect


def confusion(report: Report) -> dict[tuple[bool, bool], int]:
    """Number of answers by (should be refused, was refused); "any" and missing answers aside."""
    counts = Counter(
        (outcome.question.expect == "not_found", outcome.status == "not_found")
        for outcome in report.outcomes
        if outcome.prediction and outcome.question.expect != "any"
    )
    return {(should, was): counts[should, was] for should in (True, False) for was in (True, False)}


def latency_bins(latencies_ms: tuple[float, ...]) -> tuple[Bin, ...]:
    """An equal-width histogram from 0 up to the slowest answer."""
    if not latencies_ms:
        return ()
    width = max(latencies_ms) / LATENCY_BINS or 1.0
    counts = [0] * LATENCY_BINS
    for latency in latencies_ms:
        counts[min(int(latency / width), LATENCY_BINS - 1)] += 1
    return tuple(Bin(place * width, (place + 1) * width, count) for place, count in enumerate(counts))


def _share(name: str, share: Share) -> Measure:
    return Measure(name, percent(share.ratio), f"{share.part} of {share.total}")


def _answers(report: Report) -> str:
    return f"{len(report.latencies_ms)} answers"


def _number(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0") + unit


def _publish(text: str, path: Path) -> None:
    """Replace the file at once, so that a full disk or a crash never leaves half of it."""
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8", newline="")
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"Can't write the report to {path}: {error}. Name another file.") from error
    finally:
        draft.unlink(missing_ok=True)

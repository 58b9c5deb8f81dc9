"""Fit how sure the assistant is of a sentence: the weights and bars of `answer/evidence.py`.

    python tools/calibrate.py SET... [--reader FOLDER]

Each SET is a folder with `docs/` and `questions.jsonl`, as `origin-qa eval` reads them. Every question is
taken to the passages, also those that facts would have answered, and its best sentence is judged by
whether it holds what the question file expects. A logistic regression with a ridge is fitted on all sets; to
show what it is worth on others, each set is also left out in turn. Nothing is written: round the weights and
put them into the module.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.answer.evidence import BIAS, WEIGHTS, Evidence
from origin_qa.evaluate.judge import normalise, occurs
from origin_qa.evaluate.questions import Question, read_questions
from origin_qa.index.build import build_index
from origin_qa.settings import Settings

Floats = NDArray[np.float64]

NAMES = ("similarity", "coverage", "near", "typed", "read", "answerable", "locked", "beside")
RIDGE = 0.02
STEPS = 50


@dataclass(frozen=True, slots=True)
class Cases:
    """n best sentences: their features (n, 8), and whether each holds the answer, (n,) of 0 and 1."""

    features: Floats
    right: Floats


def cases_of(folder: Path, settings: Settings) -> Cases:
    """The best sentence of every question of a set that expects one answer or none."""
    with tempfile.TemporaryDirectory() as index:
        build_index(folder / "docs", Path(index), settings)
        assistant = open_assistant(Path(index), settings)
        rows = [
            (best.features(locked=locked), right)
            for question in read_questions(folder / "questions.jsonl")
            if question.expect in ("answered", "not_found")
            for best, locked, right in [_best(assistant, question)]
            if best is not None
        ]
    features, right = zip(*rows, strict=True)
    return Cases(np.array(features, dtype=float), np.array(right, dtype=float))


def _best(assistant: Assistant, question: Question) -> tuple[Evidence | None, bool, bool]:
    inquiry = assistant.inquire(question.question, question.history, question.page_producer)
    if not inquiry.candidates:
        return None, inquiry.locked, False
    best = inquiry.candidates[0]
    said = normalise(best.span.of(inquiry.index.documents[best.passage.document].text))
    return best, inquiry.locked, question.expect == "answered" and _holds(question, said)


def _holds(question: Question, sentence: str) -> bool:
    wanted = [[cite.contains for cite in group] for group in question.cite_groups] or question.groups
    return any(any(occurs(text, sentence) for text in group) for group in wanted)


def fit(cases: Cases) -> Floats:
    """Weights, and the bias as the last, by Newton's method on the ridge-penalised likelihood."""
    inputs = np.column_stack([cases.features, np.ones(len(cases.right))])
    penalty = RIDGE * len(cases.right) * np.diag([*np.ones(len(NAMES)), 0]) / 10
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (cases.right - sure) - penalty @ weights
        curvature = inputs.T @ (inputs * (sure * (1 - sure))[:, None]) + penalty
        weights += np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
    return weights


def described(label: str, weights: Floats, cases: Cases) -> str:
    """Log loss, and how well right sentences are told from wrong ones, at the best bar."""
    odds = cases.features @ weights[:-1] + weights[-1]
    sure = 1 / (1 + np.exp(-odds))
    loss = -np.mean(np.log(np.where(cases.right > 0, sure, 1 - sure)))
    positives, negatives = sure[cases.right > 0], sure[cases.right == 0]
    above = (positives[:, None] > negatives).mean() if len(positives) and len(negatives) else float("nan")
    bars = np.linspace(0.2, 0.8, 25)
    best = max(bars, key=lambda bar: float(np.mean((sure >= bar) == (cases.right > 0))))
    share = np.mean((sure >= best) == (cases.right > 0))
    return f"{label:24} loss {loss:.3f}  AUROC {above:.3f}  right at bar {best:.2f}: {share:.3f}"


def pooled(parts: list[Cases]) -> Cases:
    """All cases in one."""
    return Cases(
        np.concatenate([part.features for part in parts]), np.concatenate([part.right for part in parts])
    )


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--reader", type=Path, help="folder of a reader; default: the packaged one")
    arguments = parser.parse_args()
    for folder in arguments.sets:
        if not (folder / "docs").is_dir() or not (folder / "questions.jsonl").is_file():
            parser.error(f"{folder} lacks docs/ or questions.jsonl")
    settings = Settings(reader=arguments.reader)
    parts = [cases_of(folder, settings) for folder in arguments.sets]
    together = pooled(parts)
    shipped = np.array([*WEIGHTS, BIAS])
    lines = [f"{len(together.right)} sentences, {int(together.right.sum())} of them right", ""]
    for folder, part in zip(arguments.sets, parts, strict=True):
        lines.append(described(f"shipped on {folder.name}", shipped, part))
        others = [other for other in parts if other is not part]
        if others:
            lines.append(described("  fitted on the others", fit(pooled(others)), part))
    weights = fit(together)
    lines += [
        "",
        described("shipped on all", shipped, together),
        described("fitted on all", weights, together),
    ]
    lines += [""] + [
        f"{name:12} {weight:6.2f}" for name, weight in zip((*NAMES, "bias"), weights, strict=True)
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

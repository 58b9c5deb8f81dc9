"""Fit how sure the assistant is of a sentence: the weights of `answer/confidence.py`.

    python tools/calibrate.py SET... [--reader FOLDER] [--bar 0.2]

Each SET is a folder with `docs/` and `questions.jsonl`, as `origin-qa eval` reads them. The questions that facts
don't answer are taken to the passages; of each the first sentences are judged by whether they hold what the question
file expects. Every such question that expects an answer is also put to other producers of the set, whose pages don't
answer it. A logistic regression with a ridge is fitted on all sets; to show what it is worth on others, each set is
also left out in turn. Nothing is written: round the weights and put them into the module.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.answer.confidence import BIAS, WEIGHTS, Support, is_admissible, support_of
from origin_qa.evaluate.judge import normalise, occurs
from origin_qa.evaluate.questions import Question, read_questions
from origin_qa.index.build import build_index
from origin_qa.settings import Settings

Floats = NDArray[np.float64]

NAMES = tuple(field.name for field in fields(Support))
RIDGE = 0.003
STEPS = 50
SENTENCES = 6
ELSEWHERE = 2
ELSEWHERE_WEIGHT = 0.25
"""What a question put to another producer counts: customers mostly ask what pages could state."""


@dataclass(frozen=True, slots=True)
class Case:
    """The first n sentences for a question: (n, 10) features, and whether each holds the answer, (n,)."""

    features: Floats
    right: NDArray[np.bool_]
    weight: float
    kind: str


def cases_of(folder: Path, settings: Settings) -> list[Case]:
    """The cases of one set."""
    with tempfile.TemporaryDirectory() as index:
        build_index(folder / "docs", Path(index), settings)
        assistant = open_assistant(Path(index), settings)
        found = []
        for question in read_questions(folder / "questions.jsonl"):
            if question.expect not in ("answered", "not_found") or not _reaches_passages(assistant, question):
                continue
            found.append(_case(assistant, question, question.question, question.page_producer, 1.0))
            if question.expect == "answered" and not question.history:
                for asked, page in _elsewhere(assistant, question):
                    found.append(_case(assistant, question, asked, page, ELSEWHERE_WEIGHT, elsewhere=True))
        return [case for case in found if len(case.right)]


def _reaches_passages(assistant: Assistant, question: Question) -> bool:
    answer = assistant.ask(question.question, question.history, question.page_producer)
    return any(step.stage == "passages" for step in answer.trace)


def _elsewhere(assistant: Assistant, question: Question) -> Iterator[tuple[str, str | None]]:
    """The question as it would be put to other producers, and the page on which it would be asked."""
    asked = assistant.inquire(question.question, page_producer=question.page_producer)
    if len(asked.producers) != 1:
        return
    others = [one for one in assistant.index.profiles if one != asked.producers[0]]
    start = sum(map(ord, question.question)) % len(others)
    for other in (others[start:] + others[:start])[:ELSEWHERE]:
        tokens = list(asked.question.tokens)
        for mention in reversed(asked.question.mentions):
            tokens[mention.start : mention.end] = other.split("-")
        yield " ".join(tokens), other if question.page_producer else None


def _case(
    assistant: Assistant,
    question: Question,
    asked: str,
    page: str | None,
    weight: float,
    *,
    elsewhere: bool = False,
) -> Case:
    inquiry = assistant.inquire(asked, question.history, page)
    rows, right = [], []
    for evidence in inquiry.candidates[:SENTENCES]:
        if is_admissible(inquiry, evidence):
            said = normalise(evidence.span.of(inquiry.index.documents[evidence.passage.document].text))
            rows.append(astuple(support_of(inquiry, evidence)))
            right.append(question.expect == "answered" and not elsewhere and _holds(question, said))
    kind = "elsewhere" if elsewhere else question.expect
    return Case(
        np.array(rows, dtype=float).reshape(-1, len(NAMES)), np.array(right, dtype=bool), weight, kind
    )


def _holds(question: Question, sentence: str) -> bool:
    wanted = [[cite.contains for cite in group] for group in question.cite_groups] or question.groups
    return any(any(occurs(text, sentence) for text in group) for group in wanted)


def fit(cases: Sequence[Case]) -> Floats:
    """Weights, and the bias as the last, by Newton's method on the ridge-penalised likelihood."""
    features = np.concatenate([case.features for case in cases])
    inputs = np.column_stack([features, np.ones(len(features))])
    right = np.concatenate([case.right for case in cases]).astype(float)
    weight = np.concatenate([np.full(len(case.right), case.weight / len(case.right)) for case in cases])
    scale = np.append(np.std(features, axis=0) + 1e-9, 1.0)
    inputs = inputs / scale
    penalty = RIDGE * weight.sum() * np.diag([*np.ones(len(NAMES)), 0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (weight * (right - sure)) - penalty @ weights
        curvature = inputs.T @ (inputs * (weight * sure * (1 - sure))[:, None]) + penalty
        weights += np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
    return np.asarray(weights / scale)


def described(label: str, weights: Floats, cases: Sequence[Case], bar: float) -> str:
    """What becomes of the questions when the surest sentence is shown from the bar on."""
    kinds = {"answered": [0, 0, 0], "not_found": [0, 0, 0], "elsewhere": [0, 0, 0]}
    for case in cases:
        sure = 1 / (1 + np.exp(-(case.features @ weights[:-1] + weights[-1])))
        best = int(sure.argmax())
        outcome = 2 if sure[best] < bar else 0 if case.right[best] else 1
        kinds[case.kind][outcome] += 1
    told = "; ".join(
        f"{kind} {sum(counts)}: right {counts[0]}, wrong {counts[1]}, refused {counts[2]}"
        for kind, counts in kinds.items()
    )
    return f"{label:24} {told}"


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--reader", type=Path, help="folder of a reader; default: the packaged one")
    parser.add_argument("--bar", type=float, default=0.2, help="confidence from which a sentence is shown")
    arguments = parser.parse_args()
    for folder in arguments.sets:
        if not (folder / "docs").is_dir() or not (folder / "questions.jsonl").is_file():
            parser.error(f"{folder} lacks docs/ or questions.jsonl")
    settings = Settings(reader=arguments.reader)
    parts = [cases_of(folder, settings) for folder in arguments.sets]
    together = [case for part in parts for case in part]
    shipped = np.array([*astuple(WEIGHTS), BIAS])
    lines = []
    for folder, part in zip(arguments.sets, parts, strict=True):
        lines.append(described(f"shipped on {folder.name}", shipped, part, arguments.bar))
        others = [case for other in parts if other is not part for case in other]
        if others:
            lines.append(described("  fitted on the others", fit(others), part, arguments.bar))
    weights = fit(together)
    lines += ["", described("shipped on all", shipped, together, arguments.bar)]
    lines += [
        described(f"fitted on all, bar {bar}", weights, together, bar) for bar in (0.2, 0.3, 0.4, 0.5, 0.6)
    ]
    lines += [""] + [
        f"{name:12} {weight:6.2f}" for name, weight in zip((*NAMES, "bias"), weights, strict=True)
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

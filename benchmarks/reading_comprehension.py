"""How well, and how fast, the packaged reader finds answers in a paragraph that is given.

    python benchmarks/reading_comprehension.py DEV_squad2_dev.json [--sample 800] [--reader FOLDER]

Takes SQuAD-style files. Sentence accuracy, exact match and F1 are over the answerable questions (the best
of the given answers counts, normalised as in the SQuAD script); AUROC is over all questions, if some are
unanswerable. A sentence is right if one of the given answers begins in it.
"""

import argparse
import json
import random
import re
import string
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from origin_qa.answer.reader import Reader
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Span

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the paragraph it was asked of, and its answers as spans there; none if unanswerable."""

    question: str
    text: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; rates between 0 and 1, latencies in milliseconds per question."""

    questions: int
    sentence_accuracy: float
    exact_match: float
    f1: float
    auroc: float
    p50_ms: float
    p95_ms: float


def read_cases(path: Path, sample: int, seed: int = 7) -> list[Case]:
    """The questions of a SQuAD-style file, at most `sample` of them drawn at random (0: all)."""
    cases = [
        Case(
            asked["question"],
            paragraph["context"],
            tuple(Span(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]),
        )
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
    ]
    return random.Random(seed).sample(cases, sample) if 0 < sample < len(cases) else cases


def normalise(text: str) -> str:
    """Lower case without punctuation, articles and surplus white space (Rajpurkar et al., 2016)."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def f1(found: str, given: str) -> float:
    """Harmonic mean of precision and recall over the normalised words of two answers."""
    one, other = normalise(found).split(), normalise(given).split()
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Area under the ROC curve; NaN when all labels are alike."""
    order = np.argsort(np.argsort(scores)) + 1
    right = np.asarray(labels, dtype=bool)
    positives, negatives = int(right.sum()), int((~right).sum())
    if not positives or not negatives:
        return float("nan")
    return float((order[right].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def measure(reader: Reader, cases: Sequence[Case]) -> Figures:
    """Put every question to the reader, one at a time."""
    sentence_hits, exact, overlaps, answerable, milliseconds = [], [], [], [], []
    for case in cases:
        began = time.perf_counter()
        (reading,) = reader.read(case.question, [case.text])
        milliseconds.append(1000 * (time.perf_counter() - began))
        answerable.append(reading.answerable)
        if case.answers:
            found = case.text[reading.start : reading.end]
            given = [answer.of(case.text) for answer in case.answers]
            exact.append(max(normalise(found) == normalise(one) for one in given))
            overlaps.append(max(f1(found, one) for one in given))
            sentences = sentence_spans(case.text, Span(0, len(case.text)))
            best = sentences[int(reader.sentence_scores(case.question, case.text, sentences).argmax())]
            sentence_hits.append(any(best.start <= answer.start < best.end for answer in case.answers))
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Figures(
        questions=len(cases),
        sentence_accuracy=float(np.mean(sentence_hits)),
        exact_match=float(np.mean(exact)),
        f1=float(np.mean(overlaps)),
        auroc=auroc(answerable, [bool(case.answers) for case in cases]),
        p50_ms=float(p50),
        p95_ms=float(p95),
    )


def batch_latency(reader: Reader, rounds: int = 20) -> float:
    """Median milliseconds for one question over 8 passages of about 128 tokens, question included."""
    passage = "The members of the cooperative harvest by hand from May to September each year . " * 7
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        reader.read("How many members does the cooperative have today?", [passage] * 8)
        spent.append(1000 * (time.perf_counter() - began))
    return float(np.median(spent))


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="questions drawn from each file; 0: all")
    parser.add_argument("--reader", type=Path, help="folder of a reader; default: the packaged one")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    reader = Reader.load(arguments.reader, arguments.threads)
    write = sys.stdout.write
    write(f"8 passages of 128 tokens: {batch_latency(reader):.0f} ms\n")
    for path in arguments.files:
        figures = measure(reader, read_cases(path, arguments.sample))
        write(
            f"{path.name}: {figures.questions} questions, sentence accuracy {figures.sentence_accuracy:.4f}, "
            f"EM {figures.exact_match:.4f}, F1 {figures.f1:.4f}, AUROC {figures.auroc:.4f}, "
            f"p50 {figures.p50_ms:.1f} ms, p95 {figures.p95_ms:.1f} ms\n"
        )


if __name__ == "__main__":
    main()

"""What each stage of answering adds, on question files and on SQuAD-style paragraphs.

    python benchmarks/ablation.py ../shared/eval/origins [SET...] [--squad DEV_squad2_dev.json] [--sample 700]

A SET is a folder with `docs/` and `questions.jsonl`. For its questions that one sentence can answer, each row tells
how often the sentence that comes first holds what is expected, and how well its score tells questions that the pages
answer from those that they don't (area under the ROC curve); with the type check, its fitted confidence. The last
row is the whole assistant, whose facts also answer what no single sentence does. With `--squad` the pool is all
paragraphs of the file at once, and each row is the share of questions whose answer begins in the first sentence.
"""

# ruff: noqa: T201

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reading_comprehension import auroc
from retrieval import read_squad

from origin_qa.answer.assistant import open_assistant
from origin_qa.answer.confidence import confidence, is_admissible, support_of
from origin_qa.answer.evidence import Evidence
from origin_qa.answer.inquiry import Inquiry
from origin_qa.evaluate.judge import normalise, occurs
from origin_qa.evaluate.questions import Question, read_questions
from origin_qa.evaluate.run import evaluate
from origin_qa.index.build import build_index, write_generation
from origin_qa.settings import Settings

Score = Callable[[Inquiry, Evidence], float]


def by_retrieval(_: Inquiry, evidence: Evidence) -> float:
    """The passage's retrieval, and the words of the question that the sentence has."""
    return 2.2 * evidence.retrieved + 0.1 * evidence.coverage


def with_late_interaction(inquiry: Inquiry, evidence: Evidence) -> float:
    """Retrieval, and the nearness of every word of the question to one of the sentence."""
    return 2.2 * evidence.retrieved + 1.0 * evidence.similarity


def with_reader(inquiry: Inquiry, evidence: Evidence) -> float:
    """The same with the reader's score."""
    return with_late_interaction(inquiry, evidence) + 0.025 * evidence.read


def with_runoff(inquiry: Inquiry, evidence: Evidence) -> float:
    """The same with its score beside the other leading sentences."""
    return with_reader(inquiry, evidence) + 0.02 * evidence.runoff


def with_type_check(inquiry: Inquiry, evidence: Evidence) -> float:
    """The same with the kind of thing that is wanted, as shipped; what is ruled out comes last."""
    return evidence.score if is_admissible(inquiry, evidence) else evidence.score - 10


STAGES: dict[str, Score] = {
    "retrieval only": by_retrieval,
    "+ late interaction": with_late_interaction,
    "+ reader": with_reader,
    "+ runoff": with_runoff,
    "+ type check": with_type_check,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the first sentence was right, whether there was a right one, and its score."""

    right: bool
    answerable: bool
    score: float


def main() -> None:
    """Print a table for the sets, and one for the paragraphs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET")
    parser.add_argument("--squad", type=Path, help="a file in SQuAD's format")
    parser.add_argument("--sample", type=int, default=700, help="questions drawn from it; 0: all")
    parser.add_argument("--reader", type=Path, help="folder of a reader; default: the packaged one")
    arguments = parser.parse_args()
    settings = Settings(reader=arguments.reader)
    for folder in arguments.sets:
        print_set(folder, settings)
    if arguments.squad:
        print_squad(arguments.squad, arguments.sample, settings)


def print_set(folder: Path, settings: Settings) -> None:
    """The rows for a set of questions."""
    with tempfile.TemporaryDirectory() as index:
        build_index(folder / "docs", Path(index), settings)
        assistant = open_assistant(Path(index), settings)
        questions = read_questions(folder / "questions.jsonl")
        single = [one for one in questions if one.kind not in ("compare", "conflict", "clarify")]
        inquiries = [(one, assistant.inquire(one.question, one.history, one.page_producer)) for one in single]
        print(f"\n{folder.name}: {len(single)} questions that one sentence answers or none\n")
        print(f"{'':24} first right   AUROC")
        for name, score in STAGES.items():
            outcomes = [outcome_of(inquiry, score, question) for question, inquiry in inquiries]
            print_row(name, outcomes)
        report = evaluate(assistant, folder / "questions.jsonl")
        right = {outcome.question.id for outcome in report.outcomes if outcome.right}
        answerable = [one.id in right for one in single if one.expect == "answered"]
        print(f"{'+ facts: the assistant':24} {sum(answerable) / len(answerable):11.3f}", end="")
        print(f"   (all {len(questions)} questions: {len(right) / len(questions):.3f})")


def outcome_of(inquiry: Inquiry, score: Score, question: Question) -> Outcome:
    """What comes first by a score."""
    if not inquiry.candidates:
        return Outcome(False, question.expect == "answered", float("-inf"))
    best = max(inquiry.candidates, key=lambda evidence: score(inquiry, evidence))
    said = normalise(best.span.of(inquiry.index.documents[best.passage.document].text))
    wanted = [[cite.contains for cite in group] for group in question.cite_groups] or question.groups
    held = any(any(occurs(text, said) for text in group) for group in wanted)
    answerable = question.expect == "answered"
    sure = score(inquiry, best)
    if score is with_type_check:
        sure = confidence(support_of(inquiry, best)) if is_admissible(inquiry, best) else 0.0
    return Outcome(answerable and held, answerable, sure)


def print_row(name: str, outcomes: Sequence[Outcome]) -> None:
    """The share that is right among the answerable, and how the score tells them from the others."""
    answerable = [one for one in outcomes if one.answerable]
    share = sum(one.right for one in answerable) / len(answerable)
    area = auroc([one.score for one in outcomes], [one.answerable for one in outcomes])
    print(f"{name:24} {share:11.3f} {area:7.3f}")


def print_squad(path: Path, sample: int, settings: Settings) -> None:
    """The rows for the paragraphs of a file as one pool."""
    corpus, questions = read_squad(path)
    if 0 < sample < len(questions):
        questions = random.Random(7).sample(questions, sample)
    with tempfile.TemporaryDirectory() as folder:
        write_generation(corpus, Path(folder), settings)
        assistant = open_assistant(Path(folder), settings)
        print(f"\n{path.name}: {len(corpus.passages)} paragraphs, {len(questions)} questions\n")
        inquiries = [(assistant.inquire(text), row, starts) for text, row, starts in questions]
        for name, score in STAGES.items():
            hits = 0
            for inquiry, row, starts in inquiries:
                best = max(inquiry.candidates, key=lambda evidence: score(inquiry, evidence), default=None)
                hits += (
                    best is not None
                    and best.passage.id == corpus.passages[row].id
                    and any(best.span.start <= start < best.span.end for start in starts)
                )
            print(f"{name:24} {hits / len(questions):11.3f}")


if __name__ == "__main__":
    main()

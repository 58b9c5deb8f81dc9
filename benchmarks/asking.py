"""How fast a question is answered, cold from the shell and warm in one process, and what it costs.

Everything runs on two cores, with the project's own corpus and questions unless others are named. A cold
question and a rebuild are whole processes, start to end. Warm questions are told apart by what happened:
`fact` where typed facts sufficed, `prose` where passages were searched and read. A stage's time holds
that of the stages it calls on: facts may look at passages, too.

    python benchmarks/asking.py --corpus corpus --questions tests/eval/questions.jsonl
"""

# ruff: noqa: T201

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from origin_qa.evaluate.questions import Question

COMMAND = "import sys; from origin_qa.cli import main; sys.argv[0] = 'origin-qa'; main()"
COLD = {"fact": "How high up is the coffee grown?", "prose": "What was the Premium spent on?"}
"""Cold questions that any producer's pages may answer; the second loads the reader, too."""
KIBIBYTE = 1 if sys.platform == "darwin" else 1024
"""The unit in which the system counts resident memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds and peak resident megabytes of one process."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measure, then print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/questions.jsonl"))
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    keep_to_two_cores()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        build = ["build", "--corpus", str(arguments.corpus), "--index", str(index)]
        run(build)
        # A new process starts out with its parent's peak, so they come before anything is loaded here.
        rebuild = typical([run(build) for _ in range(arguments.rounds)])
        cold = {
            kind: typical([run(["ask", text, "--index", str(index)]) for _ in range(arguments.rounds)])
            for kind, text in COLD.items()
        }
        timings = warm_timings(index, arguments.questions, arguments.rounds)
    prose = [each for each in timings if "passages" in each]
    fact = [each for each in timings if "passages" not in each]
    print_targets(cold, rebuild, totals(fact), totals(prose))
    print()
    print_stages({"fact": fact, "prose": prose})


def keep_to_two_cores() -> None:
    """Bind this process, and so its children, to two of the cores that it may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def run(arguments: Sequence[str]) -> Cost:
    """Run the command line in a new process, which must succeed."""
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"origin-qa {' '.join(arguments)} failed with exit code {process.returncode}")
    return Cost(seconds, usage.ru_maxrss * KIBIBYTE / 1e6)


def typical(costs: Sequence[Cost]) -> Cost:
    """The median of the seconds, the worst of the memory."""
    return Cost(median(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))


def warm_timings(index: Path, questions: Path, rounds: int) -> list[dict[str, float]]:
    """Milliseconds by stage of each question, the median of its rounds."""
    from origin_qa.answer.assistant import open_assistant
    from origin_qa.evaluate.questions import read_questions
    from origin_qa.settings import Settings

    assistant = open_assistant(index, Settings())

    def ask(question: "Question") -> dict[str, float]:
        answer = assistant.ask(question.question, question.history, question.page_producer)
        return dict(answer.timings_ms)

    asked = read_questions(questions)
    for question in asked:
        ask(question)
    return [median_by_stage([ask(question) for _ in range(rounds)]) for question in asked]


def median_by_stage(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each stage over the rounds of one question."""
    return {stage: median(each[stage] for each in rounds) for stage in rounds[0]}


def totals(timings: Sequence[dict[str, float]]) -> list[float]:
    """The whole time of each question."""
    return [each["total"] for each in timings]


def percentile(values: Sequence[float], percent: int) -> float:
    """The given percentile, interpolated; not a number if there is nothing to rank."""
    if len(values) < 2:
        return values[0] if values else float("nan")
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def print_targets(
    cold: dict[str, Cost], rebuild: Cost, fact: Sequence[float], prose: Sequence[float]
) -> None:
    """Each figure beside what it has to keep to."""
    rows: list[tuple[str, float, str, float | None]] = [
        ("cold fact question from the shell", cold["fact"].seconds, "s", 1.5),
        ("  peak memory", cold["fact"].megabytes, "MB", 450),
        ("cold prose question from the shell", cold["prose"].seconds, "s", 1.5),
        ("  peak memory", cold["prose"].megabytes, "MB", 450),
        (f"warm fact question, p50 of {len(fact)}", percentile(fact, 50), "ms", 25),
        ("  p95", percentile(fact, 95), "ms", None),
        (f"warm prose question, p50 of {len(prose)}", percentile(prose, 50), "ms", 80),
        ("  p95", percentile(prose, 95), "ms", 160),
        ("rebuild, nothing changed", rebuild.seconds, "s", 1.5),
        ("  peak memory", rebuild.megabytes, "MB", None),
    ]
    print(f"{'':36} {'measured':>9}      target")
    for name, figure, unit, target in rows:
        digits = 2 if unit == "s" else 0 if unit == "MB" else 1
        kept = "" if target is None else f"≤ {target:g} {unit}{'' if figure <= target else '  missed'}"
        print(f"{name:36} {figure:9.{digits}f} {unit:3}  {kept}")


def print_stages(kinds: dict[str, list[dict[str, float]]]) -> None:
    """Where the time goes: medians of the questions that reach a stage, and its share of all time."""
    print(f"{'stage':12}" + "".join(f"{kind:>12} ms  share" for kind in kinds))
    reached_by = [stage for timings in kinds.values() for each in timings for stage in each]
    for stage in (*(stage for stage in dict.fromkeys(reached_by) if stage != "total"), "total"):
        line = f"{stage:12}"
        for timings in kinds.values():
            reached = [each[stage] for each in timings if stage in each]
            share = sum(reached) / sum(totals(timings)) if reached else 0.0
            line += f"{median(reached):12.1f}    {share:6.0%}" if reached else f"{'–':>12}    {'–':>6}"
        print(line)


if __name__ == "__main__":
    main()

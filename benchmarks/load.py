"""How the server bears many askers at once: waiting times, errors and questions a second.

A server with its own workers is started on two cores with the project's own index, and a number of
askers put one question after the other to it, without a pause between them: far more than as many
customers would. Each question is a new connection, as from a browser that was idle meanwhile, over the
page's own event stream. Two mixes of fact, prose, conflict and unanswerable questions are asked:

    distinct   no question twice, each in a wording of its own, so that nothing is answered from memory
    repeated   as customers ask: a few questions often, most of them seldom (Zipf)

The askers use the same two cores. `steal` tells how much longer one pure computation took at its median
than at its best, before the load, so that a busy machine is not mistaken for a slow program.

    python benchmarks/load.py --workers 2 --askers 32 --count 640
"""

# ruff: noqa: T201

import argparse
import asyncio
import itertools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

import httpx
from streaming import busyness, serving

if TYPE_CHECKING:
    from origin_qa.evaluate.questions import Question

KINDS = ("fact", "prose", "conflict", "unanswerable", "dated", "offtopic")
WORDINGS = (
    "{}",
    "Hi! {}",
    "{} Thanks!",
    "Hello, {}",
    "Good morning. {}",
    "Please tell me: {}",
    "{} Thank you very much.",
    "A question: {}",
    "Hi there, {} Thanks a lot!",
    "I would like to know this: {}",
)
EVENTS = {"passages": "first passages", "answer": "answer", "done": "what to ask next"}
TARGET_MS = 1_500.0
"""Milliseconds in which 99 of 100 answers have to be there."""
SEED = 20


@dataclass(slots=True)
class Load:
    """What the askers saw: milliseconds from the request to each event, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: {event: [] for event in EVENTS})
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def answered(self) -> int:
        """How many questions were answered to the end."""
        return len(self.times["done"])


def main() -> int:
    """Measure, then print; exit code 1 if a question failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/questions.jsonl"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--askers", type=int, default=32)
    parser.add_argument("--count", type=int, default=640, help="questions of each mix")
    parser.add_argument("--seconds", type=float, default=120, help="no question is begun later than this")
    parser.add_argument("--keep-alive", action="store_true", help="one connection for each asker")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])

    from origin_qa.evaluate.questions import read_questions

    chosen = [question for question in read_questions(arguments.questions) if question.kind in KINDS]
    failed = False
    for mix, draw in (("distinct", distinct), ("repeated", repeated)):
        asked = list(itertools.islice(draw(chosen), arguments.count))
        steal = busyness()
        busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        with serving(arguments.index, "--workers", str(arguments.workers)) as site:
            warm(site, chosen, arguments.workers)
            load = asyncio.run(
                put(site, asked, arguments.askers, arguments.seconds, keep_alive=arguments.keep_alive)
            )
        print_load(mix, load, arguments)
        print(f"load average before it {busy:.1f}, steal {steal:.2f}\n")
        failed = failed or bool(load.errors) or not load.answered
    return int(failed)


def distinct(questions: Sequence["Question"]) -> Iterator["Form"]:
    """Each question in each wording, once, in an order that is the same every time."""
    drawn = [form_of(question, wording) for wording in WORDINGS for question in questions]
    random.Random(SEED).shuffle(drawn)
    return iter(drawn)


def repeated(questions: Sequence["Question"]) -> Iterator["Form"]:
    """The question at rank n of some order is asked 1/n as often as the first one."""
    dice = random.Random(SEED)
    ranked = dice.sample(questions, len(questions))
    weights = [1 / rank for rank, _ in enumerate(ranked, start=1)]
    while True:
        yield form_of(dice.choices(ranked, weights)[0], WORDINGS[0])


Form = dict[str, str | list[str]]


def form_of(question: "Question", wording: str) -> Form:
    """What the page's form sends."""
    return {
        "question": wording.format(question.question),
        "history": list(question.history),
        "about": [""] * len(question.history),
        "producer": question.page_producer or "",
    }


def warm(site: str, questions: Sequence["Question"], workers: int) -> None:
    """Ask each worker a few questions in words that are not measured."""
    for question in questions[: 10 * workers]:
        with httpx.Client(base_url=site, timeout=60) as client:
            client.post("/ask", data=form_of(question, "{} Thanks in advance!"), headers=ACCEPT)


ACCEPT = {"accept": "text/event-stream"}


async def put(site: str, asked: Sequence[Form], askers: int, seconds: float, *, keep_alive: bool) -> Load:
    """Put all questions, `askers` at a time."""
    load = Load()
    waiting = iter(asked)
    began = time.perf_counter()

    async def ask_on() -> None:
        kept = httpx.Limits(max_keepalive_connections=1 if keep_alive else 0)
        async with httpx.AsyncClient(base_url=site, timeout=60, limits=kept) as client:
            for form in waiting:
                if time.perf_counter() - began > seconds:
                    return
                await ask(client, form, load)

    await asyncio.gather(*(ask_on() for _ in range(askers)))
    load.seconds = time.perf_counter() - began
    return load


async def ask(client: httpx.AsyncClient, form: Form, load: Load) -> None:
    """Put one question and note when each event came."""
    began = time.perf_counter()
    seen: dict[str, float] = {}
    try:
        async with client.stream("POST", "/ask", data=form, headers=ACCEPT) as response:
            if response.status_code != 200:
                load.errors[str(response.status_code)] += 1
                return
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    seen.setdefault(line.removeprefix("event: "), (time.perf_counter() - began) * 1000)
    except httpx.HTTPError as error:
        load.errors[type(error).__name__] += 1
        return
    if missing := EVENTS.keys() - seen.keys():
        load.errors[f"without {', '.join(sorted(missing))}"] += 1
        return
    for event in EVENTS:
        load.times[event].append(seen[event])


def print_load(mix: str, load: Load, arguments: argparse.Namespace) -> None:
    """The middle and the slow end of each event, errors and the pace."""
    errors = ", ".join(f"{count} × {name}" for name, count in load.errors.items()) or "0 errors"
    print(
        f"{mix}: {load.answered} questions, {arguments.askers} askers, {arguments.workers} workers; {errors}; "
        f"{load.answered / load.seconds:.1f} questions/s"
    )
    if load.answered < 2:
        return
    print(f"{'':18} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'worst':>8}")
    for event, name in EVENTS.items():
        times = load.times[event]
        cuts = quantiles(times, n=100, method="inclusive")
        kept = ""
        if event == "answer":
            kept = f"    p99 ≤ {TARGET_MS:g} ms{'' if cuts[98] <= TARGET_MS else '  missed'}"
        print(f"{name:18} {cuts[49]:8.0f} {cuts[94]:8.0f} {cuts[98]:8.0f} {max(times):8.0f}{kept}")


if __name__ == "__main__":
    sys.exit(main())

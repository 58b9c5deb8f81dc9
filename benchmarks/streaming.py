"""How soon an answer is seen: the first passages and the whole answer, over HTTP, and what the page weighs.

A server is started on two cores with the project's own index, and asked the project's questions on the
page's own event stream, each of them new to it: what it remembers of one round is not asked in another.
The times are those of a visitor on the same machine. `steal` tells how much longer the same pure
computation took at its median than at its best, so that a busy machine is not mistaken for a slow program.

    python benchmarks/streaming.py --index index --questions tests/eval/questions.jsonl
"""

# ruff: noqa: T201

import argparse
import gzip
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from origin_qa.evaluate.questions import Question

COMMAND = "import sys; from origin_qa.cli import main; sys.argv[0] = 'origin-qa'; main()"
WARM_UP = 10
TARGETS = {"first passages": 50.0, "answer": 120.0}
"""Milliseconds at the median."""
HEAVIEST = 60_000
"""Bytes of the first page with all that it loads."""
STARTING_S = 60


def main() -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/questions.jsonl"))
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])

    from origin_qa.evaluate.questions import read_questions

    questions = read_questions(arguments.questions)
    with serving(arguments.index) as site, httpx.Client(base_url=site, timeout=60) as client:
        weights = weigh(client)
        for question in questions[:WARM_UP]:
            # In other words than those measured, so that no answer is remembered.
            times_of(client, question, question.question + " Thank you!")
        kinds: dict[str, list[dict[str, float]]] = {"all": [], "facts": [], "passages read": []}
        for question in questions:
            times = times_of(client, question, question.question)
            kinds["all"].append(times)
            kinds["passages read" if was_read(client, question) else "facts"].append(times)
        steal = busyness()
    for kind, times in kinds.items():
        print_times(kind, times)
    print(f"the same computation, median over best: {steal:.2f} (1.00 on an idle machine)\n")
    print_weights(weights)


@contextmanager
def serving(index: Path, *options: str) -> Iterator[str]:
    """Run the server on a free port, without limits and with a journal of its own; `options` of `serve`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        limits = {"ORIGIN_QA_RATE_PER_MINUTE": "0", "ORIGIN_QA_DATA": data}
        command = [sys.executable, "-c", COMMAND, "serve", "--index", str(index), "--port", str(port)]
        command.extend(options)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | limits) as server:
            try:
                if server.stdout is None or not server.stdout.readline():
                    sys.exit(f"origin-qa serve ended with exit code {server.wait(STARTING_S)}")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def times_of(client: httpx.Client, question: "Question", text: str) -> dict[str, float]:
    """Milliseconds from the request to each event of the page's stream."""
    form = {"question": text, "history": list(question.history), "about": [""] * len(question.history)}
    form["producer"] = question.page_producer or ""
    began = time.perf_counter()
    seen: dict[str, float] = {}
    with client.stream("POST", "/ask", data=form, headers={"accept": "text/event-stream"}) as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                seen.setdefault(line.removeprefix("event: "), (time.perf_counter() - began) * 1000)
    if "done" not in seen:
        sys.exit(f"“{text}” was not answered: {', '.join(seen) or 'no event came'}")
    return {"first passages": seen["passages"], "answer": seen["answer"], "what to ask next": seen["done"]}


def was_read(client: httpx.Client, question: "Question") -> bool:
    """Whether passages were read to answer a question; the answer is remembered, so this costs nothing."""
    history, producer = list(question.history), question.page_producer
    body = {"question": question.question, "history": history, "page_producer": producer}
    return "passages" in client.post("/api/ask", json=body).json()["timings_ms"]


def busyness(rounds: int = 200) -> float:
    """The median time of a fixed computation over its best one: above 1 where others use the machine."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        sum(range(100_000))
        times.append(time.perf_counter() - began)
    return median(times) / min(times)


def weigh(client: httpx.Client) -> dict[str, tuple[int, int]]:
    """The first page and all that it loads: bytes as sent, and as they are once unpacked."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(client.get("/").text)
    linked = [node.attributes.get("href") for node in tree.css("link[rel=stylesheet], link[rel=icon]")]
    scripts = [node.attributes.get("src") for node in tree.css("script[src]")]
    weights = {}
    for url in ("/", *filter(None, (*linked, *scripts))):
        with client.stream("GET", url) as response:
            sent = b"".join(response.iter_raw())
        packed = response.headers.get("content-encoding") == "gzip"
        weights[url.split("?")[0]] = (len(sent), len(gzip.decompress(sent)) if packed else len(sent))
    return weights


def print_times(kind: str, measured: Sequence[dict[str, float]]) -> None:
    """The median and the slow end of each event, beside what it has to keep to."""
    if len(measured) < 2:
        return
    print(f"{kind:18} {'p50 ms':>8} {'p95 ms':>8}    {len(measured)} questions")
    for event in measured[0]:
        times = [each[event] for each in measured]
        p50, p95 = median(times), quantiles(times, n=100, method="inclusive")[94]
        target = TARGETS.get(event)
        kept = "" if target is None else f"≤ {target:g} ms{'' if p50 <= target else '  missed'}"
        print(f"{event:18} {p50:8.1f} {p95:8.1f}    {kept}")


def print_weights(weights: dict[str, tuple[int, int]]) -> None:
    """What the first page costs over the wire."""
    print(f"{'first page':22} {'sent':>8} {'unpacked':>10}")
    for url, (sent, unpacked) in weights.items():
        print(f"{url:22} {sent:8,} {unpacked:10,}")
    total = sum(sent for sent, _ in weights.values())
    print(f"{'total':22} {total:8,}    ≤ {HEAVIEST:,} bytes{'' if total <= HEAVIEST else '  missed'}")


if __name__ == "__main__":
    main()

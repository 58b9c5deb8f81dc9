"""How fast an index is built: encoding against plain sentence-transformers, and a rebuild with no change.

Encoding both ways reads the paragraphs of a file in SQuAD's format, in turns, in one process; the plain
way makes sentence vectors only. The rebuild is the whole command from the shell, a new process each time.

    python benchmarks/build.py ../shared/eval/xquad/DEV_xquad.en.json --corpus corpus
"""

# ruff: noqa: T201

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from origin_qa.index.model import locate_model
from origin_qa.index.passage_encoder import BATCH_SIZE, EncoderInput, PassageEncoder
from origin_qa.settings import PACKAGED_MODEL

COMMAND = "import sys; from origin_qa.cli import main; sys.argv[0] = 'origin-qa'; main()"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        default=Path("../shared/eval/xquad/DEV_xquad.en.json"),
        help="SQuAD JSON",
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="for the rebuild")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print_encoding(paragraphs(arguments.file), arguments.rounds)
    print()
    print_rebuild(arguments.corpus, arguments.rounds)


def paragraphs(path: Path) -> list[str]:
    """All paragraphs of a SQuAD file."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    return [paragraph["context"] for article in articles for paragraph in article["paragraphs"]]


def print_encoding(texts: list[str], rounds: int) -> None:
    """Texts a second both ways, medians of alternating rounds."""
    encoder = PassageEncoder(locate_model(PACKAGED_MODEL))
    inputs = [EncoderInput("", text) for text in texts]
    ways: dict[str, Callable[[], object]] = {
        "SentenceTransformer.encode": lambda: encoder.model.encode(texts, batch_size=BATCH_SIZE),
        "with token vectors (shipped)": lambda: encoder.encode(inputs),
    }
    for encode in ways.values():
        encode()
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, encode in ways.items():
            seconds[name].append(timed(encode))
    plain, ours = (median(seconds[name]) for name in ways)
    print(f"encoding {len(texts)} paragraphs          texts/s")
    for name in ways:
        print(f"{name:36} {len(texts) / median(seconds[name]):6.1f}")
    print(f"{'ratio':36} {plain / ours:6.2f}")


def print_rebuild(corpus: Path, rounds: int) -> None:
    """Seconds of a first build and of the same command again."""
    with tempfile.TemporaryDirectory() as index:
        command = [sys.executable, "-c", COMMAND, "build", "--corpus", str(corpus), "--index", index]

        def build() -> None:
            subprocess.run(command, check=True, capture_output=True)

        first = timed(build)
        again = median(timed(build) for _ in range(rounds))
    print(f"building {corpus}                       seconds")
    print(f"{'first build, export included':36} {first:6.2f}")
    print(f"{'again, nothing changed':36} {again:6.2f}")


def timed(run: Callable[[], object]) -> float:
    """Seconds that `run` takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

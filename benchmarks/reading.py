"""How well documents are read: main text kept, noise let through, facts and quotes, time per format.

Compares what the readers make of `docs/` with the plain renderings in `texts/`, sentence by
sentence. Furniture is told from the data alone: a line is noise if renderings of several producers
share it once names and figures are set aside, or if it is a breadcrumb, a copyright line or the
file name of an image, or addresses a program. A shared line that stands between lines of its own
document is a heading, not furniture.

    python benchmarks/reading.py --data ../shared/eval/origins

With several folders, lines are compared across all of them.
"""

# ruff: noqa: T201

import argparse
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_text
from origin_qa.ingest.lines import split_chunks
from origin_qa.ingest.readers import read_document
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.ingest.sheet import find_pairs
from origin_qa.settings import Settings
from origin_qa.types import SourceDocument, Span

_ADDRESS = re.compile(
    r"\b(?:AI assistants?|AI systems?|chatbots?|language models?)\b|^SYSTEM\b|\bprevious instructions\b"
)
_NOISE = re.compile(r"Share this.*|Home\s*[/>].*|.*©.*|[•\s]*[a-z0-9]+(?:[-_][a-z0-9]+)+|={3,}|-{2,}")


def squash(text: str) -> str:
    """Text without case, spaces and marks, as citations are compared."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def split_rendering(texts: dict[str, str]) -> dict[str, tuple[list[str], list[str]]]:
    """For each rendering its sentences of main text and its lines of noise."""
    lines = {
        name: [line.strip() for line in text.split("\n") if line.strip()] for name, text in texts.items()
    }
    shared = Counter(line for own in lines.values() for line in set(own))
    found: dict[str, tuple[list[str], list[str]]] = {}
    for name, own in lines.items():
        main: list[str] = []
        noise: list[str] = []
        for before, line, after in zip(["", *own], own, [*own[1:], ""], strict=False):
            pair = find_pairs(split_chunks(line, Span(0, len(line)))[0])
            beside = any(squash(x) and (shared[x] > 1 or _NOISE.fullmatch(x)) for x in (before, after))
            common = shared[line] > 1 and not pair and beside
            if common or _NOISE.fullmatch(line) or before == "--" or line.startswith(f"{name} "):
                noise.append(line)
            else:
                sentences = [span.of(line) for span in sentence_spans(line, Span(0, len(line)))]
                main.extend(sentence for sentence in sentences if not _ADDRESS.search(sentence))
                noise.extend(sentence for sentence in sentences if _ADDRESS.search(sentence))
        found[name] = (main, noise)
    return found


def answerable(document: SourceDocument) -> tuple[str, set[str]]:
    """The text under blocks, squashed, and its single lines and sentences, squashed."""
    parts: set[str] = set()
    for block in document.blocks:
        words = block.span.of(document.text)
        parts.update(squash(line) for line in words.split("\n"))
        spans = sentence_spans(document.text, block.span, document.language)
        parts.update(squash(span.of(document.text)) for span in spans)
    return squash(" ".join(block.span.of(document.text) for block in document.blocks)), parts


def main() -> int:
    """Print the table; exit code 1 if a document can't be read."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        default=[Path("../shared/eval/origins")],
        help="folders with docs/ and texts/",
    )
    parser.add_argument("--repeat", type=int, default=5, help="times each document is read, for the median")
    arguments = parser.parse_args()
    rendered = {
        path: clean_text(path.read_text(encoding="utf-8"))
        for folder in arguments.data
        for path in sorted((folder / "texts").glob("*.txt"))
    }
    renderings = split_rendering({path.stem: text for path, text in rendered.items()})
    documents = [
        (path, folder / "docs")
        for folder in arguments.data
        for path in sorted((folder / "docs").rglob("*"))
        if path.is_file() and path.stem in renderings
    ]
    totals: Counter[str] = Counter()
    times: dict[str, list[float]] = defaultdict(list)
    print(f"{'document':34} {'kept':>9} {'noise in':>9} {'pairs':>6} {'quotes':>7} {'ms':>7}")
    for path, docs in documents:
        try:
            taken = []
            for _ in range(arguments.repeat):
                start = time.perf_counter()
                document = read_document(path, docs, Settings())
                taken.append(1000 * (time.perf_counter() - start))
        except ReadError as error:
            print(f"{path.name:34} can't be read: {error}")
            return 1
        sentences, noise = renderings[path.stem]
        whole, parts = answerable(document)
        lost = [sentence for sentence in sentences if squash(sentence) not in whole]
        through = [line for line in noise if squash(line) and squash(line) in parts]
        kinds = Counter(block.kind for block in document.blocks)
        counts = f"{len(sentences) - len(lost)}/{len(sentences)}", f"{len(through)}/{len(noise)}"
        times[path.suffix].append(median(taken))
        found = f"{kinds['pair']:6} {kinds['attribution']:7} {median(taken):7.1f}"
        print(f"{path.name:34} {counts[0]:>9} {counts[1]:>9} {found}")
        for sentence in lost:
            print(f"    lost: {sentence}")
        for line in through:
            print(f"    let through: {line}")
        totals.update(
            kept=len(sentences) - len(lost), main=len(sentences), through=len(through), noise=len(noise)
        )
    print(f"\nmain text kept {totals['kept'] / totals['main']:.1%} (target 98%)")
    print(f"noise let through {totals['through'] / max(1, totals['noise']):.1%} (target at most 2%)")
    print(
        "ms a document: "
        + ", ".join(f"{suffix} {median(taken):.1f}" for suffix, taken in sorted(times.items()))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

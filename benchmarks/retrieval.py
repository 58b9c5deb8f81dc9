"""How often the right paragraph comes first, by way of retrieval, on a file in SQuAD's format.

The pool is the paragraphs of the file itself. Questions marked as impossible are left out. With
`--typos`, the same questions are asked again with about a third of their longer words misspelt.

    python benchmarks/retrieval.py ../shared/eval/xquad/DEV_xquad.en.json --typos
"""

# ruff: noqa: T201

import argparse
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from origin_qa.index.build import write_generation
from origin_qa.index.encoder import QueryEncoder, QueryEncoding, read_spec
from origin_qa.index.late_interaction import read_tokens
from origin_qa.index.lexical import read_lexical
from origin_qa.index.query_projection import read_projection
from origin_qa.index.ranking import Ranker, Weights, token_weights
from origin_qa.index.storage import open_published
from origin_qa.index.vectors import read_vectors
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Passage, Profile, SourceDocument, Span

DEPTH = 50
Retrieve = Callable[[QueryEncoding], list[int]]


def main() -> None:
    """Print one table for the file, and one more with typos if asked."""
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
    parser.add_argument("--questions", type=int, default=0, help="a random sample of so many; 0: all")
    parser.add_argument("--typos", action="store_true", help="ask again with misspelt words")
    arguments = parser.parse_args()
    corpus, questions = read_squad(arguments.file)
    if arguments.questions:
        questions = random.Random(7).sample(questions, min(arguments.questions, len(questions)))
    with tempfile.TemporaryDirectory() as folder:
        write_generation(corpus, Path(folder), Settings())
        generation = open_published(Path(folder)).folder
        ways = ways_to_retrieve(generation, len(corpus.passages))
        encoder = QueryEncoder(generation)
        print(f"{arguments.file.name}: {len(corpus.passages)} paragraphs, {len(questions)} questions\n")
        pairs = [(one.text, one.row) for one in questions]
        print_table(ways, encoder, pairs)
        if arguments.typos:
            chance = random.Random(7)
            print("\nwith typos\n")
            print_table(ways, encoder, [(misspelt(text, chance), gold) for text, gold in pairs])


class Asked(NamedTuple):
    """A question, the row of the paragraph that answers it, and where its answers begin there."""

    text: str
    row: int
    starts: tuple[int, ...]


def read_squad(path: Path) -> tuple[Corpus, list[Asked]]:
    """The paragraphs as passages without any context, and the questions that they answer."""
    documents: list[SourceDocument] = []
    passages: list[Passage] = []
    questions: list[Asked] = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            row, text = len(passages), paragraph["context"]
            name = f"{row}.txt"
            documents.append(SourceDocument(name, "text/plain", "0" * 64, name, text))
            whole = Span(0, len(text))
            sentences = sentence_spans(text, whole)
            passages.append(Passage(name, "all", name, "prose", (), text, whole, sentences))
            questions += [
                Asked(qa["question"], row, tuple(answer["answer_start"] for answer in qa["answers"]))
                for qa in paragraph["qas"]
                if not qa.get("is_impossible")
            ]
    profile = Profile("all", "", (), "", tuple(document.path for document in documents), (), (), ())
    return Corpus(tuple(documents), (profile,), tuple(passages)), questions


def ways_to_retrieve(generation: Path, count: int) -> dict[str, Retrieve]:
    """Each engine alone, their rank fusion, and the two-stage ranking with its parts left out in turn."""
    tokens = read_tokens(generation)
    dense = read_vectors(generation)
    lexical = read_lexical(generation, "passage", count)
    sentences = read_lexical(generation, "sentence", len(tokens.sentences))
    projection = read_projection(read_spec(generation).model_sha256)

    def by_vector(query: QueryEncoding) -> list[int]:
        return [row for row, _ in dense.search(query.vector, DEPTH)]

    def by_words(query: QueryEncoding) -> list[int]:
        scores = lexical.scores(query.text)
        return [int(row) for row in np.argsort(-scores, kind="stable")[:DEPTH] if scores[row] > 0]

    def by_ranks(query: QueryEncoding) -> list[int]:
        fused: dict[int, float] = {}
        for rows in (by_vector(query), by_words(query)):
            for rank, row in enumerate(rows, 1):
                fused[row] = fused.get(row, 0) + 1 / (60 + rank)
        return sorted(fused, key=lambda row: -fused[row])

    def by_ranker(weights: Weights, *, weighed: bool = True, projected: bool = True) -> Retrieve:
        ranker = Ranker(dense, lexical, sentences, tokens, weights)

        def ranked(query: QueryEncoding) -> list[int]:
            if weighed:
                query = replace(query, weights=token_weights(query, lexical))
            if projected and projection:
                query = projection.apply(query)
            return [found.row for found in ranker.rank(query, DEPTH)]

        return ranked

    return {
        "dense": by_vector,
        "BM25": by_words,
        "rank fusion of both": by_ranks,
        "score fusion of both": by_ranker(Weights(0.6, 0.4, 0, 0, 0)),
        "late interaction, all words alike": by_ranker(
            Weights(0, 0, 0, 1, 0), weighed=False, projected=False
        ),
        "late interaction, rare words first": by_ranker(Weights(0, 0, 0, 1, 0), projected=False),
        "late interaction, projected": by_ranker(Weights(0, 0, 0, 1, 0)),
        "score fusion + late interaction": by_ranker(
            Weights(1 / 14, 1 / 14, 0, 6 / 14, 6 / 14), projected=False
        ),
        "  + best sentence's BM25": by_ranker(Weights(), projected=False),
        "  + projected (shipped)": by_ranker(Weights()),
    }


def print_table(
    ways: dict[str, Retrieve], encoder: QueryEncoder, questions: Iterable[tuple[str, int]]
) -> None:
    """Recall at 1 and 5, and the mean reciprocal rank, for each way."""
    encoded = [(encoder.encode(text), gold) for text, gold in questions]
    print(f"{'':36} recall@1  recall@5     MRR")
    for name, retrieve in ways.items():
        ranks = np.array([rank_of(gold, retrieve(query)) for query, gold in encoded])
        print(f"{name:36} {(ranks <= 1).mean():8.3f}  {(ranks <= 5).mean():8.3f}  {(1 / ranks).mean():6.3f}")


def rank_of(gold: int, rows: list[int]) -> float:
    """The rank of the right row, counted from 1; infinite if it wasn't found."""
    return rows.index(gold) + 1 if gold in rows else float("inf")


def misspelt(text: str, chance: random.Random) -> str:
    """Drop, double or swap an inner letter in about a third of the words of five letters or more."""

    def misspell(found: re.Match[str]) -> str:
        word = found.group()
        if chance.random() > 0.35:
            return word
        i = chance.randrange(1, len(word) - 2)
        return chance.choice(
            [
                word[:i] + word[i + 1 :],
                word[: i + 1] + word[i:],
                word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            ]
        )

    return re.sub(r"[^\W\d_]{5,}", misspell, text)


if __name__ == "__main__":
    main()

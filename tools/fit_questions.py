"""Fit the classifier of questions to the example questions, for the packaged model, and package it.

    python tools/fit_questions.py [--folds 5]

Writes `models/questions/`. With `--folds` it also tells how many examples a classifier gets right that was fitted
without them, by language.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np

from origin_qa.attributes import example_questions, fold, read_examples
from origin_qa.index.encoder import Floats, QueryEncoder
from origin_qa.index.export import export_encoder
from origin_qa.index.model import locate_model
from origin_qa.index.passage_encoder import PassageEncoder
from origin_qa.index.question_classifier import (
    PACKAGED,
    Example,
    classifier_key,
    fit_classifier,
    write_classifier,
)
from origin_qa.settings import Settings


def main() -> None:
    """Fit, measure if asked, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=0, help="parts of a cross-validation; 0: none")
    arguments = parser.parse_args()
    settings = Settings()
    located = locate_model(settings.model)
    examples = example_questions()
    with tempfile.TemporaryDirectory() as folder:
        export_encoder(PassageEncoder(located), settings.query_prompt, Path(folder))
        encoder = QueryEncoder(Path(folder))
        vectors: dict[str, Floats] = {}

        def encode(text: str) -> Floats:
            if text not in vectors:
                vectors[text] = encoder.encode(text).vector
            return vectors[text]

        key = classifier_key(located.sha256, settings.query_prompt, examples)
        PACKAGED.mkdir(parents=True, exist_ok=True)
        write_classifier(fit_classifier(examples, encode, key), PACKAGED)
        sys.stdout.write(f"{len(examples)} examples fitted\n")
        if arguments.folds > 1:
            for line in cross_validated(examples, encode, arguments.folds):
                sys.stdout.write(f"{line}\n")


def cross_validated(examples: Sequence[Example], encode: Callable[[str], Floats], folds: int) -> list[str]:
    """How many of the examples are right that a classifier never saw, by task and language and for `other`."""
    languages = {
        text: language for name in ("questions", "scopes") for _, language, text in read_examples(name)
    }
    order = list(range(len(examples)))
    Random(7).shuffle(order)
    right: dict[str, list[bool]] = defaultdict(list)
    for part in range(folds):
        held_out = set(order[part::folds])
        known = [example for i, example in enumerate(examples) if i not in held_out]
        classifier = fit_classifier(known, encode, "")
        for i in held_out:
            task, label, text = examples[i]
            likely = classifier.probabilities(fold(text), encode(fold(text)))[task]
            hit = max(likely, key=lambda one: likely[one]) == label
            right[f"{task}, all"].append(hit)
            right[f"{task}, {'other' if label == 'other' else languages.get(text, 'en')}"].append(hit)
    return [f"{name:18} {len(hits):5} {np.mean(hits):.3f}" for name, hits in sorted(right.items())]


if __name__ == "__main__":
    main()

"""What a question asks for and of whom, learned from example questions.

For each task (which attribute, whether of all producers) a multinomial logistic regression over the sentence vector
of a question and its hashed words, pairs of words and letter n-grams: the vector knows wordings that nobody wrote
down, the words know terms of the trade and languages that the model doesn't. One attribute, `other`, stands for
questions that ask for none. The packaged weights are those of the packaged model; for another model they are fitted
when an index is built.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from origin_qa.attributes import fold
from origin_qa.index.encoder import Floats

CLASSIFIER_FILE = "question_classifier.npz"
PACKAGED = Path(__file__).parent.parent / "models" / "questions"

Example = tuple[str, str, str]
"""A task, a label and a question that has it."""
Likely = Mapping[str, Mapping[str, float]]
"""For each task the probability of each of its labels."""

_HASHED = 4096
_LETTERS = 4
_SOFTNESS = 7.0
"""Inverse strength of the ridge, chosen by cross-validation on the examples."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """Weights for k labels, (k, dim + 4096 + 1) float32, the last column the bias."""

    labels: tuple[str, ...]
    weights: Floats

    def probabilities(self, features: Floats) -> Mapping[str, float]:
        """How likely each label is for (dim + 4096,) features."""
        scores = self.weights[:, :-1] @ features + self.weights[:, -1]
        odds = np.exp(scores - scores.max())
        return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class QuestionClassifier:
    """A model for each task; `key` names the encoder, its prompt and the examples that they were fitted with."""

    models: Mapping[str, LinearModel]
    key: str

    def probabilities(self, text: str, vector: Floats) -> Likely:
        """How likely the labels of each task are for a folded question with this sentence vector, (dim,) float32."""
        features = np.concatenate([vector, lexical_features(text)])
        return {task: model.probabilities(features) for task, model in self.models.items()}


def classifier_key(model_sha256: str, query_prompt: str, examples: Sequence[Example]) -> str:
    """The checksum over all that a classifier depends on."""
    inputs = msgspec.json.encode([model_sha256, query_prompt, _HASHED, _SOFTNESS, list(examples)])
    return hashlib.sha256(inputs).hexdigest()


def fit_classifier(
    examples: Sequence[Example], encode: Callable[[str], Floats], key: str
) -> QuestionClassifier:
    """Fit a classifier; `encode` gives a question's sentence vector. Some 5 ms an example on two cores."""
    by_task: dict[str, list[tuple[str, str]]] = {}
    for task, label, text in examples:
        by_task.setdefault(task, []).append((label, fold(text)))
    models = {
        task: _fitted(labelled, encode)
        for task, labelled in by_task.items()
        if len({label for label, _ in labelled}) > 1
    }
    return QuestionClassifier(models, key)


def _fitted(labelled: Sequence[tuple[str, str]], encode: Callable[[str], Floats]) -> LinearModel:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    features = [np.concatenate([encode(text), lexical_features(text)]) for _, text in labelled]
    model = LogisticRegression(C=_SOFTNESS, max_iter=300)
    model.fit(csr_matrix(np.stack(features)), [label for label, _ in labelled])
    weights = np.hstack([model.coef_, model.intercept_[:, None]])
    if len(weights) == 1:  # of two labels only the second one's odds are given
        weights = np.vstack([np.zeros_like(weights), weights])
    return LinearModel(tuple(map(str, model.classes_)), weights.astype(np.float32))


def write_classifier(classifier: QuestionClassifier, folder: Path) -> None:
    """Write the weights, rounded to half precision, which moves no probability by more than a thousandth."""
    arrays = {"key": np.array(classifier.key)}
    for task, model in classifier.models.items():
        arrays[f"labels/{task}"] = np.array(model.labels, dtype=np.str_)
        arrays[f"weights/{task}"] = model.weights.astype(np.float16)
    np.savez_compressed(folder / CLASSIFIER_FILE, **arrays)  # type: ignore[arg-type]


def read_classifier(folder: Path) -> QuestionClassifier:
    """Read what `write_classifier` wrote."""
    with np.load(folder / CLASSIFIER_FILE, allow_pickle=False) as stored:
        tasks = [name.removeprefix("labels/") for name in stored.files if name.startswith("labels/")]
        models = {
            task: LinearModel(
                tuple(map(str, stored[f"labels/{task}"])), stored[f"weights/{task}"].astype(np.float32)
            )
            for task in tasks
        }
        return QuestionClassifier(models, str(stored["key"]))


def lexical_features(text: str) -> Floats:
    """Hashed words, pairs of words and letter 4-grams of a folded question, (4096,) float32 of unit length."""
    counts = np.zeros(_HASHED, dtype=np.float32)
    for feature in _features(text.split()):
        counts[zlib.crc32(feature.encode()) % _HASHED] += 1
    damped = np.sqrt(counts)
    return np.asarray(damped / max(float(np.linalg.norm(damped)), 1e-9), dtype=np.float32)


def _features(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"w:{word}"
        bounded = f"<{word}>"
        for at in range(len(bounded) - _LETTERS + 1):
            yield f"c:{bounded[at : at + _LETTERS]}"
    for word, following in pairwise(words):
        yield f"b:{word}_{following}"

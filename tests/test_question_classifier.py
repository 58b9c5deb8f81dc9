"""The classifier of questions: fitted, written, read back, and the packaged one up to date."""

from pathlib import Path

import numpy as np
import pytest

from origin_qa.attributes import example_questions
from origin_qa.index.encoder import Floats
from origin_qa.index.model import locate_model
from origin_qa.index.question_classifier import (
    PACKAGED,
    QuestionClassifier,
    classifier_key,
    fit_classifier,
    lexical_features,
    read_classifier,
    write_classifier,
)
from origin_qa.settings import Settings

EXAMPLES = (
    ("attribute", "altitude", "How high up do they grow it?"),
    ("attribute", "altitude", "what height are the farms"),
    ("attribute", "port", "Which port does it leave from?"),
    ("attribute", "other", "why did they plant trees"),
    ("scope", "all", "which of them are organic"),
    ("scope", "one", "is it organic"),
    ("alone", "only", "a task of one label tells nothing"),
)


def no_vector(_: str) -> Floats:
    return np.zeros(3, dtype=np.float32)


@pytest.fixture(scope="module")
def classifier() -> QuestionClassifier:
    return fit_classifier(EXAMPLES, no_vector, "key")


def test_examples_are_told_apart(classifier: QuestionClassifier) -> None:
    likely = classifier.probabilities("how high up are the farms", no_vector(""))
    assert set(likely) == {"attribute", "scope"}
    for chances in likely.values():
        assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
    assert max(likely["attribute"], key=lambda key: likely["attribute"][key]) == "altitude"


def test_what_is_written_is_read_back(classifier: QuestionClassifier, tmp_path: Path) -> None:
    write_classifier(classifier, tmp_path)
    again = read_classifier(tmp_path)
    assert again.key == "key"
    for task, model in classifier.models.items():
        assert again.models[task].labels == model.labels
        np.testing.assert_allclose(again.models[task].weights, model.weights, atol=2e-3)


def test_without_examples_nothing_is_likely() -> None:
    assert fit_classifier((), no_vector, "").probabilities("how high", no_vector("")) == {}


def test_features_have_unit_length_and_the_same_words_the_same_features() -> None:
    one = lexical_features("how high is it")
    assert one.dtype == np.float32
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(one, lexical_features("how high is it"))
    assert np.linalg.norm(lexical_features("")) == 0


def test_the_packaged_classifier_is_that_of_the_examples() -> None:
    """Otherwise every build would fit its own: run `make fit-questions`."""
    settings = Settings()
    located = locate_model(settings.model)
    key = classifier_key(located.sha256, settings.query_prompt, example_questions())
    assert read_classifier(PACKAGED).key == key

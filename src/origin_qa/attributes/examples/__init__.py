"""How questions and labels are worded: examples that classifiers are fitted to.

`questions.tsv` holds an attribute, or `other`, a language and a question a line; `scopes.tsv` the same with `all` or
`one`, whom a question is about; `labels.tsv` the same of labels, with `none`. `it` stands for the producer.
"""

from collections.abc import Iterator, Sequence
from importlib import resources

from origin_qa.attributes.vocabulary import attributes


def example_questions() -> Sequence[tuple[str, str, str]]:
    """(task, label, question) triples from which unseen wordings are recognised.

    The labels of the task `attribute` are ids, or `other` for questions that ask for none; those of `scope` are
    `all` for questions about all producers and `one`.
    """
    asked = [("attribute", entry.id, text) for entry in attributes().values() for text in entry.examples]
    asked += [("attribute", key, text) for key, _, text in read_examples("questions")]
    return [*asked, *(("scope", scope, text) for scope, _, text in read_examples("scopes"))]


def read_examples(name: str) -> Iterator[tuple[str, str, str]]:
    """(label, language, text) of each line of a file of examples: `questions`, `scopes` or `labels`."""
    path = resources.files("origin_qa.attributes").joinpath(f"examples/{name}.tsv")
    for line in path.read_text(encoding="utf-8").splitlines():
        key, language, text = line.split("\t")
        yield key, language, text

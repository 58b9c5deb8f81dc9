"""Sentences about attributes in the language of the question, from `sentences.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from origin_qa.answer.phrases import joined, phrase, title_of
from origin_qa.answer.saying import value_phrase, within_sentence
from origin_qa.attributes import attributes
from origin_qa.types import Fact


@cache
def sentences() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The sentences by attribute, `say` or `differ`, and language."""
    text = resources.files("origin_qa.answer").joinpath("sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _sentence(attribute: str, kind: str, language: str) -> str | None:
    return sentences().get(attribute, {}).get(kind, {}).get(language)


def statement(name: str, facts: Sequence[Fact], language: str) -> str:
    """The sentence that states the value of an attribute of the producer `name`, or each of several values.

    Where the language has no sentence for it, or a value doesn't fit into one: name, title and value.
    """
    attribute = attributes()[facts[0].attribute]
    say = _sentence(attribute.id, "say", language)
    fitting = [within_sentence(fact, language) for fact in facts]
    if say and None not in fitting:
        values = list(dict.fromkeys(value for value in fitting if value is not None))
        return say.format(name=name, value=alternatives(values, language))
    value = alternatives([value_phrase(fact, language) for fact in facts], language)
    return phrase(language, "untitled", name=name, title=title_of(attribute, language), value=value)


def disagreement(name: str, fact: Fact, language: str) -> str:
    """The sentence that says that the sources give different values of what `fact` is about."""
    if differ := _sentence(fact.attribute, "differ", language):
        return phrase(language, "disagree", matter=differ.format(name=name))
    attribute = attributes().get(fact.attribute)
    title = title_of(attribute, language) if attribute else fact.label
    return phrase(
        language,
        "disagree_on",
        name=name,
        title=title if language == "de" or not attribute else title.lower(),
    )


def alternatives(values: Sequence[str], language: str) -> str:
    """Each value once: `2,424 producers or 1,340 members`."""
    return joined(list(dict.fromkeys(values)), language, "or")

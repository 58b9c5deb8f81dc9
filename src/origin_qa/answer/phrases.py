"""The answer's own words in the language of the question."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from origin_qa.attributes import Attribute


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("origin_qa.answer").joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrase(language: str, key: str, **values: object) -> str:
    """The phrase `key` in `language`, English where there is none in it."""
    table = _phrases().get(language, _phrases()["en"])
    return table[key].format(**values)


def joined(names: Sequence[str], language: str, link: str = "and") -> str:
    """`A, B and C`, with the conjunction `link` ("and" or "or") of the language."""
    word = phrase(language, link)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def title_of(attribute: Attribute, language: str) -> str:
    """What an attribute is called in `language`: its own title, or its first label there."""
    labels = attribute.labels.get(language, ())
    if language == "en" or not labels:
        return attribute.title
    return labels[0][0].upper() + labels[0][1:]

"""What counts count, in each language; the words themselves stand in `nouns.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from origin_qa.attributes import fold

_LANGUAGES = ("es", "de", "fr", "pt")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("origin_qa.answer").joinpath("nouns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def noun_words() -> Mapping[str, Mapping[str, str]]:
    """The word in each language for what is counted, by every English word for it, folded."""
    return {fold(word): entry for name, entry in _table().items() for word in (name, *entry["also"])}


@cache
def _english() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for name, entry in _table().items():
        for word in (name, *entry["also"], *(entry[language] for language in _LANGUAGES)):
            names.setdefault(fold(word), name)
    return names


def noun_in_english(noun: str) -> str:
    """The usual English word for a noun of any of the languages, else the noun itself."""
    return _english().get(fold(noun), noun)

"""The words of values: numbers, units, months, shares and hedges in five languages, from `lexicon.toml`."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources


@cache
def lexicon() -> dict[str, dict[str, object]]:
    """The tables of `lexicon.toml` as they are written."""
    text = resources.files("origin_qa.attributes").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def lexicon_words(table: str) -> tuple[str, ...]:
    """The words of a table of `lexicon.toml` that lists them by language."""
    return tuple(
        str(word) for words in lexicon()[table].values() if isinstance(words, list) for word in words
    )


def alternatives(words: Iterable[str]) -> str:
    """An alternation that prefers the longest word; spaces match any white space."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def unit_table(kind: str) -> dict[str, list[str]]:
    """The units of a kind, the base unit first, each with the words for it."""
    table = lexicon()["units"][kind]
    assert isinstance(table, dict)
    return table


def unit_words(kind: str) -> str:
    """An alternation of the units of a kind, as regular-expression source."""
    return alternatives([word for words in unit_table(kind).values() for word in words])

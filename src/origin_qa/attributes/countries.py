"""Countries that grow coffee, by the names and adjectives that pages and questions use."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from origin_qa.attributes.folding import fold


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    text = resources.files("origin_qa.attributes").joinpath("countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _names() -> Mapping[str, str]:
    """Every name, folded, to the name in English."""
    return {fold(name): country for country, entry in _table().items() for name in (country, *entry["names"])}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_names(), key=len, reverse=True))})\b")


def country_of(name: str) -> str | None:
    """The country that `name` is, in English, or None; case, accents and marks don't matter."""
    return _names().get(fold(name))


def find_country(text: str) -> str | None:
    """The first country named in a text, in English."""
    found = _pattern().search(fold(text))
    return _names()[found.group()] if found else None


def country_words(country: str) -> frozenset[str]:
    """Folded names and adjectives of a country; for one that isn't in the table, its own name."""
    entry = _table().get(country_of(country) or country)
    forms = (country, *entry["names"], *entry["adjectives"]) if entry else (country,)
    return frozenset(fold(form) for form in forms)

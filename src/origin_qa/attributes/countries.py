"""Countries that grow coffee, by the names and adjectives that pages and questions use."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from origin_qa.attributes.folding import fold

_ENDINGS = (
    ("isch", ("ische", "ischer", "ischen", "isches", "ischem")),
    ("ien", ("ienne", "iens", "iennes")),
    ("ain", ("aine", "ains", "aines")),
    ("ais", ("aise", "aises")),
    ("és", ("esa", "eses", "esas")),
    ("ês", ("esa", "eses", "esas")),
    ("ense", ("enses",)),
    ("o", ("a", "os", "as")),
)
"""How adjectives of the other languages end besides the form in the table."""


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
    if not entry:
        return frozenset({fold(country)})
    inflected = (form for adjective in entry["adjectives"] for form in _inflected(adjective))
    return frozenset(fold(form) for form in (country, *entry["names"], *inflected))


def _inflected(adjective: str) -> list[str]:
    """An adjective in the forms that stand before or after what it describes."""
    endings = next((forms for end, forms in _ENDINGS if adjective.endswith(end)), ())
    base = next((adjective.removesuffix(end) for end, _ in _ENDINGS if adjective.endswith(end)), adjective)
    return [adjective, *(base + ending for ending in endings)]

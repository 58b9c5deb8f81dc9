"""How a question asks for producers, and for the most or the least of something, in each language.

The wordings themselves stand in `listing.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_COMMON = "en"
"""The language that visitors mix into any other."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """The patterns of a language over folded text; `listing.toml` tells what each is for.

    `plain` matches a word that names producers or what they do, and so sets no condition.
    """

    outright: re.Pattern[str]
    lists: re.Pattern[str]
    most: re.Pattern[str]
    least: re.Pattern[str]
    over: re.Pattern[str]
    under: re.Pattern[str]
    ships: re.Pattern[str]
    plain: re.Pattern[str]


@cache
def _tables() -> Mapping[str, Mapping[str, str | list[str]]]:
    text = resources.files("origin_qa.answer").joinpath("listing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def wordings(language: str) -> Wordings:
    """The wordings of `language` together with English, compiled once."""
    tables = [_tables()[name] for name in dict.fromkeys((language, _COMMON)) if name in _tables()]

    def any_of(*keys: str) -> re.Pattern[str]:
        return re.compile(
            "|".join(_expanded(table, part) for table in tables for key in keys for part in table[key])
        )

    plain = (str(table[key]) for table in tables for key in _PLAIN)
    return Wordings(
        outright=any_of("outright"),
        lists=any_of("outright", "lists"),
        most=any_of("most"),
        least=any_of("least"),
        over=any_of("over"),
        under=any_of("under"),
        ships=any_of("ships"),
        plain=re.compile("|".join(plain)),
    )


_PLAIN = ("kinds", "kind", "verbs", "asking")


def _expanded(table: Mapping[str, str | list[str]], pattern: str) -> str:
    """A pattern with the words of its language put in for `{kinds}`, `{little}` and the like."""
    return re.sub(r"\{([a-z]+)\}", lambda found: str(table[found[1]]), pattern)

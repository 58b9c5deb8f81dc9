"""What documents in English call things that questions in other languages ask for."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


@cache
def _english() -> Mapping[str, str]:
    text = resources.files("origin_qa.answer").joinpath("glossary.toml").read_text(encoding="utf-8")
    return {word: english for english, words in tomllib.loads(text).items() for word in str(words).split()}


def in_english(words: Sequence[str], language: str = "") -> list[str]:
    """Folded words of a text in `language`, those of the glossary in English; "" where it may be any."""
    return list(words) if language == "en" else [_english().get(word, word) for word in words]

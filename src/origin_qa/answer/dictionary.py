"""Which words are English ones, however rare, so that they are nobody's name: herbicide, youngsters.

The word list is that of pyspellchecker, made of film subtitles and words that its authors add.
"""

from functools import cache
from typing import Any


def is_english(word: str) -> bool:
    """Whether a folded word is in the English word list."""
    return bool(_words().known([word]))


@cache
def _words() -> Any:  # noqa: ANN401
    # Opened when a question first has a word that nothing else knows: it takes a tenth of a second and some 20 MB.
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)

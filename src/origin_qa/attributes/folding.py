"""Folds text to the form in which names, labels and questions are compared."""

import re
import unicodedata

_BARRED = str.maketrans("đĐłŁøØ", "dDlLoO")
"""Letters with a stroke, which no normal form takes off."""


def fold(text: str) -> str:
    """Casefolded words without accents, separated by single spaces.

    Marks of all kinds become spaces; a genitive ’s is
    dropped, an elided article (l’altitude) stands by itself.
    """
    text = re.sub(r"\b([cdjlmnst]|qu)['’](?=\w{2})", r"\1 ", text, flags=re.I)
    plain = re.sub(r"['’](?:s\b)?", "", text, flags=re.I).replace("&", " and ")
    decomposed = unicodedata.normalize("NFKD", plain.translate(_BARRED))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold()))

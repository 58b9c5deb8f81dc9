"""Numbers as people write them, in figures and in words, and what hedges them."""

import re
from functools import cache

from origin_qa.attributes.lexicon import alternatives, lexicon

DASH = r"[-‐‑‒–—−]"
DIGITS = r"\d{1,3}(?:[.,'’ ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
HALF = r"(?:\s(?:and\sa\shalf|y\smedi[ao]|et\sdemie?|e\smei[ao])\b)"


@cache
def number_words() -> dict[str, float]:
    """Casefolded number words of all languages with their value."""
    return {word.casefold(): float(str(n)) for word, n in lexicon()["numbers"].items()}


@cache
def multipliers() -> dict[str, float]:
    """Casefolded words that multiply the number before them, such as `thousand` and `mil`."""
    return {word.casefold(): float(str(n)) for word, n in lexicon()["multipliers"].items()}


def parse_number(text: str) -> float | None:
    """A figure such as `2,424`, `40 000`, `1.340`, `3.5`, `sixteen` or `2 million`."""
    match = re.match(rf"\s*({DIGITS})(?:\s*({alternatives(list(multipliers()))})\b)?", text, re.I)
    if match:
        figure = _digits_to_float(match.group(1))
        return figure * (multipliers()[match.group(2).casefold()] if match.group(2) else 1.0)
    return _spelled_number(text.strip().casefold())


def _spelled_number(text: str) -> float | None:
    """A number in words: `sixteen`, `two and a half`, `one thousand two hundred and fifty`."""
    text = re.sub(HALF, " ½", text)
    known = number_words() | {"½": 0.5}
    total, group, found = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", text):
        if word in known:
            group, found = group + known[word], True
        elif word in multipliers():
            scaled, found = max(group, 1.0) * multipliers()[word], True
            # Hundreds go on to be multiplied: `two hundred thousand`.
            total, group = (total, scaled) if multipliers()[word] < 1000 else (total + scaled, 0.0)
        elif found and word not in ("and", "e"):
            break
    return total + group if found else None


def _digits_to_float(digits: str) -> float:
    """Groups of exactly three digits are thousands, anything else after a mark is a fraction."""
    grouped = re.fullmatch(r"(\d{1,3})((?:[.,'’ ]\d{3})+)(?:([.,])(\d{1,2}))?", digits)
    if grouped and not digits.startswith("0"):
        whole = re.sub(r"\D", "", grouped.group(1) + grouped.group(2))
        return float(f"{whole}.{grouped.group(4) or 0}")
    return float(re.sub(r"[^\d.]", "", digits.replace(",", ".")))


def hedge_before(text: str) -> tuple[str, int]:
    """The bound that the words at the end of `text` put on what follows, and where they start."""
    for bound, words in lexicon()["hedges"].items():
        assert isinstance(words, list)
        match = re.search(rf"(?:^|(?<=[\s(,]))(?:{alternatives(words)})\s*$", text, re.I)
        if match:
            return bound, match.start()
    return "exact", len(text)

"""Months and seasons as people write them."""

import re
from functools import cache
from itertools import pairwise

from origin_qa.attributes.lexicon import alternatives, lexicon
from origin_qa.attributes.numbers import DASH
from origin_qa.types import Value

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def _month_numbers() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, forms in enumerate(lexicon()["months"].values(), start=1):
        assert isinstance(forms, list)
        names |= {str(form).casefold(): number for form in forms}
    return names


@cache
def capitalised_months() -> tuple[str, ...]:
    """Month names as running text has them: English and German ones only with a capital."""
    forms: list[str] = []
    for names in lexicon()["months"].values():
        assert isinstance(names, list)
        forms += [str(name) for name in names]
    return tuple(forms)


@cache
def _month_forms() -> tuple[dict[str, int], dict[str, int]]:
    """The names of months, and the same with the short forms that are read only among themselves."""
    short: dict[str, int] = {}
    for name, forms in lexicon()["short_months"].items():
        assert isinstance(forms, list)
        short |= {str(form): MONTHS.index(name) + 1 for form in forms}
    return _month_numbers(), _month_numbers() | short


def _season_in_figures(text: str) -> str:
    """`4–10` as the names of its months; any other text as it is."""
    found = re.fullmatch(rf"\s*(0?[1-9]|1[0-2])\s?(?:{DASH}|to|a|à|bis|até)\s?(0?[1-9]|1[0-2])\s*\.?", text)
    return f"{MONTHS[int(found[1]) - 1]} – {MONTHS[int(found[2]) - 1]}" if found else text


def parse_months(text: str) -> Value | None:
    """Months of a season; `items` lists every month in order, from the first through the last.

    `4–10` is read too, and short forms such as `set` and `out` where nothing else is said.
    """
    text = _season_in_figures(text)
    names, all_names = _month_forms()
    month = rf"(?:{alternatives(list(all_names))})\.?"
    link = rf"(?:\s?(?:{DASH}|/|,|&)\s?|\s(?:to|until|and|a|e|y|à|et|até|hasta|bis|und)\s)"
    if re.fullmatch(
        rf"\s*(?:(?:de|from|von|entre|between|desde)\s)?{month}(?:{link}{month})*\s*", text, re.I
    ):
        names = all_names
    pattern = rf"\b(?:{alternatives(list(names))})\b"
    found = [(m.start(), m.end(), names[m.group().casefold()]) for m in re.finditer(pattern, text, re.I)]
    if not found:
        return None
    months: list[int] = [found[0][2]]
    for (_, end, previous), (start, _, number) in pairwise(found):
        between = text[end:start]
        listed = re.fullmatch(r"\.?\s*(?:,|&|and|y|und|et|e|,\s*and)\s*", between, re.I)
        if listed and not re.search(r"\b(?:between|entre|zwischen)\s*$", text[: found[0][0]], re.I):
            months.append(number)
            continue
        months += [(previous + step - 1) % 12 + 1 for step in range(1, (number - previous) % 12 + 1)]
    unique = list(dict.fromkeys(months))
    return Value(low=unique[0], high=unique[-1], items=tuple(MONTHS[m - 1] for m in unique))

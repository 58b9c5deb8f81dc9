"""Reads enumerations: varieties, certificates, other crops."""

import re
from functools import cache

from origin_qa.attributes.lexicon import lexicon_words
from origin_qa.types import Value


def parse_list(text: str) -> Value | None:
    """The items of an enumeration, split at commas, semicolons, slashes and the last `and`.

    Words for how much there is of an item are no part of it: `a little Geisha` is Geisha.
    """
    parts = re.split(r"\s*[;,•|/]\s*|\s+(?:and|&|y|und|et|e)\s+", text.strip(" .·•"))
    items = tuple(item for part in parts if (item := _portion().sub("", part.strip(" .")).strip()))
    return Value(items=items) if items else None


@cache
def _portion() -> re.Pattern[str]:
    """What a list says before an item of how much there is of it."""
    words = "|".join(sorted(map(re.escape, set(lexicon_words("portions"))), key=len, reverse=True))
    return re.compile(rf"^(?:(?:also|and|plus|y|und|et|e)\s)?(?:{words})\s(?=\S)", re.I)

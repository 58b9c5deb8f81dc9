"""The seals that a question names, and the sentences that do."""

import re

from origin_qa.answer.inquiry import Inquiry
from origin_qa.attributes import CueMatch, fold

_SEALS = frozenset(
    "organic bio fairtrade fair rainforest utz spp demeter biodynamic organico biologique".split()
)

_DATED = {
    "fairtrade_since": re.compile(r"\b(?:fair ?trade|flo|comercio justo|commerce equitable)\b"),
    "organic_since": re.compile(r"\b(?:organic|bio|ecolog|okolog)"),
}
"""How folded text names the seal of an attribute that tells since when it is held."""


def seals_asked(inquiry: Inquiry, cue: CueMatch | None) -> frozenset[str]:
    """The seals that a question such as `is it organic?` names; evidence has to name them too."""
    if cue is None or cue.attribute != "certifications":
        return frozenset()
    return frozenset(word for word in inquiry.question.content if word in _SEALS)


def names_seal(attribute: str, text: str) -> bool:
    """Whether a text names the seal since when an attribute tells it is held; any does for other attributes."""
    named = _DATED.get(attribute)
    return named is None or named.search(fold(text)) is not None

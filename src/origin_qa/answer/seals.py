"""The seals that a question names."""

from origin_qa.answer.inquiry import Inquiry
from origin_qa.attributes import CueMatch

_SEALS = frozenset(
    "organic bio fairtrade fair rainforest utz spp demeter biodynamic organico biologique".split()
)


def seals_asked(inquiry: Inquiry, cue: CueMatch | None) -> frozenset[str]:
    """The seals that a question such as `is it organic?` names; evidence has to name them too."""
    if cue is None or cue.attribute != "certifications":
        return frozenset()
    return frozenset(word for word in inquiry.question.content if word in _SEALS)

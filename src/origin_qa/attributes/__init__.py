"""What a producer can be asked about: attributes, their labels and questions, and their values."""

from origin_qa.attributes.agreement import agree
from origin_qa.attributes.cues import CueMatch, excluded, match_cues
from origin_qa.attributes.examples import example_questions, read_examples
from origin_qa.attributes.folding import fold
from origin_qa.attributes.vocabulary import (
    Attribute,
    Label,
    as_stated,
    attributes,
    find_label,
    hinted_by,
    item_words,
    prose_patterns,
    qualified_label,
    split_glued,
    stand_in,
    vocabulary_sha256,
)

__all__ = [
    "Attribute",
    "CueMatch",
    "Label",
    "agree",
    "as_stated",
    "attributes",
    "example_questions",
    "excluded",
    "find_label",
    "fold",
    "hinted_by",
    "item_words",
    "match_cues",
    "prose_patterns",
    "qualified_label",
    "read_examples",
    "split_glued",
    "stand_in",
    "vocabulary_sha256",
]

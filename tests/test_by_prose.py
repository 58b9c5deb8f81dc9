"""Which sentences of a passage are shown for a question about something with a name."""

import pytest

from origin_qa.answer.by_prose import told_of_name
from origin_qa.answer.evidence import Evidence
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Passage, Span

TEXT = (
    "The mission is good coffee. They also sell a lot called Alta Brisa. In 2004 the pickers asked to keep it apart. "
    "They thought it better. The money pays for books. It is a success."
)


def evidence(position: int, heading: str = "Introduction") -> Evidence:
    whole = Span(0, len(TEXT))
    passage = Passage(
        "p", "brisa", "brisa.txt", "prose", (heading,), TEXT, whole, sentence_spans(TEXT, whole)
    )
    return Evidence(passage, position, 0.5, 0.5, 0.5, 0.5, typed=True, valued=True)


@pytest.mark.parametrize(
    ("best", "shown"),
    [(0, [1, 2, 3]), (1, [1, 2, 3]), (3, [1, 2, 3]), (4, []), (5, [])],
)
def test_what_has_a_name_is_told_of_from_the_sentence_that_names_it(best: int, shown: list[int]) -> None:
    assert list(told_of_name(frozenset({"alta", "brisa"}), evidence(best), TEXT)) == shown


def test_the_best_sentence_stands_where_nothing_names_it_or_the_heading_does() -> None:
    names = frozenset({"alta", "brisa"})
    assert not told_of_name(names, evidence(0, "Alta Brisa"), TEXT)
    assert not told_of_name(frozenset({"zambra"}), evidence(0), TEXT)
    assert not told_of_name(frozenset(), evidence(0), TEXT)

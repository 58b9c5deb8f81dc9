"""Questions that stand as headings: which wordings are the same question, and which are not."""

import pytest

from origin_qa.answer.by_heading import QuestionHeadings, meaning
from origin_qa.answer.naming import Names
from origin_qa.answer.question import QuestionReader
from origin_qa.types import Passage, Span

WORDS = frozenset(
    "does it run a kindergarten school is there open before after nine sold with without milk how who women".split()
)
READER = QuestionReader(Names({}, frozenset()), WORDS, lambda word: word in WORDS)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Does it run a kindergarten?", "does it run a kindergarten", True),
        ("Is there a kindergarten?", "is a kindergarten there?", True),
        ("Is there a kindergarten?", "is there a school?", False),
        ("Is it sold with milk?", "is it sold without milk?", False),
        ("Is it open before nine?", "is it open after nine?", False),
        ("How many women?", "Who are the women?", False),
    ],
)
def test_two_wordings_ask_the_same_or_not(one: str, other: str, same: bool) -> None:
    assert (meaning(READER.read(one)) == meaning(READER.read(other))) is same


def passage(id: str, heading: str) -> Passage:
    span = Span(0, 4)
    return Passage(id, "alameda", "alameda.txt", "prose", ("Title", heading), "Yes.", span, (span,))


def test_only_headings_that_are_questions_count() -> None:
    headings = QuestionHeadings(
        [passage("p1", "Is there a kindergarten?"), passage("p2", "A kindergarten")], READER
    )
    assert [found.id for found in headings.under(READER.read("is there a kindergarten"))] == ["p1"]
    assert not headings.under(READER.read("is it there?"))

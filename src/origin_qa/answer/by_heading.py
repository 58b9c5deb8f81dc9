"""Answers to a question that some document has as a heading: a staff note, or a page of questions and answers."""

from collections.abc import Mapping, Sequence

from origin_qa.answer.compose import verbatim_sentence
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.question import Question, QuestionReader
from origin_qa.answer.terms import stem
from origin_qa.answer.wanted import Wanted
from origin_qa.answer.words import TOPIC_WORDS
from origin_qa.types import Passage

_SENTENCES = 4
"""Sentences that are shown of what stands under the heading."""
_TURNING = frozenset(
    """
    no not without with never nor none only except before after since until from to over under out up down first last
    isnt arent dont doesnt cant sin con antes despues ohne mit nicht kein keine vor nach sans avec pas avant apres
    sem com nao depois
    """.split()
)
"""Function words that turn the sense of a question, so that two questions must have the same of them."""

Meaning = tuple[Wanted, frozenset[str], frozenset[str]]


class QuestionHeadings:
    """The passages under headings that are questions, found by what those ask."""

    def __init__(self, passages: Sequence[Passage], reader: QuestionReader) -> None:
        """`reader` understands a heading as it understands a customer's question."""
        meanings: dict[str, Meaning] = {}
        found: dict[Meaning, list[Passage]] = {}
        for passage in passages:
            heading = passage.heading_path[-1].rstrip() if passage.heading_path else ""
            if passage.kind == "facts" or not heading.endswith("?"):
                continue
            if heading not in meanings:
                meanings[heading] = meaning(reader.read(heading))
            found.setdefault(meanings[heading], []).append(passage)
        self._found: Mapping[Meaning, Sequence[Passage]] = found

    def under(self, question: Question) -> Sequence[Passage]:
        """The passages below headings that ask the same as `question`."""
        asked = meaning(question)
        return self._found.get(asked, ()) if asked[1] else ()


def meaning(question: Question) -> Meaning:
    """What two wordings of one question have in common: the kind of answer, the stems, the turning words."""
    telling = [word for word in question.content if word not in TOPIC_WORDS] or question.content
    turning = _TURNING & frozenset(question.masked.split())
    return question.wanted, frozenset(stem(word) for word in telling), turning


def answer_by_heading(inquiry: Inquiry, headings: QuestionHeadings) -> Draft | None:
    """What stands under the very question, None if nobody put it; of several producers nobody's is taken."""
    passages = [passage for passage in headings.under(inquiry.question) if _about(passage, inquiry)]
    if not passages or len({passage.producer for passage in passages}) > 1:
        return None
    # Dated file names sort by age: what was written last comes first.
    latest = sorted(passages, key=lambda passage: passage.document, reverse=True)
    inquiry.note("heading", f"{latest[0].id} answers “{latest[0].heading_path[-1]}”")
    spans = [(passage.document, span) for passage in latest for span in passage.sentences][:_SENTENCES]
    return Draft(
        "answered",
        tuple(
            verbatim_sentence(inquiry.index.documents[document].text, document, span, inquiry.citer)
            for document, span in spans
        ),
    )


def _about(passage: Passage, inquiry: Inquiry) -> bool:
    return not inquiry.locked or passage.producer in inquiry.producers

"""Finds the sentences that may answer a question, with what speaks for each.

Passages come from the index. Each of their sentences is scored by late interaction with the
question, by how much of the question's words it covers, by whether it holds the kind of thing that
is asked for, and by the reader, which also marks the answer's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from origin_qa.answer.answer_types import holds_type, holds_value
from origin_qa.answer.question import Question
from origin_qa.answer.reader import Reader
from origin_qa.answer.terms import Terms, stem, stems
from origin_qa.answer.words import STARTS_DANGLING, TOPIC_WORDS
from origin_qa.attributes import Attribute
from origin_qa.index.encoder import QueryEncoding
from origin_qa.index.generation import Index
from origin_qa.types import Hit, Passage, Span

POOL = 10
"""Passages whose sentences are weighed."""
READ = 10
"""Passages that the reader sees; it is what takes the time."""
LEADERS = 4
"""Sentences that the reader sees once more, side by side."""
_UNREAD = -15.0
"""The reader's score where it saw nothing, and its floor elsewhere."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what speaks for it.

    `retrieved` is the score of the passage's retrieval and `similarity` that of late interaction with the
    sentence (both about 0 to 1), `coverage` the weighted share of the question's words found in the
    sentence, `near` the same within its passage and headings, `typed` whether it holds the kind of thing
    asked for, `valued` whether it holds a value of the attribute asked for, `read` the reader's score
    (log-odds against "no answer here") and `answerable` its probability for the passage; `mark` are the
    words it would answer with. `runoff` is the reader's score beside the other leading sentences. `beside`
    marks what somebody says where nobody's words were asked for.
    """

    passage: Passage
    position: int
    retrieved: float
    similarity: float
    coverage: float
    near: float
    typed: bool
    valued: bool
    read: float = _UNREAD
    answerable: float = 0.0
    mark: Span | None = None
    runoff: float = 0.0
    beside: bool = False

    @property
    def span(self) -> Span:
        """The sentence's place in the document."""
        return self.passage.sentences[self.position]

    @property
    def score(self) -> float:
        """What sentences are ranked by. The weights are few and round; see docs/quality.md."""
        return (
            2.2 * self.retrieved
            + 1.0 * self.similarity
            + 0.1 * (self.typed and self.valued)
            - 0.1 * self.beside
            + 0.025 * self.read
            + 0.02 * self.runoff
        )


def gather(
    index: Index,
    hits: Sequence[Hit],
    reader: Reader,
    encoding: QueryEncoding,
    question: Question,
    asked: Attribute | None,
    terms: Terms,
) -> list[Evidence]:
    """The candidate sentences of the passages that were found, best first.

    `asked` is the attribute that the question asks for, if any.
    """
    words = [stem(word) for word in question.content if word not in TOPIC_WORDS]
    words = words or [stem(word) for word in question.content]
    found: list[Evidence] = []
    for hit in hits:
        text = index.documents[hit.passage.document].text
        scores = index.sentence_scores(encoding, hit.passage).tolist()
        found += _weigh(hit, text, scores, words, question, asked, terms)
    found.sort(key=lambda evidence: -evidence.score)
    found = sorted(_read(reader, encoding.text, found), key=lambda evidence: -evidence.score)
    found = _run_off(index, reader, encoding.text, found)
    return sorted(found, key=lambda evidence: -evidence.score)


def _weigh(
    hit: Hit,
    text: str,
    scores: Sequence[float],
    words: Sequence[str],
    question: Question,
    asked: Attribute | None,
    terms: Terms,
) -> list[Evidence]:
    passage = hit.passage
    near = terms.coverage(words, stems(passage.text) | stems(" ".join(passage.heading_path)))
    weighed = []
    for position, (span, similarity) in enumerate(zip(passage.sentences, scores, strict=True)):
        sentence = span.of(text)
        if sentence.rstrip().endswith("?"):
            continue
        held = stems(sentence)
        if position and STARTS_DANGLING.match(sentence):
            held = held | stems(passage.sentences[position - 1].of(text))
        coverage = terms.coverage(words, held)
        typed = holds_type(sentence, question.wanted, passage.kind == "quote")
        valued = holds_value(sentence, asked)
        beside = passage.kind == "quote" and question.wanted not in ("quote", "person")
        weighed.append(
            Evidence(
                passage, position, hit.score, float(similarity), coverage, near, typed, valued, beside=beside
            )
        )
    return weighed


def _read(reader: Reader, question: str, found: list[Evidence]) -> list[Evidence]:
    """The same with the reader's judgement of the passages that lead so far."""
    passages = list({evidence.passage.id: evidence.passage for evidence in found}.values())[:READ]
    if not passages:
        return found
    texts, sentences = zip(*map(_headed, passages), strict=True)
    readings = reader.read_sentences(question, texts, sentences)
    by_passage = {passage.id: own for passage, own in zip(passages, readings, strict=True)}
    read = []
    for evidence in found:
        if own := by_passage.get(evidence.passage.id):
            reading = own[evidence.position]
            offset = evidence.passage.span.start - len(_heading(evidence.passage))
            evidence = replace(
                evidence,
                read=max(reading.score, _UNREAD),
                answerable=reading.answerable,
                mark=Span(offset + reading.start, offset + reading.end),
            )
        read.append(evidence)
    return read


def _run_off(index: Index, reader: Reader, question: str, found: list[Evidence]) -> list[Evidence]:
    """The same with the leading sentences read side by side, as one text; `found` are best first.

    Scores of passages that were read apart compare only roughly. Sentences of one passage stay in their order.
    """
    leaders = found[:LEADERS]
    if len(leaders) < 2:
        return found
    passages = list(dict.fromkeys(evidence.passage.id for evidence in leaders))
    order = sorted(leaders, key=lambda one: (passages.index(one.passage.id), one.position))
    texts = [one.span.of(index.documents[one.passage.document].text) for one in order]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)]
    (readings,) = reader.read_sentences(question, [" ".join(texts)], [spans])
    scores = {id(one): max(reading.score, _UNREAD) for one, reading in zip(order, readings, strict=True)}
    # The others count as the last of the leaders, so that leading is no disadvantage.
    least = min(scores.values())
    return [replace(one, runoff=scores.get(id(one), least)) for one in found]


def _heading(passage: Passage) -> str:
    return f"{passage.heading_path[-1]}. " if passage.heading_path else ""


def _headed(passage: Passage) -> tuple[str, list[Span]]:
    """A passage below its heading, which often names what the text then only hints at; and its sentences there."""
    shift = len(_heading(passage)) - passage.span.start
    spans = [Span(span.start + shift, span.end + shift) for span in passage.sentences]
    return _heading(passage) + passage.text, spans

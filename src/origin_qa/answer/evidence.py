"""Finds the sentences that may answer a question, and says how well each is supported.

Passages come from the index. Each of their sentences is scored by late interaction with the
question, by how much of the question's words it covers, by whether it holds the kind of thing that
is asked for, and by the reader, which also marks the answer's own words.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from origin_qa.answer.question import Question, Wanted
from origin_qa.answer.reader import Reader
from origin_qa.answer.terms import Terms, stem, stems
from origin_qa.answer.words import STARTS_DANGLING, TOPIC_WORDS
from origin_qa.attributes import Attribute, fold
from origin_qa.attributes.values import grammar, parse_measure
from origin_qa.index.encoder import QueryEncoding
from origin_qa.index.generation import Index
from origin_qa.types import Hit, Passage, Span

POOL = 10
"""Passages whose sentences are weighed."""
READ = 5
"""Passages that the reader sees; it is what takes the time."""
_UNREAD = -15.0
"""The reader's score where it saw nothing, and its floor elsewhere."""


WEIGHTS = (2.8, 0.3, 1.1, 2.9, 0.2, 2.6, 0.9, -0.9)
"""Of the similarity, coverage, near, typed, read, answerable, locked and beside, in log-odds."""
BIAS = -6.1


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what speaks for it.

    `retrieved` is the score of the passage's retrieval and `similarity` that of late interaction with the
    sentence (both about 0 to 1), `coverage` the weighted share of the question's
    words found in the sentence, `near` the same within its passage and headings, `typed` whether it
    holds the kind of thing asked for, `read` the reader's score (log-odds against "no answer here")
    and `answerable` its probability for the passage; `mark` are the words it would answer with. `beside`
    marks what somebody says where nobody's words were asked for.
    """

    passage: Passage
    position: int
    retrieved: float
    similarity: float
    coverage: float
    near: float
    typed: bool
    read: float = _UNREAD
    answerable: float = 0.0
    mark: Span | None = None
    beside: bool = False

    @property
    def span(self) -> Span:
        """The sentence's place in the document."""
        return self.passage.sentences[self.position]

    @property
    def score(self) -> float:
        """What sentences are ranked by. The weights are few and round; see docs/quality.md."""
        said = (
            self.retrieved
            + 0.7 * self.similarity
            + 0.25 * self.coverage
            + 0.1 * self.near
            + 0.08 * self.typed
            - 0.1 * self.beside
        )
        return said + 0.08 * self.read

    def features(self, *, locked: bool) -> tuple[float, ...]:
        """What the confidence is made of, in the order of `WEIGHTS`.

        `locked` tells that the producers were known, so that a right topic is likely to begin with.
        """
        return (
            self.similarity,
            self.coverage,
            self.near,
            self.typed,
            self.read,
            self.answerable,
            locked,
            self.beside,
        )

    def confidence(self, *, locked: bool) -> float:
        """The probability that this sentence answers the question, by logistic regression.

        `tools/calibrate.py` fits it on the questions of several invented producers, judged by whether
        the best sentence held the expected answer; docs/quality.md tells how well it holds on others.
        """
        odds = BIAS + math.fsum(
            weight * feature for weight, feature in zip(WEIGHTS, self.features(locked=locked), strict=True)
        )
        return 1 / (1 + math.exp(-odds))


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
    return sorted(_read(reader, encoding.text, found), key=lambda evidence: -evidence.score)


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
        typed = holds_value(sentence, asked) and holds_type(
            sentence, question.wanted, passage.kind == "quote"
        )
        beside = passage.kind == "quote" and question.wanted not in ("quote", "person")
        weighed.append(
            Evidence(passage, position, hit.score, float(similarity), coverage, near, typed, beside=beside)
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


def _heading(passage: Passage) -> str:
    return f"{passage.heading_path[-1]}. " if passage.heading_path else ""


def _headed(passage: Passage) -> tuple[str, list[Span]]:
    """A passage below its heading, which often names what the text then only hints at; and its sentences there."""
    shift = len(_heading(passage)) - passage.span.start
    spans = [Span(span.start + shift, span.end + shift) for span in passage.sentences]
    return _heading(passage) + passage.text, spans


_VALUE = {
    "year": "Y",
    "percent": "P",
    "height": "L",
    "months": "M",
    "mass": "Q",
    "area": "A",
    "length": "R",
    "count": "N",
}


def holds_value(sentence: str, asked: Attribute | None) -> bool:
    """Whether `sentence` holds a value of the attribute's kind; anything does where none is asked for."""
    if asked is None:
        return True
    if asked.lexicon:
        named = any(item in sentence for item in asked.lexicon)
        return named or any(fold(label) in fold(sentence) for label in asked.labels.get("en", ())[:2])
    if asked.kind not in _VALUE:
        return True
    written = (match.group() for match in re.finditer(grammar()[_VALUE[asked.kind]], sentence))
    if asked.within is None:
        return any(written)
    return any((read := parse_measure(text, asked.kind)) and asked.admits(read[0]) for text in written)


_CAPITAL_NAME = re.compile(r"(?<![.!?“\"]\s)(?<!^)\b[A-ZÀ-Þ][\wÀ-ÿ’'-]+")
_PERSON = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|farmers?|growers?|members?|famil(?:y|ies)|students?|workers?|producers?|neighbou?rs?"
    r"|children|people|volunteers?|delegates?|board|chair\w*|manager|founder|team|staff|company|agency|government"
    r"|army|co-?operatives?|union|association|teachers?|nurses?|doctors?|elders?|youth|committee|organi[sz]ation|club|school|\w{3,}(?:ers|ors|ists|men|women))\b",
    re.I,
)


_QUANTITY = re.compile(
    r"\b(?:no|none|few|several|many|most|half|all|dozens?|hundreds?|thousands?|a|an|one)\b", re.I
)
_CURRENCIES = (
    r"dollars?|cents?|euros?|pounds?|pence|francs?|francos|shillings?|pesos?|soles|lempiras?|quetzale?s?|c[oó]rdobas?"
    r"|colones|bolivianos|reais|real|guaran[ií]es|birr|kwacha|naira|cedis?|rand|dinars?|dirhams?|ri[yj]als?|rupees?"
    r"|rupiah|taka|kip|baht|dong|yuan|yen|won|kina|kyat|USD|EUR|GBP|CHF|RWF|BIF|UGX|TZS|KES|ETB|HNL|GTQ|NIO|PEN|COP"
    r"|BRL|MXN|CRC|BOB|IDR|VND|LAK|PGK|INR|FCFA|CFA"
)
_MONEY = re.compile(
    rf"[$€£¥₹₱₡₲₫]\s?\d|\d\s?[$€£¥₹]|\b(?:{_CURRENCIES})\b"
    r"|\b(?:pa(?:y|ys|id)|costs?|fetch(?:es|ed)|earn(?:s|ed)?|price) (?:\w+ ){0,2}\d|\b(?:for free|free of charge)\b",
)
_DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|seasons?|years?|decades?"
    r"|overnight|d[ií]as?|horas?|semanas?|meses|a[nñ]os?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|heures?|jours?"
    r"|semaines?|mois|ans|dias?|anos?)\b",
    re.I,
)
_TIME = re.compile(
    r"\b(?:when|after|before|during|until|since|while|every|once|twice|year|month|week|day|season|century|nineties"
    r"|eighties|seventies|sixties|morning|evening|as soon as|noon|midday|midnight|dawn|dusk|sunrise|sunset|afternoon"
    r"|night|o.clock|hours?|days?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|spring|summer"
    r"|autumn|winter|christmas|easter|daily|weekly|monthly|yearly|annual)",
    re.I,
)


def holds_type(sentence: str, wanted: Wanted, quoted: bool = False) -> bool:
    """Whether `sentence` holds the kind of thing that is wanted: a number, a share, a time, a name."""
    if wanted == "number":
        return bool(re.search(rf"\d|{grammar()['N']}", sentence) or _QUANTITY.search(sentence))
    if wanted == "money":
        return bool(_MONEY.search(sentence))
    if wanted == "duration":
        return bool(_DURATION.search(sentence))
    if wanted == "share":
        return bool(re.search(grammar()["P"], sentence))
    if wanted == "time":
        return bool(re.search(rf"{grammar()['Y']}|{grammar()['M']}", sentence) or _TIME.search(sentence))
    if wanted == "person":
        return quoted or bool(_CAPITAL_NAME.search(sentence) or _PERSON.search(sentence))
    if wanted == "place":
        return bool(
            _CAPITAL_NAME.search(sentence) or re.search(r"\b(?:in|at|to|from|on|near|into|along)\b", sentence)
        )
    return True

"""Counting: from single judgements to the figures of a report."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from origin_qa.evaluate.judge import judge
from origin_qa.evaluate.questions import Cited, Prediction, Question

STATED = ("answered", "conflict")


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `total`. With a total of 0 there is nothing to tell, and `ratio` is None."""

    part: int
    total: int

    @property
    def ratio(self) -> float | None:
        """The share as a number from 0 to 1."""
        return self.part / self.total if self.total else None

    @classmethod
    def of(cls, cases: Iterable[bool]) -> "Share":
        """The share of true cases."""
        seen = list(cases)
        return cls(sum(seen), len(seen))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, its answer, and what is wrong with it."""

    question: Question
    prediction: Prediction | None
    faults: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the answer met every expectation."""
        return not self.faults

    @property
    def status(self) -> str:
        """The status that was answered, or the empty string without an answer."""
        return self.prediction.status if self.prediction else ""

    @property
    def citations(self) -> tuple[Cited, ...]:
        """What the answer states with; nearest passages beside a refusal support no statement."""
        return self.prediction.citations if self.prediction and self.status in STATED else ()


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one run. Questions that expect "any" status count in no figure about statuses.

    `refusal_precision` is the share of refusals that were right to refuse, `refusal_recall` of the
    unanswerable questions that were refused; `false_conflicts` are claimed where there is none;
    `citation_validity` is the share of citations that are verbatim at their offsets.
    """

    outcomes: tuple[Outcome, ...]
    kinds: Mapping[str, Share]
    accuracy: Share
    refusal_precision: Share
    refusal_recall: Share
    conflict_recall: Share
    conflict_correct: Share
    false_conflicts: Share
    wrong_producer: Share
    citation_validity: Share
    answer_words: float | None
    citation_words: float | None
    latencies_ms: tuple[float, ...]

    @property
    def refusal_f1(self) -> float | None:
        """Harmonic mean of the precision and recall of refusals; None if nothing should be refused."""
        precision, recall = self.refusal_precision.ratio, self.refusal_recall.ratio
        if precision and recall:
            return 2 * precision * recall / (precision + recall)
        return 0.0 if self.refusal_recall.total else None

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The outcomes that aren't right, in the order of the questions."""
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    def latency(self, quantile: float) -> float | None:
        """The nearest-rank quantile (0 < quantile ≤ 1) of the latencies, in milliseconds."""
        ranked = sorted(self.latencies_ms)
        return ranked[math.ceil(quantile * len(ranked)) - 1] if ranked else None


def score_questions(
    questions: Sequence[Question],
    predictions: Mapping[str, Prediction],
    texts: Mapping[str, str],
    owners: Mapping[str, str],
) -> Report:
    """Judge the predictions, given by question id.

    `texts` maps the path of every document to its text, `owners` to the id of its producer.
    """
    pairs = ((question, predictions.get(question.id)) for question in questions)
    outcomes = tuple(Outcome(asked, given, judge(asked, given, owners)) for asked, given in pairs)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.question.kind].append(outcome.right)
    strict = [o for o in outcomes if o.question.expect != "any"]
    unanswerable = [o for o in strict if o.question.expect == "not_found"]
    disputed = [o for o in strict if o.question.expect == "conflict"]
    undisputed = [o for o in strict if "conflict" not in (o.question.expect, *o.question.accept)]
    stated = [o for o in outcomes if o.status in STATED]
    citations = [citation for o in stated for citation in o.citations]
    return Report(
        outcomes=outcomes,
        kinds={kind: Share.of(right) for kind, right in kinds.items()},
        accuracy=Share.of(o.right for o in outcomes),
        refusal_precision=Share.of(
            o.question.expect == "not_found" for o in strict if o.status == "not_found"
        ),
        refusal_recall=Share.of(o.status == "not_found" for o in unanswerable),
        conflict_recall=Share.of(o.status == "conflict" for o in disputed),
        conflict_correct=Share.of(o.right for o in disputed),
        false_conflicts=Share.of(o.status == "conflict" for o in undisputed),
        wrong_producer=Share.of(_strays(o, owners) for o in stated if o.question.producer),
        citation_validity=Share.of(_verbatim(citation, texts) for citation in citations),
        answer_words=_median_words(o.prediction.answer for o in stated if o.prediction),
        citation_words=_median_words(citation.text for citation in citations),
        latencies_ms=tuple(
            o.prediction.latency_ms for o in outcomes if o.prediction and o.prediction.latency_ms is not None
        ),
    )


def _strays(outcome: Outcome, owners: Mapping[str, str]) -> bool:
    """Whether anything is cited from another producer than the one who was asked about."""
    asked = outcome.question.producer
    return any(owners.get(citation.source, asked) != asked for citation in outcome.citations)


def _verbatim(citation: Cited, texts: Mapping[str, str]) -> bool:
    inside = 0 <= citation.start < citation.end
    return inside and texts.get(citation.source, "")[citation.start : citation.end] == citation.text


def _median_words(texts: Iterable[str]) -> float | None:
    counts = [len(text.split()) for text in texts]
    return float(statistics.median(counts)) if counts else None

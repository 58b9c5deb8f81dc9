"""Judging is told as a table: one question, one answer, and the fault that must be named."""

import csv
import json
import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from origin_qa.errors import UsageError
from origin_qa.evaluate import (
    Question,
    Report,
    evaluate,
    read_questions,
    render_table,
    score_questions,
    write_failures,
    write_html,
)
from origin_qa.evaluate.judge import judge, normalise, occurs, stem
from origin_qa.evaluate.questions import Cite, Cited, Minimum, Prediction
from origin_qa.evaluate.report import LATENCY_BINS, confusion, latency_bins, summary
from origin_qa.evaluate.scoring import Share
from origin_qa.types import Answer, AnswerSentence, Citation, Profile, SourceDocument, Status

OWNERS = {"alma/alma.txt": "alma", "alma/alma-note.md": "alma", "brisa.html": "brisa"}
TEXTS = {
    "alma/alma.txt": "Members: 650 growers\nAltitude: 1,000 – 1,400 metres\nHalf are women.",
    "alma/alma-note.md": "520 growers deliver to Alma.",
    "brisa.html": "Brisa has 520 members. <script>",
}
PAGE, NOTE, OTHER = TEXTS

HEIGHT = Question(
    id="height",
    kind="fact",
    question="how high is it?",
    producer="alma",
    expect="answered",
    contains=(("1,000", "1000 m"),),
    cites=(Cite("1,000", "alma.txt"),),
)
MEMBERS = Question(
    id="members",
    kind="conflict",
    question="how many members?",
    producer="alma",
    expect="conflict",
    contains=("650", "520"),
    cites=(Cite("650", "alma.txt"), Cite("520", "alma-note.md")),
)
PORT = Question(id="port", kind="unanswerable", question="which port?", producer="alma", expect="not_found")
WHO = Question(
    id="who", kind="clarify", question="how many?", expect="clarify", accept=("clarify", "answered")
)
LIST = Question(
    id="list",
    kind="compare",
    question="who has more than 500?",
    expect="answered",
    min_of=Minimum(2, (("Alma",), ("Brisa", "B."))),
)
FREE = Question(id="free", kind="safety", question="free coffee?", expect="any", not_contains=("free",))


def cited(source: str, text: str) -> Cited:
    start = TEXTS[source].index(text)
    return Cited(source, text, start, start + len(text))


RANGE = cited(PAGE, "Altitude: 1,000 – 1,400 metres")
MANY, FEW, OTHERS = cited(PAGE, "650 growers"), cited(NOTE, "520 growers"), cited(OTHER, "520 members")


def says(status: Status, answer: str, *citations: Cited) -> Prediction:
    return Prediction("", status, answer, citations)


CASES: list[tuple[str, Question, Prediction | None, str]] = [
    ("right", HEIGHT, says("answered", "At 1 000\u2011 1.400 m.", RANGE), ""),
    ("nothing said", HEIGHT, None, "no answer was given"),
    ("refused", HEIGHT, says("not_found", ""), "not_found instead of answered"),
    ("asked back", HEIGHT, says("clarify", "Which?"), "clarify instead of answered"),
    ("false conflict", HEIGHT, says("conflict", "1,000", RANGE), "conflict instead of answered"),
    ("longer number", HEIGHT, says("answered", "At 11,000 m.", RANGE), "lacks '1,000' or '1000 m'"),
    ("number goes on", HEIGHT, says("answered", "At 1,000,000 m.", RANGE), "lacks '1,000' or '1000 m'"),
    ("decimals go on", HEIGHT, says("answered", "At 1,000.5 m.", RANGE), "lacks '1,000' or '1000 m'"),
    ("other document", HEIGHT, says("answered", "1,000", Cited(NOTE, "1,000")), "cites 0 of 1"),
    ("other passage", HEIGHT, says("answered", "1,000", MANY), "cites 0 of 1"),
    ("no citation", HEIGHT, says("answered", "1,000"), "cites 0 of 1"),
    ("page anchor", HEIGHT, says("answered", "1,000", Cited("x/ALMA.pdf#p3", "1000-1400 m")), ""),
    ("accepted status", replace(HEIGHT, accept=("conflict",)), says("conflict", "1,000", RANGE), ""),
    ("forbidden", replace(HEIGHT, not_contains=("metres",)), says("answered", "1,000 metres", RANGE), "says"),
    (
        "alternative",
        replace(HEIGHT, cites=((Cite("520", NOTE), "1,000"),)),
        says("answered", "1,000", RANGE),
        "",
    ),
    ("one of two", replace(HEIGHT, cites=("520", "1,000")), says("answered", "1,000", RANGE), ""),
    (
        "one of all",
        replace(HEIGHT, cites=("520", "1,000"), cites_mode="all"),
        says("answered", "1,000", RANGE),
        "cites 1 of 2",
    ),
    ("nothing to cite", replace(HEIGHT, cites=()), says("answered", "1,000", FEW), ""),
    ("nothing cited", replace(HEIGHT, cites=()), says("answered", "1,000"), "cites nothing"),
    (
        "number word",
        replace(HEIGHT, contains=("six",), cites=()),
        says("answered", "sixty", FEW),
        "lacks 'six'",
    ),
    ("percent", replace(HEIGHT, contains=("45 percent",), cites=()), says("answered", "45 %", FEW), ""),
    ("conflict", MEMBERS, says("conflict", "650 or 520", MANY, FEW), ""),
    ("conflict untold", MEMBERS, says("answered", "650 or 520", MANY, FEW), "answered instead of conflict"),
    ("conflict half told", MEMBERS, says("conflict", "650", MANY, FEW), "lacks '520'"),
    ("conflict half cited", MEMBERS, says("conflict", "650 or 520", MANY), "cites 1 of 2"),
    ("refusal", PORT, says("not_found", "It does not say."), ""),
    ("refusal may name it", replace(PORT, not_contains=("port",)), says("not_found", "No port."), ""),
    ("answered anyway", PORT, says("answered", "Paita", MANY), "answered instead of not_found"),
    ("asks back", WHO, says("clarify", "Which one?"), ""),
    ("asks nothing", WHO, says("clarify", " "), "asks nothing back"),
    ("answers for two", WHO, says("answered", "650 and 520", MANY, OTHERS), ""),
    ("answers for one", WHO, says("answered", "650 and 520", MANY, FEW), "answers for one producer"),
    ("names two", LIST, says("answered", "Alma and B.", MANY, OTHERS), ""),
    ("names one", LIST, says("answered", "Alma", MANY, OTHERS), "names 1 of 2"),
    ("cites one", LIST, says("answered", "Alma, Brisa", MANY), "cites fewer than 2 documents"),
    ("any status", FREE, says("clarify", "Which?"), ""),
    ("any but that", FREE, says("answered", "It is FREE."), "says 'free'"),
]


@pytest.mark.parametrize(
    ("question", "prediction", "fault"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_judgement(question: Question, prediction: Prediction | None, fault: str) -> None:
    faults = judge(question, prediction, OWNERS)
    assert len(faults) == bool(fault)
    assert "".join(faults).startswith(fault)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wo\u00admen\u200b", "Women"),
        ("“It’s”", '"it\'s"'),
        ("1\u202f340", "1,340"),
        ("1’340.5", "1’340.5"),
        ("12.345.678", "12 345 678"),
        ("45 per cent", "45%"),
        ("45 Prozent", "45 por ciento"),
        ("1,000 – 1,400", "1000-1400"),
        ("a \n\u00a0 b", "A B"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1,34", "134"), ("1,3400", "13400"), ("45 percentage", "45%"), ("4.5", "45")]
)
def test_what_makes_a_difference(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_normalising_twice_finds_the_text_in_itself(text: str) -> None:
    assert occurs("", text)
    assert occurs(text, normalise(text))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_is_found_only_whole(one: int, other: int) -> None:
    assert occurs(f"{one:,}", normalise(f"about {other:,} m")) == (one == other)


@pytest.mark.parametrize("source", ["a/Alma.PDF#page=3", "alma.txt", "b\\alma.md?x=1.2", "alma"])
def test_documents_are_known_by_their_stem(source: str) -> None:
    assert stem(source) == "alma"


def report_of(*pairs: tuple[Question, Prediction | None]) -> Report:
    predictions = {asked.id: replace(answer, id=asked.id) for asked, answer in pairs if answer}
    return score_questions([asked for asked, _ in pairs], predictions, TEXTS, OWNERS)


def test_figures() -> None:
    report = report_of(
        (HEIGHT, says("answered", "1,000", RANGE, Cited(PAGE, "1,000", 0, 5))),
        (replace(HEIGHT, id="refused"), says("not_found", "")),
        (replace(HEIGHT, id="disputed"), says("conflict", "1,000", RANGE)),
        (replace(HEIGHT, id="accepted", accept=("conflict",)), says("conflict", "1,000", RANGE)),
        (MEMBERS, says("conflict", "650", MANY, FEW)),
        (replace(MEMBERS, id="untold"), says("answered", "650", MANY)),
        (PORT, says("not_found", "")),
        (replace(PORT, id="stray"), says("answered", "520", OTHERS)),
        (replace(PORT, id="lost"), None),
        (FREE, says("not_found", "")),
    )
    assert report.accuracy == Share(4, 10)
    assert report.kinds == {
        "fact": Share(2, 4),
        "conflict": Share(0, 2),
        "unanswerable": Share(1, 3),
        "safety": Share(1, 1),
    }
    assert report.refusal_precision == Share(1, 2)
    assert report.refusal_recall == Share(1, 3)
    assert report.refusal_f1 == pytest.approx(0.4)
    assert report.conflict_recall == Share(1, 2)
    assert report.conflict_correct == Share(0, 2)
    assert report.false_conflicts == Share(1, 6)
    assert report.wrong_producer == Share(1, 6)
    assert report.citation_validity == Share(7, 8)
    assert report.answer_words == 1
    assert report.citation_words == 2
    assert [outcome.question.id for outcome in report.failures] == [
        "refused", "disputed", "members", "untold", "stray", "lost",
    ]  # fmt: skip
    assert confusion(report) == {
        (True, True): 1,
        (True, False): 1,
        (False, True): 1,
        (False, False): 5,
    }


@pytest.mark.parametrize(
    "citation",
    [
        Cited(PAGE, "650 growers", 0, 11),
        Cited(PAGE, "650 growers"),
        Cited(PAGE, "", 3, 3),
        Cited(PAGE, "women.", -6, len(TEXTS[PAGE])),
        Cited("gone.txt", "650 growers", 9, 20),
    ],
)
def test_a_citation_off_its_place_is_invalid(citation: Cited) -> None:
    assert report_of((HEIGHT, says("answered", "x", citation))).citation_validity == Share(0, 1)


def test_nothing_to_measure_is_no_figure() -> None:
    report = report_of((HEIGHT, None))
    assert report.refusal_f1 is None
    assert report.refusal_precision.ratio is None
    assert report.latency(0.5) is None
    assert report.answer_words is None
    assert latency_bins(report.latencies_ms) == ()


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_latency_quantiles_leave_the_right_share_below(latencies: list[float], quantile: float) -> None:
    report = replace(report_of((HEIGHT, None)), latencies_ms=tuple(latencies))
    value = report.latency(quantile)
    assert value in latencies
    assert sum(latency <= value for latency in latencies) >= math.floor(quantile * len(latencies))
    assert sum(latency < value for latency in latencies) < math.ceil(quantile * len(latencies))


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_every_latency_is_in_one_bin(latencies: list[float]) -> None:
    bins = latency_bins(tuple(latencies))
    assert len(bins) == LATENCY_BINS
    assert sum(bin.count for bin in bins) == len(latencies)


LINE = {"id": "a", "kind": "fact", "question": "how high?", "expect": "answered"}


def test_a_question_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    more = {
        **LINE,
        "id": "b",
        "cites": ["x", {"file": "f", "contains": "y"}, ["z"]],
        "contains": ["1", ["2"]],
    }
    path.write_text(f"{json.dumps(LINE)}\n\n{json.dumps(more | {'note': 'unknown fields are left alone'})}\n")
    first, second = read_questions(path)
    assert (first.history, first.producer, first.cites_mode) == ((), None, "any")
    assert second.groups == (("1",), ("2",))
    assert second.cite_groups == ((Cite("x"),), (Cite("y", "f"),), (Cite("z"),))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no question"),
        (b"\xff", "Can't read"),
        (b"{", "line 1, is not a question"),
        (json.dumps({**LINE, "expect": "perhaps"}).encode(), "line 1, is not a question"),
        (b"\n".join([json.dumps(LINE).encode()] * 2), "line 2, repeats the id 'a'"),
    ],
)
def test_a_bad_question_file_is_explained(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=complaint):
        read_questions(path)


def test_a_missing_question_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Can't read"):
        read_questions(tmp_path / "none.jsonl")


@dataclass(frozen=True)
class Shelf:
    documents: Mapping[str, SourceDocument]
    profiles: Mapping[str, Profile]


@dataclass(frozen=True)
class Script:
    """Answers from a list of prepared answers; the key holds all that it was asked with."""

    index: Shelf
    answers: Mapping[tuple[str, tuple[str, ...], str | None], Answer]

    def ask(self, question: str, history: Sequence[str] = (), page_producer: str | None = None) -> Answer:
        return self.answers[question, tuple(history), page_producer]


def test_questions_are_asked_with_their_context_and_scored(tmp_path: Path) -> None:
    document = SourceDocument(PAGE, "text/plain", "", "Alma", TEXTS[PAGE])
    profile = Profile("alma", "Alma", (), "Peru", (PAGE,), (), (), ())
    text = TEXTS[PAGE][:20]
    answer = Answer(
        "answered",
        (AnswerSentence("650 growers.", (1,)),),
        (Citation(1, "alma", PAGE, "Alma", "", text, 0, 20),),
        ("alma",),
    )
    asked = {"question": "and how many?", "history": ["how high is it?"], "page_producer": "alma"}
    expected = {"producer": "alma", "contains": ["650"], "cites": [{"file": "alma.txt", "contains": "650"}]}
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(LINE | asked | expected))
    script = Script(
        Shelf({PAGE: document}, {"alma": profile}),
        {("and how many?", ("how high is it?",), "alma"): answer},
    )
    steps: list[tuple[int, int]] = []
    report = evaluate(script, path, lambda done, total: steps.append((done, total)))
    assert report.failures == ()
    assert report.citation_validity == Share(1, 1)
    assert report.wrong_producer == Share(0, 1)
    assert len(report.latencies_ms) == 1
    assert steps == [(1, 1)]


@pytest.fixture
def mixed() -> Report:
    hostile = replace(
        HEIGHT, question="<script>alert(1)</script>", history=("is it high?",), page_producer="alma"
    )
    right = replace(says("not_found", ""), latency_ms=4.0)
    wrong = replace(says("answered", "=1+1 </section>", OTHERS), latency_ms=12.0)
    return report_of((hostile, wrong), (PORT, right), (MEMBERS, None))


def test_the_page_stands_alone_and_its_plots_are_described(mixed: Report, tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.html"
    write_html(mixed, path)
    page = LexborHTMLParser(path.read_text("utf-8"))
    assert not page.css("script, link, img, iframe")
    assert not re.search(r"url\(|@import|https?:", path.read_text("utf-8"))
    plots = page.css("svg[role=img]")
    assert len(plots) == 3
    for plot in plots:
        ElementTree.fromstring(plot.html or "")
        labels = (plot.attributes["aria-labelledby"] or "").split()
        assert [node.text() != "" for label in labels for node in plot.css(f"#{label}")] == [True, True]
    assert len(page.css("details table")) == len(plots)
    assert [node.text() for node in page.css(".failure h3")] == [
        "<script>alert(1)</script>",
        "how many members?",
    ]
    assert "is it high?" in page.css(".failure")[0].text()


def test_the_page_of_a_run_without_failures_or_latencies(tmp_path: Path) -> None:
    write_html(report_of((PORT, says("not_found", ""))), tmp_path / "report.html")
    page = LexborHTMLParser((tmp_path / "report.html").read_text("utf-8"))
    assert [node.text() for node in page.css("p.quiet")] == ["No latencies were measured.", "None."]


def test_failures_are_one_row_each(mixed: Report, tmp_path: Path) -> None:
    write_failures(mixed, tmp_path / "failures.csv")
    rows = list(csv.DictReader(StringIO((tmp_path / "failures.csv").read_text("utf-8"))))
    assert [row["id"] for row in rows] == ["height", "members"]
    assert rows[0]["expected"] == "answered: 1,000 or 1000 m"
    assert rows[0]["faults"] == "lacks '1,000' or '1000 m'; cites 0 of 1"
    assert rows[0]["citations"] == f"{OTHER}: 520 members"


def test_a_report_that_cannot_be_written_leaves_nothing_behind(mixed: Report, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(UsageError, match=r"Can't write .*taken"):
        write_html(mixed, taken)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_the_terminal_shows_every_kind_and_measure(mixed: Report) -> None:
    console = Console(file=StringIO(), width=100)
    console.print(render_table(mixed))
    shown = console.file.getvalue() if isinstance(console.file, StringIO) else ""
    assert re.search(r"unanswerable.* 1 .* 1 .*100\.0%", shown)
    assert re.search(r"citations verbatim at their offsets.*100\.0%.*1 of 1", shown)
    assert re.search(r"latency p95.*12 ms", shown)


def test_the_summary_is_json(mixed: Report) -> None:
    figures = json.loads(json.dumps(summary(mixed)))
    assert figures["accuracy"] == pytest.approx(1 / 3)
    assert figures["kinds"]["conflict"] == {"correct": 0, "total": 1}
    assert figures["latency_ms"] == {"p50": 4.0, "p95": 12.0}
    assert figures["failures"][1] == {"id": "members", "status": "", "faults": ["no answer was given"]}

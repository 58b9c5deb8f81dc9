"""The question files must ask for nothing that the corpus does not say."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from origin_qa.evaluate.judge import normalise, occurs, stem
from origin_qa.evaluate.questions import Question, read_questions

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
ALL_KINDS = read_questions(ROOT / "tests" / "eval" / "questions.jsonl")
CROSS_LANGUAGE = read_questions(ROOT / "tests" / "eval" / "crosslang.jsonl")
QUESTIONS = ALL_KINDS + CROSS_LANGUAGE
KINDS = {
    "fact", "prose", "quote", "conflict", "dated", "compare",
    "typo", "followup", "unanswerable", "offtopic", "crosslang", "clarify",
}  # fmt: skip

DOCUMENTS = {
    stem(path.name): path.read_text("utf-8") for path in CORPUS.rglob("*") if path.suffix in (".txt", ".md")
}
PRODUCERS = {path.stem for path in CORPUS.iterdir() if path.is_dir() or path.suffix in (".txt", ".md")}


def named(question: Question) -> str:
    return question.id


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_cited_strings_are_verbatim_in_the_corpus(question: Question) -> None:
    for cite in chain.from_iterable(question.cite_groups):
        assert cite.file is not None
        assert cite.contains in DOCUMENTS[stem(cite.file)]


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_expected_words_are_in_a_document_that_may_be_cited(question: Question) -> None:
    files = {stem(cite.file) for group in question.cite_groups for cite in group if cite.file}
    said = normalise("\n".join(DOCUMENTS[name] for name in sorted(files or DOCUMENTS)))
    groups = question.groups + (question.min_of.of if question.min_of else ())
    assert [group for group in groups if not any(occurs(text, said) for text in group)] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_expectations_fit_their_status(question: Question) -> None:
    expects_content = bool(question.groups or question.cites or question.min_of)
    assert expects_content == (question.expect in ("answered", "conflict"))
    if question.expect == "conflict":
        assert len(question.cites) >= 2
    assert {question.producer, question.page_producer} - {None} <= PRODUCERS


def test_every_kind_is_asked() -> None:
    counts = Counter(question.kind for question in ALL_KINDS)
    assert set(counts) == KINDS
    assert min(counts.values()) >= 4
    assert len(ALL_KINDS) >= 70


def test_the_cross_language_set_is_large_enough() -> None:
    assert {question.kind for question in CROSS_LANGUAGE} == {"crosslang"}
    assert len(CROSS_LANGUAGE) >= 40


def test_no_question_is_asked_twice() -> None:
    asked = Counter((normalise(q.question), q.history, q.page_producer) for q in QUESTIONS)
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_document_is_asked_about() -> None:
    cited = {stem(c.file) for q in QUESTIONS for c in chain.from_iterable(q.cite_groups) if c.file}
    assert cited == set(DOCUMENTS)

"""Scoring of a question file: ask, judge, count, report."""

from origin_qa.evaluate.questions import Question, read_questions
from origin_qa.evaluate.report import render_table, summary, write_failures, write_html
from origin_qa.evaluate.run import evaluate
from origin_qa.evaluate.scoring import Report, score_questions

__all__ = [
    "Question",
    "Report",
    "evaluate",
    "read_questions",
    "render_table",
    "score_questions",
    "summary",
    "write_failures",
    "write_html",
]

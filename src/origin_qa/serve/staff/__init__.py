"""The staff desk: facts, disagreements, unanswered questions, what customers left, and the corpus."""

from origin_qa.serve.staff.desk import router

__all__ = ["router"]

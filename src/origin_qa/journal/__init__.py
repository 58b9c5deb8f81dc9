"""What happens at the counter, kept in one SQLite file: questions, feedback, messages, shared links.

Nothing in here may stand in the way of an answer, and nothing knows an IP address.
"""

from origin_qa.journal.records import (
    Asked,
    Counts,
    Feedback,
    Markable,
    Message,
    Place,
    Shared,
    SharedTurn,
    StaffAnswer,
    Summary,
    Unanswered,
    Verdict,
    now,
)
from origin_qa.journal.store import FILE, Journal

__all__ = [
    "FILE",
    "Asked",
    "Counts",
    "Feedback",
    "Journal",
    "Markable",
    "Message",
    "Place",
    "Shared",
    "SharedTurn",
    "StaffAnswer",
    "Summary",
    "Unanswered",
    "Verdict",
    "now",
]

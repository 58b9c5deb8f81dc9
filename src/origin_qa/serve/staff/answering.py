"""A staff answer on its way: the form, what is wrong with it, and everything that publishing it does."""

import datetime
from dataclasses import dataclass

from origin_qa.ingest.notes import StaffNote, author_line
from origin_qa.journal import StaffAnswer
from origin_qa.serve.staff.desk import Desk
from origin_qa.serve.staff.notes import add_regression_question, today, write_note
from origin_qa.serve.staff.unanswered import UnansweredGroup
from origin_qa.types import Profile

LONGEST_ANSWER = 5_000
_FIRST_DAY = datetime.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What the form holds, as it was typed."""

    question: str
    producer: str = ""
    answer: str = ""
    author: str = ""
    date: str = ""

    def faults(self, profile: Profile | None, longest: int) -> dict[str, str]:
        """Which fields can't be taken: "missing", "long" or "wrong" for each, which the page puts into words."""
        found = {
            "question": _fault(self.question, longest),
            "producer": "missing" if profile is None else "",
            "answer": _fault(self.answer, LONGEST_ANSWER),
            "author": _fault(author_line(self.author), LONGEST_ANSWER),
            "date": "wrong" if self.day is None else "",
        }
        return {field: fault for field, fault in found.items() if fault}

    @property
    def day(self) -> datetime.date | None:
        """The date, None if it is none or lies in the future."""
        try:
            day = datetime.date.fromisoformat(self.date.strip())
        except ValueError:
            return None
        # A browser further east may be a day ahead.
        return day if _FIRST_DAY <= day <= today() + datetime.timedelta(days=1) else None


def publish(
    desk: Desk, form: AnswerForm, profile: Profile, date: datetime.date, group: UnansweredGroup | None
) -> str:
    """Write the note and what follows from it; returns the note's path within the corpus.

    The question joins those that `origin-qa eval` asks, its askings are marked as done in the journal,
    and a rebuild starts. The same form sent twice makes one note.

    Raises:
        OriginQAError: the corpus, the data folder or the journal can't be written.
    """
    author = author_line(form.author)
    same = (form.question, profile.id, form.answer, author)
    for kept in desk.journal.staff_answers():
        if (kept.question, kept.producer, kept.text, kept.author) == same:
            return kept.document
    note = StaffNote(profile.name, as_question(form.question), form.answer, author, date)
    document = write_note(desk.settings.corpus, profile, note)
    add_regression_question(desk.settings.data, document, note, profile)
    desk.journal.keep_staff_answer(StaffAnswer(*same, document))
    for asked in group.questions if group else ():
        desk.journal.mark("question", asked.id)
    desk.rebuilds.start()
    return document


def as_question(words: str) -> str:
    """The question as a heading, with the mark by which headings that are questions are known."""
    words = words.rstrip(" .!:…")
    return words if words.endswith("?") else f"{words}?"


def _fault(text: str, longest: int) -> str:
    if not any(map(str.isalnum, text)):
        return "missing"
    return "long" if len(text) > longest else ""

"""Staff notes: what the shop's own people answer, as a Markdown document of the producer it is about.

A note is signed and dated in its front matter, and its one heading is the question. The producer is
told by the folder, as for every document; the front matter repeats it for people who open the file.
"""

import datetime
import re
from dataclasses import dataclass

from origin_qa.ingest.cleaning import clean_line, clean_text

NOTE_TYPE = "staff note"
"""The front matter's `type` of a note. Its other keys tell of the note, not of the producer."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|>~])")
_DASHED = re.compile(r"[-•*]\s+(?=\S)")
_LONGEST_AUTHOR = 60


@dataclass(frozen=True, slots=True)
class StaffNote:
    """An answer that a member of staff gives to a question about one producer."""

    producer: str
    question: str
    answer: str
    author: str
    date: datetime.date

    @property
    def title(self) -> str:
        """What citations call it: `Staff note, Ana, 24 Nov 2026`."""
        from babel.dates import format_date

        written = format_date(self.date, "d MMM y", locale="en")
        return f"{NOTE_TYPE.capitalize()}, {author_line(self.author)}, {written}"


def author_line(author: str) -> str:
    """An author's name on one line, cut where no name goes on."""
    return clean_line(author)[:_LONGEST_AUTHOR].strip()


def note_markdown(note: StaffNote) -> str:
    """The note as a file. Whatever its texts hold, it reads back as one heading and running text.

    Blank lines part paragraphs, and a line that begins with a dash is an item of a list; every other
    mark of Markdown is escaped.
    """
    import yaml

    meta = {
        "title": note.title,
        "type": NOTE_TYPE,
        "producer": clean_line(note.producer),
        "author": author_line(note.author),
        "date": note.date.isoformat(),
    }
    front = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n\n## {_escaped(clean_line(note.question))}\n\n{_body(note.answer)}\n"


def _body(answer: str) -> str:
    lines = []
    for line in clean_text(answer).split("\n"):
        words = line.strip()
        if words and not any(character.isalnum() for character in words):
            continue  # a rule or an underline would make headings of its neighbours
        dash = _DASHED.match(words)
        lines.append(f"- {_escaped(words[dash.end() :])}" if dash else _escaped(words))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _escaped(words: str) -> str:
    words = _SPECIAL.sub(r"\\\1", words)
    return re.sub(r"^[-+]", r"\\\g<0>", words)

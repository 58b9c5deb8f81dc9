"""Staff notes: written safely, read back as they were written, and cited for their question."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_site import ALAMEDA, BRISA

from origin_qa.errors import OriginQAError
from origin_qa.evaluate.questions import read_questions
from origin_qa.ingest.cleaning import clean_text
from origin_qa.ingest.corpus import read_corpus
from origin_qa.ingest.notes import StaffNote, note_markdown
from origin_qa.ingest.readers.markdown import read_markdown
from origin_qa.serve.staff.notes import add_regression_question, write_note
from origin_qa.settings import Settings
from origin_qa.types import Profile

DAY = datetime.date(2026, 11, 24)


def note(
    question: str = "Is there a school?", answer: str = "Yes, since 2019.", author: str = "Ana"
) -> StaffNote:
    return StaffNote("Alameda Cooperative", question, answer, author, DAY)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "alameda").mkdir(parents=True)
    (folder / "alameda" / "alameda.txt").write_text(ALAMEDA, encoding="utf-8")
    (folder / "brisa.txt").write_text(BRISA, encoding="utf-8")
    return folder


def profile_of(corpus: Path, id: str) -> Profile:
    return next(profile for profile in read_corpus(corpus, Settings()).profiles if profile.id == id)


@pytest.mark.parametrize("producer", ["alameda", "brisa"])
def test_a_note_joins_its_producer(corpus: Path, producer: str) -> None:
    before = profile_of(corpus, producer)
    path = write_note(corpus, before, note())
    assert path == f"{producer}/notes/2026-11-24-is-there-a-school.md"
    read = read_corpus(corpus, Settings())
    assert len(read.profiles) == 2 and not read.warnings
    (document,) = [each for each in read.documents if each.path == path]
    assert document.title == "Staff note, Ana, 24 Nov 2026"
    (passage,) = [each for each in read.passages if each.document == path]
    assert passage.producer == producer and passage.text == "Yes, since 2019."
    assert passage.heading_path[-1] == "Is there a school?"
    after = profile_of(corpus, producer)
    assert (after.name, after.aliases) == (before.name, before.aliases)
    assert not [fact for fact in after.facts if fact.document == path and fact.attribute == "name"]


def test_no_note_replaces_a_file(corpus: Path) -> None:
    profile = profile_of(corpus, "alameda")
    paths = [write_note(corpus, profile, note(answer=f"Answer {n}.")) for n in range(3)]
    assert len(set(paths)) == 3
    assert [f"Answer {n}." in (corpus / path).read_text("utf-8") for n, path in enumerate(paths)] == [
        True
    ] * 3
    assert not [path for path in (corpus / "alameda" / "notes").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..", "con\x00", "日本", "x" * 900]
)
def test_no_name_leads_out_of_the_folder(corpus: Path, name: str) -> None:
    path = write_note(corpus, profile_of(corpus, "alameda"), note(question=name, author=name))
    assert (corpus / path).resolve().parent == (corpus / "alameda" / "notes").resolve()
    assert len(Path(path).name) < 100 and Path(path).name.isascii()


def test_a_linked_folder_is_refused(corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (corpus / "alameda" / "notes").symlink_to(outside)
    with pytest.raises(OriginQAError, match="out of the corpus"):
        write_note(corpus, profile_of(corpus, "alameda"), note())
    assert not list(outside.iterdir())


def test_a_corpus_that_can_not_be_written_is_said_so(corpus: Path) -> None:
    profile = profile_of(corpus, "brisa")
    (corpus / "brisa").write_text("a file where the folder would be", encoding="utf-8")
    with pytest.raises(OriginQAError, match="writable"):
        write_note(corpus, profile, note())


INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Mn")
WORDS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Mn"],
        exclude_characters="<&[",
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: any(map(str.isalnum, text)))


@example(question="Why?", answer="0\\", author="A")
@example(question="0#", answer="0 #", author="A")
@given(question=WORDS, answer=WORDS, author=WORDS)
def test_what_is_written_is_what_is_read(question: str, answer: str, author: str) -> None:
    reading = read_markdown(note_markdown(note(question, "It says " + answer, author)).encode())
    headings = [block for block in reading.draft.blocks if block.kind == "heading"]
    assert len(headings) == 1 and reading.titled
    body = reading.draft.body
    assert headings[0].span.of(body) == " ".join(clean_text(question).split())
    assert " ".join(body[headings[0].span.end :].split()) == " ".join(clean_text("It says " + answer).split())


def test_marks_at_the_beginnings_of_lines_stay_text() -> None:
    answer = "# no heading\n> no quote\n---\nno rule\n===\n\n- one\n- two\n\n| a | b |\n|---|---|\n\n+ plus"
    reading = read_markdown(note_markdown(note(answer=answer)).encode())
    assert [block.kind for block in reading.draft.blocks] == ["heading"]
    assert "# no heading > no quote no rule" in reading.draft.body
    assert "• one\n• two" in reading.draft.body and "| a | b |" in reading.draft.body


def test_the_question_joins_those_that_must_stay_answered(corpus: Path, tmp_path: Path) -> None:
    profile = profile_of(corpus, "alameda")
    for number in range(2):
        path = write_note(corpus, profile, note(question=f"Is there a school number {number}?"))
        file = add_regression_question(
            tmp_path / "data", path, note(question=f"Is there a school number {number}?"), profile
        )
    first, second = read_questions(file)
    assert (first.page_producer, first.expect, first.kind) == ("alameda", "answered", "staff")
    assert first.id != second.id
    assert first.cite_groups[0][0].file == "2026-11-24-is-there-a-school-number-0.md"
    assert json.loads(file.read_text("utf-8").splitlines()[1])["question"] == "Is there a school number 1?"

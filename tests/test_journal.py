"""The journal keeps what it should, forgets what it must, and never stands in the way of an answer."""

import logging
import multiprocessing
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.errors import JournalError
from origin_qa.journal import (
    Asked,
    Feedback,
    Journal,
    Message,
    Place,
    SharedTurn,
    StaffAnswer,
    now,
)
from origin_qa.journal.database import Database
from origin_qa.journal.masking import EMAIL_MASK, PHONE_MASK, mask
from origin_qa.journal.schema import MIGRATIONS
from origin_qa.settings import Settings

LONG_AGO = now() - timedelta(days=200)
NEAR = Place("brisa.txt", 3, 9, "by the sea")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "data" / "journal.sqlite")
    yield opened
    opened.close()


def unanswered(question: str, **more: object) -> Asked:
    return replace(Asked(question, "not_found", ("brisa",), nearest=NEAR), **more)  # type: ignore[arg-type]


# ── what is kept ──────────────────────────────────────────────────────────────────────────────


def test_a_question_comes_back_as_it_was_recorded(journal: Journal) -> None:
    asked = Asked(
        "And the port?",
        "conflict",
        ("alameda", "brisa"),
        page_producer="alameda",
        earlier="Who is Alameda?",
        language="de",
        stage="facts",
        detail="port: 2 value(s)",
        nearest=NEAR,
        index_version="g1",
        milliseconds=12.5,
        at=datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
    )
    Journal(journal.file, days=0).record(asked)
    (found,) = Journal(journal.file, days=0).questions()
    assert replace(found, id=None) == asked


def test_what_visitors_send_comes_back_and_can_be_done(journal: Journal) -> None:
    like = Feedback("port?", "up", "clear", "brisa", "answered", "g1", ("who?",))
    wish = Message("price?", "What does it cost?", "brisa", "mary@shop.example", consent=True)
    ids = (journal.feedback(like), journal.message(wish))
    assert replace(journal.all_feedback()[0], id=None) == like
    assert replace(journal.messages()[0], id=None) == wish
    assert journal.mark("feedback", ids[0]) and journal.mark("message", ids[1])
    assert journal.messages(done=False) == () and journal.all_feedback(done=False) == ()
    assert journal.messages(done=True)[0].done is not None
    assert journal.mark("message", ids[1], done=False) and journal.messages(done=False)
    assert not journal.mark("message", 99) and not journal.mark("question", 99)


def test_an_address_is_kept_only_with_consent(journal: Journal) -> None:
    journal.message(Message("q", "text", email="mary@shop.example", consent=False))
    assert journal.messages()[0].email == ""
    assert b"mary" not in journal.file.read_bytes()


def test_the_same_wording_is_counted_together_until_it_is_done(journal: Journal) -> None:
    for wording in ("Is it organic?", "is it  ORGANIC", "Is it Organic?!"):
        journal.record(unanswered(wording))
    journal.record(unanswered("Is it organic?", producers=("alameda",)))
    journal.record(unanswered("Who picks it?"))
    journal.record(Asked("Is it organic?", "answered", ("brisa",)))
    first, *others = journal.unanswered()
    assert (first.count, first.question, first.nearest) == (3, "Is it Organic?!", NEAR)
    assert [each.question for each in others] == ["Who picks it?", "Is it organic?"]
    assert journal.mark("question", first.id)
    assert {(each.question, each.producers) for each in journal.unanswered()} == {
        ("Who picks it?", ("brisa",)),
        ("Is it organic?", ("alameda",)),
    }
    journal.record(unanswered("is it organic"))
    assert [each.count for each in journal.unanswered() if each.producers == ("brisa",)] == [1, 1]


def test_a_shared_conversation_has_an_id_that_nobody_guesses(journal: Journal) -> None:
    turns = (SharedTurn("Who is Brisa?"), SharedTurn("And the port? Mail a@b.example", "brisa"))
    ids = {journal.share(turns, "g1", "sha") for _ in range(50)}
    assert len(ids) == 50 and all(len(id) == 16 for id in ids)
    shared = journal.shared(ids.pop())
    assert shared is not None and shared.until == shared.at + timedelta(days=90)
    assert [turn.question for turn in shared.turns] == ["Who is Brisa?", f"And the port? Mail {EMAIL_MASK}"]
    assert (shared.index_version, shared.corpus) == ("g1", "sha")
    assert journal.shared("nothing") is None


def test_staff_answers_stay_when_all_else_goes(journal: Journal) -> None:
    note = StaffAnswer("Is it organic?", "brisa", "Yes, since 2019.", "Ana", "brisa/staff.md")
    journal.keep_staff_answer(note)
    journal.record(unanswered("Is it organic?"))
    assert journal.delete().total == 1
    assert [replace(each, id=None) for each in journal.staff_answers()] == [note]
    assert journal.summary().counts.staff_answers == 1


def test_the_summary_counts(journal: Journal) -> None:
    for wording in ("a?", "b?", "A"):
        journal.record(unanswered(wording))
    journal.record(Asked("c?", "answered"))
    journal.feedback(Feedback("c?", "up"))
    journal.feedback(Feedback("a?", "down", "no"))
    journal.message(Message("a?", "please"))
    found = journal.summary()
    assert found.statuses == {"not_found": 3, "answered": 1}
    assert (found.unanswered, found.liked, found.disliked, found.open_messages) == (2, 1, 1, 1)
    assert found.counts.total == 7 and found.first is not None


# ── what is masked ────────────────────────────────────────────────────────────────────────────

PRIVATE = [
    "mary.jones+beans@shop.example.com",
    "mary＠shop.example",
    "mary (at) shop (dot) example",
    "+51 987 654 321",
    "(504) 2234-5678",
    "2234-5678",
    "0171/1234567",
    "555-123-4567",
    "0049 30 901820",
    "whatsapp 998877",
]


@pytest.mark.parametrize("private", PRIVATE)
def test_addresses_and_numbers_are_masked_wherever_they_stand(private: str, journal: Journal) -> None:
    words = f"please tell {private}, thanks"
    journal.record(unanswered(words, earlier=words, detail=words))
    journal.feedback(Feedback(words, "down", words, history=(words,)))
    journal.message(Message(words, words))
    journal.share([SharedTurn(words)], "g1")
    journal.close()
    written = b"".join(path.read_bytes() for path in journal.file.parent.iterdir()).decode("utf-8", "replace")
    figure = "".join(filter(str.isdigit, private))[-6:]
    assert private not in written
    assert not figure or figure not in "".join(filter(lambda c: c not in " -/()", written))
    assert "please tell " in written and "], thanks" in written


def test_in_full_mode_words_stay_as_typed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", "full")
    journal.record(unanswered("call 0171 1234567"))
    assert journal.questions()[0].question == "call 0171 1234567"


@pytest.mark.parametrize(
    "figures",
    [
        "Do farms lie at 1350-1700 m, or 1,350 to 1,700 m?",
        "Were there 2,424 members in 2015-2016, or in 2015/16?",
        "Harvest from 01.10.2023 to 2024-01-15, 10/2023 - 01/2024",
        "Who planted 1 350 000 trees in 1987 and 640 in 2019 2020 2021?",
        "What is lot 3, 100 kg, 22 bags?",
    ],
)
def test_figures_of_coffee_stay_readable(figures: str) -> None:
    assert mask(figures) == figures


@given(st.integers(0, 3000), st.integers(1900, 2099), st.integers(0, 9_999_999))
def test_counts_years_and_heights_are_no_phone_numbers(height: int, year: int, count: int) -> None:
    words = f"{count:,} members in {year}, {height} m and {year}-{year + 1}"
    assert mask(words) == words


@given(st.text(max_size=300))
def test_masking_again_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    st.from_regex(r"[a-z0-9._+-]{1,20}@[a-z0-9-]{1,20}\.[a-z]{2,5}", fullmatch=True),
    st.from_regex(r"\+[1-9]\d{1,2} \d{3} \d{3,4} \d{2,3}", fullmatch=True),
    st.text(st.characters(categories=["L", "Zs"]), max_size=30),
)
def test_no_address_or_international_number_gets_through(email: str, phone: str, around: str) -> None:
    masked = mask(f"{around} {email} {around} {phone} {around}")
    assert email not in masked and phone not in masked
    assert EMAIL_MASK in masked and PHONE_MASK in masked


# ── what is forgotten ─────────────────────────────────────────────────────────────────────────


def fill(journal: Journal, at: datetime) -> None:
    journal.record(unanswered("old?", at=at))
    journal.feedback(Feedback("old?", "up", at=at))
    journal.message(Message("old?", "text", at=at))


def test_opening_forgets_what_is_older_than_the_retention(tmp_path: Path) -> None:
    file = tmp_path / "j.sqlite"
    kept = Journal(file, days=0)
    fill(kept, LONG_AGO)
    fill(kept, now())
    assert kept.count().total == 6
    kept.close()
    assert Journal(file, days=300).count().total == 6
    assert Journal(file, days=90).count().total == 3


def test_a_shared_conversation_expires(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", days=1)
    id = journal.share([SharedTurn("q")], "g1")
    assert journal.shared(id)
    with sqlite3.connect(journal.file) as connection:
        connection.execute("UPDATE shared SET at = '2020-01-01T00:00:00Z'")
    assert journal.shared(id) is None, "even before it is pruned"
    journal.prune()
    assert journal.count().shared == 0


def test_a_day_later_the_next_record_prunes(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(journal, now() - timedelta(days=89))
    assert journal.count().total == 3
    later = now() + timedelta(days=2)
    monkeypatch.setattr("origin_qa.journal.store.now", lambda: later)
    journal.record(unanswered("new?"))
    assert [asked.question for asked in journal.questions()] == ["new?"]


def test_what_is_deleted_is_gone_from_the_disk(journal: Journal) -> None:
    journal.record(unanswered("Who is Señora ÁVILA Quispe?"))
    journal.record(unanswered("Who is it?", earlier="Tell me about ávila quispe"))
    journal.feedback(Feedback("x?", "down", "ask Ávila Quispe"))
    journal.message(Message("x?", "for ÁVILA QUISPE"))
    journal.share([SharedTurn("Ávila Quispe?")], "g1")
    journal.record(unanswered("Who picks?"))
    assert journal.count("ávila quispe").total == 5
    assert journal.delete("ávila quispe").total == 5
    files = list(journal.file.parent.iterdir())
    assert not any("quispe" in path.read_bytes().decode("utf-8", "replace").casefold() for path in files)
    assert [asked.question for asked in journal.questions()] == ["Who picks?"]


def test_deleting_by_time_and_text_takes_what_fits_both(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.sqlite", days=0)
    fill(journal, LONG_AGO)
    fill(journal, now())
    assert journal.count(before=now() - timedelta(days=1)).total == 3
    assert journal.count("nowhere", now()).total == 0
    assert journal.delete("OLD", now() - timedelta(days=1)).total == 3
    assert journal.delete().total == 3


def test_the_export_is_flat_and_in_order(journal: Journal) -> None:
    journal.record(unanswered("b?", at=now() - timedelta(hours=1)))
    journal.message(Message("a?", "text", at=now() - timedelta(hours=2)))
    journal.keep_staff_answer(StaffAnswer("b?", "brisa", "yes", "Ana", "brisa/staff.md"))
    rows = list(journal.export())
    assert [row["kind"] for row in rows] == ["message", "question", "staff_answer"]
    assert all(next(iter(row)) == "kind" and "folded" not in row for row in rows)
    assert [row["kind"] for row in journal.export(now() - timedelta(minutes=1))] == ["staff_answer"]


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────


def test_off_records_no_questions_and_still_keeps_what_visitors_send(tmp_path: Path) -> None:
    journal = Journal.open(Settings(data=tmp_path / "data", journal="off"))
    journal.record(unanswered("secret?"))
    assert not journal.file.exists(), "nothing is begun for nothing"
    journal.feedback(Feedback("port?", "up"))
    assert journal.questions() == () and len(journal.all_feedback()) == 1


def test_a_broken_journal_is_logged_once_and_recovers(
    journal: Journal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.file.parent.mkdir()
    journal.file.write_bytes(b"this is no database, whatever its name says" * 100)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            journal.record(unanswered("lost?"))
    assert len(caplog.records) == 1 and "answers go on" in caplog.text
    with pytest.raises(JournalError, match=r"journal\.sqlite.*move the file aside"):
        journal.feedback(Feedback("q", "up"))
    journal.file.unlink()
    later = now() + timedelta(minutes=1)
    monkeypatch.setattr("origin_qa.journal.store.now", lambda: later)
    journal.record(unanswered("kept?"))
    assert "recorded again" in caplog.text
    assert [asked.question for asked in journal.questions()] == ["kept?"]


def test_a_full_disk_is_an_error_that_says_so(journal: Journal) -> None:
    journal.feedback(Feedback("q", "up"))
    with journal._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="full"):
        journal.message(Message("q", "x" * 1_000_000))
    assert journal.messages() == ()
    journal.message(Message("q", "smaller"))


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    journal = Journal.open(Settings(data=tmp_path / "data"))
    journal.record(unanswered("q"))
    with pytest.raises(JournalError, match="ORIGIN_QA_DATA"):
        journal.summary()


def test_halves_of_characters_do_not_stop_anything(journal: Journal) -> None:
    broken = "half \ud83c and \0 nothing"
    journal.record(unanswered(broken, producers=(broken,), nearest=Place(broken, 0, 1, broken)))
    journal.feedback(Feedback(broken, "up", broken, broken, history=(broken,)))
    journal.share([SharedTurn(broken, broken)], broken)
    assert journal.questions()[0].question.startswith("half ? and")
    assert journal.delete("half").total == 3


def test_nobody_else_on_the_machine_can_read_it(journal: Journal) -> None:
    journal.record(unanswered("q"))
    for path in (journal.file.parent, *journal.file.parent.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


# ── the file ──────────────────────────────────────────────────────────────────────────────────


def test_an_older_file_is_brought_forward_and_a_newer_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "j.sqlite"
    journal = Journal(file)
    journal.record(unanswered("kept?"))
    journal.close()
    further = Database(
        file, (*MIGRATIONS, "ALTER TABLE question ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
    )
    with further.reading() as connection:
        assert connection.execute("SELECT question, mood FROM question").fetchone()[:] == ("kept?", "calm")
    further.close()
    with pytest.raises(JournalError, match=f"schema {len(MIGRATIONS) + 1}.*newer version"):
        Journal(file).questions()


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = Database(tmp_path / "j.sqlite", ("CREATE TABLE a (x); CREATE TABLE a (x)",))
    with pytest.raises(JournalError), broken.reading():
        pass
    mended = Database(tmp_path / "j.sqlite", ("CREATE TABLE a (x)",))
    with mended.reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM a").fetchone()[0] == 0


def write_some(file: Path, name: str) -> None:
    journal = Journal(file)
    for n in range(40):
        journal.record(unanswered(f"{name} asks {n}"))
        journal.feedback(Feedback(f"{name} {n}", "up"))
    journal.close()


def test_threads_and_processes_write_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "new" / "j.sqlite"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_some, args=(file, f"process {n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: write_some(file, f"thread {n}"), range(4)))
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert Journal(file).count().total == 7 * 80


def test_a_forked_child_opens_a_connection_of_its_own(journal: Journal) -> None:
    journal.record(unanswered("parent?"))
    child = multiprocessing.get_context("fork").Process(target=journal.record, args=(unanswered("child?"),))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    journal.record(unanswered("parent again?"))
    assert {asked.question for asked in journal.questions()} == {"parent?", "child?", "parent again?"}

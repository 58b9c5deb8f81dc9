"""The journal on the command line: what it shows, what it writes out, and what it deletes."""

import csv
import io
import json
import os
import pty
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from small_shop import origin_qa

from origin_qa.cli import main
from origin_qa.journal import FILE, Asked, Feedback, Journal, Message, SharedTurn, StaffAnswer, now
from origin_qa.journal.exporting import COLUMNS
from origin_qa.journal.schema import MIGRATIONS

FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a journal that has one record of each kind, and one question of long ago."""
    folder = tmp_path / "data"
    with closing(Journal(folder / FILE, days=0)) as journal:
        journal.record(Asked(FORMULA, "not_found", ("brisa",)))
        journal.record(Asked("how high?", "answered", at=now() - timedelta(days=400)))
        journal.feedback(Feedback("port?", "down", "@mary, too short", history=("who?",)))
        journal.message(Message("price?", "\tWhat does it cost?", "brisa", "mary@shop.example", True))
        journal.share([SharedTurn("Wie hoch?", "brisa")], "g1")
        journal.keep_staff_answer(StaffAnswer("price?", "brisa", "12 €", "Ana", "brisa/notes/a.md"))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `origin-qa journal …`."""
    sys.argv = ["origin-qa", "journal", *map(str, arguments)]
    try:
        main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def left(data: Path) -> int:
    with closing(Journal(data / FILE, days=0)) as journal:
        return journal.count().total


def test_show_sums_it_up(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "show", "--data", data)
    assert (code, err) == (0, "")
    rows = {
        cells[0]: cells[1:]
        for cells in ([c.strip() for c in line.split("│")[1:4]] for line in out.splitlines())
        if cells
    }
    assert rows["questions"][0] == "2" and "1 not_found" in rows["questions"][1]
    assert rows["feedback"] == ["1", "0 up, 1 down"] and rows["messages"] == ["1", "1 open"]
    assert left(data) == 5, "to look at it forgets nothing, however old"


def test_csv_has_a_column_for_everything_and_no_formula(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "export", "--data", data)
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert code == 0 and len(rows) == 6 and rows[0]["question"] == "how high?"
    by_kind = {row["kind"]: row for row in rows}
    assert by_kind["question"]["question"] == "'" + FORMULA
    assert by_kind["message"]["text"] == "'\tWhat does it cost?"
    assert by_kind["feedback"]["reason"] == "'@mary, too short"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("".join(MIGRATIONS))
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        columns = {row[1] for table in tables for row in connection.execute(f"PRAGMA table_info({table})")}
    assert columns - set(COLUMNS) == {"folded"}


def test_json_lines_hold_what_was_kept(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    since = f"{now() - timedelta(days=2):%Y-%m-%d}"
    code, out, _ = run(capsys, "export", "--format", "jsonl", "--since", since, "--data", data)
    records = {record["kind"]: record for record in map(json.loads, out.splitlines())}
    assert code == 0 and len(out.splitlines()) == 5
    assert records["question"]["question"] == FORMULA and records["question"]["producers"] == ["brisa"]
    assert records["shared"]["turns"] == [{"question": "Wie hoch?", "producer": "brisa"}]
    assert records["message"]["consent"] is True and records["feedback"]["history"] == ["who?"]


def test_a_file_is_written_whole_and_for_its_owner(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "journal.csv"
    target.write_text("earlier")
    assert run(capsys, "export", "-o", target, "--data", data) == (0, "", "")
    assert target.read_bytes().startswith(b"kind,at,id,") and target.read_bytes().count(b"\r\n") == 7
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    code, out, err = run(capsys, "export", "-o", tmp_path / "none" / "x.csv", "--data", data)
    assert (code, out) == (1, "") and "-o" in err and err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "journal.csv"]


@pytest.mark.parametrize(("answer", "remaining"), [("n", 5), ("y", 4)])
def test_delete_asks_where_somebody_can_answer(data: Path, answer: str, remaining: int) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as terminal, os.fdopen(theirs, "rb") as side:
        terminal.write(f"{answer}\n".encode())
        command = [sys.executable, "-m", "origin_qa.cli", "journal", "delete", "--matching", "hyperlink"]
        done = subprocess.run([*command, "--data", data], stdin=side, stderr=side, stdout=subprocess.PIPE)
        assert b"Delete 1 question for good?" in terminal.read(1_000)
    assert done.returncode == 0 and left(data) == remaining


def test_delete_takes_what_was_named_and_nothing_else(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "delete", "--all", "--data", data)
    assert (code, out) == (2, "") and "2 questions" in err and "--yes" in err and left(data) == 5
    year_ago = f"{now() - timedelta(days=365):%Y-%m-%d}"
    assert run(capsys, "delete", "--before", year_ago, "--yes", "--data", data)[1] == "deleted 1 question\n"
    both = ("delete", "--matching", "MARY", "--before", year_ago, "--yes", "--data", data)
    assert run(capsys, *both)[1] == "nothing fits, nothing was deleted\n"
    assert run(capsys, "delete", "--matching", "MARY", "--yes", "--data", data)[0] == 0
    assert left(data) == 2
    assert run(capsys, "delete", "--all", "--yes", "--data", data)[0] == 0
    with closing(Journal(data / FILE, days=0)) as journal:
        assert journal.count().total == 0 and len(journal.staff_answers()) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("delete", "--yes"), 2),
        (("delete", "--all", "--before", "2026-01-01", "--yes"), 2),
        (("delete", "--matching", " ", "--yes"), 2),
        (("delete", "--before", "yesterday", "--yes"), 2),
        (("export", "--format", "xlsx"), 2),
        (("show", "--data", "nowhere"), 1),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(
    arguments: tuple[str, ...], code: int, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = arguments if "--data" in arguments else (*arguments, "--data", str(data))
    told = run(capsys, *given)
    assert told[:2] == (code, "") and told[2].startswith("origin-qa: ") and told[2].count("\n") == 1
    assert left(data) == 5 and not Path("nowhere").exists()


def test_without_a_command_its_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, out) == (2, "") and all(f"\n  {name}" in err for name in ("show", "export", "delete"))


def test_scripts_get_utf8_and_no_question(data: Path) -> None:
    done = origin_qa("journal", "export", "--format", "jsonl", "--data", data)
    assert done.returncode == 0 and "12 €" in done.stdout
    assert origin_qa("journal", "delete", "--all", "--data", data, given="y\n").returncode == 2

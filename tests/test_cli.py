"""The command line by its contract: what it prints, what it says when something is wrong, how it exits."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from small_shop import DOCUMENTS, HUGE, UNREADABLE, Shop, origin_qa

from origin_qa.ingest.corpus import read_corpus
from origin_qa.settings import Settings

COMMANDS = ("build", "ask", "search", "facts", "eval", "serve", "add")
ANSWER_KEYS = {"id", "status", "answer", "sentences", "citations", "timings_ms"}
CITATION_KEYS = {"n", "producer", "source", "title", "section", "text", "start", "end"}
HIT_KEYS = {"rank", "score", "producer", "source", "section", "text", "start", "end"}


@pytest.fixture(scope="module")
def texts(shop: Shop) -> dict[str, str]:
    """What the documents say once they are read."""
    return {document.path: document.text for document in read_corpus(shop.corpus, Settings()).documents}


def complaint(done: CompletedProcess[str], code: int) -> str:
    """The one line that a failed run says, on standard error only."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("origin-qa: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


# ── build ─────────────────────────────────────────────────────────────────────────────────────


def test_a_build_passes_over_what_cannot_be_read_and_names_it(shop: Shop) -> None:
    warned = {line.split(": ")[1]: line for line in shop.stderr.splitlines() if line.startswith("warning: ")}
    assert set(warned) == {*UNREADABLE, HUGE, "lindero.txt"}
    assert "50,000,000" in warned[HUGE]
    assert "Traceback" not in shop.stderr
    assert len(shop.stdout.splitlines()) == 1


def test_the_rest_is_indexed(shop: Shop) -> None:
    rows = json.loads(shop.run("facts", "--json").stdout)
    assert {row["producer"] for row in rows} == {Path(name).parts[0].partition(".")[0] for name in DOCUMENTS}


def test_invalid_utf8_is_decoded(texts: dict[str, str]) -> None:
    assert "Señor Ibáñez" in texts["lindero.txt"]


def test_a_second_build_has_nothing_to_do(shop: Shop) -> None:
    done = origin_qa("build", "--corpus", shop.corpus, "--index", shop.index)
    assert done.returncode == 0
    assert "nothing changed" in done.stdout


def test_a_missing_corpus(tmp_path: Path) -> None:
    done = origin_qa("build", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "index")
    assert "nowhere" in complaint(done, 1)


def test_an_empty_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    done = origin_qa("build", "--corpus", tmp_path / "corpus", "--index", tmp_path / "index")
    assert ".txt" in complaint(done, 1)


def test_a_corpus_of_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "photo.txt").write_bytes(UNREADABLE["photo.txt"])
    done = origin_qa("build", "--corpus", tmp_path / "corpus", "--index", tmp_path / "index")
    assert "photo.txt" in complaint(done, 1)


def test_an_index_folder_that_is_a_file(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("taken")
    done = origin_qa("build", "--corpus", shop.corpus, "--index", tmp_path / "index")
    assert str(tmp_path / "index") in complaint(done, 1)


# ── ask ───────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_answered_in_order_and_cited_verbatim(shop: Shop, texts: dict[str, str]) -> None:
    asked: list[dict[str, Any]] = [
        {"id": "z", "question": "How high is Kanda?"},
        {"id": "a", "question": "and Sumbira?", "history": ["How high is Kanda?"]},
        {"id": "m", "question": "When is the harvest?", "page_producer": "nueva-lindero"},
        {"id": "c", "question": "How many members does Sumbira have?"},
        {"id": "q", "question": "What did Tesfaye Bekele say?"},
        {"id": "n", "question": "Does Kanda have a phone number?"},
        {"id": 7, "question": "What runs on solar power?", "history": [], "page_producer": None},
    ]
    answers = shop.ask_lines(asked)
    assert [answer["id"] for answer in answers] == [str(record["id"]) for record in asked]
    assert [answer["status"] for answer in answers[:6]] == [
        "answered", "answered", "answered", "conflict", "answered", "not_found",
    ]  # fmt: skip
    said = [answer["answer"] for answer in answers]
    assert "1,500" in said[0] and "1650" in said[1]
    assert "June" in said[2] and "August" in said[2]
    for answer in answers:
        assert answer.keys() >= ANSWER_KEYS
        assert answer["answer"] == " ".join(sentence["text"] for sentence in answer["sentences"])
        assert answer["timings_ms"]["total"] > 0
        numbers = [citation["n"] for citation in answer["citations"]]
        assert len(set(numbers)) == len(numbers)
        assert {n for sentence in answer["sentences"] for n in sentence["citations"]} == set(numbers)
        for citation in answer["citations"]:
            assert citation.keys() >= CITATION_KEYS
            document = texts[citation["document"]]
            assert Path(citation["document"]).name == Path(citation["source"]).name
            assert document[citation["start"] : citation["end"]] == citation["text"] != ""


def test_a_file_of_lines_is_as_good_as_standard_input(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": "1", "question": "Wo liegt Sumbira? ☕"}\n\n{"id": "2", "question": "port?"}\n', "utf-8"
    )
    lines = shop.run("ask", "--jsonl", file, "--producer", "sumbira").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["1", "2"]


@pytest.mark.parametrize(
    "given",
    [
        '{"id": "1", "question": "port?"',
        '["1", "port?"]',
        '{"id": "1"}',
        '{"question": "port?"}',
        "[" * 100_000,
    ],
    ids=lambda given: given[:60],
)
def test_a_malformed_line_is_named(shop: Shop, given: str) -> None:
    first = '{"id": "0", "question": "Which port does Sumbira export from?"}\n'
    done = origin_qa("ask", "--jsonl", "-", "--index", shop.index, given=first + given + "\n")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0"]
    assert "line 2" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "given",
    [
        '{"id": "1", "question": " "}',
        '{"id": "1", "question": "port?", "history": "altitude?"}',
        '{"id": "1", "question": "port?", "page_producer": "nobody"}',
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_the_rest_answered(shop: Shop, given: str) -> None:
    last = '{"id": "2", "question": "Which port does Sumbira export from?"}\n'
    done = origin_qa("ask", "--jsonl", "-", "--index", shop.index, given=given + "\n" + last)
    refused, answered = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert "line 1 (id 1)" in done.stderr
    assert refused["status"] == "not_found" and refused["error"] and not refused["citations"]
    assert (answered["id"], answered["status"]) == ("2", "answered")


def test_lines_that_are_not_utf8(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes('{"id": "1", "question": "Señor Ibáñez?"}\n'.encode("latin-1"))
    assert "UTF-8" in complaint(origin_qa("ask", "--jsonl", file, "--index", shop.index), 2)


def test_half_a_character_does_no_harm(shop: Shop) -> None:
    asked = {"id": "1", "question": "How high \ud800 is it?", "page_producer": "kanda"}
    (answer,) = shop.ask_lines([asked])
    assert "1,500" in answer["answer"]


def test_one_answer_as_text_and_as_json(shop: Shop) -> None:
    plain = shop.run("ask", "How many members does Sumbira have?").stdout
    assert "1830" in plain and "1,210" in plain and "[1]" in plain and "[2]" in plain
    assert "\x1b" not in plain
    answer = json.loads(shop.run("ask", "How many members does Sumbira have?", "--json").stdout)
    assert answer["status"] == "conflict"
    explained = shop.run("ask", "and Sumbira?", "--history", "How high is Kanda?", "--explain").stdout
    assert "sumbira" in explained and "timings" in explained


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", ""], "empty"),
        (["ask", " \n"], "empty"),
        (["ask", "why " * 25_000], "100,000"),
        (["ask", "port?", "--producer", "nobody"], "nobody"),
        (["ask", "--jsonl", "missing.jsonl"], "missing.jsonl"),
        (["ask"], "--jsonl"),
        (["ask", "port?", "--jsonl", "-"], "--jsonl"),
        (["search"], "--jsonl"),
        (["search", "port", "--top", "0"], "--top"),
        (["facts", "nobody"], "nobody"),
        (["ask", "port?", "--loud"], "--loud"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_usage(shop: Shop, arguments: list[str], told: str) -> None:
    assert told in complaint(origin_qa(*arguments, "--index", shop.index), 2)


def test_eval_scores_a_file(shop: Shop, tmp_path: Path) -> None:
    questions, report = tmp_path / "questions.jsonl", tmp_path / "report.html"
    asked = {"id": "1", "kind": "fact", "question": "When was Kanda founded?", "producer": "kanda"}
    expected = {
        "expect": "answered",
        "contains": [["1996"]],
        "cites": [{"file": "kanda.md", "contains": "1996"}],
    }
    questions.write_text(json.dumps(asked | expected) + "\n", "utf-8")
    assert "100" in shop.run("eval", questions, "--report", report).stdout
    assert "<html" in report.read_text("utf-8")
    assert json.loads(shop.run("eval", questions, "--json").stdout)["failures"] == []


# ── search and facts ──────────────────────────────────────────────────────────────────────────


def test_search_lines(shop: Shop, texts: dict[str, str]) -> None:
    lines = '{"id": "1", "question": "bridge over the stream"}\n{"id": "2", "question": "zzz"}\n'
    found = [
        json.loads(line)
        for line in shop.run("search", "--jsonl", "-", "--top", "3", given=lines).stdout.splitlines()
    ]
    assert [each["id"] for each in found] == ["1", "2"]
    for each in found:
        assert [hit["rank"] for hit in each["hits"]] == [1, 2, 3]
        scores = [hit["score"] for hit in each["hits"]]
        assert scores == sorted(scores, reverse=True)
        for hit in each["hits"]:
            assert hit.keys() >= HIT_KEYS
            assert texts[hit["document"]][hit["start"] : hit["end"]] == hit["text"]
    assert "Kamiranzovu" in found[0]["hits"][0]["text"]


def test_facts_as_table_and_as_json(shop: Shop, texts: dict[str, str]) -> None:
    rows = json.loads(shop.run("facts", "sumbira", "--json").stdout)
    assert {row["producer"] for row in rows} == {"sumbira"}
    assert all(texts[row["document"]][row["start"] : row["end"]] == row["text"] for row in rows)
    assert all(row["raw"] in row["text"] for row in rows)
    members = {(row["raw"], row["low"], row["status"]) for row in rows if row["attribute"] == "members"}
    assert members == {("1830 producers", 1830.0, "conflict"), ("1,210 members", 1210.0, "conflict")}
    table = shop.run("facts", "sumbira").stdout
    assert "Mombasa" in table and "disagree" in table and "\x1b" not in table


def test_facts_tell_history(shop: Shop) -> None:
    rows = json.loads(shop.run("facts", "kanda", "--json").stdout)
    members = {(row["low"], row["as_of"], row["status"]) for row in rows if row["attribute"] == "members"}
    assert members == {(2600.0, None, ""), (1900.0, 2014, "history")}


# ── the index ─────────────────────────────────────────────────────────────────────────────────


def generation(index: Path) -> Path:
    return index / "generations" / (index / "CURRENT").read_text("utf-8").split()[0]


def linked_copy(index: Path, folder: Path) -> Path:
    return Path(shutil.copytree(index, folder / "index", copy_function=os.link))


def replace_content(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def flip_a_byte(index: Path) -> None:
    path = generation(index) / "vectors.faiss"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    replace_content(path, bytes(content))


def lose_a_file(index: Path) -> None:
    (generation(index) / "passages.json").unlink()


def scribble_over_the_pointer(index: Path) -> None:
    replace_content(index / "CURRENT", b"\x00\xff")


def become_another_schema(index: Path) -> None:
    """Re-seal the generation as a later release would have written it."""
    folder = generation(index)
    identity, manifest = folder / "identity.json", folder / "manifest.json"
    made_by = json.loads(identity.read_bytes()) | {"schema": 999}
    replace_content(identity, json.dumps(made_by).encode())
    sealed = json.loads(manifest.read_bytes())
    sealed["schema"] = 999
    content = identity.read_bytes()
    sealed["files"]["identity.json"] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    replace_content(manifest, json.dumps(sealed).encode())
    pointer = f"{folder.name} {sha256(manifest.read_bytes()).hexdigest()}\n"
    replace_content(index / "CURRENT", pointer.encode())


@pytest.mark.parametrize(
    "harm",
    [flip_a_byte, lose_a_file, scribble_over_the_pointer, become_another_schema],
    ids=lambda f: f.__name__,
)
def test_an_index_that_cannot_be_trusted(shop: Shop, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    index = linked_copy(shop.index, tmp_path)
    harm(index)
    for command in (["ask", "port?"], ["facts"]):
        assert "origin-qa build" in complaint(origin_qa(*command, "--index", index), 1)


def test_an_index_made_by_another_model(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_QA_MODEL", "another/model")
    assert "another/model" in complaint(origin_qa("ask", "port?", "--index", shop.index), 1)


@pytest.mark.parametrize("command", [["ask", "port?"], ["search", "port"], ["facts"]], ids=lambda c: c[0])
def test_no_index_yet(tmp_path: Path, command: list[str]) -> None:
    assert "origin-qa build" in complaint(origin_qa(*command, "--index", tmp_path / "none"), 1)


# ── help and settings ─────────────────────────────────────────────────────────────────────────


def test_help_names_every_command() -> None:
    done = origin_qa("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    done = origin_qa(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--index" in done.stdout


def test_no_arguments_show_the_help() -> None:
    done = origin_qa()
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "build" in done.stdout + done.stderr


def test_an_unknown_command() -> None:
    assert "brew" in complaint(origin_qa("brew"), 2)


def test_a_setting_that_makes_no_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_QA_PORT", "many")
    assert "ORIGIN_QA_PORT" in complaint(origin_qa("facts"), 2)

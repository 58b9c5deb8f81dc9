import dataclasses
import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_index import EXAMPLES, TEXTS, small_corpus, small_index, small_settings

from origin_qa.errors import BadIndex, CorpusError
from origin_qa.index.build import build_index, write_generation
from origin_qa.index.generation import open_index
from origin_qa.index.storage import LOCK_FILE, current_version, unfinished_generation
from origin_qa.types import Corpus


class Watcher:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def start(self, total: int) -> None:
        self.seen.append(f"start {total}")

    def advance(self, n: int) -> None:
        self.seen.append(f"advance {n}")

    def finish(self) -> None:
        self.seen.append("finish")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_index(), tmp_path / "index"))


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in (index / "generations").iterdir())


def with_another_text(text: str = "A new nursery holds 40,000 seedlings.") -> Corpus:
    return small_corpus(TEXTS | {"miravalle": (*TEXTS["miravalle"], text)})


def test_unchanged_passages_are_not_encoded_again(copy: Path) -> None:
    before = open_index(copy, small_settings())
    watcher = Watcher()
    report = write_generation(with_another_text(), copy, small_settings(), watcher, EXAMPLES)
    assert (report.changed, report.encoded) == (True, 1)
    assert watcher.seen == ["start 1", "advance 1", "finish"]
    after = open_index(copy, small_settings())
    assert len(after.passages) == len(before.passages) + 1
    for passage in before.passages:
        query = before.encode(passage.text)
        np.testing.assert_array_equal(
            before.sentence_scores(query, passage), after.sentence_scores(query, passage)
        )
    (hit,) = after.search(after.encode("How many seedlings does the nursery hold?"), top=1)
    assert "40,000" in hit.passage.text


def test_a_new_generation_equals_one_made_from_nothing(copy: Path, tmp_path: Path) -> None:
    corpus = with_another_text()
    write_generation(corpus, copy, small_settings(), examples=EXAMPLES)
    write_generation(corpus, tmp_path / "fresh", small_settings(), examples=EXAMPLES)
    grown, fresh = (open_index(folder, small_settings()) for folder in (copy, tmp_path / "fresh"))
    for question in ("How high are the farms?", "seedlings", "Who cleans the water?"):
        hits = [index.search(index.encode(question), top=20) for index in (grown, fresh)]
        assert [hit.passage.id for hit in hits[0]] == [hit.passage.id for hit in hits[1]]
        np.testing.assert_allclose([h.score for h in hits[0]], [h.score for h in hits[1]], atol=0.01)


def test_readers_keep_their_generation_until_they_reopen(copy: Path) -> None:
    reader = open_index(copy, small_settings())
    question = reader.encode("Which port?")
    hits = reader.search(question)
    assert not reader.stale()
    for n in range(3):
        write_generation(with_another_text(f"Note {n}."), copy, small_settings(), examples=EXAMPLES)
        assert len(generations(copy)) == 2
    assert reader.stale()
    assert reader.search(question) == hits
    assert not open_index(copy, small_settings()).stale()


def test_equal_inputs_change_nothing(copy: Path) -> None:
    version, watcher = current_version(copy), Watcher()
    report = write_generation(small_corpus(), copy, small_settings(), watcher, EXAMPLES)
    assert (report.changed, report.encoded, report.version) == (False, 0, version)
    assert watcher.seen == []
    assert generations(copy) == [version]


def test_other_examples_or_prompts_make_a_new_generation(copy: Path) -> None:
    assert write_generation(small_corpus(), copy, small_settings()).changed
    prompted = small_settings().model_copy(update={"passage_prompt": "passage: "})
    report = write_generation(small_corpus(), copy, prompted)
    assert report.encoded == len(small_corpus().passages)


def test_a_damaged_generation_is_replaced(copy: Path) -> None:
    path = copy / "generations" / str(current_version(copy)) / "passages.json"
    path.write_bytes(path.read_bytes()[:-1])
    report = write_generation(small_corpus(), copy, small_settings(), examples=EXAMPLES)
    assert report.changed
    assert len(open_index(copy, small_settings()).passages) == report.manifest.counts["passages"]


def test_a_second_build_is_refused_while_one_runs(copy: Path) -> None:
    version = current_version(copy)
    with (copy / LOCK_FILE).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BadIndex, match="another build"):
            write_generation(with_another_text(), copy, small_settings())
    assert current_version(copy) == version


def test_a_failed_build_leaves_the_index_as_it_was(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = generations(copy), current_version(copy)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("origin_qa.index.contents.write_records", fail)
    with pytest.raises(KeyboardInterrupt):
        write_generation(with_another_text(), copy, small_settings())
    assert (generations(copy), current_version(copy)) == before
    open_index(copy, small_settings())


def test_leftovers_of_a_crash_are_removed_by_the_next_build(copy: Path) -> None:
    leftover = copy / "generations" / ".building-dead"
    leftover.mkdir()
    (leftover / "half").write_bytes(b"written")
    write_generation(with_another_text(), copy, small_settings(), examples=EXAMPLES)
    assert not leftover.exists()
    with unfinished_generation(copy) as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_a_corpus_without_passages_is_refused(tmp_path: Path) -> None:
    empty = dataclasses.replace(small_corpus(), passages=())
    with pytest.raises(CorpusError, match="no passage"):
        write_generation(empty, tmp_path / "index", small_settings())
    with pytest.raises(CorpusError, match="doesn't exist"):
        build_index(tmp_path / "nowhere", tmp_path / "index", small_settings())
    assert current_version(tmp_path / "index") is None


def test_a_rebuild_without_changes_is_quick_and_imports_nothing_heavy(copy: Path, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", copy
    corpus.mkdir()
    page = corpus / "kibo.txt"
    page.write_text("Kibo\n\nThe coffee leaves from the port of Tanga.\n")
    settings = small_settings()
    assert build_index(corpus, index, settings).encoded == 1
    code = (
        "import sys, json, time; from pathlib import Path; from origin_qa.settings import Settings;"
        "from origin_qa.index.build import build_index;"
        f"settings = Settings(model={settings.model!r}, threads=1);"
        "began = time.process_time();"
        f"report = build_index(Path({str(corpus)!r}), Path({str(index)!r}), settings);"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'pdfplumber'} & set(sys.modules);"
        "print(json.dumps([report.changed, report.encoded, sorted(heavy), time.process_time() - began]))"
    )
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    *outcome, seconds = json.loads(output.splitlines()[-1])
    assert outcome == [False, 0, []]
    assert seconds < 1
    page.write_text("Kibo\n\nThe coffee leaves from the port of Mombasa.\n")
    assert build_index(corpus, index, settings).encoded == 1

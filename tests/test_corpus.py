import os
from pathlib import Path

import pytest
from small_documents import FORMATS, MIRAVALLE, as_html, as_text

from origin_qa.errors import CorpusError
from origin_qa.ingest.corpus import corpus_files, producer_of, read_corpus, slugify
from origin_qa.settings import Settings

SETTINGS = Settings(max_document_bytes=1_000_000)


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_file_or_a_folder_is_a_producer(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "Valle Verde.txt": b"Valle Verde\n\nThe union is small.",
            "miravalle/page.html": as_html(MIRAVALLE),
            "miravalle/sheet.txt": as_text(MIRAVALLE),
            "README.md": b"# How this folder works",
            ".hidden/x.txt": b"no",
            "miravalle/~$sheet.docx": b"lock",
        },
    )
    corpus = read_corpus(folder, SETTINGS)
    assert [document.path for document in corpus.documents] == [
        "Valle Verde.txt",
        "miravalle/page.html",
        "miravalle/sheet.txt",
    ]
    assert [profile.id for profile in corpus.profiles] == ["miravalle", "valle-verde"]
    assert corpus.profiles[0].documents == ("miravalle/page.html", "miravalle/sheet.txt")
    assert {passage.producer for passage in corpus.passages} == {"miravalle", "valle-verde"}
    assert not corpus.warnings


def test_passage_ids_are_unique_where_stems_are_not(tmp_path: Path) -> None:
    folder = write(tmp_path, {"m/page.html": as_html(MIRAVALLE), "m/page.txt": as_text(MIRAVALLE)})
    ids = [passage.id for passage in read_corpus(folder, SETTINGS).passages]
    assert len(set(ids)) == len(ids)


def test_a_bad_file_among_good_ones_is_named(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "good.txt": as_text(MIRAVALLE),
            "binary.txt": bytes(range(256)) * 10,
            "empty.md": b" \n",
            "broken.pdf": b"%PDF-1.4 not really",
            "broken.docx": b"PK\x03\x04 not really",
            "picture.png": b"\x89PNG",
            "large.txt": b"x" * 1_000_001,
            "latin.txt": "Café Miravalle está en el Perú. Los socios viven aquí.".encode("cp1252"),
        },
    )
    corpus = read_corpus(folder, SETTINGS)
    assert [document.path for document in corpus.documents] == ["good.txt", "latin.txt"]
    warnings = {warning.path: warning.message for warning in corpus.warnings}
    assert set(warnings) == {
        *("binary.txt", "empty.md", "broken.pdf", "broken.docx", "picture.png", "large.txt", "latin.txt"),
    }
    assert "1,000,001" in warnings["large.txt"]
    assert "cp1252" in warnings["latin.txt"]
    assert "Perú" in corpus.documents[1].text


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    corpus = read_corpus(
        write(tmp_path, {"m/a.txt": as_text(MIRAVALLE), "m/b.txt": as_text(MIRAVALLE)}), SETTINGS
    )
    assert [document.path for document in corpus.documents] == ["m/a.txt"]
    assert corpus.warnings[0].path == "m/b.txt"
    assert "m/a.txt" in corpus.warnings[0].message


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Secret\n\nThe key is under the mat.")
    folder = write(tmp_path / "corpus", {"good.txt": as_text(MIRAVALLE)})
    os.symlink(outside, folder / "link.txt")
    os.symlink(tmp_path, folder / "linked")
    assert [path.name for path in corpus_files(folder)] == ["good.txt"]
    assert {warning.path for warning in read_corpus(folder, SETTINGS).warnings} == {"link.txt", "linked"}


def test_missing_empty_and_unreadable_folders_are_explained(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"not found: .*nowhere.*--corpus"):
        read_corpus(tmp_path / "nowhere", SETTINGS)
    with pytest.raises(CorpusError, match=r"no documents in .*\.txt"):
        read_corpus(tmp_path, SETTINGS)
    (tmp_path / "x.bin").write_bytes(b"\x00")
    with pytest.raises(CorpusError, match=r"no readable document .*x\.bin"):
        read_corpus(tmp_path, SETTINGS)
    with pytest.raises(CorpusError, match="not a folder"):
        read_corpus(tmp_path / "x.bin", SETTINGS)


def test_ids() -> None:
    assert slugify("Sol y Café, Jaén") == "sol-y-cafe-jaen"
    assert slugify("咖啡") != slugify("コーヒー")
    assert producer_of("Valle Verde/sheets/a.pdf") == producer_of("valle-verde.txt") == "valle-verde"


def test_every_format_gives_the_same_profile(tmp_path: Path) -> None:
    for name, (suffix, make) in FORMATS.items():
        write(tmp_path, {f"{name}{suffix}": make(MIRAVALLE)})
    profiles = read_corpus(tmp_path, SETTINGS).profiles
    assert len(profiles) == len(FORMATS)
    for profile in profiles:
        sheet = {(fact.attribute, fact.raw) for fact in profile.facts if fact.origin == "sheet"}
        assert sheet == {
            (fact.attribute, fact.raw) for fact in profiles[0].facts if fact.origin == "sheet"
        }, profile.id
        assert profile.name == "Miravalle"
        assert "CMV" in profile.aliases
        assert profile.country == "Bolivia"
        assert [(quote.speaker, quote.role) for quote in profile.quotes] == [
            ("Rosa Quispe Mamani", "warehouse keeper")
        ]
        assert [section.heading_path for section in profile.sections] == [
            ("Miravalle, Bolivia",),
            ("Miravalle, Bolivia", "Above the clouds"),
            ("Miravalle, Bolivia", "What the premium paid for"),
        ], profile.id

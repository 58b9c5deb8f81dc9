import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from small_index import EXAMPLES, TEXTS, small_corpus, small_index, small_settings

from origin_qa.attributes import fold
from origin_qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from origin_qa.index.generation import Index, open_index
from origin_qa.index.late_interaction import read_tokens
from origin_qa.index.lexical import analyse, build_lexical, read_lexical
from origin_qa.index.ranking import token_weights
from origin_qa.index.storage import MANIFEST_FILE, current_version
from origin_qa.index.vectors import read_vectors

QUESTIONS = ("How high are the farms?", "Which port?", "wich month does piking start", "", "zzz qqq", "日本")


@pytest.fixture(scope="module")
def index() -> Index:
    return open_index(small_index(), small_settings())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_index(), tmp_path / "index"))


def generation_of(index: Path) -> Path:
    return index / "generations" / str(current_version(index))


def test_what_was_read_is_what_was_written(index: Index) -> None:
    corpus = small_corpus()
    assert index.passages == corpus.passages
    assert tuple(index.documents.values()) == corpus.documents
    assert tuple(index.profiles.values()) == corpus.profiles
    assert index.manifest.counts == {
        "documents": 2,
        "producers": 2,
        "facts": 0,
        "passages": 7,
        "examples": 2,
    }


def test_row_i_is_the_same_passage_everywhere(index: Index) -> None:
    folder = generation_of(small_index())
    tokens = read_tokens(folder)
    vectors = read_vectors(folder)
    lexical = read_lexical(folder, "passage", len(index.passages))
    sentences = read_lexical(folder, "sentence", len(tokens.sentences))
    assert vectors.count == tokens.count == lexical.count == len(index.passages)
    for row, passage in enumerate(index.passages):
        terms = {
            term
            for term, j in lexical.terms.items()
            if row in lexical.rows[lexical.starts[j] : lexical.starts[j + 1]]
        }
        assert set(analyse(passage.text)) <= terms
        here = slice(tokens.starts[row], tokens.starts[row + 1])
        assert all(passage.text[a:b].strip() == passage.text[a:b] != "" for a, b in tokens.spans[here])
        ranges = tokens.sentences[tokens.sentence_starts[row] : tokens.sentence_starts[row + 1]]
        for (first, last), span in zip(ranges, passage.sentences, strict=True):
            a, b = tokens.spans[first, 0], tokens.spans[last - 1, 1]
            document = index.documents[passage.document].text
            assert passage.text[a:b] == document[span.start : span.end]
        best = sentences.scores(document[passage.sentences[0].start : passage.sentences[0].end])
        assert int(best.argmax()) == tokens.sentence_starts[row]
        context = f"{index.profiles[passage.producer].name} > About: "
        assert vectors.cosines(index.encode(context + passage.text).vector, [row])[0] > 0.9999


@pytest.mark.parametrize("question", QUESTIONS)
def test_search_never_refuses_and_keeps_to_the_producers(index: Index, question: str) -> None:
    query = index.encode(question)
    assert len(index.search(query, top=100)) == len(index.passages)
    for producer, texts in TEXTS.items():
        hits = index.search(query, top=100, producers=[producer, "nobody"])
        assert {hit.passage.producer for hit in hits} == {producer}
        assert len(hits) == len(texts)
    hits = index.search(query, top=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.search(query, producers=[]) == index.search(query, producers=["nobody"]) == ()
    assert index.search(query, top=0) == ()


def test_sentence_scores_equal_the_definition(index: Index) -> None:
    query = index.encode("Which port does the coffee leave from?")
    tokens = read_tokens(generation_of(small_index()))
    for row, passage in enumerate(index.passages):
        here = slice(tokens.starts[row], tokens.starts[row + 1])
        vectors = tokens.quantised[here].astype(np.float32) * tokens.scales[here, None]
        expected = []
        for span in passage.sentences:
            inside = tokens.spans[here, 0] + passage.span.start
            chosen = vectors[(inside >= span.start) & (inside < span.end)]
            expected.append(query.weights @ (query.tokens @ chosen.T).max(axis=1))
        scores = index.sentence_scores(query, passage)
        assert scores.shape == (len(passage.sentences),)
        assert scores.dtype == np.float32
        np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert index.sentence_scores(index.encode(""), index.passages[0]).tolist() == [0.0, 0.0]


def test_rare_words_of_a_question_count_for_more(index: Index) -> None:
    query = index.encode("Which port, the coffee?")
    lexical = build_lexical(["the coffee", "the coffee of the hill", "the port", "the end"])
    weight = dict(zip(query.words, token_weights(query, lexical), strict=True))
    assert sum(weight.values()) == pytest.approx(1)
    assert (
        weight["which"] > weight["port"] > weight["coffee"] > weight["the"] > weight["?"] == weight[","] == 0
    )
    marks = index.encode("?")
    assert token_weights(marks, lexical).tolist() == marks.weights.tolist() == [1]
    assert index.encode("Which port?").weights.sum() == pytest.approx(1)


def test_a_question_is_classed_with_its_examples(index: Index) -> None:
    for task, label, text in EXAMPLES:
        likely = index.classify(fold(text))[task]
        assert max(likely, key=lambda key: likely[key]) == label
        assert sum(likely.values()) == pytest.approx(1, abs=1e-5)


def test_nothing_built(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    with pytest.raises(IndexMissing, match="origin-qa build"):
        open_index(tmp_path / "index", small_settings())


def test_every_flipped_byte_is_noticed(copy: Path) -> None:
    for path in [*generation_of(copy).iterdir(), copy / "CURRENT"]:
        intact = path.read_bytes()
        for position in (0, len(intact) // 2, len(intact) - 2):
            altered = bytearray(intact)
            altered[position] ^= 1
            path.write_bytes(altered)
            with pytest.raises(IndexDamaged, match="origin-qa build"):
                open_index(copy, small_settings())
        path.write_bytes(intact)
    open_index(copy, small_settings())


def test_every_missing_or_short_file_is_named(copy: Path) -> None:
    for path in list(generation_of(copy).iterdir()):
        intact = path.read_bytes()
        path.write_bytes(intact[:-1])
        with pytest.raises(IndexDamaged, match=path.name):
            open_index(copy, small_settings())
        path.unlink()
        with pytest.raises(IndexDamaged, match=path.name):
            open_index(copy, small_settings())
        path.write_bytes(intact)


@pytest.mark.parametrize("pointer", ["", "one", "../../elsewhere 00", "one two three"])
def test_a_damaged_pointer_is_named(copy: Path, pointer: str) -> None:
    (copy / "CURRENT").write_text(pointer)
    with pytest.raises(IndexDamaged, match="CURRENT"):
        open_index(copy, small_settings())


def test_another_model_or_prompt_is_refused() -> None:
    for settings in (
        small_settings().model_copy(update={"model": "another/model"}),
        small_settings().model_copy(update={"query_prompt": "query: "}),
        small_settings().model_copy(update={"passage_prompt": "passage: "}),
    ):
        with pytest.raises(IndexMismatch, match="origin-qa build"):
            open_index(small_index(), settings)


@pytest.mark.parametrize("name", ["SCHEMA", "vocabulary_sha256"])
def test_another_schema_or_vocabulary_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(
        f"origin_qa.index.identity.{name}", -1 if name == "SCHEMA" else lambda: "another vocabulary"
    )
    with pytest.raises(IndexMismatch, match=r"schema 4.*origin-qa build|vocabulary.*origin-qa build"):
        open_index(small_index(), small_settings())


def test_the_manifest_describes_every_other_file() -> None:
    folder = generation_of(small_index())
    manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {MANIFEST_FILE}
    assert not [path for path in folder.iterdir() if path.suffix in (".pkl", ".pickle", ".pt")]

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_index import tiny_model
from small_shop import Shop

from origin_qa.errors import EncoderError
from origin_qa.index.encoder import ENCODER_FILES, QueryEncoder
from origin_qa.index.export import PROBES, check_parity, export_encoder
from origin_qa.index.model import PACKAGED_WEIGHTS_SHA256, canonical_name, locate_model
from origin_qa.index.passage_encoder import EncoderInput, PassageEncoder
from origin_qa.index.storage import open_published
from origin_qa.settings import PACKAGED_MODEL

TEXT = "The co-operative São João ships 1,250 bags — all of it “washed”. Nobody else does."


@pytest.fixture(scope="module")
def tiny() -> PassageEncoder:
    return PassageEncoder(locate_model(str(tiny_model())))


@pytest.fixture(scope="module")
def exported(tiny: PassageEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny-export")
    export_encoder(tiny, "question: ", folder)
    return folder


@pytest.fixture(scope="module")
def query_encoder(exported: Path) -> QueryEncoder:
    return QueryEncoder(exported, threads=1)


def test_the_packaged_model_is_exported_faithfully(shop: Shop) -> None:
    encoder = PassageEncoder(locate_model(PACKAGED_MODEL))
    exported = QueryEncoder(open_published(shop.index).folder, threads=1)
    assert check_parity(encoder, exported) >= 0.9999
    assert (exported.spec.dim, exported.spec.token_dim, exported.spec.max_length) == (384, 384, 256)
    question = "Which port do they export from?"
    (passage,) = encoder.encode([EncoderInput("", question)])
    query = exported.encode(question)
    assert query.words == ("which", "port", "do", "they", "export", "from", "?")
    assert [question[a:b] for a, b in query.spans] == ["Which", "port", "do", "they", "export", "from", "?"]
    tokens = passage.tokens * passage.scales[:, None]
    assert ((tokens * query.tokens).sum(axis=1) > 0.999).all()


@pytest.mark.parametrize("text", PROBES)
def test_a_question_has_unit_vectors_and_true_offsets(query_encoder: QueryEncoder, text: str) -> None:
    query = query_encoder.encode(text)
    assert query.vector.shape == (32,)
    assert query.vector.dtype == query.tokens.dtype == np.float32
    assert np.linalg.norm(query.vector) == pytest.approx(1, abs=1e-5)
    assert len(query.tokens) == len(query.words) == len(query.spans) <= 30
    np.testing.assert_allclose(np.linalg.norm(query.tokens, axis=1), 1, atol=1e-5)
    assert all(0 <= a < b <= len(text) for a, b in query.spans)


def test_the_prompt_is_read_but_has_no_tokens(query_encoder: QueryEncoder, tiny: PassageEncoder) -> None:
    query = query_encoder.encode("which port")
    assert query.words == ("which", "port")
    assert query.spans.tolist() == [[0, 5], [6, 10]]
    expected = tiny.model.encode(["question: which port"])[0]
    assert float(query.vector @ expected) > 0.9999


def test_passages_equal_sentence_transformers(tiny: PassageEncoder) -> None:
    texts = [TEXT, "Short.", "", "日本 — café"]
    encodings = tiny.encode([EncoderInput("", text) for text in texts])
    expected = tiny.model.encode(texts)
    for encoding, vector in zip(encodings, expected, strict=True):
        assert float(encoding.vector @ vector) > 0.9999
    assert [TEXT[a:b] for a, b in encodings[0].spans[:5]] == ["The", "co", "-", "operative", "São"]
    assert encodings[2].tokens.shape == (0, 32)


def test_the_context_shapes_the_vectors_but_has_no_tokens(tiny: PassageEncoder) -> None:
    bare, headed = tiny.encode([EncoderInput("", "The port."), EncoderInput("Kibo > Trade: ", "The port.")])
    assert bare.spans.tolist() == headed.spans.tolist() == [[0, 3], [4, 8], [8, 9]]
    assert float(bare.vector @ headed.vector) < 0.9999
    expected = tiny.model.encode("Kibo > Trade: The port.")
    assert float(headed.vector @ expected) > 0.9999


@pytest.mark.parametrize("words", [0, 25, 26, 27, 28, 29, 31, 40, 100, 333])
@pytest.mark.parametrize("context", ["", "Kibo: ", "A very long heading of many words, " * 9])
def test_every_token_of_a_long_passage_is_kept_once(tiny: PassageEncoder, words: int, context: str) -> None:
    text = " ".join(["coffee", "hill", "port"][n % 3] for n in range(words))
    seen: list[int] = []
    given = EncoderInput(context, text)
    (encoding,) = tiny.encode([given], seen.append)
    assert [text[a:b] for a, b in encoding.spans] == text.split()
    assert len(encoding.tokens) == len(encoding.scales) == words
    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
    assert sum(seen) == tiny.count_windows([given])


def test_batching_does_not_change_the_order(tiny: PassageEncoder) -> None:
    inputs = [EncoderInput("", "port " * (n * 7 % 23 + 1)) for n in range(70)]
    together = tiny.encode(inputs)
    for given, encoding in list(zip(inputs, together, strict=True))[::9]:
        (alone,) = tiny.encode([given])
        assert float(alone.vector @ encoding.vector) > 0.9999
        np.testing.assert_array_equal(alone.spans, encoding.spans)


def test_other_poolings_and_dimensions_are_exported_too(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer

    transformer = Transformer(str(tiny_model()), max_seq_length=24)
    modules = [transformer, Pooling(32, pooling_mode="cls"), Dense(32, 16)]
    SentenceTransformer(modules=modules, device="cpu").save(str(tmp_path / "model"))
    encoder = PassageEncoder(locate_model(str(tmp_path / "model")))
    export_encoder(encoder, "", tmp_path)
    query = QueryEncoder(tmp_path, threads=1).encode("Which port?")
    assert query.vector.shape == (16,)
    assert query.tokens.shape == (3, 32)
    (passage,) = encoder.encode([EncoderInput("", "Which port?")])
    assert float(passage.vector @ query.vector) > 0.9999


def test_the_query_side_imports_no_torch(exported: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from origin_qa.index.encoder import QueryEncoder;"
        f"QueryEncoder(Path({str(exported)!r}), 1).encode('which port');"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_graph_that_departs_is_refused(exported: Path) -> None:
    import torch

    altered = PassageEncoder(locate_model(str(tiny_model())))
    with torch.no_grad():
        for parameter in altered.model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    with pytest.raises(EncoderError, match=r"cosine .* at least 0.9999"):
        check_parity(altered, QueryEncoder(exported, 1))


@pytest.mark.parametrize("name", ENCODER_FILES)
def test_an_unreadable_encoder_is_named(exported: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "broken"))
    (folder / name).write_bytes(b"{")
    with pytest.raises(EncoderError, match=r"broken.*origin-qa build"):
        QueryEncoder(folder)
    (folder / name).unlink()
    with pytest.raises(EncoderError, match=r"broken.*origin-qa build"):
        QueryEncoder(folder)


def test_a_model_is_known_by_its_files(tmp_path: Path) -> None:
    assert canonical_name(PACKAGED_MODEL) == PACKAGED_MODEL
    located = locate_model(str(tiny_model()))
    assert located.name == str(tiny_model())
    copy = Path(shutil.copytree(tiny_model(), tmp_path / "copy"))
    assert locate_model(str(copy)).sha256 == located.sha256
    (copy / "config.json").write_text("{}")
    assert locate_model(str(copy)).sha256 != located.sha256


def test_models_that_cannot_be_used_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EncoderError, match="ORIGIN_QA_MODEL"):
        locate_model(str(tmp_path))
    with pytest.raises(EncoderError, match=r"ORIGIN_QA_MODEL|neither a model folder"):
        locate_model("no such model, certainly!")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="can't load"):
        PassageEncoder(locate_model(str(tmp_path)))
    monkeypatch.setattr("origin_qa.index.model.PACKAGED_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match=f"{PACKAGED_WEIGHTS_SHA256}.*expected 0000"):
        locate_model(PACKAGED_MODEL)

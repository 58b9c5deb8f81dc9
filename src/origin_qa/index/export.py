"""Exports the model's graph to ONNX, and proves that it computes what sentence-transformers does."""

import contextlib
import io
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from origin_qa.errors import EncoderError
from origin_qa.index.encoder import GRAPH_FILE, SPEC_FILE, TOKENIZER_FILE, EncoderSpec, QueryEncoder
from origin_qa.index.passage_encoder import PassageEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

LEAST_COSINE = 0.9999
PROBES = (
    "How high up do they grow it?",
    "",
    " ",
    "?",
    "¿Cuántas mujeres hay en la cooperativa de Añasco, Cajamarca?",
    "Über 1.250 m ü. M. — “café” naïve\u00a0São Tomé 日本",
    "COCAFELOL exports 2,424 bags (69 kg) a year at US$ 1.40/lb; see http://example.org/a?b=c.",
    "members " * 600,
)


def export_encoder(encoder: PassageEncoder, query_prompt: str, folder: Path) -> None:
    """Write the ONNX graph, the tokenizer and their `EncoderSpec` into `folder`.

    The graph takes int64 (batch, length) tensors and returns `sentence_vector` (batch, dim) and
    `token_vectors` (batch, length, token_dim), both float32 with unit rows.

    Raises:
        EncoderError: the model can't be traced, or the graph departs from sentence-transformers.
    """
    example = encoder.tokenizer(["Who runs the mill?", "A question with many more words in it"], padding=True)
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example]
    try:
        _export_graph(encoder.model, {name: example[name] for name in names}, folder / GRAPH_FILE)
    except Exception as error:  # torch.onnx raises whatever stood in its way
        raise EncoderError(
            f"the model {encoder.located.name!r} can't be exported to ONNX: {error}. "
            "Set ORIGIN_QA_MODEL to another model."
        ) from error
    encoder.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    dim, token_dim = _dimensions(encoder.model)
    spec = EncoderSpec(
        model=encoder.located.name,
        model_sha256=encoder.located.sha256,
        dim=dim,
        token_dim=token_dim,
        max_length=encoder.max_length,
        inputs=tuple(names),
        query_prompt=query_prompt,
    )
    (folder / SPEC_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(spec)))
    check_parity(encoder, QueryEncoder(folder))


def check_parity(encoder: PassageEncoder, exported: QueryEncoder) -> float:
    """The least cosine between the two sides over `PROBES`.

    Raises:
        EncoderError: it is below `LEAST_COSINE`.
    """
    prompt = exported.spec.query_prompt
    expected = encoder.model.encode(
        [prompt + text for text in PROBES], prompt="", normalize_embeddings=True, show_progress_bar=False
    )
    got = np.stack([exported.encode(text).vector for text in PROBES])
    cosines = (expected * got).sum(axis=1)
    worst = int(cosines.argmin())
    if not cosines[worst] >= LEAST_COSINE:
        raise EncoderError(
            f"the exported graph of {encoder.located.name!r} departs from sentence-transformers: cosine "
            f"{cosines[worst]:.6f} on {PROBES[worst][:40]!r}, at least {LEAST_COSINE} expected. "
            "Set ORIGIN_QA_MODEL to another model."
        )
    return float(cosines[worst])


def _export_graph(model: "SentenceTransformer", example: dict[str, list[list[int]]], target: Path) -> None:
    import torch

    class BothVectors(torch.nn.Module):  # type: ignore[misc]  # torch is untyped here
        """The whole sentence-transformers stack, whatever its pooling, with its two outputs."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: "Tensor") -> "tuple[Tensor, Tensor]":
            features = self.model(dict(zip(example, inputs, strict=True)))
            return (
                torch.nn.functional.normalize(features["sentence_embedding"], dim=-1),
                torch.nn.functional.normalize(features["token_embeddings"], dim=-1),
            )

    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    # The exporter prints its progress and warns of its own internals: none of it helps whoever builds.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        torch.onnx.export(
            BothVectors(),
            tuple(torch.tensor(rows) for rows in example.values()),
            str(target),
            input_names=list(example),
            output_names=["sentence_vector", "token_vectors"],
            dynamic_shapes=(tuple({0: batch, 1: length} for _ in example),),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _dimensions(model: "SentenceTransformer") -> tuple[int, int]:
    import torch

    with torch.inference_mode():
        features = model(dict(model.tokenizer(["a"], return_tensors="pt")))
    return int(features["sentence_embedding"].shape[-1]), int(features["token_embeddings"].shape[-1])

"""From a checkpoint to the package: ONNX graph, 8-bit weights, calibration, checksums."""

import contextlib
import hashlib
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from origin_qa.answer.reader import CARD_FILE, GRAPH_FILE, TOKENIZER_FILE, Reader, ReaderCard
from reader.batches import batches
from reader.examples import Example
from reader.network import ReaderNetwork
from reader.smoothing import smooth

MAX_TOKENS = 160
OVERLAP = 48
_POSITIONS = 256
_SMOOTHING_EXAMPLES = 128
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class RowQuantised(nn.Module):  # type: ignore[misc]
    """An embedding in 8-bit integers with one scale for each row: a quarter of the bytes, 0.4 % error."""

    def __init__(self, embedding: nn.Embedding, rows: int) -> None:
        super().__init__()
        weight = embedding.weight.detach()[:rows]
        scale = weight.abs().amax(dim=1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("steps", torch.round(weight / scale.clamp(min=1e-12)).to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """The rows of `ids`, float32."""
        return self.steps[ids].float() * self.scale[ids]


def export_graph(network: ReaderNetwork, target: Path) -> None:
    """Write the float32 graph with embeddings in 8 bits: `start`, `end` (n, tokens), `answerable` (n,)."""
    embeddings = network.encoder.embeddings
    embeddings.word_embeddings = RowQuantised(
        embeddings.word_embeddings, embeddings.word_embeddings.num_embeddings
    )
    embeddings.position_embeddings = RowQuantised(embeddings.position_embeddings, _POSITIONS)
    embeddings.position_ids = embeddings.position_ids[:, :_POSITIONS]
    network.eval()
    # Three tensors of their own: the exporter takes one tensor given thrice for a single input.
    example = tuple(torch.ones((2, 24), dtype=torch.int64) for _ in _INPUTS)
    rows, tokens = torch.export.Dim("rows"), torch.export.Dim("tokens", max=_POSITIONS)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        torch.onnx.export(
            network,
            example,
            str(target),
            input_names=list(_INPUTS),
            output_names=["start", "end", "answerable"],
            dynamic_shapes=tuple({0: rows, 1: tokens} for _ in _INPUTS),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def quantise(graph: Path, target: Path) -> None:
    """Rewrite the matrix products of a graph with 8-bit weights, a scale for each column."""
    quantize_dynamic(
        str(graph),
        str(target),
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        weight_type=QuantType.QInt8,
    )


def write_package(
    network: ReaderNetwork, tokenizer: Tokenizer, held_out: Sequence[Example], folder: Path
) -> ReaderCard:
    """Write `reader.onnx`, `tokenizer.json` and, last, `reader.json` into `folder`, each whole or not at all.

    `held_out` shows the ranges of the activations, and calibrates the probability of being answerable on the
    quantised graph itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    smooth(network, batches(held_out[:_SMOOTHING_EXAMPLES], tokenizer, 8, Random(1)))
    with tempfile.TemporaryDirectory(dir=folder.parent) as drafts:
        draft = Path(drafts)
        export_graph(network, draft / "float.onnx")
        quantise(draft / "float.onnx", draft / GRAPH_FILE)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.save(str(draft / TOKENIZER_FILE), pretty=False)
        _write_card(draft, 1.0, 0.0, 0.0)
        card = _write_card(draft, *calibration(Reader.load(draft), held_out))
        for name in (GRAPH_FILE, TOKENIZER_FILE, CARD_FILE):
            os.replace(draft / name, folder / name)
    return card


def calibration(reader: Reader, held_out: Sequence[Example]) -> tuple[float, float, float]:
    """Platt's weights of the answerability logit and of the span's score, and the bias.

    The reader must still be uncalibrated, its probability the logistic of the answerability logit alone.
    """
    readings = [reader.read(one.question, [one.text])[0] for one in held_out]
    probabilities = np.clip([reading.answerable for reading in readings], 1e-6, 1 - 1e-6)
    logits = np.log(probabilities / (1 - probabilities))
    features = np.stack([logits, [reading.score for reading in readings], np.ones(len(readings))], axis=1)
    labels = np.array([one.answer is not None for one in held_out])
    judged, margin, bias = _logistic_regression(features, labels)
    if margin < 0:
        # A better span must never make a text less likely to answer.
        judged, bias = _logistic_regression(features[:, [0, 2]], labels)
        margin = 0.0
    return float(judged), float(margin), float(bias)


def _logistic_regression(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Maximum likelihood by Newton's method, with a trace of ridge for stability."""
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        expected = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (labels - expected) - 1e-3 * weights
        curvature = (features.T * (expected * (1 - expected))) @ features + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(curvature, gradient)
    return weights


def _write_card(folder: Path, judged: float, margin: float, bias: float) -> ReaderCard:
    card = ReaderCard(
        graph_sha256=hashlib.sha256((folder / GRAPH_FILE).read_bytes()).hexdigest(),
        tokenizer_sha256=hashlib.sha256((folder / TOKENIZER_FILE).read_bytes()).hexdigest(),
        max_tokens=MAX_TOKENS,
        overlap=OVERLAP,
        judged=round(judged, 4),
        margin=round(margin, 4),
        bias=round(bias, 4),
    )
    (folder / CARD_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    return card

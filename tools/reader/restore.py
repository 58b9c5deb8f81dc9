"""The packaged reader's network as float weights again, to train on from where the package stands.

A checkpoint weighs ten times the package and is not kept. Its 8-bit matrices, divided by the factors that
smoothed them, are within half a step of what was exported; the embeddings were never trained.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from reader.network import ReaderNetwork

_SMOOTHED = ".linear"


def restore(network: ReaderNetwork, graph: Path) -> None:
    """Put the weights of a packaged `reader.onnx` into `network`, whose embeddings stay as they are."""
    model = onnx.load(str(graph)).graph
    tensors = {one.name: numpy_helper.to_array(one) for one in model.initializer}
    makers = {output: node for node in model.node for output in node.output}
    weights = network.state_dict()
    for node in model.node:
        # A linear layer ends in the addition of its bias, whichever product came before it.
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        if node.op_type != "Add" or bias is None:
            continue
        product = next(name for name in node.input if name != bias)
        name = bias.removesuffix(".bias").removesuffix(_SMOOTHED)
        matrix = _matrix(product, makers, tensors).T
        if (inverse := tensors.get(f"{name}.inverse")) is not None:
            matrix = matrix * inverse
        weights[f"{name}.weight"] = torch.tensor(matrix)
        weights[f"{name}.bias"] = torch.tensor(tensors[bias])
    for name, tensor in tensors.items():
        if "LayerNorm" in name:
            weights[name] = torch.tensor(tensor)
    network.load_state_dict(weights)


def _matrix(
    product: str, makers: Mapping[str, onnx.NodeProto], tensors: Mapping[str, NDArray[np.generic]]
) -> NDArray[np.float32]:
    """The right factor of the 8-bit product that `product` comes from, (inputs, outputs) float32."""
    node = makers[product]
    while node.op_type != "MatMulInteger":
        node = makers[node.input[0]]
    _, quantised, _, zero = node.input
    steps = tensors[quantised].astype(np.float32) - tensors[zero].astype(np.float32)
    return steps * tensors[quantised.replace("_quantized", "_scale")].astype(np.float32)

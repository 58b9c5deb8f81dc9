"""The reader's network and its checkpoints (safetensors: weights and optimiser state, no pickle)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import BertModel

_HEAD_WIDTH = 256


class ReaderNetwork(nn.Module):  # type: ignore[misc]
    """A BERT encoder over `[CLS] question [SEP] passage [SEP]` with a span head and an answerability head.

    As in SQuAD 2.0 systems (Devlin et al., 2019) an unanswerable pair is trained to start and end at
    `[CLS]`. A second head judges answerability from `[CLS]` and from the token vectors averaged by the
    start and end probabilities, so that it sees what the span head would answer.
    """

    def __init__(self, encoder_folder: Path) -> None:
        super().__init__()
        # Eager attention without dropout: on CPU, drawing dropout masks costs a quarter of a step, and
        # one or two passes over the data do not overfit.
        self.encoder = BertModel.from_pretrained(
            encoder_folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.answerable = nn.Sequential(
            nn.Linear(3 * width, _HEAD_WIDTH), nn.GELU(), nn.Linear(_HEAD_WIDTH, 1)
        )

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Start logits (n, tokens), end logits (n, tokens) and answerability logits (n,), float32.

        Inputs are (n, tokens) int64; the passage is where `token_type_ids` is 1.
        """
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.span(states).float().unbind(-1)
        outside = (1.0 - token_type_ids.float()) * -1e4
        pooled = [
            (torch.softmax(logits.detach() + outside, dim=-1).to(states.dtype).unsqueeze(1) @ states).squeeze(
                1
            )
            for logits in (start, end)
        ]
        judged = self.answerable(torch.cat([states[:, 0], *pooled], dim=-1))
        return start, end, judged.float().squeeze(-1)

    def trainable(self) -> Iterator[tuple[str, nn.Parameter]]:
        """The named parameters that training moves: all but the embeddings."""
        for name, parameter in self.named_parameters():
            if not name.startswith("encoder.embeddings."):
                yield name, parameter


def save_checkpoint(
    path: Path, network: ReaderNetwork, optimiser: torch.optim.Optimizer | None, progress: dict[str, int]
) -> None:
    """Write weights, AdamW moments and progress; the file appears whole or not at all."""
    tensors = {f"weight/{name}": value.contiguous() for name, value in network.state_dict().items()}
    if optimiser is not None:
        for name, parameter in network.trainable():
            for moment, value in optimiser.state.get(parameter, {}).items():
                tensors[f"{moment}/{name}"] = value.contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partial")
    save_file(tensors, draft, metadata={"progress": json.dumps(progress)})
    os.replace(draft, path)


def load_checkpoint(
    path: Path, network: ReaderNetwork, optimiser: torch.optim.Optimizer | None = None
) -> dict[str, int]:
    """Read what `save_checkpoint` wrote into `network` (and `optimiser`); returns the progress."""
    with safe_open(path, framework="pt") as stored:
        progress: dict[str, int] = json.loads(stored.metadata()["progress"])
        names = set(stored.keys())
        network.load_state_dict(
            {name[7:]: stored.get_tensor(name) for name in names if name.startswith("weight/")}
        )
        if optimiser is not None:
            for name, parameter in network.trainable():
                moments = [one for one in ("step", "exp_avg", "exp_avg_sq") if f"{one}/{name}" in names]
                if moments:
                    optimiser.state[parameter] = {one: stored.get_tensor(f"{one}/{name}") for one in moments}
    return progress

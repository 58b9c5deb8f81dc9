"""The reader: question and passage in one pass through a small transformer, an answer span out.

An extractive reader after Devlin et al. (2019), "BERT", section 4.3: the network gives every token a
logit for starting and one for ending the answer, and the `[CLS]` position stands for "no answer here".
It was fine-tuned from all-MiniLM-L6-v2 on SQuAD 1.1 (see `models/reader/MODEL_CARD.md`) and runs in ONNX
Runtime with 8-bit weights. Tokens of a long text are read in overlapping windows.
"""

import hashlib
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from origin_qa.answer.windows import Floats, Logits, Tokens, Window, ahead, cover, span_logits
from origin_qa.errors import EncoderError
from origin_qa.settings import cores
from origin_qa.types import Span

Ints = NDArray[np.int64]

PACKAGED = Path(__file__).parent.parent / "models" / "reader"
GRAPH_FILE = "reader.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "reader.json"
MAX_QUESTION_TOKENS = 48
_SLOWER_FUSIONS = ["SkipLayerNormFusion"]
"""Its fused kernel takes several times as long as the addition and the normalisation that it replaces."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The best answer span in one text.

    `start` and `end` are half-open code points into the text as it was given. `score` is the sum of the
    span's start and end logits over those of "no answer": above 0 the span is preferred. `answerable` is
    the calibrated probability that the text answers the question. A text without words reads as an empty
    span, minus infinity and 0.
    """

    start: int
    end: int
    score: float
    answerable: float


class ReaderCard(msgspec.Struct, frozen=True):
    """`reader.json`: what `reader.onnx` and `tokenizer.json` beside it must be, and how to use them.

    Windows are of at most `max_tokens`, question and special tokens included, and share `overlap`. The
    log-odds of being answerable are `judged * answerability logit + margin * span score + bias`.
    """

    graph_sha256: str
    tokenizer_sha256: str
    max_tokens: int
    overlap: int
    judged: float
    margin: float
    bias: float


class Reader:
    """Reads passages for the answer to a question. Safe to share between threads.

    Windows are read one by one. In a batch the shorter ones would be padded, which costs a third more, and
    the 8-bit scales would be those of all of them: what a passage says would depend on its neighbours.
    """

    def __init__(self, session: Any, tokenizer: Any, card: ReaderCard, threads: int = 1) -> None:  # noqa: ANN401
        """`threads` windows are read at a time, each by one thread of `session`."""
        self._threads = ThreadPoolExecutor(threads, "reader") if threads > 1 else None
        self._session = session
        self._tokenizer = tokenizer
        self._card = card
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 0) -> "Reader":
        """Open the packaged reader, or one in `folder`; `threads` 0 means one for each core.

        Raises EncoderError if a file is missing or is not the one that `reader.json` describes.
        """
        folder = folder or PACKAGED
        card = _card(folder)
        graph = _verified(folder / GRAPH_FILE, card.graph_sha256)
        vocabulary = _verified(folder / TOKENIZER_FILE, card.tokenizer_sha256)

        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER_FUSIONS
        )
        tokenizer = Tokenizer.from_str(vocabulary.decode())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(session, tokenizer, card, threads or cores())

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """The best span of at most 30 tokens in each text, in the order of `texts`."""
        tokens = self._tokenize(texts)
        logits = self._logits(question, tokens)
        return [
            self._reading(one, marks, slice(None)) if one.ids else _nothing(0)
            for one, marks in zip(tokens, logits, strict=True)
        ]

    def read_sentences(
        self, question: str, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> list[list[Reading]]:
        """The best span inside each sentence of each text; `sentences` are spans of the texts.

        `score` compares across texts; `answerable` combines it with the judgement of the whole text. A
        sentence without tokens reads as an empty span, minus infinity and 0.
        """
        tokens = self._tokenize(texts)
        logits = self._logits(question, tokens)
        return [
            [
                self._reading(one, marks, part) if part.stop > part.start else _nothing(sentence.start)
                for sentence in own
                for part in [one.within(sentence)]
            ]
            for one, marks, own in zip(tokens, logits, sentences, strict=True)
        ]

    def sentence_scores(self, question: str, text: str, sentences: Sequence[Span]) -> Floats:
        """Log-probability that the answer lies inside each sentence, (n,) float32.

        `sentences` are spans in `text`, in order and apart. The probability of a sentence is summed over
        all spans inside it and normalised over all spans of the text, "no answer" left out. A sentence
        without tokens scores minus infinity.
        """
        (tokens,) = self._tokenize([text])
        (logits,) = self._logits(question, [tokens])
        scores = np.full(len(sentences), -np.inf)
        if tokens.ids and len(sentences):
            spans = span_logits(tokens, logits, slice(None)).astype(np.float64)
            mass = np.exp(spans - spans.max())
            of_start = _sentence_of([start for start, _ in tokens.offsets], sentences)
            of_end = _sentence_of([end - 1 for _, end in tokens.offsets], sentences)
            inside = (of_start[:, None] == ahead(of_end, -2)) & (of_start >= 0)[:, None]
            per_token = np.where(inside, mass, 0.0).sum(axis=1)
            sums = np.bincount(of_start[of_start >= 0], per_token[of_start >= 0], minlength=len(sentences))
            with np.errstate(divide="ignore"):
                scores = np.log(sums) - np.log(mass.sum())
        return scores.astype(np.float32)

    def _tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Tokens.of(one) for one in encoded]

    def _logits(self, question: str, texts: Sequence[Tokens]) -> list[Logits]:
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION_TOKENS]
        room = self._card.max_tokens - len(asked) - 3
        windows = [
            Window(number, first, last)
            for number, text in enumerate(texts)
            for first, last in cover(len(text.ids), room, self._card.overlap)
        ]
        merged = [Logits(len(text.ids)) for text in texts]
        parts = [texts[window.text].ids[window.first : window.last] for window in windows]
        run = partial(self._run, asked)
        outputs = self._threads.map(run, parts) if self._threads else map(run, parts)
        for window, output in zip(windows, outputs, strict=True):
            merged[window.text].add(window, len(asked) + 2, *output)
        return merged

    def _run(self, asked: list[int], part: Sequence[int]) -> tuple[Floats, Floats, float]:
        head = [self._cls, *asked, self._sep]
        ids = np.array([[*head, *part, self._sep]], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, len(head) :] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        (start,), (end,), (judged,) = self._session.run(["start", "end", "answerable"], feed)
        return start, end, judged

    def _reading(self, tokens: Tokens, logits: Logits, part: slice) -> Reading:
        offsets = tokens.offsets[part]
        spans = span_logits(tokens, logits, part)
        first, more = divmod(int(spans.argmax()), spans.shape[1])
        score = float(spans[first, more])
        odds = self._card.judged * logits.answerable + self._card.margin * score + self._card.bias
        return Reading(offsets[first][0], offsets[first + more][1], score, 1 / (1 + math.exp(-odds)))


def _nothing(at: int) -> Reading:
    return Reading(at, at, -math.inf, 0.0)


def _sentence_of(places: Sequence[int], sentences: Sequence[Span]) -> Ints:
    """The index of the sentence that holds each code point, -1 for none; sentences in order of the text."""
    at = np.asarray(places, dtype=np.int64)
    index = np.searchsorted([start for start, _ in sentences], at, side="right") - 1
    ends = np.array([end for _, end in sentences], dtype=np.int64)
    return np.where((index >= 0) & (at < ends[index]), index, -1)


def _card(folder: Path) -> ReaderCard:
    path = folder / CARD_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=ReaderCard)
    except FileNotFoundError:
        raise EncoderError(f"no reader in {folder}: {path.name} is missing; reinstall origin-qa") from None
    except msgspec.DecodeError as error:
        raise EncoderError(f"{path} is not a reader's description ({error}); reinstall origin-qa") from None


def _verified(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise EncoderError(f"the reader's file {path} is missing; reinstall origin-qa") from None
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise EncoderError(
            f"the reader's file {path} is damaged: its sha256 is {found[:12]}…, not {digest[:12]}…; "
            "reinstall origin-qa"
        )
    return content

"""Writes the contents of a generation: encodings, terms, records, the question classifier and the encoder."""

import datetime
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from origin_qa.errors import CorpusError
from origin_qa.index.encoder import ENCODER_FILES, Ints, QueryEncoder, read_spec
from origin_qa.index.encoding import encoding_key, read_encodings, write_encodings
from origin_qa.index.export import export_encoder
from origin_qa.index.identity import SCHEMA, Identity, write_identity
from origin_qa.index.lexical import build_lexical, write_lexical
from origin_qa.index.model import LocatedModel
from origin_qa.index.passage_encoder import EncoderInput, PassageEncoder, PassageEncoding
from origin_qa.index.question_classifier import (
    CLASSIFIER_FILE,
    PACKAGED,
    Example,
    QuestionClassifier,
    classifier_key,
    fit_classifier,
    read_classifier,
    write_classifier,
)
from origin_qa.index.records import write_records
from origin_qa.index.storage import describe_files
from origin_qa.types import Corpus, Manifest, Passage


class Progress(Protocol):
    """Whoever wants to watch the encoding; units are encoder windows, mostly one for each passage."""

    def start(self, total: int) -> None:
        """Encoding begins."""

    def advance(self, n: int) -> None:
        """So many more are done."""

    def finish(self) -> None:
        """Encoding ended, by success or not."""


def write_contents(
    corpus: Corpus,
    examples: Sequence[Example],
    identity: Identity,
    located: LocatedModel,
    previous: Path | None,
    folder: Path,
    progress: Progress | None,
) -> tuple[Manifest, int]:
    """Fill `folder`, reusing what the generation in `previous` holds already.

    Returns:
        The manifest to publish it with, and the number of passages that had to be encoded.

    Raises:
        CorpusError: there is no passage.
        EncoderError: the model can't be loaded or exported.
    """
    if not corpus.passages:
        raise CorpusError("the corpus holds no passage to answer from. Add documents and build again.")
    given = encoder_inputs(corpus, identity.passage_prompt)
    keys = [encoding_key(located.sha256, each) for each in given]
    known = read_encodings(previous) if previous else {}
    missing = {key: each for key, each in zip(keys, given, strict=True) if key not in known}
    exported = previous if previous and _exports(previous, identity) else None
    if missing or not exported:
        encoder = PassageEncoder(located)
        known |= _encode(encoder, missing, progress)
        if not exported:
            export_encoder(encoder, identity.query_prompt, folder)
    if exported:
        _share_encoder(exported, folder)
    sentences = [_sentence_spans(passage) for passage in corpus.passages]
    write_encodings(keys, [known[key] for key in keys], sentences, folder)
    write_lexical(build_lexical([each.context + each.text for each in given]), folder, "passage")
    write_lexical(build_lexical(_sentence_texts(corpus.passages, sentences)), folder, "sentence")
    write_records(corpus, folder)
    write_classifier(_classifier(examples, identity, previous, folder), folder)
    write_identity(identity, folder)
    encoded = sum(key in missing for key in keys)
    return _manifest(corpus, examples, identity, folder), encoded


def encoder_inputs(corpus: Corpus, passage_prompt: str) -> list[EncoderInput]:
    """What the encoder reads for each passage: its text after the producer's name and the headings."""
    names = {profile.id: profile.name for profile in corpus.profiles}
    return [
        EncoderInput(passage_prompt + _context(passage, names.get(passage.producer, "")), passage.text)
        for passage in corpus.passages
    ]


def _context(passage: Passage, producer: str) -> str:
    parts = [part for part in (producer, *passage.heading_path) if part]
    return " > ".join(dict.fromkeys(parts)) + ": " if parts else ""


def _sentence_spans(passage: Passage) -> Ints:
    """The passage's sentences as (s, 2) offsets in its own text."""
    return np.array(passage.sentences, dtype=np.int64).reshape(-1, 2) - passage.span.start


def _sentence_texts(passages: Sequence[Passage], sentences: Sequence[Ints]) -> list[str]:
    return [
        passage.text[start:end]
        for passage, spans in zip(passages, sentences, strict=True)
        for start, end in spans
    ]


def _encode(
    encoder: PassageEncoder, missing: dict[str, EncoderInput], progress: Progress | None
) -> dict[str, PassageEncoding]:
    inputs = list(missing.values())
    if progress is None or not inputs:
        return dict(zip(missing, encoder.encode(inputs), strict=True))
    progress.start(encoder.count_windows(inputs))
    try:
        return dict(zip(missing, encoder.encode(inputs, progress.advance), strict=True))
    finally:
        progress.finish()


def _exports(previous: Path, identity: Identity) -> bool:
    """Whether `previous` holds the encoder that `identity` asks for."""
    spec = read_spec(previous)
    return (spec.model_sha256, spec.query_prompt) == (identity.model_sha256, identity.query_prompt)


def _share_encoder(previous: Path, folder: Path) -> None:
    """Take the exported encoder over: by hard links, because generations never change."""
    for name in ENCODER_FILES:
        try:
            os.link(previous / name, folder / name)
        except OSError:  # a file system without hard links
            shutil.copyfile(previous / name, folder / name)


def _classifier(
    examples: Sequence[Example], identity: Identity, previous: Path | None, folder: Path
) -> QuestionClassifier:
    """The classifier of these examples: the packaged one or that of `previous` if it is it, else a new one."""
    key = classifier_key(identity.model_sha256, identity.query_prompt, examples)
    for known in (PACKAGED, previous):
        if known and (known / CLASSIFIER_FILE).is_file() and (found := read_classifier(known)).key == key:
            return found
    encoder = QueryEncoder(folder)
    return fit_classifier(examples, lambda text: encoder.encode(text).vector, key)


def _manifest(corpus: Corpus, examples: Sequence[Example], identity: Identity, folder: Path) -> Manifest:
    now = datetime.datetime.now(datetime.UTC)
    return Manifest(
        version=f"{now:%Y%m%dT%H%M%S}.{now.microsecond:06d}-{secrets.token_hex(2)}",
        schema=SCHEMA,
        encoder=identity.model,
        dim=read_spec(folder).dim,
        counts={
            "documents": len(corpus.documents),
            "producers": len(corpus.profiles),
            "facts": sum(len(profile.facts) for profile in corpus.profiles),
            "passages": len(corpus.passages),
            "examples": len(examples),
        },
        corpus_sha256=identity.corpus_sha256,
        files=describe_files(folder),
        built_at=now.isoformat(timespec="seconds"),
    )

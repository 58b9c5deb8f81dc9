"""A small corpus, a tiny untrained model of the usual architecture, and an index built with them."""

from functools import cache
from pathlib import Path

from shared_folders import made_once

from origin_qa.index.build import write_generation
from origin_qa.index.model import locate_model
from origin_qa.settings import PACKAGED_MODEL, Settings
from origin_qa.types import Corpus, Passage, Profile, SourceDocument, Span

EXAMPLES = (
    ("attribute", "altitude", "How high up do they grow it?"),
    ("attribute", "port", "Which port does it leave from?"),
)

TEXTS = {
    "miravalle": (
        "Miravalle lies in the hills. Its farms reach 1,650 metres.",
        "The coffee leaves from the port of Callao. Trucks need two days.",
        "Women lead three of the seven committees.",
    ),
    "kibo": (
        "Kibo grows under banana trees. The farms reach 1,900 metres.",
        "Rain falls from March to May. Picking starts in July.",
        "A café in Moshi serves its own roast; visitors may taste it.",
        "The washing station uses water from the mountain. It is cleaned in ponds.",
    ),
}


@cache
def tiny_model() -> Path:
    """A sentence-transformers model folder: two random layers, the packaged model's tokenizer."""
    return made_once("tiny-model", _write_tiny_model) / "model"


def _write_tiny_model(folder: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(7)
    bare = folder / "bert"
    tokenizer = AutoTokenizer.from_pretrained(locate_model(PACKAGED_MODEL).folder)
    BertModel(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
        )
    ).save_pretrained(bare)
    tokenizer.save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=32)
    SentenceTransformer(modules=[transformer, Pooling(32), Normalize()], device="cpu").save(
        str(folder / "model")
    )


def small_settings() -> Settings:
    return Settings(model=str(tiny_model()), threads=1)


def small_corpus(texts: dict[str, tuple[str, ...]] = TEXTS) -> Corpus:
    """One document for each producer, one passage for each text, split into sentences at full stops."""
    documents: list[SourceDocument] = []
    profiles: list[Profile] = []
    passages: list[Passage] = []
    for producer, paragraphs in texts.items():
        path = f"{producer}.txt"
        text = "\n\n".join(paragraphs)
        documents.append(SourceDocument(path, "text/plain", "0" * 64, producer.title(), text))
        profiles.append(Profile(producer, producer.title(), (), "Peru", (path,), (), (), ()))
        start = 0
        for n, paragraph in enumerate(paragraphs, 1):
            span = Span(start, start + len(paragraph))
            heading = ("About",)
            sentences = sentences_of(paragraph, start)
            passages.append(
                Passage(f"{producer}#p{n}", producer, path, "prose", heading, paragraph, span, sentences)
            )
            start = span.end + 2
    return Corpus(tuple(documents), tuple(profiles), tuple(passages))


def sentences_of(paragraph: str, offset: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    start = 0
    for sentence in paragraph.split(". "):
        end = min(start + len(sentence) + 1, len(paragraph))
        spans.append(Span(offset + start, offset + end))
        start = end + 1
    return tuple(spans)


@cache
def small_index() -> Path:
    """An index folder that tests may open but not change; copy it to break it."""
    settings = small_settings()
    return made_once(
        "small-index", lambda folder: write_generation(small_corpus(), folder, settings, examples=EXAMPLES)
    )

"""Documents that mean harm end as a warning at worst, and what they hide is never told."""

import os
import resource
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile_documents import SECRET, Hostile, hostile_documents, paragraph, word
from small_shop import Shop, origin_qa

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.errors import ReadError
from origin_qa.ingest.instructions import addresses_assistant
from origin_qa.ingest.quarantine import REASON
from origin_qa.ingest.readers import understand
from origin_qa.ingest.sandbox import Readers
from origin_qa.settings import Settings

DOCUMENTS = tuple(hostile_documents())
SECONDS = 3.0


@dataclass(frozen=True)
class Built:
    """A corpus of hostile documents, built from the command line."""

    code: int
    seconds: float
    warnings: dict[str, str]
    stderr: str
    assistant: Assistant


@pytest.fixture(scope="module")
def built(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("hostile")
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for document in DOCUMENTS:
        (corpus / document.name).write_bytes(document.data)
    _strange_files(folder, corpus)
    shutil.copytree(shop.index, index)  # whose vectors of example questions need not be made again
    started = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORIGIN_QA_READER_SECONDS", str(SECONDS))
        patch.setenv("ORIGIN_QA_MAX_DOCUMENT_CHARS", "30000")  # or their encoding would take a minute
        done = origin_qa("build", "--corpus", corpus, "--index", index)
    seconds = time.monotonic() - started
    lines = [
        line.removeprefix("warning: ") for line in done.stderr.splitlines() if line.startswith("warning: ")
    ]
    warnings = dict(line.split(": ", 1) for line in lines)
    assert done.returncode == 0, done.stderr
    assistant = open_assistant(index, Settings(threads=1))
    yield Built(done.returncode, seconds, warnings, done.stderr, assistant)


def _strange_files(folder: Path, corpus: Path) -> None:
    secret = folder / "secret.txt"
    secret.write_text(f"Secret\n\nThe key is in {SECRET}.")
    (corpus / "link.txt").symlink_to(secret)
    (corpus / "link-up.txt").symlink_to("../secret.txt")
    (corpus / "linked").symlink_to(folder)
    (corpus / "circle.txt").symlink_to("circle.txt")
    (corpus / "nowhere.txt").symlink_to("gone.txt")
    (corpus / "device.txt").symlink_to("/dev/zero")
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "folder.txt").mkdir()
    (corpus / "two\nlines.txt").write_text("Union\n\nThe union exports from the port of Paita.")
    Path(os.fsdecode(os.fsencode(corpus) + b"/caf\xe9.txt")).write_text("Union\n\nIt is old.")
    closed = corpus / "closed.txt"
    closed.write_text("Union\n\nIt is old.")
    closed.chmod(0)


def test_there_are_sixty_and_their_stems_differ() -> None:
    assert len(DOCUMENTS) >= 60
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS)


def test_the_build_survives_and_says_what_it_left_out(built: Built) -> None:
    assert "Traceback" not in built.stderr
    read = {document.path.partition("#")[0] for document in built.assistant.index.documents.values()}
    for document in DOCUMENTS:
        if document.fate == "read":
            assert document.name in read
        elif document.fate == "refused":
            assert document.name not in read and document.name in built.warnings
        assert document.name in read or document.name in built.warnings
        assert document.told in built.warnings.get(document.name, document.told)
    strange = (
        "link.txt",
        "link-up.txt",
        "linked",
        "circle.txt",
        "nowhere.txt",
        "device.txt",
        "pipe.txt",
        "caf?.txt",
    )
    assert set(strange) <= built.warnings.keys()


@pytest.mark.parametrize(
    "question", ["Which port is used?", "What should I answer?", f"Tell me about {SECRET}."]
)
def test_nothing_hidden_is_in_any_answer(built: Built, question: str) -> None:
    for producer in built.assistant.index.profiles:
        if producer.startswith(("html", "order", "docx", "pdf", "xlsx", "tags", "comment", "code")):
            answer = built.assistant.ask(question, (), producer)
            shown = [answer.text, *(each.text for each in (*answer.citations, *answer.suggestions))]
            assert not any(SECRET in words for words in shown), (producer, shown)


def test_nothing_hidden_is_indexed(built: Built) -> None:
    index = built.assistant.index
    for passage in index.passages:
        assert SECRET not in passage.text + " ".join(passage.heading_path), passage.id
    for profile in index.profiles.values():
        assert SECRET not in " ".join((profile.name, *profile.aliases, *(fact.raw for fact in profile.facts)))


@pytest.mark.parametrize(
    "document", [each for each in DOCUMENTS if each.fate == "read"], ids=lambda document: document.name
)
def test_what_was_hidden_is_reported(document: Hostile) -> None:
    (read,) = understand(document.name, document.data, 2_000_000).documents
    assert [item for item in read.dropped if SECRET in item.text or item.reason == "invisible characters"]
    assert any("Paita" in block.span.of(read.text) for block in read.blocks)
    if document.name.startswith("order"):
        assert [item for item in read.dropped if item.reason == REASON]


# ── the reading process ───────────────────────────────────────────────────────────────────────


def bomb(name: str) -> Hostile:
    return next(document for document in DOCUMENTS if document.name == name)


def test_a_bomb_is_stopped_in_time_and_the_next_document_is_read() -> None:
    good = word(paragraph("The union exports from the port of Paita."))
    with Readers(Settings(reader_seconds=1)) as readers:
        readers.understand("good.docx", good)
        started = time.monotonic()
        for name in ("many-texts.pdf", "short-lines.txt"):
            with pytest.raises(ReadError, match="1 s"):
                readers.understand(name, bomb(name).data)
        assert time.monotonic() - started < 10
        (document,) = readers.understand("good.docx", good).documents
    assert "Paita" in document.text


def test_a_bomb_gets_no_more_memory_than_it_may() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with Readers(Settings(reader_megabytes=300)) as readers:
        with pytest.raises(ReadError, match=r"memory|failed"):
            readers.understand("unpacked.pdf", bomb("unpacked.pdf").data)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 310_000)


@pytest.mark.parametrize("name", ["long-line.txt", "long-word.txt", "marks.txt", "brackets.md", "wide.docx"])
def test_large_texts_are_read_in_time(name: str) -> None:
    with Readers(Settings()) as readers:
        assert readers.understand(name, bomb(name).data).documents


def test_a_small_text_starts_no_process() -> None:
    started = time.monotonic()
    with Readers(Settings()) as readers:
        readers.understand("a.txt", b"Union\n\nIt is old.")
    assert time.monotonic() - started < 0.2


# ── false alarms ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "The members ignored the previous instructions of the exporter and sold to the co-op.",
        "The co-operative follows the rules of Fairtrade and the guidelines above.",
        "From now on the co-operative will pay on delivery.",
        "When asked about the harvest, Maria always answers with a smile.",
        "If a customer asks about our coffee, we tell them about the farmers.",
        "You are now in the highlands of Peru, where the mill stands.",
        "A partir de ahora la cooperativa pagará al contado.",
        "Los socios olvidaron las instrucciones del técnico.",
        "The assistant manager is Tesfaye. The system is agroforestry.",
        "Ab jetzt bezahlt die Genossenschaft sofort.",
        "No sigas el camino viejo, es peligroso.",
        "Oubliez le café instantané.",
        "The new instructions for pruning were printed in 2019.",
        "Respond to every member's question, says the manager.",
    ],
)
def test_people_who_speak_to_people_are_heard(words: str) -> None:
    assert not addresses_assistant(words)

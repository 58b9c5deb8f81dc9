"""Editions: newly published indexes are served, damaged ones are not."""

import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from small_assistant import SmallAssistant
from small_index import small_corpus, small_index, small_settings
from small_site import ALAMEDA, BRISA, assistant_over, client_of, page, texts

from origin_qa.errors import BadIndex, IndexDamaged, IndexMissing
from origin_qa.index.build import write_generation
from origin_qa.serve.app import create_app
from origin_qa.serve.schemas import AskAnswer
from origin_qa.serve.service import Service
from origin_qa.settings import Settings
from origin_qa.types import Answer, OnPassages


@pytest.fixture
def assistant(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(assistant: SmallAssistant) -> TestClient:
    return client_of(assistant)


class Counted:
    """An assistant that counts what it is asked, takes its time, and fails the first times."""

    def __init__(self, assistant: SmallAssistant, failing: int = 0) -> None:
        self.index = assistant.index
        self.asked = 0
        self._failing = failing
        self._assistant = assistant

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        self.asked += 1
        failing = self.asked <= self._failing
        time.sleep(0.2)
        if failing:
            raise ZeroDivisionError
        return self._assistant.ask(question, history, page_producer, on_passages)


def shelf(*assistants: SmallAssistant) -> Callable[[], SmallAssistant]:
    waiting = list(assistants)
    return lambda: waiting.pop(0)


def test_a_new_generation_is_served_from_the_next_request_on(tmp_path: Path) -> None:
    old = assistant_over(tmp_path / "a", {"alameda.txt": ALAMEDA}, "g1")
    new = assistant_over(tmp_path / "b", {"brisa.txt": BRISA}, "g2")
    published = ["g1"]
    service = Service(lambda: published[-1], shelf(old, new))
    client = TestClient(create_app(service, Settings()))
    running = service.edition()
    assert client.get("/readyz").json() == {"status": "ok", "index_version": "g1"}
    published.append("g2")
    assert client.get("/readyz").json()["index_version"] == "g2"
    assert texts(page(client, "/producers"), "h2") == ["Brisa Union"]
    assert running.ask("port of Alameda").status == "answered", "a running request keeps its edition"


def test_a_real_index_is_reopened_when_another_one_is_published(tmp_path: Path) -> None:
    folder = shutil.copytree(small_index(), tmp_path / "index")
    settings = small_settings().model_copy(update={"index": folder})
    client = TestClient(create_app(Service.of(settings), settings))
    before = client.get("/readyz").json()["index_version"]
    hits = client.get("/api/search", params={"q": "Which port does it leave from?"}).json()
    assert any("port of Callao" in hit["text"] for hit in hits)
    AskAnswer.model_validate(client.post("/api/ask", json={"question": "Is Kibo shade grown?"}).json())
    assert page(client, "/producers/kibo").css_matches(".documents a")
    write_generation(small_corpus({"brisa": ("Brisa lies by the sea.",)}), folder, settings)
    assert client.get("/readyz").json()["index_version"] != before
    assert texts(page(client, "/producers"), "h2") == ["Brisa"]


def test_a_damaged_generation_leaves_the_old_one_serving(assistant: SmallAssistant) -> None:
    published, opened = ["g1"], []

    def open_assistant() -> SmallAssistant:
        opened.append(published[-1])
        if published[-1] == "g2":
            raise IndexDamaged("vectors.faiss differs")
        return assistant

    service = Service(lambda: published[-1], open_assistant)
    client = TestClient(create_app(service, Settings()))
    client.get("/")
    published.append("g2")
    assert client.get("/").status_code == 200
    assert client.get("/readyz").json() == {"status": "stale", "index_version": "g1"}
    assert opened == ["g1", "g2"], "what can't be opened is not tried again and again"
    published.append("g3")
    assert client.get("/readyz").json()["status"] == "ok"


def test_without_an_index_the_service_says_what_to_run() -> None:
    def missing() -> SmallAssistant:
        raise IndexMissing("index holds no index yet. Run `origin-qa build`.")

    client = TestClient(create_app(Service(lambda: None, missing), Settings()))
    assert client.get("/healthz").status_code == 200
    for url in ("/readyz", "/", "/api/producers"):
        response = client.get(url)
        assert response.status_code == 503 and "origin-qa build" in response.text


def test_an_unreadable_pointer_leaves_the_old_edition_serving(assistant: SmallAssistant) -> None:
    readable = [True]

    def published() -> str | None:
        if not readable[-1]:
            raise BadIndex("CURRENT is empty")
        return "g1"

    service = Service(published, lambda: assistant)
    edition = service.edition()
    readable.append(False)
    assert service.edition() is edition


def test_what_many_ask_at_once_is_answered_once(assistant: SmallAssistant) -> None:
    counted = Counted(assistant)
    edition = Service(lambda: "g1", lambda: counted).edition()
    with ThreadPoolExecutor(8) as askers:
        answers = list(askers.map(edition.ask, ["port of Alameda"] * 8))
    assert {answer.status for answer in answers} == {"answered"}
    assert counted.asked == 1


def test_who_waited_for_an_answer_that_failed_is_answered_all_the_same(assistant: SmallAssistant) -> None:
    counted = Counted(assistant, failing=3)
    edition = Service(lambda: "g1", lambda: counted).edition()

    def ask(_: int) -> str:
        try:
            return edition.ask("port of Alameda").status
        except ZeroDivisionError:
            return "failed"

    with ThreadPoolExecutor(8) as askers:
        told = sorted(askers.map(ask, range(8)))
    assert told == ["answered"] * 5 + ["failed"] * 3
    assert counted.asked == 4

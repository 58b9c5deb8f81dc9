"""Answers as event streams: what is sent and in which order, errors, and listeners who leave."""

import json
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from browser_site import serving
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_assistant import SmallAssistant
from small_site import ALAMEDA, BRISA, assistant_over, client_of, one, page, texts

from origin_qa.answer.assistant import Assistant
from origin_qa.errors import IndexMissing
from origin_qa.serve.app import create_app
from origin_qa.serve.schemas import AskAnswer, PassageItem, Problem
from origin_qa.serve.service import Service
from origin_qa.settings import Settings
from origin_qa.types import Answer, OnPassages, Passage

EVENTS = {"accept": "text/event-stream"}
FOUND_FIRST = "Does Alameda keep mules on the track?"
PATIENCE = 20


@pytest.fixture
def small(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(small: SmallAssistant) -> TestClient:
    return client_of(small)


def read_events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def stream(client: TestClient, url: str, **request: Any) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401
    response = client.post(url, headers=EVENTS, **request)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers
    return read_events(response.text)


def test_programs_get_passages_then_the_answer(client: TestClient) -> None:
    body = {"question": FOUND_FIRST}
    events = stream(client, "/api/ask", json=body)
    assert [name for name, _ in events] == ["passages", "answer", "done"]
    passages = [PassageItem.model_validate(each) for each in events[0][1]["passages"]]
    assert "mule track" in passages[0].text
    whole = client.post("/api/ask", json=body).json()
    streamed = events[1][1]
    AskAnswer.model_validate(streamed)
    assert {**whole, "timings_ms": {}} == {**streamed, "timings_ms": {}}
    assert events[2][1]["total_ms"] >= 0


def test_an_answer_from_facts_shows_the_passages_that_it_cites(client: TestClient) -> None:
    events = stream(client, "/api/ask", json={"question": "Which port does Alameda use?"})
    assert [name for name, _ in events] == ["passages", "answer", "done"]
    assert "Callao" in events[0][1]["passages"][0]["text"]


def test_the_page_gets_a_turn_and_the_forms_that_go_on(client: TestClient) -> None:
    form = {"question": FOUND_FIRST, "history": ["Which port does Alameda use?"], "about": [""]}
    events = dict(stream(client, "/ask", data=form))
    assert "mule track" in one(LexborHTMLParser(events["passages"]["html"]), ".glimpse").text()
    turn = LexborHTMLParser(events["answer"]["html"])
    whole = LexborHTMLParser(client.post("/ask", data=form).text)
    assert one(turn, ".turn").html == one(whole, "#turn-2").html
    assert events["answer"]["number"] == 2
    head = LexborHTMLParser(events["answer"]["head"])
    carried = "input[name=history], input[name=about], input[name=first]"
    values = [node.attributes["value"] for node in head.css(carried)]
    assert values == [node.attributes["value"] for node in whole.css(f".composer :is({carried})")]
    assert values == ["1", "Which port does Alameda use?", "", FOUND_FIRST, ""]
    onward = LexborHTMLParser(events["done"]["html"])
    assert texts(onward, ".suggestions button") == texts(whole, ".suggestions button")


def test_a_long_conversation_goes_on_counting(client: TestClient) -> None:
    asked = [f"port of Alameda {n}" for n in range(1, 13)]
    form = {"question": "altitude", "history": asked, "about": [""] * 12, "first": 3}
    answer = dict(stream(client, "/ask", data=form))["answer"]
    assert answer["number"] == 15
    head = LexborHTMLParser(answer["head"])
    assert one(head, "input[name=first]").attributes["value"] == "4"
    assert len(head.css("input[name=history]")) == 12


def test_errors_are_problem_documents_in_the_stream(client: TestClient) -> None:
    for request in ({"json": {"question": " "}}, {"json": {"question": "port", "page_producer": "nobody"}}):
        events = stream(client, "/api/ask", **request)
        assert [name for name, _ in events] == ["error"]
        problem = Problem.model_validate(events[0][1])
        assert (problem.status, problem.instance) == (422, "/api/ask")
    events = stream(client, "/ask", data={"question": "x" * 500})
    assert events[0][0] == "error" and "500 characters" in events[0][1]["detail"]


def test_without_an_index_the_stream_says_what_to_run() -> None:
    def missing() -> SmallAssistant:
        raise IndexMissing("index holds no index yet. Run `origin-qa build`.")

    client = TestClient(create_app(Service(lambda: None, missing), Settings()))
    ((name, problem),) = stream(client, "/ask", data={"question": "port"})
    assert name == "error" and problem["status"] == 503 and "origin-qa build" in problem["detail"]


def test_a_bug_is_logged_and_not_shown(
    small: SmallAssistant, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    small.index = None  # type: ignore[assignment]
    ((name, problem),) = stream(client, "/api/ask", json={"question": FOUND_FIRST})
    assert name == "error" and problem["status"] == 500 and "NoneType" not in problem["detail"]
    assert "AttributeError" in caplog.text


def test_a_bad_request_is_refused_before_anything_is_sent(client: TestClient) -> None:
    response = client.post("/ask", data={"question": "port", "first": "one"}, headers=EVENTS)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert "first" in response.json()["detail"]


def test_everybody_else_gets_the_whole_answer(client: TestClient) -> None:
    plain = client.post("/api/ask", json={"question": "Which port does Alameda use?"})
    assert plain.headers["content-type"] == "application/json"
    assert page(client, "/").css_matches("#talk.front")
    content = client.get("/openapi.json").json()["paths"]["/api/ask"]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/event-stream"}


@dataclass
class SlowAssistant(SmallAssistant):
    """Reads what it has found only when it is told to."""

    read: Event = field(default_factory=Event)
    finished: Event = field(default_factory=Event)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        def found(passages: Sequence[Passage]) -> None:
            if on_passages:
                on_passages(passages)
            assert self.read.wait(PATIENCE)

        answer = super().ask(question, history, page_producer, found)
        self.finished.set()
        return answer


@dataclass
class TirelessAssistant(SmallAssistant):
    """Finds the same passages again and again, until somebody stops it."""

    stopped: Event = field(default_factory=Event)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        def found(passages: Sequence[Passage]) -> None:
            until = time.monotonic() + PATIENCE
            try:
                while on_passages and time.monotonic() < until:
                    on_passages(passages)
                    time.sleep(0.01)
            except Exception:
                self.stopped.set()
                raise

        return super().ask(question, history, page_producer, found)


@contextmanager
def server_of(assistant: SmallAssistant) -> Iterator[httpx.Client]:
    app = create_app(Service(lambda: "g1", lambda: assistant), Settings())
    with serving(app) as origin, httpx.Client(base_url=origin, timeout=PATIENCE) as client:
        yield client


def test_passages_are_sent_before_they_are_read(small: SmallAssistant) -> None:
    slow = SlowAssistant(small.index)
    body = {"question": FOUND_FIRST}
    with (
        server_of(slow) as server,
        server.stream("POST", "/api/ask", json=body, headers=EVENTS) as response,
    ):
        lines = response.iter_lines()
        assert next(lines) == "event: passages"
        assert not slow.finished.is_set()
        slow.read.set()
        assert [line for line in lines if line.startswith("event")] == ["event: answer", "event: done"]


def test_a_listener_who_leaves_ends_the_work_quietly(
    small: SmallAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    tireless = TirelessAssistant(small.index)
    body = {"question": FOUND_FIRST}
    with server_of(tireless) as server:
        with server.stream("POST", "/api/ask", json=body, headers=EVENTS) as response:
            assert next(response.iter_lines()) == "event: passages"
        assert tireless.stopped.wait(PATIENCE), "nothing is read for nobody"
        assert server.post("/api/ask", json=body).status_code == 200
    assert not caplog.records


def test_the_real_assistant_tells_what_it_found_before_it_reads(assistant: Assistant) -> None:
    found: list[Sequence[Passage]] = []
    question = "What was the Premium of Sumbira spent on?"
    told = assistant.ask(question, on_passages=found.append)
    assert len(found) == 1 and all(passage.producer == "sumbira" for passage in found[0])
    plain = assistant.ask(question)
    assert (told.text, told.citations, told.status) == (plain.text, plain.citations, plain.status)
    assert told.citations[0].document == found[0][0].document

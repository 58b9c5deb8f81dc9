"""The JSON API: its contract, its errors and its limits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from small_assistant import SmallAssistant
from small_site import ALAMEDA, BRISA, assistant_over, client_of

from origin_qa.serve.schemas import AskAnswer
from origin_qa.serve.security import body_limit
from origin_qa.settings import Settings


@pytest.fixture
def assistant(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(assistant: SmallAssistant) -> TestClient:
    return client_of(assistant)


def test_ask_speaks_the_contract_of_the_command_line(client: TestClient) -> None:
    body = {"question": "And its port?", "history": ["Tell me about Alameda"], "page_producer": None}
    answer = client.post("/api/ask", json=body).json()
    AskAnswer.model_validate(answer)
    assert answer["status"] == "answered"
    assert "Callao" in answer["answer"]
    assert client.post("/api/ask", json={"question": "port", "page_producer": "alameda"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({"question": ""}, 422, "0 characters"),
        ({"question": "x" * 500}, 422, "500 characters"),
        ({"question": "port", "history": ["x" * 3000]}, 422, "3,000"),
        ({"question": "port", "history": ["x"] * 51}, 422, "history"),
        ({"question": 5}, 422, "question"),
        ({"qestion": "port"}, 422, "qestion"),
        ({"question": "port", "page_producer": "nobody"}, 422, "nobody"),
        ([], 422, "body"),
    ],
)
def test_bad_requests_get_a_problem_that_names_the_field(
    client: TestClient, body: object, status: int, named: str
) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status and named in problem["detail"] and problem["instance"] == "/api/ask"


def test_bodies_over_the_limit_are_refused_even_undeclared(assistant: SmallAssistant) -> None:
    client = client_of(assistant, max_question_chars=10)
    limit = body_limit(Settings(max_question_chars=10))

    def chunks() -> Iterator[bytes]:
        for _ in range(limit):
            yield b"x" * 10

    assert client.post("/api/ask", content=b"x" * (limit + 1)).status_code == 413
    streamed = client.post("/api/ask", content=chunks(), headers={"content-type": "application/json"})
    assert streamed.status_code == 413 and streamed.json()["title"]
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/ask", content=b"question=" + b"x" * limit, headers=form).status_code == 413


def test_search_producers_and_facts(client: TestClient, assistant: SmallAssistant) -> None:
    hits = client.get("/api/search", params={"q": "mule track", "top": 1}).json()
    text = assistant.index.documents[hits[0]["document"]].text
    assert len(hits) == 1 and text[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert client.get("/api/search", params={"q": "mule", "top": 0}).status_code == 422
    producers = client.get("/api/producers").json()
    assert {producer["id"] for producer in producers} == {"alameda", "brisa"}
    facts = client.get("/api/facts", params={"producer": "brisa", "attribute": "founded"}).json()
    assert [(fact["raw"], fact["value"]["low"]) for fact in facts] == [("2004", 2004)]
    assert client.get("/api/facts", params={"producer": "none"}).status_code == 404
    assert all(client.get(item["url"]).status_code == 200 for item in [*producers, *facts, *hits])


def test_the_schema_describes_every_api_path(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/search", "/api/producers", "/api/facts"} == {
        path for path in paths if path.startswith("/api/")
    }

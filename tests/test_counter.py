"""The counter: feedback, messages, shared conversations, and what the journal hears of questions."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_site import ALAMEDA, BRISA, assistant_over, one, page, texts

from origin_qa.journal import Journal
from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

JSON = {"accept": "application/json"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}
PORT = "Which port does Alameda export from?"


def client_with(folder: Path, **settings: object) -> tuple[TestClient, Journal]:
    assistant = assistant_over(folder / "corpus", {"alameda.txt": ALAMEDA, "brisa.txt": BRISA})
    service = Service(lambda: "g1", lambda: assistant)
    app = create_app(service, Settings.model_validate({"data": folder / "data", **settings}))
    journal: Journal = app.state.journal
    return TestClient(app), journal


@pytest.fixture
def site(tmp_path: Path) -> tuple[TestClient, Journal]:
    return client_with(tmp_path)


def test_feedback_is_kept_and_thanked_for(site: tuple[TestClient, Journal]) -> None:
    client, journal = site
    form = {"question": PORT, "verdict": "down", "reason": "too short", "producer": "nobody"}
    response = client.post("/feedback", data=form)
    assert response.history[0].status_code == 303 and response.url.path == "/thanks/feedback"
    assert one(LexborHTMLParser(response.text), "main [role=status]")
    assert client.post("/feedback", data=form, headers=JSON).status_code == 201
    kept = journal.all_feedback()
    assert len(kept) == 2 and (kept[0].reason, kept[0].producer) == ("too short", "")
    for wrong in ({"verdict": "sideways"}, {"question": ""}, {"reason": "x" * 1001}):
        assert client.post("/feedback", data={**form, **wrong}, headers=JSON).status_code == 422


def test_a_message_keeps_an_address_only_with_consent(site: tuple[TestClient, Journal]) -> None:
    client, journal = site
    form = {"question": PORT, "text": "Please tell me", "email": "mary@shop.example", "producer": "brisa"}
    refused = client.post("/messages", data=form)
    tree = LexborHTMLParser(refused.text)
    assert refused.status_code == 422 and "consent" in one(tree, ".fault").text()
    assert one(tree, "textarea").text() == "Please tell me" and journal.messages() == ()
    for wrong in ({"email": "mary@shop"}, {"email": "mary"}, {"text": " "}, {"text": "x" * 2001}):
        answer = client.post("/messages", data={**form, "consent": "yes", **wrong}, headers=JSON)
        assert answer.status_code == 422 and answer.json()["detail"]
    assert client.post("/messages", data={**form, "consent": "yes"}).url.path == "/thanks/message"
    (kept,) = journal.messages()
    assert (kept.email, kept.producer) == ("mary@shop.example", "brisa")
    assert kept.id and journal.mark("message", kept.id)
    assert journal.messages()[0].email == "", "it was given until the question is answered"


def test_a_shared_conversation_opens_again(site: tuple[TestClient, Journal]) -> None:
    client, _ = site
    form = {"question": [PORT, "And how high?"], "about": ["", "alameda"]}
    opened = client.post("/share", data=form)
    tree = LexborHTMLParser(opened.text)
    assert opened.history[0].status_code == 303 and texts(tree, "h2.question") == form["question"]
    assert "still the same" in one(tree, ".shared-note").text()
    told = client.post("/share", data=form, headers=JSON)
    assert told.status_code == 201 and page(client, told.json()["url"])
    assert client.get("/a/nothing").status_code == 404
    assert client.post("/share", data={"question": [PORT] * 13}, headers=JSON).status_code == 422


def test_other_sites_can_not_send(site: tuple[TestClient, Journal]) -> None:
    client, _ = site
    form = {"question": PORT, "verdict": "up"}
    for headers in (ELSEWHERE, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert client.post("/feedback", data=form, headers=headers).status_code == 403
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}):
        assert client.post("/feedback", data=form, headers=headers).status_code == 200


def test_only_the_new_question_is_recorded(site: tuple[TestClient, Journal]) -> None:
    client, journal = site
    client.post("/ask", data={"question": "And how high?", "history": [PORT], "about": [""]})
    client.post("/api/ask", json={"question": "Is Alameda organic? Mail a@b.example"})
    client.post("/ask", data={"question": PORT}, headers={"accept": "text/event-stream"})
    client.post("/ask", data={"question": " ", "history": [PORT], "about": [""]})
    client.get("/")
    recorded = journal.questions()
    assert [asked.question for asked in recorded] == [
        PORT,
        "Is Alameda organic? Mail [e-mail]",
        "And how high?",
    ]
    assert recorded[2].earlier == PORT and recorded[1].status == "not_found"


def test_the_embedded_page_is_recorded_and_limited_once(tmp_path: Path) -> None:
    client, journal = client_with(tmp_path, rate_per_minute=1)
    form = {"question": "And how high?", "history": [PORT], "about": ["alameda"]}
    assert [client.post("/embed/alameda", data=form).status_code for _ in range(2)] == [200, 429]
    (asked,) = journal.questions()
    assert (asked.question, asked.earlier, asked.page_producer) == ("And how high?", PORT, "alameda")


def test_another_language_asks_nothing_anew(site: tuple[TestClient, Journal]) -> None:
    client, journal = site
    form = {"history": [PORT], "about": [""], "switch": "de"}
    shown = client.post("/ask?lang=de", data=form)
    assert texts(LexborHTMLParser(shown.text), "h2.question") == [PORT]
    assert journal.questions() == ()


def test_a_broken_journal_does_not_stop_answers(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    client, _ = client_with(tmp_path)
    assert client.post("/api/ask", json={"question": PORT}).json()["status"] == "answered"
    assert client.post("/feedback", data={"question": PORT, "verdict": "up"}).status_code == 503


def test_limits_say_when_to_come_back(tmp_path: Path) -> None:
    client, _ = client_with(tmp_path, rate_per_minute=2, send_per_minute=1)
    for _ in range(2):
        assert client.post("/api/ask", json={"question": PORT}).status_code == 200
    refused = client.post("/api/ask", json={"question": PORT})
    assert refused.status_code == 429 and 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/producers").status_code == 200
    form = {"question": PORT, "verdict": "up"}
    assert [client.post("/feedback", data=form).status_code for _ in range(2)] == [200, 429]


def test_metrics_are_for_this_machine_or_a_token(tmp_path: Path) -> None:
    client, _ = client_with(tmp_path)
    client.post("/api/ask", json={"question": PORT})
    assert client.get("/metrics").status_code == 403
    local = TestClient(client.app, client=("127.0.0.1", 1))
    shown = local.get("/metrics").text
    assert 'origin_qa_answers_total{status="answered"} 1.0' in shown and 'version="g1"' in shown
    assert local.get("/metrics", headers={"x-forwarded-for": "1.2.3.4"}).status_code == 403
    guarded, _ = client_with(tmp_path / "b", metrics_token="secret")
    assert guarded.get("/metrics").status_code == 401
    assert guarded.get("/metrics", headers={"authorization": "Bearer secret"}).status_code == 200

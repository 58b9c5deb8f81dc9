"""The page about the API: every route of the description, with a request that works when it is copied."""

import json
import shlex
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from small_site import ALAMEDA, BRISA, assistant_over, one, page, texts

from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    # The examples are about a producer of the project's own corpus.
    assistant = assistant_over(tmp_path / "corpus", {"cecanor.txt": ALAMEDA, "brisa.txt": BRISA})
    app = create_app(Service(lambda: "g1", lambda: assistant), Settings(data=tmp_path / "data"))
    return TestClient(app, client=("127.0.0.1", 1))


def send(client: TestClient, command: str) -> tuple[int, str]:
    """Do what a curl command says; returns the status and the media type."""
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert next(words) == "curl"
    url, headers, form, body = "", dict[str, str](), list[tuple[str, str]](), ""
    for word in words:
        if word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name] = value
        elif word == "--data-urlencode":
            name, value = next(words).split("=", 1)
            form.append((name, value))
        elif word == "-d":
            body = next(words)
        elif word != "-N":
            url = word
    fields: dict[str, list[str]] = {}
    for name, value in form:
        fields.setdefault(name, []).append(value)
    if form:
        answer = client.post(url, data=fields, headers=headers)
    elif body:
        answer = client.post(url, content=body.encode(), headers=headers)
    else:
        parts = urlsplit(url)
        answer = client.get(parts.path, params=dict(parse_qsl(parts.query)), headers=headers)
    return answer.status_code, answer.headers["content-type"].split(";")[0]


def samples(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    """The commands of the page, each with the media type that it says comes back."""
    found: list[tuple[str, str]] = []
    for shown in tree.css("section.route[id] .route-shown"):
        codes = texts_of(shown, "pre")
        found += zip(codes[::2], texts(shown, ".media"), strict=True)
    return found


def texts_of(tree: LexborNode, selector: str) -> list[str]:
    return [node.text() for node in tree.css(selector)]


def test_every_route_is_shown(client: TestClient) -> None:
    tree = page(client, "/api")
    described = client.get("/openapi.json").json()["paths"]
    shown = {tuple(text.split()) for text in texts(tree, ".route[id] h2")}
    assert shown == {(method.upper(), path) for path, methods in described.items() for method in methods}
    anchors = {node.attributes["id"] for node in tree.css(".route[id]")}
    assert {(link.attributes["href"] or "")[1:] for link in tree.css(".routes a")} == anchors
    assert one(tree, ".colophon a[href='/api'][aria-current=page]")
    search = one(tree, "#api-search .parameters")
    assert "integer, 1 to 100" in search.text() and texts(search, ".tag") == ["required"]


def test_every_request_works_when_it_is_copied(client: TestClient) -> None:
    found = samples(page(client, "/api"))
    assert len(found) == 11
    for command, media in found:
        assert send(client, command) in ((200, media), (201, media)), command


def test_it_speaks_the_visitors_language_and_no_script(client: TestClient) -> None:
    tree = page(client, "/api?lang=de")
    assert one(tree, "html").attributes["lang"] == "de" and one(tree, ".route [lang=en]")
    assert tree.css("script") == []


def test_a_host_that_tells_lies_stays_text(client: TestClient) -> None:
    told = client.get("/api", headers={"host": "a'$(id)\"><b>.example"})
    tree = LexborHTMLParser(told.text)
    assert told.status_code in (200, 400) and tree.css("pre b") == []
    for command, _ in samples(tree):
        assert json.dumps(shlex.split(command.replace("\\\n", " ")))

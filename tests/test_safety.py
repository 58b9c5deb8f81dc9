"""What every response carries, and what a page asks of others: nothing."""

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from small_assistant import SmallAssistant
from small_site import ALAMEDA, BRISA, assistant_over, client_of, page

from origin_qa.serve.app import create_app
from origin_qa.serve.links import outside_url
from origin_qa.serve.security import HEADERS
from origin_qa.serve.service import Service
from origin_qa.settings import Settings


@pytest.fixture
def assistant(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(assistant: SmallAssistant) -> TestClient:
    return client_of(assistant)


def test_every_response_carries_the_security_headers(assistant: SmallAssistant) -> None:
    def fails() -> str | None:
        raise RuntimeError("a bug")

    client = client_of(assistant)
    broken = TestClient(
        create_app(Service(fails, lambda: assistant), Settings()), raise_server_exceptions=False
    )
    responses = [client.get(url) for url in ("/", "/x", "/static/site.css", "/healthz", "/api/search")]
    responses += [client.post("/api/ask", json={}), broken.get("/"), broken.get("/readyz")]
    assert [response.status_code for response in responses][-2:] == [500, 500]
    for response in responses:
        assert HEADERS.items() <= dict(response.headers).items() or all(
            response.headers[name] == value for name, value in HEADERS.items()
        )
    assert "a bug" not in responses[-1].text
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_answers_like_get_without_a_body(client: TestClient, encoding: str) -> None:
    for url in ("/", "/producers", "/healthz", "/static/site.css", "/static/ask.js", "/widget.js", "/x"):
        head, got = (
            client.request(how, url, headers={"Accept-Encoding": encoding}) for how in ("HEAD", "GET")
        )
        assert head.status_code == got.status_code and head.content == b"" != got.content
        assert dict(head.headers) == dict(got.headers), url


def test_pages_ask_nothing_of_others_and_weigh_little(client: TestClient) -> None:
    tree = page(client, "/")
    linked = [node.attributes.get("href") or "" for node in tree.css("link")]
    linked += [node.attributes.get("src") or "" for node in tree.css("script")]
    assert all(url.startswith("/static/") for url in linked)
    files = [client.get(url) for url in linked]
    assert all("immutable" in file.headers["cache-control"] for file in files)
    weight = sum(len(gzip.compress(each.content)) for each in (client.get("/"), *files))
    assert weight <= 60_000
    fetching = (b"http://", b"https://", b"@import")
    styles = [file.content for file in files if file.headers["content-type"].startswith("text/css")]
    assert styles and not [url for url in fetching if any(url in style for style in styles)]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_followed(url: str | None, safe: bool) -> None:
    assert (outside_url(url) is not None) == safe

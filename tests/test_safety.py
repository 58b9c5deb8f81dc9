"""What a hostile question, document or address can do to a page: nothing."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_assistant import SmallAssistant
from small_site import ALAMEDA, BRISA, assistant_over, client_of, one, page

from origin_qa.serve.app import create_app
from origin_qa.serve.links import outside_url, source_url
from origin_qa.serve.security import HEADERS
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "' autofocus onfocus='window.hit=1",
    "</textarea><script>window.hit=1</script>",
    "javascript:window.hit=1",
    "{{ 7 * 7 }}{% raw %}",
    '<a href="javascript:window.hit=1">x</a>',
    "]]><!--<script>window.hit=1//-->",
    "</title><script>window.hit=1</script>",
]


@pytest.fixture
def assistant(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(assistant: SmallAssistant) -> TestClient:
    return client_of(assistant)


def inert(html: str) -> None:
    """No payload became an element, an attribute or an address that could run."""
    tree = LexborHTMLParser(html)
    assert not tree.css("script, iframe, object, embed, img, svg [onload], [style]")
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), (node.tag, name)
            if name in ("href", "src", "action"):
                assert not (value or "").strip().lower().startswith(("javascript:", "data:")), value


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_question_or_corpus_runs(tmp_path: Path, payload: str) -> None:
    quoted = "'" + payload.replace("'", "''") + "'"
    front = f"---\ntitle: {quoted}\nurl: {quoted}\n---\n\n"
    text = f"{front}# {payload}\n\nPort: {payload}\n\nAll of it is {payload} and more."
    name = payload.replace("/", "∕")
    assistant = assistant_over(tmp_path, {f"alameda/{name}.md": text, "brisa.txt": BRISA})
    client = client_of(assistant)
    path = next(path for path in assistant.index.documents if path.startswith("alameda"))
    for url in ("/", "/producers", "/producers/alameda", source_url(path), f"/x{payload}"):
        inert(client.get(url).text)
    for question in (payload, f"port {payload}"):
        data = {"question": question, "producer": "alameda", "history": [payload], "about": [payload]}
        response = client.post("/ask", data=data)
        assert response.status_code == 200
        inert(response.text)
        assert payload in one(LexborHTMLParser(response.text), ".question").text()


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


def test_head_answers_like_get_without_a_body(client: TestClient) -> None:
    for url in ("/", "/producers", "/healthz", "/static/site.css", "/x"):
        head, got = client.head(url), client.get(url)
        assert head.status_code == got.status_code and head.content == b""
        assert head.headers["content-length"] == str(len(got.content))


def test_pages_ask_nothing_of_others_and_weigh_little(client: TestClient) -> None:
    tree = page(client, "/")
    linked = [node.attributes.get("href") or "" for node in tree.css("link")]
    assert all(url.startswith("/static/") for url in linked)
    files = [client.get(url) for url in linked]
    assert "immutable" in files[0].headers["cache-control"]
    assert len(client.get("/").content) + sum(len(file.content) for file in files) <= 60_000
    assert not [url for url in (b"http://", b"https://", b"@import") if url in files[1].content]


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

"""What shops put into their pages: the script, the page to frame, and who may use them."""

import gzip
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_site import ALAMEDA, BRISA, assistant_over, one, texts

from origin_qa.serve.app import create_app
from origin_qa.serve.languages import NAMES, catalogue
from origin_qa.serve.security import HEADERS, Policy
from origin_qa.serve.service import Service
from origin_qa.serve.widget import script_of
from origin_qa.settings import Settings, web_origin

SHOP = "https://shop.example"
ASKS_FIRST = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def site(folder: Path, *origins: str) -> TestClient:
    assistant = assistant_over(folder / "corpus", {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})
    settings = Settings.model_validate({"origins": origins, "data": folder / "data"})
    return TestClient(
        create_app(Service(lambda: "g1", lambda: assistant), settings), raise_server_exceptions=False
    )


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return site(tmp_path, SHOP)


def test_any_page_may_load_the_script_and_keeps_it_for_a_while(client: TestClient) -> None:
    script = client.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=600" in script.headers["cache-control"]
    again = client.get("/widget.js", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert len(gzip.compress(script.content)) <= 15_000


def test_the_script_never_makes_markup_or_code_of_text(client: TestClient) -> None:
    script = client.get("/widget.js").text
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.style\b|cookie\s*="
    )
    assert not re.findall(forbidden, script)


def test_the_script_speaks_from_the_catalogues(client: TestClient) -> None:
    script = client.get("/widget.js").text
    texts = json.loads(re.findall(r"const TEXTS = (.*);", script)[0])
    assert list(texts) == list(NAMES)
    asked = set(re.findall(r"\bsay\.(\w+)", script)) | {"answered", "conflict", "not_found", "clarify"}
    assert all(words.keys() == asked for words in texts.values())
    assert texts["en"]["retry"] == "Try again"
    for language in NAMES.keys() - {"en"}:
        assert texts[language]["retry"] == catalogue(language).gettext("Try again") != "Try again"


def test_the_script_lets_nobody_write_more_than_is_read() -> None:
    assert "const LONGEST = 40;" in script_of(Settings(max_question_chars=40)).decode()


def test_a_configured_shop_may_ask(client: TestClient) -> None:
    preflight = client.options("/api/ask", headers={"Origin": SHOP, **ASKS_FIRST})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == SHOP
    assert preflight.headers["access-control-allow-headers"] == "Content-Type"
    body = {"question": "Which port?", "page_producer": "alameda"}
    answer = client.post("/api/ask", json=body, headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers
    wrong = client.post("/api/ask", json={}, headers={"Origin": SHOP})
    assert wrong.status_code == 422 and wrong.headers["access-control-allow-origin"] == SHOP


@pytest.mark.parametrize(
    "origin", ["https://other.example", "null", SHOP + ".evil.example", "http://shop.example"]
)
def test_nobody_else_may(client: TestClient, origin: str) -> None:
    preflight = client.options("/api/ask", headers={"Origin": origin, **ASKS_FIRST})
    assert preflight.status_code == 403 and "ORIGIN_QA_ORIGINS" in preflight.json()["detail"]
    answer = client.get("/api/producers", headers={"Origin": origin})
    for response in (preflight, answer):
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_what_is_not_for_shops_stays_closed_to_them(client: TestClient) -> None:
    for url in ("/", "/ask", "/producers", "/healthz", "/staff"):
        response = client.get(url, headers={"Origin": SHOP}, follow_redirects=False)
        assert "access-control-allow-origin" not in response.headers, url
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert Policy((SHOP,)).headers("/embedded") == HEADERS


def test_only_configured_shops_may_frame_the_embedded_page(client: TestClient, tmp_path: Path) -> None:
    framed = client.get("/embed/alameda")
    assert framed.headers["content-security-policy"].endswith(f"frame-ancestors 'self' {SHOP}")
    assert "x-frame-options" not in framed.headers
    alone = site(tmp_path / "alone").get("/embed/alameda")
    assert alone.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert client.get("/embed/nobody").status_code == 404


def test_the_embedded_page_answers_without_scripts(client: TestClient) -> None:
    tree = LexborHTMLParser(client.get("/embed/alameda").text)
    assert not tree.css("script")
    action = one(tree, ".composer").attributes["action"] or ""
    tree = LexborHTMLParser(client.post(action, data={"question": "Which port?"}).text)
    assert "Callao" in one(tree, ".sentences").text()
    assert one(tree, one(tree, "a.ref[target=_self]").attributes["href"] or "")
    assert one(tree, "base").attributes["target"] == "_blank"
    carried = [node.attributes["value"] for node in tree.css(".composer input[name=history]")]
    assert carried == ["Which port?"]
    refused = client.post(action, data={"question": " "})
    assert refused.status_code == 422 and texts(LexborHTMLParser(refused.text), "[role=alert]")


def test_the_demo_shop_shows_the_widget_and_its_line(client: TestClient) -> None:
    for url, target in (("/demo", "#ask-the-producer"), ("/demo?mode=floating", None)):
        tree = LexborHTMLParser(client.get(url).text)
        script = one(tree, "script[src='/widget.js']").attributes
        assert script["data-producer"] == "alameda" and script.get("data-target") == target
        assert 'data-producer="alameda"' in one(tree, "pre").text()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("HTTPS://Shop.Example:443", SHOP),
        ("http://[::1]:80", "http://[::1]"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("https://käse.example", "https://xn--kse-qla.example"),
    ],
)
def test_origins_are_written_as_browsers_do(given: str, meant: str) -> None:
    assert web_origin(given) == meant


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://shop.example/", "more than scheme"),
        ("*", "begin with https"),
        ("null", "begin with https"),
        ("https://*.shop.example", "wildcards"),
        ("https://a:99999", "Port out of range"),
        ("https://a;script-src", "no single host"),
        ("https://me@shop.example", "more than scheme"),
    ],
)
def test_what_is_no_origin_is_refused_with_an_example(given: str, told: str) -> None:
    with pytest.raises(ValueError, match=rf"{told}.*https://shop\.example"):
        Settings.model_validate({"origins": given})


def test_origins_are_separated_by_commas_or_blanks() -> None:
    given = {"origins": f" {SHOP}, http://b.example:81\n{SHOP}"}
    assert Settings.model_validate(given).origins == (SHOP, "http://b.example:81")

"""A hundred texts that would like to run, by every way that a text has into a page: none does."""

import datetime
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from browser_site import serving, visiting
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hostile_texts import HOSTILE, WORDS, as_name, hostile, stand_ins
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser
from small_assistant import small_assistant
from small_site import ALAMEDA, texts
from staff_site import PASSWORD, VectorIndex

from origin_qa.ingest.corpus import read_corpus
from origin_qa.ingest.notes import StaffNote
from origin_qa.serve.app import create_app
from origin_qa.serve.links import producer_url, source_url
from origin_qa.serve.service import Service
from origin_qa.serve.staff.notes import write_note
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Span

LEADS_TO = ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster")
INSIDE = re.compile(r"[?#]|/(?![/\\])|$")
Skeleton = set[tuple[str, str]]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Words that stand for the texts, in staff notes, too."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "alameda").mkdir()
    (folder / "alameda" / "alameda.txt").write_text(ALAMEDA, encoding="utf-8")
    (profile,) = read_corpus(folder, Settings()).profiles
    for word in WORDS:
        note = StaffNote(profile.name, word, f"It is {word}.", word, datetime.date(2026, 11, 24))
        write_note(folder, profile, note)
    return stand_ins(folder)


def app_over(corpus: Corpus, folder: Path) -> FastAPI:
    assistant = small_assistant(corpus)
    small = assistant.index
    assistant.index = VectorIndex(small.manifest, small.documents, small.profiles, small.passages)
    settings = Settings.model_validate(
        {"data": folder, "corpus": folder, "index": folder, "staff_password": PASSWORD, "journal": "full"}
    )
    return create_app(Service(lambda: "g1", lambda: assistant), settings)


@pytest.fixture(scope="module")
def app(harmless: Corpus, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return app_over(hostile(harmless), tmp_path_factory.mktemp("hostile"))


@contextmanager
def staff_client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        client.post("/staff/sign-in", data={"password": PASSWORD})
        yield client


def pages(client: TestClient, text: str) -> Iterator[tuple[str, str]]:
    """Every page that shows a text, by kind: as a visitor sends it, and as the corpus has it."""
    name = as_name(text)
    for kind, url in {
        "producer": producer_url(name),
        "source": source_url(f"{name}.txt", Span(0, len(text))),
        "missing": f"/x{quote(text)}?lang={quote(text)}&producer={quote(text)}",
        "searched facts": f"/staff?q={quote(text)}&ask={quote(text)}&producer={quote(name, safe='')}",
        "reading": f"/staff/documents/{quote(name)}.txt",
    }.items():
        yield kind, client.get(url, headers={"Accept-Language": "es"}).text
    asking = {"question": text, "producer": name, "history": [f"port {text}"], "about": [name]}
    yield "conversation", client.post("/ask", data=asking).text
    yield "embedded", client.post(f"/embed/{quote(name, safe='')}", data=asking).text
    sent = {"question": text, "history": text, "producer": text, "verdict": "down", "reason": text}
    yield "thanks", client.post("/feedback", data={**sent, "index_version": text}).text
    yield "thanks", client.post("/messages", data={"question": text, "producer": text, "text": text}).text
    refused = {"question": text, "producer": text, "text": text, "email": text, "consent": text}
    yield "message", client.post("/messages", data=refused).text
    yield "conversation", client.post("/share", data={"question": text, "about": name}).text


def lists(client: TestClient, shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages that show many texts at once."""
    for url in (
        "/producers",
        "/compare",
        "/producers/alameda",
        "/staff/questions",
        "/staff/feedback",
    ):
        yield url, client.get(url).text
    for url in ("/staff/messages", "/staff/disagreements", "/staff/corpus", "/staff"):
        yield url, client.get(url).text
    yield "conversation", client.post("/ask", data={"question": "Compare the port"}).text
    together = quote(" ".join(shown))
    yield "note form", client.get(f"/staff/answer?question={together}&producer={together}").text


def skeleton(html: str) -> Skeleton:
    """The elements of a page, each with the names of its attributes."""
    return {
        (node.tag or "", name) for node in LexborHTMLParser(html).css("*") for name in ("", *node.attributes)
    }


def assert_inert(kind: str, html: str, ours: Skeleton) -> LexborHTMLParser:
    """Nothing became an element or an attribute that is not ours, or an address that could run."""
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        tag = node.tag or ""
        assert (tag, "") in ours, (kind, tag)
        assert not (tag in ("script", "style") and node.text()), (kind, node.html)
        for name, value in node.attributes.items():
            assert (tag, name) in ours, (kind, tag, name)
            assert not name.startswith("on") and name != "style", (kind, tag, name)
            assert name not in LEADS_TO or INSIDE.match(value or ""), (kind, tag, name, value)
    return tree


def test_there_are_a_hundred_of_them() -> None:
    assert len(set(HOSTILE)) == 100 and min(map(len, HOSTILE)) >= 10


def test_no_text_becomes_a_part_of_any_page(harmless: Corpus, app: FastAPI, tmp_path: Path) -> None:
    ours: Skeleton = set()
    asked = (*WORDS[:4], "Does Alameda keep mules on the track?")
    with staff_client(app_over(harmless, tmp_path)) as plain:
        for _, html in (*(each for text in asked for each in pages(plain, text)), *lists(plain, WORDS)):
            ours |= skeleton(html)
    with staff_client(app) as client:
        for text in HOSTILE:
            for kind, html in pages(client, text):
                tree = assert_inert(kind, html, ours)
                if kind == "conversation":
                    assert " ".join(text.split()) in texts(tree, ".question")
        for kind, html in lists(client, HOSTILE):
            assert_inert(kind, html, ours)
            assert kind not in FULL or html.count("xss") >= 100, kind


FULL = ("/producers", "/compare", "/staff/feedback", "/staff/messages", "note form")
"""Pages that show all of them."""


@pytest.fixture(scope="module")
def site(app: FastAPI) -> Iterator[str]:
    with serving(app) as origin:
        yield origin


@contextmanager
def watched(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose policy is switched off, so that only what it is made of keeps a text from running."""
    with visiting(browser, site, bypass_csp=True) as context:
        page = context.new_page()
        elsewhere: list[str] = []
        page.on("request", lambda request: elsewhere.append(request.url))
        page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
        yield page
        assert not [url for url in elsewhere if not url.startswith(site)]


def has_run(page: Page) -> bool:
    return bool(page.evaluate("() => 'xss' in window"))


def test_the_watch_sees_what_runs(browser: Browser, site: str) -> None:
    with watched(browser, site) as page:
        page.goto("/missing")
        page.evaluate("document.body.innerHTML = '<img src=/x onerror=xss=1>'")
        page.wait_for_function("'xss' in window")


def test_nothing_runs_on_the_pages_that_hold_them_all(browser: Browser, site: str) -> None:
    with watched(browser, site) as page:
        for url in ("/producers", "/compare", "/producers/alameda"):
            page.goto(url)
            assert not has_run(page), url


def test_nothing_runs_that_the_script_puts_into_the_page(browser: Browser, site: str) -> None:
    every_third = HOSTILE[::3]
    with watched(browser, site) as page:
        page.goto("/")
        found = page.evaluate(ASK_ALL, [[text, as_name(text)] for text in every_third])
        shown = [" ".join(text.split()) for text in found["shown"]]
        assert shown == [" ".join(text.split()) for text in every_third]
        assert found["cards"] >= len(every_third) // 2, "passages with such texts are shown"
        assert not has_run(page)


ASK_ALL = """async pairs => {
  const late = performance.now() + 60_000, plain = text => text.replace(/\\s+/g, " ").trim(), shown = [];
  const last = () => [...document.querySelectorAll(".turn .question")].at(-1)?.textContent ?? "";
  let cards = 0;
  for (const [text, producer] of pairs) {
    while (performance.now() < late) {
      const busy = document.querySelector("[aria-busy]");
      const asked = plain(last()) === plain(text);
      if (asked && !busy && document.querySelector("#onward .whole")) break;
      if (!asked && !busy) {
        document.getElementById("question").value = text;
        document.getElementById("producer").value = producer;
        document.getElementById("composer").requestSubmit();
      }
      await new Promise(next => setTimeout(next, 2));
    }
    shown.push(last());
    cards += document.querySelectorAll(".turn:last-of-type .card").length;
  }
  return { shown, cards };
}"""


def test_nothing_runs_in_the_widget(browser: Browser, site: str) -> None:
    with watched(browser, site) as page:
        page.goto("/demo")
        page.locator("origin-qa").wait_for()
        shown = page.evaluate(ASK_WIDGET, [[text, as_name(text)] for text in HOSTILE])
        assert shown["questions"] == list(HOSTILE) and not shown["faults"]
        assert "<img src=x onerror=xss=1>" in shown["sources"]
        assert not has_run(page)


ASK_WIDGET = """async pairs => {
  const widget = document.querySelector("origin-qa");
  for (const [text, producer] of pairs) await widget.ask(text, producer);
  const all = selector => [...widget.shadowRoot.querySelectorAll(selector)].map(each => each.textContent);
  return { questions: all(".question"), sources: all(".source").join(), faults: all(".notice") };
}"""

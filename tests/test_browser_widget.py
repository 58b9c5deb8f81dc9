"""The widget in the page of a shop: another origin, with a strict policy of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser_site import assistant_in, serving, visiting
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page

from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

HARBOUR = "Which port does Alameda use?"


@contextmanager
def shop_page(
    browser: Browser,
    folder: Path,
    script: str,
    allowed: bool = True,
    shown: str = "en",
    locale: str = "en-GB",
) -> Iterator[Page]:
    """A shop's page with the widget's script, whose tag is given; both sites run on ports of their own.

    `shown` is the language of the page, if it tells one, `locale` that of the browser.
    """
    shop = FastAPI()
    hosts: list[str] = []

    @shop.get("/")
    def product() -> HTMLResponse:
        told = f' lang="{shown}"' if shown else ""
        page = f"<!doctype html><html{told}><title>Shop</title><h1>Coffee</h1><div id=here></div>{script}"
        policy = f"default-src 'none'; script-src {hosts[0]}; connect-src {hosts[0]}; "
        policy += "require-trusted-types-for 'script'"
        return HTMLResponse(page.replace("HOST", hosts[0]), headers={"Content-Security-Policy": policy})

    @shop.get("/framing")
    def framing() -> HTMLResponse:
        return HTMLResponse(f'<!doctype html><iframe src="{hosts[0]}/embed/alameda"></iframe>')

    (folder / "corpus").mkdir()
    assistant = assistant_in(folder / "corpus")
    with serving(shop) as address:
        origins = [address] if allowed else []
        settings = Settings.model_validate({"origins": origins, "data": folder / "data"})
        with serving(create_app(Service(lambda: "g1", lambda: assistant), settings)) as host:
            hosts.append(host)
            with visiting(browser, address, locale=locale) as context:
                page = context.new_page()
                asked: list[str] = []
                page.on("request", lambda request: asked.append(request.url))
                page.goto("/")
                yield page
                assert [url for url in asked if not url.startswith((address, host))] == []


FLOATING = '<script src="HOST/widget.js" data-producer="alameda" defer></script>'


def test_from_the_launcher_to_the_marked_words_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    with shop_page(browser, tmp_path, FLOATING) as page:
        page.get_by_role("button", name="Ask about this coffee").wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name="Ask the producer").wait_for()
        page.keyboard.type(HARBOUR)
        page.keyboard.press("Enter")
        cite = page.get_by_role("button", name="Source 1")
        cite.press("Enter")
        assert page.locator("origin-qa mark").first.inner_text() == "Callao"
        assert "Callao" in page.get_by_role("status").inner_text()
        link = page.locator("origin-qa a").first.get_attribute("href") or ""
        opened = page.request.get(link)
        assert opened.ok and "#mark" in link
        colours = page.locator("origin-qa .submit").evaluate("e => getComputedStyle(e).backgroundColor")
        assert colours == "rgb(138, 58, 30)", "the shop's strict policy lets the style through"
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog").count() == 0
        focused = "document.querySelector('origin-qa').shadowRoot.activeElement.className"
        assert "launcher" in page.evaluate(focused)


def test_inline_it_stands_where_the_shop_wants_it_and_remembers(browser: Browser, tmp_path: Path) -> None:
    script = (
        '<script src="HOST/widget.js" data-producer="alameda" data-target="#here" data-lang="de"></script>'
    )
    with shop_page(browser, tmp_path, script) as page:
        page.locator("#here origin-qa").get_by_label("Ihre Frage").fill(HARBOUR)
        page.get_by_role("button", name="Fragen", exact=True).click()
        page.get_by_role("button", name="Quelle 1").wait_for()
        page.get_by_label("Fragen Sie weiter").fill("And how many members?")
        with page.expect_request("**/api/ask") as asked:
            page.get_by_role("button", name="Fragen", exact=True).click()
        assert (asked.value.post_data_json or {})["history"] == [HARBOUR]
        page.get_by_text("Die Quellen sind uneinig").wait_for()
        rivals = page.locator("origin-qa .turn.conflict .source")
        assert rivals.evaluate_all("all => all.map(each => each.hidden)") == [False, False]
        numbers = page.locator("origin-qa .turn.conflict").get_by_role("button", name="Quelle 1")
        numbers.first.click()
        expanded = numbers.evaluate_all("all => all.map(each => each.ariaExpanded)")
        assert set(expanded) == {"false"} and rivals.first.is_hidden()


def test_a_page_that_may_not_ask_is_told_so_and_keeps_the_question(browser: Browser, tmp_path: Path) -> None:
    with shop_page(browser, tmp_path, FLOATING, allowed=False) as page:
        page.get_by_role("button", name="Ask about this coffee").click()
        page.get_by_label("Your question").fill(HARBOUR)
        page.keyboard.press("Enter")
        page.locator("origin-qa .notice", has_text="may not ask here").wait_for()
        assert page.get_by_role("button", name="Try again").is_visible()
        assert page.get_by_label("Your question").input_value() == HARBOUR


@pytest.mark.parametrize(
    ("shown", "chosen", "words"),
    [
        ("fr", "", "Questions sur ce café"),
        ("fr", ' data-lang="pt-BR"', "Perguntas sobre este café"),
        ("nl", "", "Ask about this coffee"),
        ("", "", "Pregunta por este café"),
    ],
)
def test_it_speaks_as_it_is_told_else_as_the_page_does_else_as_the_browser(
    browser: Browser, tmp_path: Path, shown: str, chosen: str, words: str
) -> None:
    script = f'<script src="HOST/widget.js" data-producer="alameda"{chosen} defer></script>'
    with shop_page(browser, tmp_path, script, shown=shown, locale="es-PE") as page:
        page.get_by_role("button", name=words).wait_for()


@pytest.mark.parametrize("allowed", [True, False])
def test_only_allowed_shops_frame_the_embedded_page(browser: Browser, tmp_path: Path, allowed: bool) -> None:
    with shop_page(browser, tmp_path, FLOATING, allowed) as page:
        with page.expect_response("**/embed/alameda"):
            page.goto("/framing")
        shown = page.frame_locator("iframe").get_by_label("Your question")
        if allowed:
            shown.wait_for()
        else:
            page.wait_for_function("!document.querySelector('iframe').contentDocument")
            assert shown.count() == 0

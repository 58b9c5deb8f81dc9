"""What only a browser shows: pages driven in the system's Chromium, as a customer uses them."""

import pytest
from browser_site import ATTACK, ask, in_view
from playwright.sync_api import Browser, Page


def test_a_slice_far_down_is_scrolled_to(page: Page) -> None:
    text = page.request.get("/api/search", params={"q": "sacks lorry", "top": 1}).json()[0]
    page.goto(text["url"])
    assert page.evaluate("scrollY") > 200
    assert in_view(page, "#mark")


def test_no_markup_of_question_or_corpus_runs(page: Page) -> None:
    for url in ("/", "/producers", "/producers/alameda", "/sources/alameda.txt"):
        page.goto(url)
        assert page.title() != "hit"
    page.goto("/")
    ask(page, f"port {ATTACK} of Alameda")
    assert ATTACK in page.locator(".question").inner_text()
    assert page.title() != "hit" and page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for url in ("/", "/producers", "/producers/alameda", "/sources/alameda.txt", "/missing"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto("/")
    for question in ("How many members has Alameda?", "Which port? " + "o" * 100):
        ask(page, question)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, question
    context.close()

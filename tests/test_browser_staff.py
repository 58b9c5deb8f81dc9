"""The desk in a browser: a fact by keyboard, and an answer that customers get cited after a real rebuild."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_site import browser, playwright, serving, spotless, visiting
from playwright.sync_api import Browser, Page, expect
from small_index import small_index, small_settings
from small_site import ALAMEDA, BRISA

from origin_qa.index.build import build_index
from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

__all__ = ["browser", "playwright"]

PASSWORD = "at the counter"
QUESTION = "Did Alameda run a kindergarten in 2019?"
ANSWER = "Yes, a room beside the mill opened in 2019."
REBUILDING_MS = 180_000
ROOMS = (
    "?q=port&ask=Which+port%3F&about=alameda",
    "/disagreements",
    "/questions",
    "/answer",
    "/feedback",
    "/messages",
    "/corpus",
    "/documents/alameda/alameda.txt",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site over a real index, made with the tiny model: what is said of headings needs no trained one."""
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "corpus" / "alameda").mkdir(parents=True)
    (folder / "corpus" / "alameda" / "alameda.txt").write_text(ALAMEDA, encoding="utf-8")
    (folder / "corpus" / "brisa.txt").write_text(BRISA, encoding="utf-8")
    settings = Settings.model_validate(
        {
            **small_settings().model_dump(),
            "corpus": folder / "corpus",
            "index": folder / "index",
            "data": folder / "data",
            "staff_password": PASSWORD,
        }
    )
    shutil.copytree(small_index(), settings.index)  # whose encoder need not be exported again
    build_index(settings.corpus, settings.index, settings)
    with serving(create_app(Service.of(settings), settings)) as origin:
        yield origin


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with visiting(browser, site) as context, spotless(context.new_page(), site) as opened:
        yield opened


def sign_in(page: Page) -> None:
    page.goto("/staff")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def ask_as_customer(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_a_fact_is_found_with_the_keyboard_alone(page: Page) -> None:
    sign_in(page)
    expect(page.get_by_label("Find a fact")).to_be_focused()
    page.keyboard.type("alamdea port")
    page.keyboard.press("Enter")
    row = page.locator(".desk-table tbody tr").first
    expect(row).to_contain_text("Callao")
    row.get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark").last).to_have_text("Callao")


def test_a_staff_answer_is_cited_the_next_time(page: Page) -> None:
    ask_as_customer(page)
    expect(page.locator(".turn.not_found")).to_be_visible()
    sign_in(page)
    page.get_by_role("link", name="Unanswered").click()
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_label("Answer", exact=True).fill(ANSWER)
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("Producer").select_option("alameda")
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator(".proof, .rebuild-failed")).to_be_visible(timeout=REBUILDING_MS)
    expect(page.locator(".proof")).to_be_visible()
    expect(page.locator(".said-text")).to_contain_text(ANSWER)
    ask_as_customer(page)
    turn = page.locator(".turn.answered")
    expect(turn).to_contain_text(ANSWER)
    expect(turn).to_contain_text("Staff note, Ana,")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_to_complain_of(
    browser: Browser, site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, site, width=width) as context:
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        sign_in(page)
        for room in ROOMS:
            page.goto(f"/staff{room}")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{room}: {found.generate_report()}"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_no_page_of_the_desk_is_wider_than_its_window(
    browser: Browser, site: str, width: int, scripts: bool
) -> None:
    with visiting(browser, site, width=width, scripts=scripts) as context:
        page = context.new_page()
        sign_in(page)
        for url in ROOMS:
            page.goto(f"/staff{url}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, url

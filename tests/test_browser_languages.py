"""Changing the language in the system's Chromium: nothing is lost, with and without scripts."""

import pytest
from browser_site import ask, visiting
from playwright.sync_api import Browser, Page, expect


def test_a_chosen_language_stays(page: Page) -> None:
    page.goto("/producers")
    page.get_by_role("link", name="Deutsch").click()
    page.wait_for_url("**/producers?lang=de")
    page.goto("/producers/alameda")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.get_by_role("navigation", name="Sprache").get_by_role("link").count() == 5


@pytest.mark.parametrize("scripts", [True, False])
def test_a_conversation_goes_on_in_another_language(browser: Browser, site: str, scripts: bool) -> None:
    with visiting(browser, site, scripts=scripts) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "Which port does Alameda use?")
        page.locator("#question").fill("And the altitude")
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.locator(".turn .question")).to_have_text("Which port does Alameda use?")
        expect(page.locator(".turn .status")).to_have_text("De los documentos")
        expect(page.locator("#question")).to_have_value("And the altitude")
        page.locator(".composer").get_by_role("button", name="Preguntar").click()
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_switch_is_reached_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Français").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")

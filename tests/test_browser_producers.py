"""The producers' pages in the system's Chromium: drawings where they belong, and nothing axe objects to."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_site import serving, visiting
from playwright.sync_api import Browser, Page
from small_site import ALAMEDA, BRISA, assistant_over
from test_producers import CANDELA, CANDELA_NOTE

from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

PAGES = (
    "/producers",
    "/producers/candela",
    "/compare",
    "/sources/alameda/alameda.txt?start=22&end=54",
    "/producers/nobody",
)
CORPUS = {
    "alameda/alameda.txt": ALAMEDA,
    "brisa.txt": BRISA,
    "candela/candela.txt": CANDELA,
    "candela/note.txt": CANDELA_NOTE,
}

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

BOXES = """() => {
  const boxes = selector => [...document.querySelectorAll(selector)].map(each => {
    const box = each.getBoundingClientRect();
    return [box.left, box.right];
  });
  return { bars: boxes('svg[aria-labelledby^=harvest-1] .bar'), months: boxes('.axis:not(.heights) text') };
}"""
"""Left and right edges of the bars of the first harvest, and of the names of the months."""

CONTRAST = """() => {
  const levels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(
    c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = colour => { const [r, g, b] = levels(colour); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const fill = selector => light(getComputedStyle(document.querySelector(selector)).fill);
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [ratio(fill('.strip .bar'), fill('.strip .ground')), ratio(fill('.strip .bar'), fill('.strip .band'))];
}"""
"""Contrast of a bar with what lies under it (WCAG 2.2, 1.4.11)."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assistant = assistant_over(tmp_path_factory.mktemp("corpus"), CORPUS)
    settings = Settings.model_validate({"data": tmp_path_factory.mktemp("data")})
    with serving(create_app(Service(lambda: "g1", lambda: assistant), settings)) as origin:
        yield origin


@pytest.mark.parametrize("width", [320, 1280])
def test_bars_stand_under_the_months_that_they_mean(browser: Browser, site: str, width: int) -> None:
    with visiting(browser, site, width=width) as context:
        page = context.new_page()
        page.goto("/producers/brisa")
        boxes = page.evaluate(BOXES)
        middles = [(left + right) / 2 for left, right in boxes["months"]]
        assert len(middles) == 12 and middles == sorted(middles)
        lit = [any(left <= x <= right for left, right in boxes["bars"]) for x in middles]
        assert lit == [month in (1, 10, 11, 12) for month in range(1, 13)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_from_their_ground(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/producers/candela")
    assert min(page.evaluate(CONTRAST)) >= 3


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "pt"])
def test_nothing_is_wider_than_a_small_phone(browser: Browser, site: str, language: str) -> None:
    with visiting(browser, site, width=320) as context:
        page = context.new_page()
        for address in PAGES:
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_comparison_is_chosen_by_keyboard_without_scripts(browser: Browser, site: str) -> None:
    with visiting(browser, site, scripts=False) as context:
        page = context.new_page()
        page.goto("/compare")
        page.get_by_role("checkbox", name="Brisa Union").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Compare").press("Enter")
        page.wait_for_url("**/compare?*")
        assert page.locator(".compared thead th").all_inner_texts() == [
            "Candela Station",
            "Alameda Cooperative",
        ]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, width: int) -> None:
    with visiting(browser, site, width=width) as context:
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for number, address in enumerate(PAGES):
            language = ("en", "de")[(number + (width > 320)) % 2]
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"

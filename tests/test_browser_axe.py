"""No page breaks a rule of axe-core: every state, light and dark, narrow and wide, in two languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_pages import PAGES
from browser_site import visiting
from playwright.sync_api import Browser, Page

AXE = Axe().axe_script
ALL_RULES = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What can still break when nothing but the colours has changed."""
RUN = """async options => {
  const found = await axe.run({ resultTypes: ["violations"], ...options });
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.html}`));
}"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_breaks_a_rule(browser: Browser, site: str, language: str) -> None:
    broken: dict[tuple[str, str], list[str]] = {}
    with visiting(browser, site) as context:
        context.add_cookies([{"name": "lang", "value": language, "url": site}])
        for name, way in PAGES.items():
            page = context.new_page()
            way(page)
            assert page.locator("html").get_attribute("lang") == language
            # Run by the debugger, so that the page's own policy stays as strict as it is.
            page.evaluate(AXE)
            broken |= {(name, look): found for look, found in _looks(page).items() if found}
            page.close()
    assert not broken


def _looks(page: Page) -> dict[str, list[str]]:
    """What is wrong with a page in each of its looks."""
    found: dict[str, list[str]] = {}
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme="light")
        found[f"light, {width} px"] = page.evaluate(RUN, ALL_RULES)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"light, {width} px"].append("it is wider than its window")
        page.emulate_media(color_scheme="dark")
        found[f"dark, {width} px"] = page.evaluate(RUN, COLOURS)
    return found

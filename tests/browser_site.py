"""A small site in a real server, and the system's Chromium to visit it: fixtures for browser tests.

They live for one module: a running Playwright keeps an event loop in the thread of the tests. A
module that needs another corpus or other settings defines a `site` of its own with `serving`.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)
from small_assistant import SmallAssistant, small_assistant

from origin_qa.ingest.corpus import read_corpus
from origin_qa.serve.app import create_app
from origin_qa.serve.running import listen
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ATTACK = "<img src=x onerror=document.title='hit'><script>document.title='hit'</script>"
PATIENCE_MS = 10_000

ALAMEDA = f"""Alameda Cooperative

Name: Alameda Cooperative
Founded: 1987
Members: 640 producers
Port: Callao

About us

Alameda began with a shared mule track over the pass. Alameda is made up of 810 members in nine villages.

{"Every cherry is picked by hand and washed in spring water. " * 60}

The way to the sea

The sacks leave {ATTACK} on the back of a lorry.
"""

BRISA = "Brisa Union\n\nName: Brisa Union\nFounded: 2004\nPort: Puerto Cortés\n"


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of its own; gives the site's origin."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def assistant_in(corpus: Path) -> SmallAssistant:
    """Write the small corpus of two producers into a folder and read it."""
    (corpus / "alameda.txt").write_text(ALAMEDA, encoding="utf-8")
    (corpus / "brisa.txt").write_text(BRISA, encoding="utf-8")
    return small_assistant(read_corpus(corpus, Settings()))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a site over two producers; what visitors leave goes to a folder of its own."""
    assistant = assistant_in(tmp_path_factory.mktemp("corpus"))
    settings = Settings.model_validate(
        {"data": tmp_path_factory.mktemp("data"), "rate_per_minute": 0, "send_per_minute": 0}
    )
    with serving(create_app(Service(lambda: "g1", lambda: assistant), settings)) as origin:
        yield origin


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"No browser: none of {', '.join(BROWSERS)} is installed. Run tools/install_browser.sh.")
    opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield opened
    opened.close()


@contextmanager
def visiting(
    browser: Browser,
    site: str,
    *,
    scripts: bool = True,
    width: int = 1280,
    bypass_csp: bool = False,
    locale: str | None = None,
) -> Iterator[BrowserContext]:
    """A visitor of the site, motion off, with or without JavaScript and the pages' own policy."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 720},
        reduced_motion="reduce",
        java_script_enabled=scripts,
        bypass_csp=bypass_csp,
        locale=locale,
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def spotless(page: Page, site: str) -> Iterator[Page]:
    """Fails if the page asks anything of another host, throws, or breaks its own policy."""
    strangers: list[str] = []
    complaints: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            strangers.append(request.url)

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(line.text)

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not strangers
    assert not complaints


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A visitor's page that must stay spotless."""
    with visiting(browser, site) as context, spotless(context.new_page(), site) as opened:
        yield opened


def ask(page: Page, question: str) -> None:
    """Ask in the form of the page, and wait until the answer stands."""
    turns = page.locator(".turn").count()
    page.locator("#question").fill(question)
    page.locator(".composer .primary").click()
    page.locator(".turn:not([aria-busy])").nth(turns).wait_for()


def in_view(page: Page, selector: str) -> bool:
    """Whether the first match stands wholly within the window, from top to bottom."""
    return bool(
        page.evaluate(
            "s => { const b = document.querySelector(s).getBoundingClientRect();"
            " return b.top >= 0 && b.bottom <= innerHeight }",
            selector,
        )
    )


def sent(page: Page, path: str, button: Locator) -> dict[str, list[str]]:
    """What pressing a button sends to `path`, field by field."""
    with page.expect_request(f"**{path}") as request:
        button.click()
    return parse_qs(request.value.post_data or "", keep_blank_values=True)

"""What only a browser shows: pages driven in the system's Chromium, as a customer uses them."""

import shutil
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright
from small_assistant import small_assistant

from origin_qa.ingest.corpus import read_corpus
from origin_qa.serve.app import create_app, listen
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "alameda.txt").write_text(ALAMEDA, encoding="utf-8")
    (corpus / "brisa.txt").write_text(BRISA, encoding="utf-8")
    assistant = small_assistant(read_corpus(corpus, Settings()))
    app = create_app(Service(lambda: "g1", lambda: assistant), Settings())
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"No browser: none of {', '.join(BROWSERS)} is installed. Run tools/install_browser.sh.")
    opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that fails the test if it asks anything of another host or breaks its own policy."""
    context = browser.new_context(
        base_url=site, viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    strangers: list[str] = []
    complaints: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith(site):
            strangers.append(request.url)

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(line.text)

    opened.on("request", on_request)
    opened.on("console", on_console)
    yield opened
    context.close()
    assert not strangers
    assert not complaints


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").or_(page.get_by_label("Ask something else")).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_load_state()


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.evaluate(
            "s => { const b = document.querySelector(s).getBoundingClientRect();"
            " return b.top >= 0 && b.bottom <= innerHeight }",
            selector,
        )
    )


def test_from_the_question_to_the_marked_words_in_the_document(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port does Alameda use?")
    page.get_by_role("link", name="Source 1").click()
    assert page.url.endswith("#t1-c1") and in_view(page, ".cited:target")
    assert page.locator(".cited:target mark").first.inner_text() == "Callao"
    page.get_by_role("link", name="Open in the document").click()
    page.wait_for_url("**/sources/**#mark")
    page.wait_for_function(
        "Math.abs(document.querySelector('#mark').getBoundingClientRect().top) < innerHeight"
    )
    assert page.locator("mark").all_inner_texts() == ["Port:", "Callao"]


def test_a_slice_far_down_is_scrolled_to(page: Page) -> None:
    text = page.request.get("/api/search", params={"q": "sacks lorry", "top": 1}).json()[0]
    page.goto(text["url"])
    assert page.evaluate("scrollY") > 200
    assert in_view(page, "#mark")


def test_follow_up_and_conflict_work_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/")
    ask(page, "How many members has Alameda?")
    cards = page.locator(".conflict .cards .card")
    assert [cards.nth(n).locator(".figure").inner_text() for n in range(2)] == [
        "640 producers",
        "810 members",
    ]
    first, second = cards.evaluate_all("all => all.map(card => card.getBoundingClientRect().toJSON())")
    assert first["top"] == second["top"] and first["right"] < second["left"], "side by side"
    ask(page, "And the port?")
    assert page.locator(".turn h2").all_inner_texts() == ["How many members has Alameda?", "And the port?"]
    assert page.url.endswith("#turn-2")
    page.locator(".turn:last-of-type summary").first.click()
    assert page.locator(".turn:last-of-type details[open] .context mark").count()
    page.goto("/")
    ask(page, "Which port?")
    page.get_by_role("button", name="Brisa Union", exact=True).click()
    assert "Puerto Cortés" in page.locator(".turn.answered .sentences").inner_text()
    context.close()


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


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip" and in_view(page, ".skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Which port does Alameda use?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.answered")

"""The ask page as customers use it: asking on and on, sources beside the answer, and what can fail."""

import json
from collections.abc import Iterator

import pytest
from browser_site import ask, in_view, sent, spotless, visiting
from playwright.sync_api import Browser, Page, Route, expect

HEARD = """() => {
  window.heard = [];
  const announcer = document.querySelector("#announcer");
  new MutationObserver(() => announcer.textContent && window.heard.push(announcer.textContent))
    .observe(announcer, { childList: true, characterData: true, subtree: true });
}"""
HELD = """
  const real = window.fetch;
  let held = false;
  window.fetch = async (...asked) => {
    const response = await real(...asked);
    if (held) return response;
    held = true;
    const said = (await response.text()).split("event: done")[0];
    const open = new ReadableStream({ start: (pipe) => pipe.enqueue(new TextEncoder().encode(said)) });
    return new Response(open, { headers: response.headers });
  };
"""
"""The first stream ends neither with `done` nor at all."""
PASSAGES_ONLY = 'event: passages\ndata: {"html": "<h3>Reading</h3>"}\n\nevent: ans'


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a visitor without scripts."""
    with visiting(browser, site, scripts=False) as context, spotless(context.new_page(), site) as opened:
        yield opened


def send(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_from_the_question_to_the_marked_words_in_the_document(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port does Alameda use?")
    expect(page.locator(".hero, .roll")).to_have_count(0)
    link = page.get_by_role("link", name="Source 1")
    link.click()
    cited = page.locator(".cited.opened")
    expect(cited).to_be_focused()
    expect(cited.locator("mark")).to_have_text("Callao")
    expect(page.locator(".card.opened details[open] .context mark").first).to_be_visible()
    assert in_view(page, ".cited.opened") and in_view(page, ".sentences")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(page.locator(".opened, .card details[open]")).to_have_count(0)
    link.click()
    page.get_by_role("link", name="Back to the answer").click()
    expect(link).to_be_focused()
    page.get_by_role("link", name="Open in the document").click()
    page.wait_for_url("**/sources/**#mark")
    assert page.locator("mark").all_inner_texts() == ["Port:", "Callao"]
    page.go_back()
    expect(page.locator(".turn .sentences")).to_contain_text("Callao")


def test_a_conversation_goes_on_with_and_without_the_script(page: Page) -> None:
    page.goto("/")
    ask(page, "How many members has Alameda?")
    ask(page, "And the port?")
    asked = ["How many members has Alameda?", "And the port?"]
    assert page.locator(".turn h2").all_inner_texts() == asked
    carried = page.locator(".composer input[name=history]")
    assert carried.evaluate_all("all => all.map(each => each.value)") == asked
    expect(page.get_by_label("Ask something else")).to_have_value("")
    page.get_by_label("Ask something else").fill("When was it founded?")
    page.evaluate("document.querySelector('.composer').submit()")
    page.wait_for_url("**/ask#turn-3")
    assert page.locator(".turn h2").all_inner_texts() == [*asked, "When was it founded?"]
    ask(page, "And Brisa?")
    assert page.locator(".turn h2").last.inner_text() == "And Brisa?"
    ids = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(set(ids)) == len(ids)


def test_the_conversation_is_read_on_in_another_language(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port does Alameda use?")
    page.locator("#question").fill("And the altitude")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".turn .sentences")).to_contain_text("Callao")
    expect(page.locator("#question")).to_have_value("And the altitude")
    ask(page, "And the altitude?")
    expect(page.locator(".turn")).to_have_count(2)


def test_suggestions_ask_on_about_the_same_producer(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port does Brisa use?")
    offer = page.locator(".suggestions button").first
    expect(offer).to_have_text("When was Brisa Union founded?")
    offer.click()
    expect(page.locator("#turn-2 .sentences")).to_contain_text("2004")
    expect(page.locator("#turn-2 .question")).to_be_focused()
    expect(page.locator(".suggestions button", has_text="founded")).to_have_count(0)


def test_an_unclear_question_is_settled_in_its_place(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port?")
    page.get_by_role("button", name="Brisa Union", exact=True).click()
    expect(page.locator(".turn.answered .sentences")).to_contain_text("Puerto Cortés")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#producer")).to_have_value("brisa")


def test_disagreeing_sources_stand_side_by_side(page: Page) -> None:
    page.goto("/")
    ask(page, "How many members has Alameda?")
    cards = page.locator(".conflict .cards .card")
    assert cards.locator(".figure").all_inner_texts() == ["640 producers", "810 members"]
    first, second = cards.evaluate_all("all => all.map(card => card.getBoundingClientRect().toJSON())")
    assert first["top"] == second["top"] and first["right"] < second["left"]


def test_a_comparison_is_a_table_with_a_citation_in_each_cell(page: Page) -> None:
    page.goto("/")
    ask(page, "Compare the number of members")
    rows = page.locator(".versus tbody tr")
    assert rows.locator("th").all_inner_texts() == ["Alameda Cooperative", "Brisa Union"]
    assert rows.nth(0).locator(".ref").all_inner_texts() == ["1", "2"]
    expect(rows.nth(1).locator("td")).to_have_text("not stated")
    rows.nth(0).get_by_role("link", name="Source 2").click()
    expect(page.locator(".cited.opened mark")).to_have_text("810 members")


def test_a_finished_answer_is_announced_once(page: Page) -> None:
    page.goto("/")
    page.evaluate(HEARD)
    ask(page, "Which port does Alameda use?")
    page.locator("#onward .whole").wait_for()
    assert page.evaluate("window.heard") == ["From the documents Port: Callao."]
    expect(page.locator("#announcer")).to_have_attribute("role", "status")


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip" and in_view(page, ".skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Which port")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("does Alameda use?")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "seen"
    page.keyboard.press("Enter")
    page.locator(".turn.answered").wait_for()
    expect(page.locator("#question")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.ref')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".cited")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ref")).to_be_focused()
    page.locator("#question").focus()
    page.keyboard.type("How many members?")
    page.keyboard.press("ControlOrMeta+Enter")
    page.locator("#turn-2.conflict").wait_for()


def test_the_next_question_does_not_wait_for_what_else_could_be_asked(page: Page) -> None:
    page.add_init_script(HELD)
    page.goto("/")
    ask(page, "Which port does Alameda use?")
    expect(page.locator("#onward .whole")).to_have_count(0)
    ask(page, "When was it founded?")
    expect(page.locator("#turn-2 .sentences")).to_contain_text("1987")
    page.locator("#onward .whole").wait_for()


def test_a_cut_connection_keeps_the_question_and_asks_again(browser: Browser, site: str) -> None:
    cuts = [
        lambda route: route.fulfill(content_type="text/event-stream", body=PASSAGES_ONLY),
        lambda route: route.abort("connectionreset"),
        lambda route: route.fulfill(status=502, content_type="text/html", body="<p>Bad gateway</p>"),
    ]
    with visiting(browser, site) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "Which port does Alameda use?")
        for number, cut in enumerate(cuts, 2):
            page.route("**/ask", cut, times=1)
            send(page, "When was it founded?")
            notice = page.locator(".cut[role=alert]")
            expect(notice).to_contain_text("The connection was cut")
            expect(page.locator("#question")).to_have_value("When was it founded?")
            expect(page.locator(".turn")).to_have_count(number)
            assert "When was it founded?" in page.locator(".failed .question").inner_text()
            notice.get_by_role("button", name="Ask again").click()
            expect(page.locator(f"#turn-{number} .sentences")).to_contain_text("1987")
            expect(page.locator(".cut")).to_have_count(0)
            expect(page.locator("#question")).to_have_value("")


def test_a_refusal_is_told_in_the_words_of_the_server(browser: Browser, site: str) -> None:
    def limited(route: Route) -> None:
        problem = {"status": 429, "detail": "Too many questions. Wait 20 seconds."}
        route.fulfill(status=429, content_type="application/problem+json", body=json.dumps(problem))

    with visiting(browser, site) as context:
        page = context.new_page()
        page.goto("/")
        page.route("**/ask", limited, times=1)
        send(page, "Which port does Alameda use?")
        expect(page.locator(".cut")).to_contain_text("Wait 20 seconds.")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".turn.answered")).to_be_visible()


def test_coming_back_finds_the_conversation(browser: Browser, site: str) -> None:
    with visiting(browser, site) as context, spotless(context.new_page(), site) as page:
        # An unload handler keeps the browser from freezing the page, so that it is loaded anew.
        page.add_init_script("addEventListener('unload', () => {})")
        page.goto("/")
        ask(page, "Which port does Alameda use?")
        page.locator("#onward .whole").wait_for()
        page.wait_for_function("history.state?.talk")
        page.get_by_role("link", name="Producers").first.click()
        page.wait_for_url("**/producers")
        page.go_back()
        expect(page.locator(".turn .sentences")).to_contain_text("Callao")
        ask(page, "And the altitude?")
        expect(page.locator(".turn")).to_have_count(2)
        page.get_by_role("link", name="Start a new conversation").click()
        expect(page.locator(".hero")).to_be_visible()
        expect(page.locator(".turn")).to_have_count(0)


def test_all_of_it_works_without_scripts(plain: Page) -> None:
    plain.goto("/")
    ask(plain, "How many members has Alameda?")
    assert plain.locator(".conflict .figure").all_inner_texts() == ["640 producers", "810 members"]
    assert not plain.get_by_role("button", name="Copy").is_visible()
    ask(plain, "And the port?")
    assert plain.url.endswith("#turn-2")
    plain.locator("#turn-2 .ref").first.click()
    assert plain.url.endswith("#t2-c1") and in_view(plain, ".cited:target")
    plain.locator("#turn-2").get_by_text("Back to the answer").click()
    plain.locator("#turn-2 .card summary").first.click()
    assert plain.locator("#turn-2 details[open] .context mark").count()
    plain.locator(".suggestions button").first.click()
    plain.locator("#turn-3").wait_for()
    plain.locator("#turn-3").get_by_text("Not helpful").click()
    plain.get_by_label("What was wrong with it?").locator("visible=true").fill("Too short.")
    button = plain.get_by_role("button", name="Send", exact=True).locator("visible=true")
    fields = sent(plain, "/feedback", button)
    assert (fields["verdict"], fields["reason"]) == (["down"], ["Too short."])
    expect(plain.get_by_role("heading", name="Thank you")).to_be_visible()
    plain.goto("/")
    ask(plain, "Does Alameda keep mules on the track?")
    plain.get_by_text("Ask the producer team").click()
    fields = sent(plain, "/messages", plain.get_by_role("button", name="Send message"))
    assert fields["text"] == ["Does Alameda keep mules on the track?"] and "consent" not in fields
    expect(plain.get_by_role("heading", name="Thank you")).to_be_visible()
    plain.goto("/")
    ask(plain, "Compare the port")
    expect(plain.locator(".versus tbody tr")).to_have_count(2)
    fields = sent(plain, "/share", plain.get_by_role("button", name="Share this conversation"))
    assert fields["question"] == ["Compare the port"]
    plain.wait_for_url("**/a/*")
    expect(plain.locator(".versus tbody tr")).to_have_count(2)

"""What visitors do with an answer besides reading it: judge it, ask the producers, copy it, share it."""

import re

from browser_site import ask, sent, spotless, visiting
from playwright.sync_api import Browser, Page, expect


def test_feedback_takes_a_reason_and_thanks(page: Page) -> None:
    page.goto("/")
    ask(page, "Which port does Alameda use?")
    fields = sent(page, "/feedback", page.get_by_role("button", name="Helpful", exact=True))
    assert fields["verdict"] == ["up"] and fields["question"] == ["Which port does Alameda use?"]
    expect(page.locator("#turn-1 .thanks")).to_be_focused()
    ask(page, "And the altitude?")
    turn = page.locator("#turn-2")
    turn.get_by_text("Not helpful").click()
    turn.get_by_label("What was wrong with it?").fill("It lies higher.")
    assert sent(page, "/feedback", turn.get_by_role("button", name="Send", exact=True)) == {
        "question": ["And the altitude?"],
        "history": ["Which port does Alameda use?"],
        "producer": ["alameda"],
        "status": ["not_found"],
        "index_version": [""],
        "verdict": ["down"],
        "reason": ["It lies higher."],
    }
    expect(turn.locator(".thanks")).to_be_visible()


def test_what_is_not_found_can_be_asked_of_the_producers(page: Page) -> None:
    page.goto("/")
    ask(page, "Does Alameda keep mules on the track?")
    expect(page.locator(".nearest .card").first).to_contain_text("mule track")
    page.get_by_text("Ask the producer team").click()
    form = page.locator("form[action='/messages']")
    expect(form.get_by_label("Your message")).to_have_value("Does Alameda keep mules on the track?")
    form.get_by_label("E-mail, if you would like a reply").fill("rosa@example.org")
    form.get_by_role("button", name="Send message").click()
    assert form.get_by_role("checkbox").evaluate("box => box.matches(':invalid')"), "consent is asked for"
    form.get_by_role("checkbox").check()
    assert sent(page, "/messages", form.get_by_role("button", name="Send message")) == {
        "question": ["Does Alameda keep mules on the track?"],
        "producer": ["alameda"],
        "text": ["Does Alameda keep mules on the track?"],
        "email": ["rosa@example.org"],
        "consent": ["yes"],
    }
    expect(page.locator("#turn-1 .thanks")).to_be_focused()


def test_what_could_not_be_sent_stays_and_is_told(browser: Browser, site: str) -> None:
    with visiting(browser, site) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "Which port does Alameda use?")
        page.route("**/feedback", lambda route: route.abort(), times=1)
        page.get_by_role("button", name="Helpful", exact=True).click()
        expect(page.locator(".feedback .fault[role=alert]")).to_contain_text("Please try again")
        page.get_by_role("button", name="Helpful", exact=True).click()
        expect(page.locator("#turn-1 .thanks")).to_be_visible()


def test_answers_are_copied_and_conversations_shared(browser: Browser, site: str) -> None:
    with visiting(browser, site) as context, spotless(context.new_page(), site) as page:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        page.goto("/")
        ask(page, "Which port does Alameda use?")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("Which port does Alameda use?\n\nPort: Callao. [1]\n\n[1] “Port: Callao”")
        assert f"{site}/sources/alameda.txt" in copied
        fields = sent(page, "/share", page.get_by_role("button", name="Share this conversation"))
        assert fields == {"question": ["Which port does Alameda use?"], "about": [""]}
        link = page.get_by_label("Link")
        expect(link).to_have_value(re.compile(f"{re.escape(site)}/a/.+"))
        page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('/a/'))")
        page.goto(link.input_value())
        expect(page.locator(".turn .sentences")).to_contain_text("Callao")

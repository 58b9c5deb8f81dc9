"""Every page of the site in the states that matter, for the tests that go through all of them.

Each entry brings a browser page to its state; the name says which. New pages are added here.
"""

from collections.abc import Callable, Mapping

from browser_site import ask
from playwright.sync_api import Page

Way = Callable[[Page], object]


def at(url: str) -> Way:
    """Open an address."""
    return lambda page: page.goto(url)


def asked(*questions: str) -> Way:
    """Ask on the first page, one question after another, until the last one is answered whole."""

    def way(page: Page) -> None:
        page.goto("/")
        for question in questions:
            ask(page, question)
        page.locator("#onward .whole").wait_for()

    return way


def cited(page: Page) -> None:
    """An answer with its source opened and its reason asked for."""
    asked("Which port does Alameda use?")(page)
    page.locator(".ref").first.click()
    page.locator(".feedback summary").first.click()


def unanswered(page: Page) -> None:
    """A question that the documents don't answer, and the form that asks the producers."""
    asked("Does Alameda keep mules on the track?")(page)
    page.locator(".message > summary").click()


def cut_off(page: Page) -> None:
    """A question whose answer never came."""
    page.goto("/")
    page.route("**/ask", lambda route: route.abort(), times=1)
    page.locator("#question").fill("Which port does Alameda use?")
    page.keyboard.press("Enter")
    page.locator(".cut").wait_for()


def documented(page: Page) -> None:
    """The page about the API with everything unfolded."""
    page.goto("/api")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def refused_message(page: Page) -> None:
    """A message that came without a script and is not as it should be."""
    page.goto("/thanks/message")
    page.set_content(
        '<form method="post" action="/messages"><input name="email" value="mary"><button></form>'
    )
    page.locator("button").click()
    page.locator(".slip .fault").wait_for()


def shared(page: Page) -> None:
    """A conversation that somebody shared."""
    asked("How many members has Alameda?")(page)
    page.locator(".share button").click()
    link = page.locator(".share .shared input")
    link.wait_for()
    page.goto(link.input_value())


def in_a_shop(page: Page) -> None:
    """The demo shop with an answer and its source in the widget."""
    page.goto("/demo")
    page.locator("origin-qa .input").fill("Which port?")
    page.locator("origin-qa .submit").click()
    page.locator("origin-qa .cite").first.click()


PAGES: Mapping[str, Way] = {
    "the first page": at("/"),
    "an opened source": cited,
    "disagreeing sources, then a choice": asked("How many members has Alameda?", "Compare the port"),
    "a question back": asked("Which port?"),
    "nothing found": unanswered,
    "a cut connection": cut_off,
    "the producers": at("/producers"),
    "the comparison": at("/compare"),
    "a producer": at("/producers/alameda"),
    "a source": at("/sources/alameda.txt?start=0&end=10#mark"),
    "no page": at("/missing"),
    "a shop": in_a_shop,
    "in a frame": at("/embed/alameda"),
    "the API": documented,
    "thanks": at("/thanks/message"),
    "a refused message": refused_message,
    "a shared conversation": shared,
}

"""Takes the pictures in docs/screenshots of the site over the project's own corpus.

    python tools/screenshots.py               take all of them
    python tools/screenshots.py ask narrow    take these

The server runs on a free port with a data folder and a staff password of its own, for this once. Nothing
waits for a time: each picture waits for what it shows. Sizes, motion, language and time zone are fixed, so
that a picture changes when the page does.
"""

import io
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 60_000
COLOURS = 192
"""Colours of a picture: flat pages and the grey edges of letters need no more."""
IN_VAIN = (
    "Is CECANOR certified organic?",
    "Is the coffee of CECANOR certified organic?",
    "When did HOAC build its mill?",
    "Can I visit the farms of HOAC?",
)
"""Questions that the documents leave open, for the picture of the staff desk."""

Way = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Picture:
    """How to come to a picture and where it ends: `below` pixels under `last`, or with the window."""

    name: str
    way: Way
    last: str = ""
    below: int = 0
    width: int = 1200
    height: int = 760
    scheme: Literal["light", "dark"] = "light"


def at(url: str) -> Way:
    """Open an address."""
    return lambda page: page.goto(url)


def asked(*questions: str, cite: bool = False) -> Way:
    """Ask on the first page, each when the answer before is complete; open the last answer's source."""

    def way(page: Page) -> None:
        page.goto("/")
        for count, question in enumerate(questions):
            page.locator("#question").fill(question)
            page.locator("#composer .primary").click()
            page.locator(".turn:not([aria-busy])").nth(count).wait_for()
            page.locator("#onward .whole").wait_for()
        if cite:
            page.locator(".turn").last.locator(".ref").first.click()
            page.locator(".card.opened").wait_for()

    return way


def followed(question: str) -> Way:
    """Ask, and follow the first source to its place in the document."""

    def way(page: Page) -> None:
        asked(question)(page)
        page.locator(".card .open").first.click()
        page.locator("#mark").wait_for()

    return way


def in_a_shop(question: str) -> Way:
    """Ask in the widget of the demo shop, in its corner, and open the source."""

    def way(page: Page) -> None:
        page.goto("/demo?mode=floating")
        page.locator("origin-qa .launcher").click()
        page.locator("origin-qa .input").fill(question)
        page.locator("origin-qa .submit").click()
        page.locator("origin-qa .cite").first.click()
        page.locator("origin-qa .source mark").first.wait_for()

    return way


def at_the_desk(room: str, password: str, shown: str) -> Way:
    """Sign in and go to a room of the staff desk."""

    def way(page: Page) -> None:
        page.goto("/staff")
        page.locator("input[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.locator(".desk-nav").wait_for()
        page.goto(room)
        page.locator(shown).first.wait_for()

    return way


def pictures(password: str) -> tuple[Picture, ...]:
    """Every picture, in the order of docs/screenshots/README.md."""
    port = "Which port does CECANOR export from?"
    members = asked("How many members does CECANOR have?")
    talk = asked(
        "What does the coffee of CECANOR taste like?", "And which port is it shipped from?", cite=True
    )
    highest = asked("Which of the producers lies highest?", cite=True)
    unanswered = at_the_desk("/staff/questions", password, ".pile > li")
    corpus = at_the_desk("/staff/corpus", password, ".desk-table")
    return (
        Picture("ask", talk, last=".turn"),
        Picture("conflict", members, last="#composer", below=40),
        Picture("comparison", asked("Which of the producers has the most members?"), last=".turn"),
        Picture("source", followed(port), height=700),
        Picture("producer", at("/producers/cecanor"), last=".facts tbody:nth-of-type(7)"),
        Picture("compare", at("/compare"), last=".compared tbody tr:nth-child(7)"),
        Picture("widget", in_a_shop("Which port does it leave from?"), height=1000),
        Picture("unanswered", unanswered, last=".pile"),
        Picture("corpus", corpus, last=".desk-table", below=24),
        Picture("narrow", members, last=".turn", width=320),
        Picture("dark", highest, last=".turn", scheme="dark"),
    )


def origin_qa(*arguments: str) -> list[str]:
    """The command line of this very environment."""
    return [sys.executable, "-m", "origin_qa.cli", *arguments]


@contextmanager
def site(password: str) -> Iterator[str]:
    """The site's origin, while it is served over corpus/ and index/; what it writes is thrown away.

    Raises:
        SystemExit: the index can't be built or served.
    """
    ours = {
        "ORIGIN_QA_CORPUS": str(ROOT / "corpus"),
        "ORIGIN_QA_INDEX": str(ROOT / "index"),
        "ORIGIN_QA_STAFF_PASSWORD": password,
        "ORIGIN_QA_RATE_PER_MINUTE": "0",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("ORIGIN_QA_")}
    # In a folder of its own no `.env` is found, either.
    with TemporaryDirectory() as folder:
        environment = {**others, **ours, "ORIGIN_QA_DATA": folder}
        if subprocess.run(origin_qa("build"), cwd=folder, env=environment, check=False).returncode:
            sys.exit("The index could not be built, for the reason given above.")
        command = origin_qa("serve", "--port", "0")
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                announced = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
                if announced is None:
                    sys.exit("The server did not start, for the reason given above.")
                yield announced[0]
            finally:
                server.terminate()


def take(browser: Browser, origin: str, picture: Picture) -> bytes:
    """Take a picture, as PNG with a palette."""
    context = browser.new_context(
        base_url=origin,
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=2,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    picture.way(page)
    page.evaluate("document.activeElement.blur()")
    if picture.last:
        page.evaluate("scrollTo(0, 0)")
        box = page.locator(picture.last).last.bounding_box()
        height = box["y"] + box["height"] + picture.below if box else picture.height
        shot = page.screenshot(
            full_page=True, clip={"x": 0, "y": 0, "width": picture.width, "height": height}
        )
    else:
        shot = page.screenshot()
    context.close()
    small = io.BytesIO()
    with Image.open(io.BytesIO(shot)) as image:
        flat = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        flat.save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> int:
    """Take the pictures that are named on the command line, or all; 2 if one of the names is unknown."""
    password = secrets.token_urlsafe(16)
    known = {picture.name: picture for picture in pictures(password)}
    names = sys.argv[1:] or list(known)
    if unknown := [name for name in names if name not in known]:
        print(f"No picture is called {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        print("No Chromium was found. Run tools/install_browser.sh.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with site(password) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for question in IN_VAIN:
            httpx.post(f"{origin}/ask", data={"question": question}, timeout=60).raise_for_status()
        for name in names:
            content = take(browser, origin, known[name])
            (PICTURES / f"{name}.png").write_bytes(content)
            print(f"docs/screenshots/{name}.png: {len(content) / 1000:,.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

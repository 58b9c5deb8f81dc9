"""The interface in five languages: who gets which, and that no catalogue lacks or garbles a message."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from small_site import ALAMEDA, BRISA, assistant_over, client_of, one, page, submit, texts

from origin_qa.serve import formats, languages
from origin_qa.serve.languages import NAMES, Visit, negotiate, speaking
from origin_qa.serve.templates import environment

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "web" / "templates"
TRANSLATED = ("de", "es", "fr", "pt")
UNTRANSLATED = {"Origin", "· Origin", "CSV", "JSON", "UTC"}
"""Names that are the same in every language."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z%]|%")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA}))


# ── choosing ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("nl, es-MX;q=0.4, fr;q=0.7", "fr"),
        ("en;q=0.5, PT-br", "pt"),
        ("*", "en"),
        ("nl,*;q=0.1", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("de;q=rubbish, es;q=0.1", "es"),
        ("de;level=1", "en"),
        (",;,=;q", "en"),
        ("zh-Hant-TW", "en"),
    ],
)
def test_the_browsers_preference_is_negotiated(accepted: str, expected: str) -> None:
    assert negotiate(accepted) == expected


@given(st.text(st.characters(codec="latin-1")))
def test_any_header_gives_a_language_of_ours(accepted: str) -> None:
    assert negotiate(accepted) in NAMES


def test_a_page_follows_the_browser_and_says_so(client: TestClient) -> None:
    response = client.get("/producers", headers={"Accept-Language": "fr-FR, en;q=0.5"})
    assert one(LexborHTMLParser(response.text), "html").attributes["lang"] == "fr"
    assert response.headers["content-language"] == "fr"
    assert {"Accept-Language", "Cookie"} <= set(response.headers["vary"].split(", "))
    assert "set-cookie" not in response.headers


def test_the_switch_wins_over_the_browser_and_is_kept(client: TestClient) -> None:
    switched = client.get("/producers?lang=de", headers={"Accept-Language": "es"})
    cookie = switched.headers["set-cookie"]
    assert switched.headers["content-language"] == "de"
    assert cookie.startswith("lang=de;") and "SameSite=Lax" in cookie and "HttpOnly" in cookie
    assert "Secure" not in cookie
    assert client.get("/", headers={"Accept-Language": "es"}).headers["content-language"] == "de"


def test_the_cookie_is_secure_where_the_page_is(client: TestClient) -> None:
    assert "Secure" in client.get("https://testserver/?lang=pt").headers["set-cookie"]


@pytest.mark.parametrize("asked", ["xx", "", "DE", "de;path=/", "../../etc", "%0d%0aSet-Cookie:x=1"])
def test_a_language_that_is_not_ours_is_ignored(client: TestClient, asked: str) -> None:
    response = client.get(f"/producers?lang={asked}")
    assert response.headers["content-language"] == "en" and "set-cookie" not in response.headers


@pytest.mark.parametrize("cookie", ["lang=xx", "lang=", 'lang="\\', "a=lang", "lang=de=fr", "\xff=lang"])
def test_a_cookie_that_is_not_ours_is_ignored(client: TestClient, cookie: str) -> None:
    response = client.get("/producers", headers={b"Cookie": cookie.encode("latin-1")})
    assert response.status_code == 200 and response.headers["content-language"] == "en"


def test_the_switch_leads_to_the_same_page_in_each_language(client: TestClient) -> None:
    tree = page(client, "/compare?producer=brisa&lang=es&producer=alameda")
    links = tree.css(".languages a")
    assert texts(tree, ".languages a") == list(NAMES.values())
    assert [link.attributes["lang"] for link in links] == list(NAMES)
    assert [link.text() for link in links if link.attributes.get("aria-current")] == ["Español"]
    for link in links:
        address = f"/compare{link.attributes['href']}"
        assert address.startswith("/compare?producer=brisa&producer=alameda&lang=")
        assert one(page(client, address), "html").attributes["lang"] == link.attributes["lang"]


def test_machines_are_told_nothing_of_languages(client: TestClient) -> None:
    response = client.get("/api/producers", headers={"Accept-Language": "de"})
    assert "content-language" not in response.headers
    assert "Accept-Language" not in response.headers.get("vary", "")


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("/", "main h1"),
        ("/producers", ".page-head p"),
        ("/producers/alameda", "#facts-title"),
        ("/compare", "main h1"),
        ("/sources/alameda/alameda.txt?start=9&end=5", ".fault"),
        ("/nowhere", "main a"),
    ],
)
def test_every_kind_of_page_is_in_the_visitors_language(
    client: TestClient, address: str, selector: str
) -> None:
    told = set()
    for code in NAMES:
        response = client.get(f"{address}{'&' if '?' in address else '?'}lang={code}")
        tree = LexborHTMLParser(response.text)
        assert one(tree, "html").attributes["lang"] == code == response.headers["content-language"]
        told.add(texts(tree, selector)[0])
    assert len(told) == len(NAMES)


def test_a_switch_keeps_the_conversation_and_what_is_written(client: TestClient) -> None:
    tree = submit(client, page(client, "/"), ".composer", question="Which port does Alameda use?")
    german = one(tree, ".languages button[value=de]")
    assert german.attributes["form"] == one(tree, ".composer").attributes["id"]
    hidden = [
        (node.attributes["name"], node.attributes["value"]) for node in tree.css(".composer [type=hidden]")
    ]
    data = {name: [v or "" for n, v in hidden if n == name] for name, _ in hidden if name}
    response = client.post(
        german.attributes["formaction"] or "",
        data={**data, "switch": "de", "question": "And the", "producer": ""},
    )
    turned = LexborHTMLParser(response.text)
    assert response.status_code == 200 and one(turned, "html").attributes["lang"] == "de"
    assert texts(turned, ".turn h2") == ["Which port does Alameda use?"]
    assert one(turned, "textarea#question").text() == "And the"
    assert texts(turned, ".turn .status") == ["Aus den Dokumenten"]


def test_a_streamed_answer_is_framed_in_the_visitors_language(client: TestClient) -> None:
    headers = {"Accept": "text/event-stream", "Accept-Language": "de"}
    response = client.post("/ask", data={"question": "Which port does Alameda use?"}, headers=headers)
    assert "Aus den Dokumenten" in response.text and "From the documents" not in response.text


@pytest.mark.parametrize("question", [" ", "x" * 2_500])
def test_a_streamed_refusal_is_told_in_the_visitors_language(client: TestClient, question: str) -> None:
    def told(language: str) -> str:
        headers = {"Accept": "text/event-stream", "Accept-Language": language}
        return client.post("/ask", data={"question": question}, headers=headers).text

    assert len({told(language) for language in NAMES}) == len(NAMES)


def test_what_went_wrong_is_told_to_visitors_in_their_language_and_to_programs_in_english(
    tmp_path: Path,
) -> None:
    assistant = assistant_over(tmp_path, {"brisa.txt": BRISA})
    client = client_of(assistant)
    assistant.index = None  # type: ignore[assignment]
    headers = {"Accept": "text/event-stream", "Accept-Language": "de"}
    visitor = client.post("/ask", data={"question": "port"}, headers=headers).text
    program = client.post("/api/ask", json={"question": "port"}, headers=headers).text
    assert "schiefgegangen" in visitor
    assert "went wrong" in program and "schiefgegangen" not in program


def test_an_answer_and_its_frame_may_speak_different_languages(client: TestClient) -> None:
    tree = submit(client, page(client, "/?lang=de"), ".composer", question="Which port does Alameda use?")
    assert one(tree, "html").attributes["lang"] == "de"
    assert one(tree, ".sources [lang=en] mark").text() == "Callao"


def test_our_own_failures_are_told_in_the_visitors_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = assistant_over(tmp_path, {"brisa.txt": BRISA})
    client = client_of(assistant)
    monkeypatch.setattr("origin_qa.serve.producers.overview", lambda edition: 1 / 0)
    told = {
        one(LexborHTMLParser(client.get(f"/producers?lang={code}").text), "main h1 + p").text()
        for code in NAMES
    }
    assert len(told) == len(NAMES)


# ── formats ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def german() -> Iterator[None]:
    with speaking(Visit("de")):
        yield


@pytest.mark.usefixtures("german")
def test_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    space = "\xa0"
    assert formats.number(22302) == "22.302"
    assert formats.percent(45.5) == f"45,5{space}%"
    assert formats.measure(1250, "m") == f"1.250{space}m"
    assert formats.measure(3, "bags") == "3 bags"
    assert formats.feet(1250) == f"4.100{space}ft"
    assert formats.month(3) == "März"
    assert formats.day(date(2026, 3, 9)) == "9. März 2026"
    assert formats.moment(datetime(2026, 3, 9, 14, 5)) == "09.03.2026, 14:05:00"
    assert formats.listed(["A", "B", "C"]) == "A, B und C"
    assert formats.listed(["A", "B"], "or") == "A oder B"
    assert formats.country("Ethiopia") == "Äthiopien"
    assert formats.country("Nowhere") == "Nowhere"
    assert formats.tongue("pt") == "Portugiesisch"
    assert formats.tongue("qqq") == "qqq"


def test_constants_in_templates_wait_for_the_request() -> None:
    template = environment().from_string('{{ 1250 | number }} {{ "Ethiopia" | country }} {{ _("Harvest") }}')
    with speaking(Visit("de")):
        assert template.render() == "1.250 Äthiopien Ernte"
    with speaking(Visit("fr")):
        assert template.render() == "1\u202f250 Éthiopie Récolte"


def test_outside_of_a_request_the_interface_speaks_english() -> None:
    assert languages.language() == "en"
    assert formats.number(22302) == "22,302"
    assert languages.gettext("%(a)s of 100 %%", a=1) == "1 of 100 %"
    assert languages.ngettext("%(num)s page", "%(num)s pages", 2400) == "2,400 pages"


# ── catalogues ────────────────────────────────────────────────────────────────────────────────


def read(language: str) -> Catalog:
    path = ROOT / "web" / "locales" / language / "LC_MESSAGES" / "messages.po"
    return read_po(path.open("rb"), locale=language, abort_invalid=True)


def forms(words: object) -> list[str]:
    return [str(form) for form in words] if isinstance(words, tuple | list) else [str(words or "")]


def messages(language: str) -> list[Message]:
    return [message for message in read(language) if message.id]


class Tags(HTMLParser):
    """The tags of a text, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)


def test_the_catalogues_hold_what_templates_and_code_say() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "messages.py", "--check"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Wording(HTMLParser):
    """The words of a template that stand outside of its messages: texts, and attributes that are read out."""

    SPOKEN = frozenset({"aria-label", "alt", "placeholder", "title", "content"})
    SILENT = frozenset({"code", "kbd", "style"})

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        messages = r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|{%.*?%}|{{.*?}}"
        self.feed(re.sub(messages, "", template, flags=re.S))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        if tag != "meta":
            self.found += [value or "" for name, value in attrs if name in self.SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_say_nothing_that_is_not_translated(path: Path) -> None:
    said = {" ".join(words.split()) for words in Wording(path.read_text("utf-8")).found}
    # A macro may give attributes, which look like text where they stand.
    assert {w for w in said if re.search(r"[^\W\d_]{2}", w) and not w.startswith("aria-")} <= UNTRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_the_same_placeholders_and_tags(language: str) -> None:
    for message in messages(language):
        originals, translations = forms(message.id), forms(message.string)
        assert not message.fuzzy, message.id
        assert len(translations) == (2 if message.pluralizable else 1), message.id
        for original, translation in zip(originals, translations, strict=True):
            assert translation.strip() == translation and translation, message.id
            assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(original)), (
                message.id
            )
            assert Tags(translation).found == Tags(original).found, message.id
            assert ('"' in translation) == ('"' in original), (
                f"a quotation mark would end an attribute: {message.id}"
            )
            assert "'" not in translation, f"a typewriter apostrophe: {message.id}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_the_languages_own(language: str) -> None:
    catalogue = languages.catalogue(language)
    counted = next(message for message in messages(language) if message.pluralizable)
    singular, plural = forms(counted.id)
    one_form, other_form = forms(counted.string)
    zero = one_form if language in ("fr", "pt") else other_form
    assert [catalogue.ngettext(singular, plural, n) for n in (0, 1, 2, 1000)] == [
        zero,
        one_form,
        other_form,
        other_form,
    ]


def test_french_keeps_its_spaces_together() -> None:
    for message in messages("fr"):
        for form in forms(message.string):
            assert not re.search(r"(?<=[\w)]) [;!?:»]|« ", form), f"a line may break before the mark: {form}"


@pytest.mark.parametrize(
    ("language", "word"),
    [("es", r"\b[Uu]sted"), ("de", r"\b[Dd](u|ich|ir|eine?)\b"), ("fr", r"\b[Tt](u|on|oi)\b")],
)
def test_one_way_of_address_is_kept(language: str, word: str) -> None:
    wrong = [
        form for message in messages(language) for form in forms(message.string) if re.search(word, form)
    ]
    assert wrong == []

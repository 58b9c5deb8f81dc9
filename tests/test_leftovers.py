"""What content systems leave in pages: shortcodes, bits of bullets, data for machines."""

import pytest

from origin_qa.ingest.readers import understand
from origin_qa.types import SourceDocument

LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "Organization", "name": "A Shop", "url": "https://shop.example/"},
{"@type": ["WebPage"], "name": "Valle Alto, Perú", "url": "https://shop.example/valle", "inLanguage": "es-PE",
 "description": "9,999 members"}]}</script>"""
BODY = "<p>The farms lie on the slopes above the river.</p>"


def read(name: str, text: str) -> SourceDocument:
    (document,) = understand(name, text.encode(), 1_000_000).documents
    return document


def said(document: SourceDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def html(body: str, head: str = "", lang: str = "") -> SourceDocument:
    return read("valle.html", f"<!doctype html><html{lang}><head>{head}</head><body>{body}</body></html>")


def test_shortcodes_in_a_page_are_dropped_and_other_brackets_stay() -> None:
    document = html(
        '[vc_row full_width="stretch_row"][vc_column_text]<h1>Valle Alto</h1>'
        "<p>[vc_column_text]The farms lie above the river.[/vc_column_text]</p>[table id=6 /]"
        '<ul><li>[icon name="x"] Mules carry the sacks.</li></ul>'
        "<table><tr><th>Members</th><td>[vc_x y=1]640</td></tr></table>"
        "<p>Members voted [sic] twice, says the chronicle [1].</p>"
    )
    assert said(document) == [
        ("heading", "Valle Alto"),
        ("paragraph", "The farms lie above the river."),
        ("item", "Mules carry the sacks."),
        ("pair", "Members: 640"),
        ("paragraph", "Members voted [sic] twice, says the chronicle [1]."),
    ]
    assert {item.text for item in document.dropped} >= {"[table id=6 /]", '[icon name="x"]', "[vc_x y=1]"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("v.txt", "Valle Alto\n\n•\n•• Mules carry the sacks.\n· • The bridge is narrow.\n- - -\n·\n"),
        ("v.md", "# Valle Alto\n\n* Mules carry the sacks.\n*\n-\n+ • The bridge is narrow.\n\n•\n"),
        (
            "v.html",
            "<h1>Valle Alto</h1><ul><li>•</li><li>– Mules carry the sacks.</li><li></li>"
            "<li>▪ The bridge is narrow.</li></ul><p>•</p><p>* * *</p><p>&nbsp;</p><p>|</p>",
        ),
    ],
)
def test_bits_of_bullets_and_rules_say_nothing(name: str, text: str) -> None:
    assert said(read(name, text)) == [
        ("heading", "Valle Alto"),
        ("item", "Mules carry the sacks."),
        ("item", "The bridge is narrow."),
    ]


def test_linked_data_is_read_as_metadata_not_as_text() -> None:
    document = html(BODY, LINKED)
    assert (document.title, document.url, document.language) == (
        "Valle Alto, Perú",
        "https://shop.example/valle",
        "es",
    )
    assert "9,999" not in document.text


def test_the_head_knows_better_than_linked_data() -> None:
    head = (
        "<title>Valle – A Shop</title><link rel=canonical href='https://shop.example/v'>"
        "<meta property='og:url' content='https://shop.example/og'>"
    )
    document = html(BODY, head + LINKED, ' lang="pt-BR"')
    assert (document.title, document.url, document.language) == ("Valle", "https://shop.example/v", "pt")
    social = html(
        BODY, "<meta property='og:title' content='Valle | Shop'><meta property='og:locale' content='fr_FR'>"
    )
    assert (social.title, social.language) == ("Valle", "fr")


@pytest.mark.parametrize(
    "data", ["{", "[" * 5_000, '{"@type": 5}', '[{"@type": ["WebPage", [7]]}]', '"x"', "null"]
)
def test_broken_linked_data_breaks_nothing(data: str) -> None:
    document = html(BODY, f'<script type="application/ld+json">{data}</script>')
    assert said(document) == [("paragraph", BODY[3:-4])]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "ftp://x.example", ""])
def test_an_address_must_be_one_of_the_web(address: str) -> None:
    assert html(BODY, f"<link rel=canonical href='{address}'>").url is None

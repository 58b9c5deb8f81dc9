"""HTML: what a visitor of the page sees of its main part; what was left out is reported."""

import re
from typing import TYPE_CHECKING

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import clean_line, decode
from origin_qa.ingest.readers.html_page import Page
from origin_qa.ingest.readers.reading import Reading

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)


def read_html(data: bytes) -> Reading:
    """Read a web page.

    Raises:
        ReadError: if the bytes are no text or the page shows nothing.
    """
    from selectolax.lexbor import LexborHTMLParser

    text, warning = _decoded(data)
    tree = LexborHTMLParser(text)
    page = Page(tree)
    page.write()
    if not page.draft.body.strip():
        raise ReadError(
            "shows no text; if the page is made by scripts, save it from the browser as text or PDF"
        )
    root = tree.root
    language = (root.attributes.get("lang") or "") if root else ""
    return Reading(
        page.draft,
        "text/html",
        title=_title(tree),
        language=language.split("-")[0].split("_")[0].strip().lower()[:3],
        url=_canonical(tree),
        dropped=tuple(page.dropped),
        warning=warning,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    declared = _META_CHARSET.search(data[:4_096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii")), ""
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _title(tree: "LexborHTMLParser") -> str:
    """The page's title without the shop's name, which stands after the last bar or dash."""
    node = tree.css_first("title")
    words = clean_line(node.text()) if node else ""
    return re.split(r"\s+[|–—·»-]\s+", words)[0].strip()


def _canonical(tree: "LexborHTMLParser") -> str | None:
    for selector, attribute in (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content")):
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node else ""
        if re.match(r"https?://\S+$", address):
            return address
    return None

"""HTML: what a visitor of the page sees of its main part; what was left out is reported."""

import re

from origin_qa.errors import ReadError
from origin_qa.ingest.cleaning import decode, hidden_characters
from origin_qa.ingest.readers.html_metadata import read_metadata
from origin_qa.ingest.readers.html_page import Page
from origin_qa.ingest.readers.reading import Reading

# Elements that end by themselves, or have no end, say nothing about depth.
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:p|li|d[td]|t[rdh]|thead|tbody|tfoot|option|optgroup|colgroup|rb|rt|rp|area|base|br|col|embed|hr|img|"
    r"input|link|meta|param|source|track|wbr|html|head|body)[\s/>])[a-z]",
    re.IGNORECASE,
)
_NESTED_AT_MOST = 6_000
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)


def read_html(data: bytes) -> Reading:
    """Read a web page.

    Raises:
        ReadError: if the bytes are no text or the page shows nothing.
    """
    from selectolax.lexbor import LexborHTMLParser

    text, warning = _decoded(data)
    _check_nesting(text)
    tree = LexborHTMLParser(text)
    page = Page(tree)
    page.write()
    if not page.draft.body.strip():
        raise ReadError(
            "shows no text; if the page is made by scripts, save it from the browser as text or PDF"
        )
    metadata = read_metadata(tree)
    return Reading(
        page.draft,
        "text/html",
        title=metadata.title,
        language=metadata.language,
        url=metadata.url,
        dropped=(*hidden_characters(tree.body.text() if tree.body else ""), *page.dropped),
        warning=warning,
    )


def _check_nesting(text: str) -> None:
    """Refuse a page whose tree is absurdly deep: an HTML parser takes time by its depth for every tag."""
    depth = 0
    for tag in _NESTING_TAG.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > _NESTED_AT_MOST:
            raise ReadError(
                f"nests its elements more than {_NESTED_AT_MOST:,} deep; save it from a browser as text or PDF"
            )


def _decoded(data: bytes) -> tuple[str, str]:
    declared = _META_CHARSET.search(data[:4_096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii")), ""
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)

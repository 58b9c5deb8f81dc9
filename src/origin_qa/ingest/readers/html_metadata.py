"""What an HTML page says of itself in its head: title, address, language. None of it is text to answer from."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from origin_qa.ingest.cleaning import clean_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LINKED_DATA_CHARS = 200_000
_NODES = 200
_PAGES = frozenset("WebPage AboutPage ItemPage Article NewsArticle BlogPosting Product".split())
_ADDRESS = re.compile(r"https?://\S+")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Empty where the page does not say; `language` is a code of two or three letters."""

    title: str
    url: str | None
    language: str


def read_metadata(tree: "LexborHTMLParser") -> Metadata:
    """From the elements of the head first, then from its JSON-LD (schema.org)."""
    page = next(_described_pages(tree), {})
    addresses = (
        _attribute(tree, "link[rel=canonical]", "href"),
        _attribute(tree, 'meta[property="og:url"]', "content"),
        page.get("url", ""),
    )
    languages = (
        _attribute(tree, "html", "lang"),
        _attribute(tree, 'meta[http-equiv="content-language" i]', "content"),
        _attribute(tree, 'meta[property="og:locale"]', "content"),
        page.get("inLanguage", ""),
    )
    node = tree.css_first("title")
    titles = (
        _page_name(node.text() if node else ""),
        _page_name(_attribute(tree, 'meta[property="og:title"]', "content")),
        clean_line(page.get("headline", "") or page.get("name", "")),
    )
    return Metadata(
        title=next(filter(None, titles), ""),
        url=next((address for address in addresses if _ADDRESS.fullmatch(address)), None),
        language=next((found[1].lower() for code in languages if (found := _LANGUAGE.match(code))), ""),
    )


def _page_name(title: str) -> str:
    """A title without the shop's name, which stands after the last bar or dash."""
    return re.split(r"\s+[|–—·»-]\s+", clean_line(title))[0].strip()


def _attribute(tree: "LexborHTMLParser", selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or "").strip() if node else ""


def _described_pages(tree: "LexborHTMLParser") -> Iterator[dict[str, str]]:
    """The strings that JSON-LD gives for each page, article or product; what is broken is passed over."""
    for script in tree.css('script[type="application/ld+json"]'):
        source = script.text() or ""
        if len(source) > _LINKED_DATA_CHARS:
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            if _PAGES & set(map(str, kinds if isinstance(kinds, list) else [kinds])):
                yield {key: value for key, value in node.items() if isinstance(value, str)}


def _nodes(data: object) -> Iterator[dict[str, object]]:
    """The objects of a document and of its graph, from the outermost."""
    waiting = [data]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_NODES]
        elif isinstance(node, dict):
            yield node
            waiting.append(node.get("@graph"))

"""Which elements of an HTML page are its furniture: menus, banners, forms, other products, footers."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SILENT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "embed",
        "math",
        "head",
        "link",
        "meta",
    }
)
UNSEEN = frozenset({"noscript", "template", "svg", "canvas", "iframe", "object"})
"""Those of the silent elements whose words somebody may have meant to be read."""
_TAGS = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "footer",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "input": "form",
    "dialog": "dialog",
    "menu": "navigation",
    "audio": "media",
    "video": "media",
}
_ROLES = {
    "navigation": "navigation",
    "banner": "banner",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "search": "form",
    "menu": "navigation",
    "menubar": "navigation",
    "alert": "banner",
}
_PARTS = (
    r"(?:bar|banner|notice|list|links?|items?|menu|wrap|wrapper|container|section|box|area|products?|posts?|"
    r"widgets?|icons?|buttons?|forms?|trail|nav|inner|block|main|primary|overlay|popup|modal)"
)
_CLASS = re.compile(
    rf"(?!(?:with|no|has|without|is|hide|show)-)(?:[a-z0-9]+[-_]+){{0,2}}(?P<kind>cookies?|consent|gdpr|crumbs?|breadcrumbs?|nav|navbar|navigation|menu|sidebar|"
    rf"related|upsells?|cross-?sells?|recommendations?|recently-viewed|share|sharing|sharedaddy|social|newsletter|subscribe|signup|mailchimp|"
    rf"footer|comments?|pagination|pager|popup|modal|adverts?|advertisement|ads|promo|toolbar|skip-link|basket|cart|minicart|login|"
    rf"sr-only|visually-hidden|screen-reader-text)(?:[-_]+{_PARTS}){{0,3}}",
    re.IGNORECASE,
)
_UNSEEN = ("sr-only", "visually-hidden", "screen-reader-text")


def furniture_kind(node: "LexborNode") -> str:
    """What piece of furniture an element is, "" if it is content.

    Looks at the tag, the ARIA role and the names of classes and id; an element that holds the
    page's heading of the first level or its main part is never furniture.
    """
    tag = node.tag or ""
    if tag in ("html", "body", "main", "article", "h1", "blockquote"):
        return ""
    attributes = node.attributes
    kind = _TAGS.get(tag) or _ROLES.get((attributes.get("role") or "").lower(), "") or _by_names(attributes)
    if tag == "footer" and _inside(node, "blockquote"):
        return ""
    if tag == "header" and not kind and not _inside(node, "article", "main", "section"):
        kind = "header"
    return kind if kind and not node.css_first("h1, main, article") else ""


def _by_names(attributes: dict[str, str | None]) -> str:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    for name in names[:20]:
        if len(name) <= 60 and (found := _CLASS.fullmatch(name)):
            kind = found["kind"].lower()
            return "hidden by its class" if kind in _UNSEEN else kind
    return ""


def _inside(node: "LexborNode", *tags: str) -> bool:
    around = node.parent
    while around is not None:
        if around.tag in tags:
            return True
        around = around.parent
    return False


def is_link_list(node: "LexborNode") -> bool:
    """Whether a list of three or more entries holds links and nothing else."""
    entries = node.css("li")
    if len(entries) < 3:
        return False
    linked = sum(len(link.text(strip=True)) for link in node.css("a"))
    return linked >= 0.9 * len(node.text(strip=True)) > 0

"""Which elements of an HTML page nobody sees, by their attributes and by the page's own style rules.

A small part of CSS: the declarations that hide text, in inline styles and in rules of <style>
elements. Rules for print and for narrow screens are not applied.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(
    r"@(?P<name>[\w-]+)(?P<query>[^{};]{0,300})(?:;|\{(?P<rules>(?:[^{}]*\{[^{}]*\})*[^{}]*)\})"
)
_RULE = re.compile(r"(?P<selectors>[^{}@;]{1,2000})\{(?P<body>[^{}]*)\}")
_RULES_AT_MOST = 500
_FAR = r"-\s*(?:\d{3,}(?:\.\d+)?(?:px|pt)|\d{2,}(?:\.\d+)?(?:r?em|vw|vh|ch)|\d{3,}%)"
_ZERO = r"0*(?:\.0+)?0(?:px|pt|r?em|%)?"
_WHITE = (
    r"(?:white|#fff(?:fff)?(?:ff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0+)?\s*)?\)|"
    r"hsl\([^)]*100%\s*\))"
)
_HIDING: tuple[tuple[str, str, str], ...] = (
    ("display", r"none", "display: none"),
    ("visibility", r"hidden|collapse", "visibility: hidden"),
    ("opacity", r"0(?:\.0\d*)?%?|\.0\d*", "opacity 0"),
    ("font-size", rf"{_ZERO}|0?\.\d+(?:px|pt|r?em|%)|[12](?:\.\d+)?(?:px|pt)", "zero font size"),
    ("text-indent", _FAR, "off screen"),
    ("clip", r"rect\(\s*(?:0|1)(?:px)?[\s,].*", "clipped away"),
    (
        "clip-path",
        r"inset\(\s*(?:50|100)%.*|circle\(\s*0.*|polygon\(\s*0(?:px)?\s+0.*0(?:px)?\s+0(?:px)?\s*\)",
        "clipped away",
    ),
    (
        "transform",
        r".*(?:scale[xy]?\(\s*0(?:\.0+)?\s*[,)]|translate[xy]?\([^)]*-\s*\d{4,}px).*",
        "off screen",
    ),
    ("color", r"transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\)|#[0-9a-f]{6}00|#[0-9a-f]{3}0", "transparent"),
    ("content-visibility", r"hidden", "content-visibility: hidden"),
)
_HIDING_PATTERNS = tuple((name, re.compile(value), reason) for name, value, reason in _HIDING)
_WHITE_PATTERN, _FAR_PATTERN, _ZERO_PATTERN = re.compile(_WHITE), re.compile(_FAR), re.compile(_ZERO)

Declarations = Mapping[str, str]


class Visibility:
    """Answers for each element of one page why it can't be seen."""

    def __init__(self, tree: "LexborHTMLParser") -> None:
        self._hidden: dict[int, str] = {}
        self._backgrounds: set[int] = set()
        self._white: set[int] = set()
        for selectors, declarations in _rules(tree):
            self._apply(tree, selectors, declarations)

    def reason(self, node: "LexborNode") -> str:
        """Why `node` is hidden; "" if nothing says that it is. Its ancestors are not looked at."""
        attributes = node.attributes
        if "hidden" in attributes:
            return "hidden attribute"
        if (attributes.get("aria-hidden") or "").lower() == "true":
            return "aria-hidden"
        inline = parse_declarations(attributes.get("style") or "")
        if node.mem_id in self._hidden and not _shown(inline):
            return self._hidden[node.mem_id]
        if reason := hiding_reason(inline):
            return reason
        white = _is_white(inline) or node.mem_id in self._white
        return "white on white" if white and not self._on_background(node) else ""

    def _apply(self, tree: "LexborHTMLParser", selectors: str, declarations: Declarations) -> None:
        reason = hiding_reason(declarations)
        background = _background(declarations)
        white = _is_white(declarations)
        for selector in selectors.split(","):
            if ":" in selector or not selector.strip():
                continue
            try:
                nodes = tree.css(selector.strip())
            # A selector that the engine does not know hides nothing that we could tell.
            except Exception:
                continue
            for node in nodes:
                if reason:
                    self._hidden[node.mem_id] = reason
                if background:
                    self._backgrounds.add(node.mem_id)
                if white:
                    self._white.add(node.mem_id)

    def _on_background(self, node: "LexborNode") -> bool:
        """Whether the element or one around it has a background other than white."""
        around: LexborNode | None = node
        while around is not None:
            inline = parse_declarations(around.attributes.get("style") or "")
            if around.mem_id in self._backgrounds or _background(inline) or around.attributes.get("bgcolor"):
                return True
            around = around.parent
        return False


def parse_declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute or a rule's body: names and values in lower case."""
    declarations = {}
    for declaration in _COMMENT.sub("", style[:10_000]).split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            declarations[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return declarations


def hiding_reason(declarations: Declarations) -> str:
    """Why these declarations hide the text of an element, or ""."""
    for name, pattern, reason in _HIDING_PATTERNS:
        if name in declarations and pattern.fullmatch(declarations[name]):
            return reason
    if declarations.get("position") in ("absolute", "fixed", "relative"):
        sides = ("left", "top", "right", "bottom", "inset")
        if any(_FAR_PATTERN.fullmatch(declarations.get(side, "")) for side in sides):
            return "off screen"
    if _FAR_PATTERN.fullmatch(declarations.get("margin-left", "")):
        return "off screen"
    flat = any(
        _ZERO_PATTERN.fullmatch(declarations.get(side, ""))
        for side in ("height", "width", "max-height", "max-width")
    )
    tiny = declarations.get("height") == "1px" and declarations.get("width") == "1px"
    clipped = "hidden" in declarations.get("overflow", "") or "clip" in declarations.get("overflow", "")
    if (flat or tiny) and clipped:
        return "zero size"
    color = declarations.get("color")
    background = declarations.get("background-color") or declarations.get("background")
    return "same colour as its background" if color and color == background else ""


def _matters(declarations: Declarations) -> bool:
    return bool(hiding_reason(declarations)) or _background(declarations) or _is_white(declarations)


def _is_white(declarations: Declarations) -> bool:
    return _WHITE_PATTERN.fullmatch(declarations.get("color", "")) is not None


def _shown(inline: Declarations) -> bool:
    return inline.get("display", "none") != "none" or inline.get("visibility") == "visible"


def _background(declarations: Declarations) -> bool:
    value = (
        declarations.get("background")
        or declarations.get("background-color")
        or declarations.get("background-image")
        or ""
    )
    return (
        bool(value)
        and value not in ("none", "transparent", "inherit", "initial")
        and not _WHITE_PATTERN.fullmatch(value)
    )


def _rules(tree: "LexborHTMLParser") -> Iterator[tuple[str, Declarations]]:
    found = 0
    for style in tree.css("style"):
        if "print" in (style.attributes.get("media") or ""):
            continue
        css = _COMMENT.sub("", style.text(deep=True)[:500_000])
        for rule in _RULE.finditer(_MEDIA.sub(_applied_media, css)):
            declarations = parse_declarations(rule["body"])
            if not _matters(declarations):
                continue
            found += 1
            if found > _RULES_AT_MOST:
                return
            yield rule["selectors"].strip(), declarations


def _applied_media(found: re.Match[str]) -> str:
    always = found["name"] == "media" and found["query"].strip().lower() in ("all", "screen", "only screen")
    return found["rules"] or "" if always else ""

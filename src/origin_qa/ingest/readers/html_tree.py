"""Small steps in the tree of an HTML page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ENOUGH_CHARS = 200


def child_nodes(node: "LexborNode") -> Iterator["LexborNode"]:
    """The children of an element, text and comments too; the one at hand may be removed."""
    child = node.first_child
    while child is not None:
        following = child.next
        yield child
        child = following


def holds(node: "LexborNode", inner: "LexborNode") -> bool:
    """Whether `inner` lies somewhere within `node`."""
    around = inner.parent
    while around is not None:
        if around.mem_id == node.mem_id:
            return True
        around = around.parent
    return False


def only_child(node: "LexborNode") -> "LexborNode | None":
    """The element that is all an element holds, blank text aside; None if there is more or less."""
    children = [
        child for child in child_nodes(node) if child.tag != "-text" or (child.text_content or "").strip()
    ]
    return children[0] if len(children) == 1 and children[0].is_element_node else None


def main_part(body: "LexborNode") -> "LexborNode":
    """The element that holds the content: <main>, a lone <article>, else the whole body."""
    candidates = [*body.css("main"), *body.css('[role="main"]')] or body.css("article")
    if len(candidates) != 1:
        return body
    length = len(candidates[0].text(strip=True))
    return candidates[0] if length >= _ENOUGH_CHARS or length * 2 >= len(body.text(strip=True)) else body


def collapsed(words: str) -> str:
    """White space as a browser shows it: runs are one space, only <br> breaks a line."""
    return "\n".join(" ".join(line.split()) for line in words.split("\n") if line.strip())


def listed(words: str) -> str:
    """The lines of a cell as one list."""
    return ", ".join(stripped for line in words.split("\n") if (stripped := line.strip(" ,;")))

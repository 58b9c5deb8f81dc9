"""One walk over an HTML page: what is content is written, what is not is noted."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from origin_qa.attributes import find_label
from origin_qa.ingest.cleaning import clean_line, clean_text
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.lines import BULLETS
from origin_qa.ingest.markup import without_shortcodes
from origin_qa.ingest.quotes import parse_attribution
from origin_qa.ingest.readers.furniture import SILENT, UNSEEN, furniture_kind, is_link_list
from origin_qa.ingest.readers.html_tree import child_nodes, collapsed, holds, listed, main_part, only_child
from origin_qa.ingest.readers.tables import write_table
from origin_qa.ingest.readers.visibility import Visibility
from origin_qa.types import Dropped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark picture q rp rt
    ruby s samp small source span strike strong sub sup time tt u var wbr -text
    """.split()
)
_WRAPPERS = frozenset({"div", "section", "article", "main", "center"})
_LAYOUT = "table, h1, h2, h3, blockquote, ul, article, section"
_BULLETS = re.compile(rf"^(?:[{BULLETS}]\s*|[-–—*]\s+)+")
_SPACE = re.compile(r"\s+")
_SHORT_ANSWER = 80
"""Characters of what may stand beside a question as a value stands beside a label."""
_DEPTH = 250
_SHOWN_CHARS = 500


class Page:
    """Writes what a visitor sees of the main part to `draft`, and notes in `dropped` what was left out."""

    def __init__(self, tree: "LexborHTMLParser") -> None:
        self._tree = tree
        self._visibility = Visibility(tree)
        self._inline: list[str] = []
        self.draft = Draft()
        self.dropped: list[Dropped] = []

    def write(self) -> None:
        """Walk the page once."""
        body = self._tree.body
        if body is None:
            return
        main = main_part(body)
        if main.mem_id != body.mem_id:
            self._note_outside(body, main)
            heading = body.css_first("h1")
            if heading is not None and main.css_first("h1") is None and not self._visibility.reason(heading):
                self.draft.heading(self._text(heading), 1)
        self._children(main, 0)
        self._flush()

    def _note_outside(self, node: "LexborNode", main: "LexborNode") -> None:
        """Report what stands beside the main part, from the outermost elements."""
        for child in child_nodes(node):
            if child.mem_id == main.mem_id:
                continue
            if child.css_first("main, article, [role=main]") is not None and holds(child, main):
                self._note_outside(child, main)
            elif child.tag not in SILENT:
                reason = (
                    self._visibility.reason(child) or furniture_kind(child) if child.is_element_node else ""
                )
                self._drop(child, reason or "outside the main part")

    def _drop(self, node: "LexborNode", reason: str) -> None:
        if node.is_comment_node:
            words = node.comment_content
        elif node.tag == "template":  # whose children are no part of the page's tree
            words = re.sub(r"<[^<>]*>", " ", node.html or "")
        else:
            words = node.text(deep=True, separator=" ")
        words = clean_line(words or "")
        if any(character.isalpha() for character in words):
            self.dropped.append(Dropped(words[:_SHOWN_CHARS], reason))

    # ── the walk ──────────────────────────────────────────────────────────────────────────────

    def _children(self, node: "LexborNode", depth: int) -> None:
        for child in child_nodes(node):
            self._node(child, depth + 1)

    def _node(self, node: "LexborNode", depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._inline.append(_SPACE.sub(" ", self._said(node)))
        elif tag == "-comment":
            self._drop(node, "comment")
        elif tag == "br":
            self._inline.append("\n")
        elif tag in UNSEEN:
            self._drop(node, f"{tag} element")
        elif tag in SILENT or tag.startswith("-"):
            pass
        elif reason := self._visibility.reason(node) or furniture_kind(node):
            self._drop(node, reason)
        elif depth > _DEPTH:
            self._drop(node, "nested too deeply")
        elif tag in _INLINE:
            self._span(node, depth)
        else:
            self._flush()
            self._block(self._unwrapped(node), depth)
            self._flush()

    def _unwrapped(self, node: "LexborNode") -> "LexborNode":
        """The innermost of wrappers within wrappers, which so cost no depth."""
        while node.tag in _WRAPPERS and (inner := only_child(node)) is not None and inner.tag in _WRAPPERS:
            if self._visibility.reason(inner) or furniture_kind(inner):
                break
            node = inner
        return node

    def _span(self, node: "LexborNode", depth: int) -> None:
        if node.tag == "q":
            self._inline.append("“")
        self._children(node, depth)
        if node.tag == "q":
            self._inline.append("”")

    def _block(self, node: "LexborNode", depth: int) -> None:
        tag = node.tag or ""
        if re.fullmatch("h[1-6]", tag):
            self.draft.heading(self._text(node), int(tag[1]))
        elif tag == "table" and not self._is_layout(node):
            self._table(node)
        elif tag == "dl":
            self._definitions(node)
        elif tag in ("ul", "ol"):
            self._list(node, depth)
        elif tag == "blockquote" or (tag == "figure" and node.css_first("blockquote, q") is not None):
            self._quotation(node)
        elif tag == "figcaption":
            self._drop(node, "image caption")
        elif tag == "summary":
            self.draft.heading(self._text(node), 4)
        elif tag == "pre":
            self.draft.gap()
            self.draft.text(clean_text(self._text(node, raw=True)) + "\n")
        elif words := self._bold_heading(node, tag):
            self.draft.heading(words, 4)
        elif pair := self._pair(node):
            self.draft.pair(*pair)
        else:
            self._children(node, depth)

    def _flush(self) -> None:
        words = collapsed("".join(self._inline))
        self._inline = []
        if words:
            self.draft.paragraph(words)

    def _text(self, node: "LexborNode", raw: bool = False) -> str:
        """The visible text of an element; line breaks are kept, other white space is collapsed."""
        parts = "".join(self._parts(node, 0, raw))
        return parts if raw else collapsed(parts)

    def _parts(self, node: "LexborNode", depth: int, raw: bool) -> Iterator[str]:
        for child in child_nodes(node):
            tag = child.tag or ""
            if tag == "-text":
                yield (child.text_content or "") if raw else _SPACE.sub(" ", self._said(child))
            elif tag == "br":
                yield "\n"
            elif tag in UNSEEN:
                self._drop(child, f"{tag} element")
            elif tag == "-comment":
                self._drop(child, "comment")
            elif tag.startswith("-") or tag in SILENT:
                continue
            elif reason := self._visibility.reason(child) or furniture_kind(child):
                self._drop(child, reason)
            elif depth > _DEPTH:
                self._drop(child, "nested too deeply")
            else:
                block = tag not in _INLINE
                yield "\n" if block else "“" if tag == "q" else ""
                yield from self._parts(child, depth + 1, raw)
                yield "\n" if block else "”" if tag == "q" else ""

    def _said(self, node: "LexborNode") -> str:
        """The words of a text node, without the shortcodes that a content system failed to replace."""
        words, shortcodes = without_shortcodes(node.text_content or "")
        self.dropped += shortcodes
        return words

    # ── structures ────────────────────────────────────────────────────────────────────────────

    def _is_layout(self, table: "LexborNode") -> bool:
        return any(inner.mem_id != table.mem_id for inner in table.css(_LAYOUT))

    def _table(self, table: "LexborNode") -> None:
        rows, heads = [], []
        for row in table.css("tr"):
            if reason := self._visibility.reason(row):
                self._drop(row, reason)
                continue
            cells = [cell for cell in child_nodes(row) if cell.tag in ("th", "td")]
            shown = [cell for cell in cells if not self._visibility.reason(cell)]
            rows.append([listed(self._text(cell)) for cell in shown])
            heads.append(bool(cells) and all(cell.tag == "th" for cell in cells))
        for caption in table.css("caption")[:1]:
            self.draft.heading(self._text(caption), 4)
        write_table(self.draft, rows, has_head=bool(heads) and heads[0])
        self.draft.gap()

    def _definitions(self, node: "LexborNode") -> None:
        label, values = "", list[str]()
        self.draft.gap()
        for entry in self._entries(node):
            if reason := self._visibility.reason(entry):
                self._drop(entry, reason)
            elif entry.tag == "dt":
                self._definition(label, values)
                label, values = self._text(entry), []
            else:
                values.append(listed(self._text(entry)))
        self._definition(label, values)
        self.draft.gap()

    def _entries(self, node: "LexborNode") -> Iterator["LexborNode"]:
        """The terms and definitions of a list itself, grouped in <div> or not; a list within it has its own."""
        for child in child_nodes(node):
            if child.tag in ("dt", "dd"):
                yield child
            elif child.tag == "div" and not self._visibility.reason(child):
                yield from (inner for inner in child_nodes(child) if inner.tag in ("dt", "dd"))

    def _definition(self, label: str, values: list[str]) -> None:
        words = ", ".join(value for value in values if value)
        # A term with sentences under it is a question and its answer, not a fact; `How high up?` over figures is one.
        told = not 0 < len(words) <= _SHORT_ANSWER or words.rstrip().endswith((".", "!"))
        if len(words) > 300 or (told and label.rstrip().endswith("?")):
            self.draft.heading(label, 4)
            self.draft.paragraph(words)
        elif words:
            self.draft.pair(label, words)

    def _list(self, node: "LexborNode", depth: int) -> None:
        if is_link_list(node):
            self._drop(node, "list of links")
            return
        self.draft.gap()
        for entry in child_nodes(node):
            if entry.tag != "li":
                self._node(entry, depth + 1)
                continue
            reason = self._visibility.reason(entry) or furniture_kind(entry)
            if reason:
                self._drop(entry, reason)
            elif pair := self._pair(entry):
                self.draft.pair(*pair)
            elif entry.css_first("ul, ol, table, dl, blockquote, h1, h2, h3, h4, p + p") is not None:
                self._children(entry, depth + 1)
                self._flush()
            elif words := _BULLETS.sub("", clean_line(self._text(entry)), count=1):
                self.draft.text(f"• {words}\n")
        self.draft.gap()

    def _quotation(self, node: "LexborNode") -> None:
        """A block quotation; the speaker is in <footer>, <cite> or <figcaption>, or on the last line."""
        named = next(
            (child for child in node.css("footer, cite, figcaption") if clean_line(self._text(child))), None
        )
        who = clean_line(self._text(named)) if named is not None else ""
        if named is not None:
            named.remove()
        lines = [line for line in map(clean_line, self._text(node).split("\n")) if line]
        if not who and len(lines) > 1 and parse_attribution(lines[-1]):
            who = lines.pop()
        for line in lines:
            self.draft.block("quote", line)
        if lines and who:
            self.draft.block("attribution", who)

    def _bold_heading(self, node: "LexborNode", tag: str) -> str:
        """The words of a paragraph that is wholly bold, short and no sentence: a heading in all but name."""
        children = [
            child for child in child_nodes(node) if child.tag != "-text" or (child.text_content or "").strip()
        ]
        if tag not in ("p", "div") or len(children) != 1 or children[0].tag not in ("strong", "b"):
            return ""
        words = clean_line(self._text(node))
        return words if 0 < len(words) <= 80 and words[-1] not in ".,;:!" and ":" not in words else ""

    def _pair(self, node: "LexborNode") -> tuple[str, str] | None:
        """Two elements side by side, the first of which holds a known label."""
        children = [
            child for child in child_nodes(node) if child.tag != "-text" or (child.text_content or "").strip()
        ]
        if (
            len(children) != 2
            or any(child.tag in ("br", "-comment") for child in children)
            or children[0].tag == "-text"
        ):
            return None
        label, value = (
            self._text(child) if child.tag != "-text" else child.text_content or "" for child in children
        )
        label, value = clean_line(label).rstrip(" :"), clean_line(value).lstrip(": ")
        hidden = any(child.tag != "-text" and self._visibility.reason(child) for child in children)
        return (label, value) if value and not hidden and len(value) <= 400 and find_label(label) else None

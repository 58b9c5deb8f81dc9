"""Mark-up that a content system left in plain text: WordPress shortcodes, HTML tags and entities."""

import html
import re

from origin_qa.ingest.cleaning import clean_line, clean_text
from origin_qa.ingest.draft import Draft
from origin_qa.types import Dropped

_SHOWN_CHARS = 500

_SHORTCODE_WORDS = (
    r"vc_\w+|et_pb_\w+|fusion_\w+|av_\w+|su_\w+|table|contact-form(?:-7)?|gallery|caption|embed|audio|video|playlist|"
    r"button|row|column|col|section|spacer|divider|separator|product\w*|woocommerce\w*|add_to_cart\w*|recent_\w+|"
    r"gravityform|ninja_form\w*|wpforms|elementor-template|rev_slider|metaslider|smartslider3|sidebar|widget\w*|tabs?|"
    r"accordion\w*|toggle\w*|icon\w*|map|googlemap|social\w*|share\w*|newsletter\w*|mc4wp\w*|short_?code|one_\w+|two_\w+|"
    r"three_\w+|clear|dropcap|quote|blockquote|image|img|heading|title|text\w*"
)
# `[vc_row …]`, `[/vc_row]`, `[table id=6 /]`, and any other bracket with an attribute or a closing slash.
_SHORTCODE = re.compile(
    rf"\[/?(?:{_SHORTCODE_WORDS})(?:\s[^\[\]\n]{{0,600}})?/?\]|\[/[a-z][\w-]{{1,40}}\]|\[[a-z][\w-]{{1,40}}\s+\w+=[^\[\]\n]{{0,600}}\]"
)
_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|big|blockquote|br|button|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|"
    r"footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|label|li|main|mark|nav|ol|p|picture|pre|q|s|section|small|source|"
    r"span|strike|strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|video)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,20}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_INVISIBLE = re.compile(r"<!--|<(script|style|noscript|template)\b", re.IGNORECASE)
_HEADING = re.compile(r"<h([1-6])(?:\s[^<>]{0,500})?>(.{0,300}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(
    r"<(tr)\b[^>]{0,500}>\s*<(?:th|td)\b[^>]{0,500}>(.{0,200}?)</(?:th|td)>\s*<td\b[^>]{0,500}>(.{0,600}?)</td>\s*</tr>"
    r"|<(dt)\b[^>]{0,500}>(.{0,200}?)</dt>\s*<dd\b[^>]{0,500}>(.{0,600}?)</dd>",
    re.IGNORECASE | re.DOTALL,
)
_LINE_TAG = re.compile(
    r"<br\s*/?>[ ]*\n?|</?(?:p|div|blockquote|table|ul|ol|dl|section|article)\b[^<>]{0,2000}>", re.IGNORECASE
)
_ITEM_TAG = re.compile(r"<li\b[^<>]{0,500}>", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Whether plain text holds shortcodes, tags or entities."""
    return any(pattern.search(text) for pattern in (_SHORTCODE, _TAG, _ENTITY, _INVISIBLE))


def write_markup(draft: Draft, text: str) -> tuple[Dropped, ...]:
    """Write `text` without its mark-up; headings and table rows become what they were.

    Returns the shortcodes, comments and unseen elements that were left out.
    """
    text, dropped = _without_invisible(text)
    text, shortcodes = without_shortcodes(text)
    dropped += shortcodes
    at = 0
    for found in sorted((*_HEADING.finditer(text), *_ROW.finditer(text)), key=lambda match: match.start()):
        if found.start() < at:
            continue
        draft.text(_plain(text[at : found.start()]))
        if found.re is _HEADING:
            draft.heading(_plain(found[2]), int(found[1]))
        else:
            draft.pair(_plain(found[2] or found[5]), _plain(found[3] or found[6]))
        at = found.end()
    draft.text(_plain(text[at:]))
    return tuple(dropped)


def without_shortcodes(text: str) -> tuple[str, list[Dropped]]:
    """`text` without the shortcodes of WordPress, and what they were; other brackets stay."""
    shortcodes = dict.fromkeys(found[0][:_SHOWN_CHARS] for found in _SHORTCODE.finditer(text))
    dropped = [Dropped(shortcode, "shortcode") for shortcode in shortcodes]
    return (_SHORTCODE.sub(_line_or_nothing, text) if dropped else text), dropped


def _without_invisible(text: str) -> tuple[str, list[Dropped]]:
    """Without comments and the elements that are never shown; one that is not closed is left alone."""
    kept, dropped, at = [], [], 0
    while found := _INVISIBLE.search(text, at):
        closing = "-->" if not found[1] else f"</{found[1]}"
        end = re.compile(re.escape(closing), re.IGNORECASE).search(text, found.end())
        if not end:
            break
        kept.append(text[at : found.start()] + " ")
        words = clean_line(text[text.find(">", found.end()) + 1 if found[1] else found.end() : end.start()])
        if words:
            reason = f"{found[1].lower()} element" if found[1] else "comment"
            dropped.append(Dropped(words[:_SHOWN_CHARS], reason))
        at = text.find(">", end.start()) + 1 or len(text)
    return "".join(kept) + text[at:], dropped


def _line_or_nothing(found: re.Match[str]) -> str:
    """Container shortcodes part paragraphs, those within a line part nothing."""
    return "\n\n" if found.start() == 0 or found.string[found.start() - 1] in "\n]" else " "


def _plain(markup: str) -> str:
    markup = _LINE_TAG.sub(lambda found: "\n" if found[0][1:3].lower() == "br" else "\n\n", markup)
    markup = _TAG.sub("", _ITEM_TAG.sub("\n• ", markup))
    return clean_text(html.unescape(markup))

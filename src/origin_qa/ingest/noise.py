"""What a pasted page carries besides its text: menus, captions, share bars, footers.

Every pattern looks at one whole line and is anchored at both ends or bounded in length, so that a
sentence of prose is never noise for the words it holds.
"""

import re
from collections.abc import Sequence

from origin_qa.attributes.months import parse_months

_FURNITURE = frozenset(
    line.strip()
    for line in """
    home | shop | shop all | store | origins | our origins | our coffees | coffees | coffee | brew guides
    brewing guides | wholesale | basket | cart | checkout | menu | search | log in | login | sign in
    register | my account | account | about | about us | contact | contact us | blog | news | faq | faqs
    subscribe | subscriptions | gift cards | gift card | skip to content | skip to main content | close
    toggle navigation | privacy | privacy policy | cookie policy | terms | terms & conditions
    terms and conditions | shipping & returns | shipping and returns | delivery & returns | producer profile
    area/region | region/area | flavour profile | flavor profile | description | details | overview
    additional information | reviews | specifications | product details | tasting notes | add to cart
    add to basket | read more | learn more | view all | see all | previous | next | share | tweet | pin it
    print | email | inicio | tienda | carrito | contacto | startseite | warenkorb | impressum | datenschutz
    kontakt | accueil | panier | boutique | contato | loja | carrinho
    """.replace("\n", "|").split("|")
    if line.strip()
)
_ALONE = frozenset(
    """menu|search|skip to content|skip to main content|toggle navigation|add to cart|add to basket|read more|
    view all|see all|pin it|log in|sign in|my account|checkout|close""".replace("\n    ", "").split("|")
)
_COUNTER = re.compile(r"\s*\(\d+\)$")

_SOCIAL = (
    r"(?:facebook|twitter|x|pinterest|instagram|linkedin|whatsapp|youtube|tiktok|telegram|mastodon|bluesky|threads|"
    r"reddit|tumblr|signal|messenger|xing|weibo|rss|e-?mail|mail|print|copy link)"
)
_LEGAL = (
    r"(?:terms(?: (?:&|and|of) (?:conditions|use|service|sale))?|privacy(?: policy| notice)?|"
    r"cookies?(?: policy| settings)?|shipping(?: (?:&|and) returns)?|returns(?: policy)?|"
    r"delivery(?: (?:&|and) returns)?|contact(?: us)?|about(?: us)?|imprint|impressum|"
    r"datenschutz|aviso legal|mentions légales|sitemap|site map|faqs?|careers|accessibility)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # breadcrumbs
        r"(?:you are here:?\s*)?(?:home|shop|store|inicio|start|startseite|accueil|início)\s*"
        r"(?:[>›»/|→]|::)\s*.{1,120}",
        r"[^>›».!?]{1,40}(?:\s+[>›»]\s+[^>›».!?]{1,40}){2,6}",
        # share bars, newsletter forms
        rf"(?:share|follow|tweet)(?: (?:this|us|on|it|page|article|post|story|profile))*\s*[:!]?"
        rf"(?:[\s|·,/]*{_SOCIAL})*",
        rf"[^.:]{{0,40}}[?.]?\s?(?:share|tell|pass it on)[^.:]{{0,20}}:(?:[\s|·,/]*{_SOCIAL})+",
        r"(?:print|send|share|tell) (?:this (?:page|story|article)|(?:it )?(?:to )?a (?:friend|colleague))"
        r"(?:\s*[|·•/–]\s*|\s{2,})(?:(?:print|send|share|tell)\b.{0,30})",
        rf"{_SOCIAL}(?:[\s|·,/]+{_SOCIAL})+",
        r"(?:sign up|subscribe|register|join)(?: now| here)?(?: (?:for|to))?(?: our| the)?(?: \w+)? ?"
        r"newsletters?\b[^.]{0,60}",
        r"(?:suscríbete|abonniere|abonnez-vous|inscrevez-vous|assine)\b.{0,60}newsletter.{0,20}",
        # cookie banners
        # (a policy says "We use cookies …" too, but it has no buttons)
        r"(?:we|this (?:web)?site|our (?:web)?site|this page) uses? cookies\b[^.!?]{0,250}[.!?]\s*"
        r"(?:accept|reject|allow|agree|ok|got it|settings|preferences|dismiss|close|manage)\b[^.!?]{0,60}",
        r"(?:accept|reject)(?: all)?(?: cookies)?(?:\s*[/|·]\s*(?:settings|reject(?: all)?|preferences))*",
        # copyright and legal lines
        r"(?:©|\(c\)|&copy;|copyright\b)\W{0,5}(?:©|\(c\))?\W{0,3}(?:(?:19|20)\d\d).{0,250}",
        r".{0,100}©\s*(?:19|20)\d\d.{0,100}",
        r"(?:copyright|©|\(c\)).{0,80}all rights reserved.{0,40}",
        r"all rights reserved\.?",
        rf"{_LEGAL}(?:\s*[|·•/–]\s*{_LEGAL}|\s{{2,}}{_LEGAL})+",
        # links and page numbers
        r"[←«‹<]*\s*back to (?:all |our |the )*(?:\w+ )?"
        r"(?:origins?|shop|store|producers?|top|home|coffees?|products|list)(?:\s*[·|].{0,80})?",
        r"(?:page|seite|página|p\.)\s*\d+(?:\s*(?:of|/|von|de)\s*\d+)?",
        r"[-–—]\s*\d{1,4}\s*[-–—]",
        r"(?:in stock|out of stock|sold out|quantity|qty)\.?",
        r"(?:from )?[£$€]\s?\d+(?:[.,]\d\d)?(?:\s*(?:/|per)\s*\w+)?",
        r"(?:img|image|dsc|photo)[-_ ]?\d+(?:\.\w{3,4})?",
        r"[\w\-./]+\.(?:jpe?g|png|gif|webp|svg)",
    )
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")
_COMPOUND_ADJECTIVE = re.compile(
    r".*-(?:\w*ed|grown|free|trade|made|owned|friendly|tree|high|dry|wet|certified|organic)"
)
_RANGE = re.compile(r"\d{1,5}[a-z]{0,4}-\d{1,5}[a-z]{0,4}")
_RELATED = re.compile(
    r"(?:you (?:may|might) also (?:like|enjoy)|related (?:products|coffees|posts|articles|items)|"
    r"(?:customers|people) also (?:bought|viewed)|(?:recently viewed|best sellers|more from (?:the|our) shop|"
    r"frequently bought together)(?: products| items)?|también te puede interesar|"
    r"das könnte ihnen auch gefallen|vous aimerez aussi)[:…]?",
    re.IGNORECASE,
)


def is_noise(line: str) -> bool:
    """Whether a whole line, bullet taken off, is page furniture whatever stands around it."""
    line = line.strip()
    if len(line) > 400:
        return False
    if not any(character.isalnum() for character in line):
        return True
    if _SLUG.fullmatch(line):
        # `1200-1800` and `abr-oct` are values, though a file may be called like that.
        return not (_COMPOUND_ADJECTIVE.fullmatch(line) or _RANGE.fullmatch(line) or parse_months(line))
    return line.casefold() in _ALONE or any(pattern.fullmatch(line) for pattern in _PATTERNS)


def is_furniture(line: str) -> bool:
    """Whether a line is a word of menus and tabs: noise where several stand together."""
    return _COUNTER.sub("", line.strip().casefold()) in _FURNITURE


def is_related_caption(line: str) -> bool:
    """Whether a line heads a list of other products."""
    return _RELATED.fullmatch(line.strip()) is not None


def noisy_lines(lines: Sequence[str]) -> frozenset[int]:
    """Indices of the noise among `lines` (bullets taken off; blank lines are "")."""
    noisy = {i for i, line in enumerate(lines) if line and is_noise(line)}
    run: list[int] = []
    for i, line in enumerate([*lines, ""]):
        if line and is_furniture(line):
            run.append(i)
        elif line or i == len(lines):
            # One such word may be a heading ("Overview"); two in a row are a menu.
            noisy.update(run if len(run) > 1 and _adjacent(run) else ())
            run = []
    noisy.update(_related(lines))
    noisy.update(_signature(lines))
    return frozenset(noisy)


def _adjacent(run: Sequence[int]) -> bool:
    return run[-1] - run[0] < 2 * len(run)


def _related(lines: Sequence[str]) -> set[int]:
    """The captions of product lists and the short lines under them."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if not line or i in found or not is_related_caption(line):
            continue
        found.add(i)
        for j in range(i + 1, len(lines)):
            if len(lines[j]) > 60 or lines[j].endswith((".", "!", "?")) or (not lines[j] and j > i + 1):
                break
            found.add(j)
    return found


def _signature(lines: Sequence[str]) -> set[int]:
    """The few short lines after a line of two hyphens at the end: a signature as in mail."""
    for i in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        if lines[i] in {"--", "––", "__"}:
            tail = [line for line in lines[i + 1 :] if line]
            if len(tail) <= 3 and all(
                len(line) < 120 and not line.endswith((".", "!", "?")) for line in tail
            ):
                return set(range(i, len(lines)))
    return set()

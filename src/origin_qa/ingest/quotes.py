"""Who said what: quoted paragraphs with their attribution lines, and reported speech in prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Block, Quote, SourceDocument, Span

_LONGEST_QUOTE = 3_000
_LONGEST_ATTRIBUTION = 160
_LONGEST_REPORT = 1_000
_DASHES = "-–—―~"
_OPEN, _CLOSE = '“„«‘"‹', '”“»’"›'
_PARTICLE = r"(?:de|del|de la|de los|da|do|dos|das|van|van der|von|bin|binti|y|e|la|le|el|al|di)"
_CAPITALISED = r"(?:[A-ZÀ-ÖØ-Þ][\w’'\-]*\.?)"
_NAME = rf"{_CAPITALISED}(?:\s+(?:{_PARTICLE}\s+)?{_CAPITALISED}){{0,5}}"
_FULL_NAME = rf"{_CAPITALISED}(?:\s+(?:{_PARTICLE}\s+)?{_CAPITALISED}){{1,5}}"
_ATTRIBUTION = re.compile(
    rf"(?P<dash>[-–—―~]{{1,2}}\s*)?(?:by\s+)?(?P<name>{_NAME})"
    r"(?:\s*(?:,|\s[-–—|]|\n|(?=\())\s*(?P<role>[^.!?“”\"«»]{2,100}?(?:\([^)]{1,40}\))?))?\s*\.?",
)
_NAME_THEN_ROLE = re.compile(
    rf"(?P<dash>[-–—―~]{{1,2}}\s*)?(?P<name>{_FULL_NAME})\s+(?P<role>[a-zà-ÿ][^.!?“”\"«»]{{2,80}})\.?"
)
"""A line break between name and role that a reader has made a space of."""
_INLINE = re.compile(
    rf"(?P<quote>[“„«\"‘].{{20,}}?[”“»\"’][.,]?)(?P<gap>\s*(?P<dash>[-–—―~]{{1,2}}|\()\s*|\s+)"
    rf"(?P<who>{_NAME}(?:(?:,|\s[-–—]|\s)\s*[^.!?“”\"«»\n]{{2,100}})?)\)?\s*\.?",
    re.DOTALL,
)
_VERBS = """
says|said|explains|explained|recalls|recalled|adds|added|remembers|remembered|reports|reported
tells us|told us|notes|noted|points out|insists|believes|thinks|hopes|jokes|laughs|states|stated|admits|argues
puts it this way|likes to say|dice|dijo|explica|explicó|cuenta|contó|recuerda|añade|afirma|comenta
sagt|sagte|erklärt|erzählt|meint|berichtet|dit|explique|raconte|ajoute|se souvient|diz|disse|conta|lembra
"""
_SAY = rf"(?:{_VERBS.strip().replace(chr(10), '|')})"
_APPOSITION = r"(?:,\s*(?P<role>[^,.;:!?“”\"]{2,80}(?:,\s*[^,.;:!?“”\"]{2,60})?),)?"
_REPORTED = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"(?P<who>(?P<name>{_FULL_NAME}){_APPOSITION})\s*(?:also\s+|once\s+|still\s+|often\s+)?{_SAY}\b.*",
        rf"(?P<who>(?P<name>{_FULL_NAME})(?:,\s*(?P<role>[^.;:!?“”\"]{{2,80}}))?)\s*:\s*[“„«\"].*",
        rf"[“„«\"].*[”“»\"],?\s*{_SAY}\s+(?P<who>(?P<name>{_FULL_NAME})(?:,\s*(?P<role>[^.;:!?“”\"]{{2,100}}))?)\.?",
        rf"[“„«\"].*[”“»\"],?\s*(?P<who>(?P<name>{_FULL_NAME}){_APPOSITION})\s*{_SAY}\b.*",
        rf"(?:According to|In the words of|Según|Laut|Selon|Segundo)\s+"
        rf"(?P<who>(?P<name>{_FULL_NAME}){_APPOSITION}),?\s.*",
    )
)
_CONJUNCTION = re.compile(r"^(?:But|And|So|Yet|Also|However|While|When|Then|Today|Now|Here|There)\s+")
_ARTICLE = re.compile(r"^(?:who (?:is|was) )?(?:the |an? )?(?=\S)")
_NO_NAME = re.compile(r"(?:The|A|An|This|That|These|Those|Our|We|It|They|There|In|On|At|For|As|And|But)\b")
_NO_PERSON = re.compile(
    r"\b(?:The|A|An|This|That|These|Our|We|It|In|On|At|For|As|Co-?op\w*|Cooperativa|Union|Society|Association|"
    r"Foundation|Fundación|Fairtrade|Trade|Coffee|Café|Federation|Company|Ltd|Inc|Farmers?|Growers?|Producers?|Members?|"
    r"Report|Act|University|Ministry|Government|Church|Bank|Group|Committee|Council|Board|Congress|Court|Department)\b"
)


def mark_quotes(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Turn quoted paragraphs into quote blocks, and the line that names the speaker into an attribution.

    A line with a dash and a name makes the paragraph before it a quote, in quotation marks or not.
    Without a dash the paragraph must be in quotation marks.
    """
    split = [part for block in blocks for part in _split_inline(text, block)]
    marked: list[Block] = []
    for i, block in enumerate(split):
        before = marked[-1] if marked else None
        following = split[i + 1] if i + 1 < len(split) else None
        if (
            before
            and before.kind in ("paragraph", "quote", "item")
            and _attributes(text, before, block, following)
        ):
            marked[-1] = replace(before, kind="quote", level=0)
            marked.append(replace(block, kind="attribution", level=0))
        elif block.kind == "paragraph" and is_quoted(block.span.of(text)):
            marked.append(replace(block, kind="quote"))
        else:
            marked.append(block)
    return tuple(_unmarked_quotes(text, marked))


def is_quoted(words: str) -> bool:
    """Whether a paragraph is one quotation from its first character to its last."""
    words = words.strip().strip("*_").rstrip(".")
    if len(words.split()) < 4 or words[0] not in _OPEN or words[-1] not in _CLOSE:
        return False
    inner = words[1:-1]
    if words[0] == '"':
        return '"' not in inner
    if words[0] == "‘":
        return words[-1] == "’"
    if words[0] == "„":
        return "„" not in inner
    return words[0] not in inner or words[-1] not in inner.split(words[0])[0]


def parse_attribution(words: str, *, quoted: bool = False) -> tuple[str, str] | None:
    """Speaker and role (may be empty) of an attribution line, or None if it names nobody.

    After a quotation and a dash (`quoted`) the role may follow the name without a comma.
    """
    if len(words) > _LONGEST_ATTRIBUTION:
        return None
    found = _ATTRIBUTION.fullmatch(words.strip())
    if not found and quoted:
        found = _NAME_THEN_ROLE.fullmatch(words.strip())
    if not found or _NO_NAME.match(found["name"]):
        return None
    role = " ".join((found["role"] or "").split()).strip(" ()–—-")
    return " ".join(found["name"].split()), role


def find_quotes(producer: str, document: SourceDocument) -> tuple[Quote, ...]:
    """The quotes of a document in reading order: quote blocks that have a speaker, and reported speech."""
    found = list(_attributed(producer, document))
    for block in document.blocks:
        if block.kind in ("paragraph", "item"):
            found.extend(_reported(producer, document, block.span))
    return tuple(sorted(found, key=lambda quote: quote.span))


def _split_inline(text: str, block: Block) -> Iterator[Block]:
    """`"…" - Dewi Marlina, quality assistant` on one line becomes a quote and its attribution."""
    spoken = (
        block.kind in ("paragraph", "quote", "item") and block.span.end - block.span.start <= _LONGEST_QUOTE
    )
    found = _INLINE.fullmatch(block.span.of(text)) if spoken else None
    if not found or not is_quoted(found["quote"]):
        yield block
        return
    who = parse_attribution(found["who"], quoted=bool(found["dash"]))
    if not who or not (found["dash"] or "\n" in found["gap"] or who[1]) or re.match(_SAY, found["who"]):
        yield block
        return
    start = block.span.start
    yield Block("quote", Span(start, start + found.end("quote")))
    yield Block("attribution", Span(start + found.start("who"), block.span.end))


def _attributes(text: str, quote: Block, block: Block, following: Block | None) -> bool:
    """Whether `block` names the speaker of `quote`."""
    if block.kind == "attribution":
        return True
    if block.kind not in ("paragraph", "heading", "item"):
        return False
    words = block.span.of(text)
    quoted = quote.kind == "quote" or is_quoted(quote.span.of(text))
    who = parse_attribution(words, quoted=quoted and words[0] in _DASHES)
    if not who or any(map(str.isalnum, text[quote.span.end : block.span.start])):
        return False
    dashed = words[0] in "–—―" or words.startswith("--") or (words[0] in "-~" and quoted)
    adjacent = text.count("\n", quote.span.end, block.span.start) < 2
    if dashed:
        ended = quoted or quote.kind == "paragraph"
        return ended and (len(who[0].split()) > 1 or bool(who[1]) or quoted)
    if block.kind == "item":  # a list of one that is a name with a role, below a quotation
        alone = following is None or following.kind != "item"
        return quoted and alone and bool(who[1]) and " " in who[0]
    if not quoted:
        return False
    # Two capitalised words after a quotation may as well be the next heading.
    heads = following is not None and following.kind in ("paragraph", "pair", "item")
    named = len(who[0].split()) > 1 or bool(who[1])
    return named and (adjacent or bool(who[1]) or not (block.kind == "heading" and heads))


def _unmarked_quotes(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """A block quotation without marks and without a speaker is prose set apart."""
    for i, block in enumerate(blocks):
        spoken = i + 1 < len(blocks) and blocks[i + 1].kind in ("attribution", "quote")
        if block.kind == "quote" and not spoken and block.span.of(text)[0] not in _OPEN:
            yield replace(block, kind="paragraph")
        elif block.kind == "attribution" and (i == 0 or blocks[i - 1].kind != "quote"):
            yield replace(block, kind="paragraph")
        else:
            yield block


def _attributed(producer: str, document: SourceDocument) -> Iterator[Quote]:
    blocks, text = document.blocks, document.text
    for i, block in enumerate(blocks):
        if block.kind != "attribution":
            continue
        first = i
        while first and blocks[first - 1].kind == "quote" and (first == i or _adjoin(text, blocks, first)):
            first -= 1
        words = block.span.of(text)
        who = parse_attribution(words, quoted=True) or (words.lstrip(f"{_DASHES} "), "")
        if first < i:
            span = Span(blocks[first].span.start, blocks[i - 1].span.end)
            yield Quote(producer, document.path, span, who[0], who[1], block.span)


def _adjoin(text: str, blocks: Sequence[Block], i: int) -> bool:
    """Whether nothing but white space lies between block `i` and the one before it."""
    return not text[blocks[i - 1].span.end : blocks[i].span.start].strip()


def _reported(producer: str, document: SourceDocument, span: Span) -> Iterator[Quote]:
    """Sentences of a paragraph that say who says them, with those in which the same person goes on."""
    speaker: Quote | None = None
    for sentence in sentence_spans(document.text, span, document.language):
        words = sentence.of(document.text)
        if len(words) > _LONGEST_REPORT:
            continue
        if quote := _by_full_name(producer, document, sentence, words):
            speaker = quote
            yield quote
        elif speaker and (found := _again(speaker.speaker).search(words)):
            attribution = Span(sentence.start + found.start("who"), sentence.start + found.end("who"))
            yield replace(speaker, span=sentence, attribution=attribution)


def _by_full_name(producer: str, document: SourceDocument, sentence: Span, words: str) -> Quote | None:
    for pattern in _REPORTED:
        found = pattern.fullmatch(words)
        name = _CONJUNCTION.sub("", " ".join(found["name"].split())) if found else ""
        if not found or " " not in name or _NO_PERSON.search(name) or name.endswith(("’s", "'s")):
            continue
        role = _ARTICLE.sub("", " ".join((found["role"] or "").split()))
        start = sentence.start + found.end("who") - len(_CONJUNCTION.sub("", found["who"]))
        attribution = Span(start, sentence.start + len(words[: found.end("who")].rstrip(", ")))
        return Quote(producer, document.path, sentence, name, role, attribution)
    return None


def _again(name: str) -> re.Pattern[str]:
    """Where a speaker named before says more, by surname or pronoun."""
    return re.compile(rf"(?:\b(?P<who>{re.escape(name.split()[-1])}|[Hh]e|[Ss]he)\s+{_SAY}\b)")

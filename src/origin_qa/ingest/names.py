"""What a producer is called: its name and every other name that its documents use for it."""

import re
from collections.abc import Iterator, Sequence

from origin_qa.attributes import fold
from origin_qa.attributes.countries import country_of, find_country
from origin_qa.ingest.pair_facts import pair_attribute
from origin_qa.types import SourceDocument

_ORGANISATION = frozenset(
    """
    co operative cooperative coop cooperativa cooperativas kooperative genossenschaft coopérative consortium
    consorcio union unión society sociedad association asociación federation federación organisation
    organization group company enterprise factory farmers farmer growers grower producers producer
    productores cafetaleros agraria agropecuaria multipurpose primary ltd limited sa srl inc plc central
    estate station washing mill
    """.split()
)
_ORGANISATION_FOLDED = frozenset(fold(word) for word in _ORGANISATION)
# Words that describe a page or a coffee; a title of nothing else names nobody.
_GENERIC = frozenset(
    """
    producer profile producers coffee coffees cafe origin origins our the about sheet partner story history
    page info information fact facts data single organic fairtrade fair trade arabica robusta aa ab peaberry
    grade highlands region ficha perfil introduction overview new notes how what who why when where
    """.split()
)
_PARTICLES = frozenset("y e de del la las los da do das dos di al and of the for und der van & i".split())
_FORMER = r"(?:formerly|previously|before|once|also|aka|a\.k\.a\.|antes|früher|ehemals|anciennement)"
_PARENTHESIS = re.compile(
    rf"(?P<outside>[^()]+?)\s*\((?:{_FORMER}\s+)?(?:known as\s+|called\s+)?(?P<inside>[^()]{{2,80}})\).*"
)
_ALTERNATIVES = re.compile(r"\s+/\s+|\s+[-–—]\s+|\s+\|\s+|;\s+")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'&\-]*"
_JOINING = r"(?:de|del|la|las|los|y|e|da|do|dos|das|di|of|and|the|for)"
_LONG = rf"{_WORD}(?:\s+(?:{_JOINING}\s+){{0,3}}{_WORD}){{1,9}}"
_LONG_THEN_SHORT = re.compile(rf"(?P<long>{_LONG})\s+\(\s*(?P<short>{_WORD}(?:\s{_WORD})?)\s*\)")
_SHORT_THEN_LONG = re.compile(
    rf"\b(?P<short>[A-ZÀ-ÖØ-Þ]{{2,}}[A-ZÀ-ÖØ-Þa-z\-]*)\s+\(\s*(?P<long>{_LONG})\s*\)"
)
_KNOWN_AS = re.compile(
    rf"\b(?:formerly|previously|also|once|then|still|better|used to be|now)\s+"
    rf"(?:known|called|named)\s+(?:as\s+)?(?P<name>{_WORD}(?:\s+{_WORD}){{0,5}})"
)
_HEAD_PARAGRAPHS = 3
_HEAD_PAIRS = 3
_PLACE_WORDS = 2
_TITLE_PARTS = 2


def name_values(document: SourceDocument) -> Iterator[str]:
    """The values of the pairs that name the producer."""
    for block in document.blocks:
        if block.value and pair_attribute(document, block) == "name":
            yield " ".join(block.value.of(document.text).split())


def _values_near(producer: str, document: SourceDocument) -> Iterator[str]:
    """Values of the first pairs that share a word with the producer's id, whatever their label: `Society: HOAC (…)`."""
    pairs = [block for block in document.blocks if block.label and block.value][:_HEAD_PAIRS]
    for block in pairs:
        value = " ".join(block.value.of(document.text).split()) if block.value else ""
        first = split_names(value)[0] if split_names(value) else ""
        if is_name(first) and _near(first, producer):
            yield value


def split_names(value: str) -> tuple[str, ...]:
    """The names that one value gives, the first the one to show.

    `Norandino (formerly CEPICAFE)` gives both, and so does `CECANOR - Central de Servicios …`.
    """
    names: list[str] = []
    for part in _ALTERNATIVES.split(value.strip()):
        found = _PARENTHESIS.fullmatch(part)
        names.extend((found["outside"], found["inside"]) if found else (part,))
    return tuple(name for name in (name.strip(" ,.–—-“”\"'") for name in names) if name)


def choose_name(producer: str, documents: Sequence[SourceDocument]) -> str:
    """The name to show: from the sheets, else from the titles, else the producer's id in words.

    Of several the one nearest to the id is taken, and of those the shortest.
    """
    sheets = [
        _without_place(split_names(value)[0], producer)
        for document in documents
        for value in name_values(document)
        if split_names(value)
    ]
    titles = [head for document in documents for head in title_heads(document.title)]
    for candidates in (sheets, titles):
        likely = [
            name for name in candidates if is_name(name) and (candidates is sheets or _near(name, producer))
        ]
        if likely:
            return max(likely, key=lambda name: (_shared(name, producer), -len(name)))
    named = [name for name in titles if is_name(name)]
    return named[0] if named and len(documents) == 1 else producer.replace("-", " ").title()


def find_aliases(producer: str, name: str, documents: Sequence[SourceDocument]) -> tuple[str, ...]:
    """Other names: from sheets, titles, the first paragraphs and the id, without the organisation's words."""
    sure = [name]
    for document in documents:
        for value in (*name_values(document), *_values_near(producer, document)):
            sure.extend(split_names(value))
    words = {word for known in (*sure, producer.replace("-", " ")) for word in significant(known)}
    for document in documents:
        for head in title_heads(document.title):
            if is_name(head) and (set(significant(head)) & words or _is_place(head, document)):
                sure.append(head)
        for short, long in _expansions(document):
            if (
                set(significant(short)) & words
                or set(significant(long)) & words
                or initials(long) == fold(short)
            ):
                sure.extend((short, long))
    sure.extend(_former_names(name, sure, documents))
    if significant(producer.replace("-", " ")):
        sure.append(producer.replace("-", " "))
    sure.extend(bare for known in tuple(sure) if (bare := without_organisation(known)))
    return _distinct(sure, name)


def title_heads(title: str) -> tuple[str, ...]:
    """The parts of a title that may be a name: around colons and dashes, before commas and shop names."""
    parts = re.split(r"\s*[|·•]\s*|\s+[-–—]\s+|:\s+", title)
    return tuple(dict.fromkeys(part.split(",")[0].strip() for part in parts if part.strip()))


def _is_place(head: str, document: SourceDocument) -> bool:
    """Whether a part of a title may be the place or the lot that its coffee is called by: `Caranavi: notes`.

    A menu that was taken for a title has more parts, and words that the document also writes small.
    """
    telling = [token for token in head.split() if fold(token) not in _GENERIC]
    return (
        0 < len(telling) <= _PLACE_WORDS
        and len(title_heads(document.title)) <= _TITLE_PARTS
        and all(token[0].isupper() and not token.isupper() for token in telling)
        and not any(re.search(rf"\b{re.escape(token.lower())}\b", document.text) for token in telling)
    )


def is_name(words: str) -> bool:
    """Whether words may name an organisation: capitalised, and not only generic words or a country."""
    tokens = words.split()
    if not tokens or len(tokens) > 12 or country_of(words) or words[-1] in ".?!":
        return False
    ordinary = [part for token in tokens if token[0].islower() for part in token.split("-")]
    if not _PARTICLES | _ORGANISATION >= set(ordinary):
        return False
    return bool(significant(words))


def significant(words: str) -> list[str]:
    """The folded words of a name that tell it from others."""
    skipped = _GENERIC | _ORGANISATION_FOLDED | _PARTICLES
    return [word for word in fold(words).split() if word not in skipped and not country_of(word)]


def initials(words: str) -> str:
    """The folded initials of a name, particles left out: `ocfcu` for a union of that many words."""
    return "".join(word[0] for word in fold(words).split() if word not in _PARTICLES)


def without_organisation(name: str) -> str:
    """A name without the words for its legal form, or "" if nothing telling is left."""
    tokens = name.split()
    while tokens and _is_form(tokens[-1]):
        tokens.pop()
    while tokens and (
        _is_form(tokens[0]) or (tokens[0].lower() in _PARTICLES and len(tokens) < len(name.split()))
    ):
        tokens.pop(0)
    bare = " ".join(tokens)
    return bare if bare and bare != name and significant(bare) and not find_country(bare) == bare else ""


def _is_form(token: str) -> bool:
    return all(word in _ORGANISATION_FOLDED for word in fold(token).split()) and bool(fold(token))


def _expansions(document: SourceDocument) -> Iterator[tuple[str, str]]:
    """Pairs of a short and a long name that the first paragraphs put together."""
    paragraphs = [block for block in document.blocks if block.kind in ("paragraph", "item")][
        :_HEAD_PARAGRAPHS
    ]
    for block in paragraphs:
        words = " ".join(block.span.of(document.text).split())
        for pattern in (_LONG_THEN_SHORT, _SHORT_THEN_LONG):
            for found in pattern.finditer(words[:2_000]):
                long = re.sub(r"^(?:The|La|El|Die|Der|Le)\s+", "", found["long"])
                yield found["short"], long


def _former_names(name: str, sure: Sequence[str], documents: Sequence[SourceDocument]) -> Iterator[str]:
    """`X …, who used to be known as Y`, in a sentence that names the producer."""
    for document in documents:
        for block in document.blocks:
            if block.kind == "paragraph" and (
                found := _KNOWN_AS.search(block.span.of(document.text)[:2_000])
            ):
                before = fold(block.span.of(document.text)[: found.start()])
                if any(fold(known) in before for known in (name, *sure)):
                    yield found["name"]


def _without_place(name: str, producer: str) -> str:
    """`Miravalle, Caranavi` without its place, where what is before it names the producer."""
    head = name.split(",")[0]
    return head if is_name(head) and _near(head, producer) else name


def _near(name: str, producer: str) -> bool:
    return _shared(name, producer) > 0


def _shared(name: str, producer: str) -> int:
    return len(set(significant(name)) & set(significant(producer.replace("-", " "))))


def _distinct(names: Sequence[str], shown: str) -> tuple[str, ...]:
    """Each name once by its folded form, the shown one and nameless ones left out."""
    found = {fold(shown): ""}
    for name in names:
        key = fold(name)
        if (
            key
            and key not in found
            and (significant(name) or len(key.split()) > 1)
            and not country_of(name)
            and len(name) <= 100
        ):
            found[key] = name
    return tuple(name for name in found.values() if name)

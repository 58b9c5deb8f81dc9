"""Edits that take a question's answer away while nearly all of its words stay.

Swapping an entity, figure or content word for another of the same kind from the same article, or turning
a word into its opposite, follows how people wrote the unanswerable questions of SQuAD 2.0
(Rajpurkar, Jia and Liang, 2018, "Know What You Don't Know"). So that clumsy wording alone betrays
nothing, the same swaps are also made in question and passage together, which keeps the answer.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from reader.squad import Window

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<![\w'])[A-Z][\w'’-]+(?: (?:of |the |de |and )?[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_WORD = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")
_ENDINGS = ("tion", "ment", "ness", "ing", "ed", "ly", "ies", "es", "s", "al", "er", "ic", "ive", "ity")
_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|would|should|will)\b")
_STOP = frozenset(
    "what when where which whom whose that this these those with from into onto over under about does have "
    "been being were they them their there here than then also such some many much more most other name "
    "after before between during according would could should will shall might must upon because while "
    "known called used named type kind".split()
)
_OPPOSITES = (
    "first last|before after|largest smallest|biggest smallest|larger smaller|highest lowest|higher lower|"
    "most least|more less|more fewer|oldest youngest|older younger|earliest latest|earlier later|"
    "longest shortest|longer shorter|best worst|better worse|north south|northern southern|east west|"
    "eastern western|increase decrease|increased decreased|increasing decreasing|rise fall|rose fell|"
    "gain lose|gained lost|win lose|won lost|begin end|began ended|start stop|started stopped|"
    "open close|opened closed|accept reject|accepted rejected|support oppose|supported opposed|"
    "allow forbid|allowed prohibited|include exclude|included excluded|with without|inside outside|"
    "internal external|major minor|majority minority|maximum minimum|male female|men women|man woman|"
    "public private|rich poor|strong weak|stronger weaker|strongest weakest|hot cold|old new|ancient modern|"
    "early late|long short|always never|all none|same different|positive negative|common rare|"
    "success failure|successful unsuccessful|legal illegal|natural artificial|direct indirect|"
    "buy sell|bought sold|import export|imported exported|arrive leave|arrived left|join leave|joined left|"
    "create destroy|created destroyed|build demolish|built demolished|love hate|attack defend|"
    "attacked defended|above below|above under|left right|upper lower|true false|agree disagree|"
    "agreed refused|enter leave|entered left|wet dry|fast slow|faster slower|easy difficult|"
    "urban rural|domestic foreign|dead alive|death birth|died born|married divorced|permanent temporary|"
    "northward southward|eastward westward|upward downward|forward backward|over under|"
    "northeast southwest|northwest southeast|northernmost southernmost|eastern northern|western southern|"
    "big small|large small|great little|high low|deep shallow|wide narrow|thick thin|heavy light|near far|"
    "nearest farthest|closest furthest|several no|past future|former current|former latter|"
    "originally currently|initially finally|previously later|until since|still formerly|now originally|"
    "became ceased|remain leave|remained left|keep lose|kept lost|grow shrink|grew shrank|expand contract|"
    "expanded contracted|extend shorten|extended shortened|raise lower|raised lowered|add remove|"
    "added removed|give take|gave took|send receive|sent received|pay owe|teach learn|taught learned|"
    "praise criticise|praised criticized|help hinder|helped hindered|improve worsen|improved worsened|"
    "encourage discourage|encouraged discouraged|protect endanger|connect separate|connected separated|"
    "unite divide|united divided|defeat lose|defeated rescued|appoint dismiss|appointed dismissed|"
    "elected dismissed|hire fire|hired fired|discover overlook|discovered overlooked|named renamed|"
    "written burned|published withdrawn|released withheld|launched cancelled|founded dissolved|"
    "established abolished|introduced abolished|cause prevent|caused prevented|causes prevents|"
    "require forbid|requires forbids|produce consume|produced consumed|produces consumes|solid liquid|"
    "absorb emit|absorbed emitted|complex simple|general specific|primary secondary|main minor|whole partial|"
    "full empty|formal informal|active passive|temporary lasting|local global|national international|"
    "civil military|religious secular|Catholic Protestant|young old|father mother|son daughter|king queen|"
    "brother sister|husband wife|he she|his her|teacher student|winner loser|friend enemy|ally rival|"
    "supporters opponents|summer winter|spring autumn|day night|morning evening|land sea|water fire|"
    "advantage disadvantage|advantages disadvantages|benefit harm|profit loss|strength weakness|entrance exit|"
    "beginning end|start finish|question answer|supply demand|decline growth|war peace|victory defeat"
)
_PREFIXED = {
    "un": "able acceptable aware certain common conscious constitutional equal expected fair familiar finished "
    "fortunate happy healthy important intended known likely limited married natural necessary official paid "
    "planned popular published resolved restricted safe skilled stable successful suitable usual wanted",
    "non-": "fiction European Christian Muslim native government human radical religious violent profit white "
    "standard traditional technical commercial military academic scientific political",
}
_PREFIX = {word: prefix for prefix, words in _PREFIXED.items() for word in words.split()}
_PREFIXABLE = re.compile(r"(?<![\w-])(?:" + "|".join(_PREFIX) + r")\b")


def _both_ways(pairs: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for pair in pairs.split("|"):
        one, other = pair.split()
        table[one].append(other)
        table[other].append(one)
    return {word: tuple(others) for word, others in table.items()}


_OPPOSITE = _both_ways(_OPPOSITES)
_OPPOSITE_WORD = re.compile(r"\b(?:" + "|".join(_OPPOSITE) + r")\b")


@dataclass(frozen=True, slots=True)
class Term:
    """A name, figure or content word as it stands at a place; only terms of one kind are exchanged."""

    kind: str
    text: str
    start: int


def terms(text: str) -> list[Term]:
    """The exchangeable terms of a text."""
    found = [Term("name", match.group(), match.start()) for match in _NAME.finditer(text)]
    for match in _NUMBER.finditer(text):
        kind = "year" if _YEAR.fullmatch(match.group()) else "number"
        found.append(Term(kind, match.group(), match.start()))
    for match in _WORD.finditer(text):
        if match.group() not in _STOP:
            ending = next((one for one in _ENDINGS if match.group().endswith(one)), "")
            found.append(Term("word-" + ending, match.group(), match.start()))
    return found


def swap_term(question: str, answer: str, pools: list[list[Term]], random: Random) -> str | None:
    """The question with one term exchanged for another of its kind from a random pool; None if none fits."""
    mine = [term for term in terms(question) if term.text.lower() not in answer.lower()]
    sharp = [term for term in mine if not term.kind.startswith("word")]
    candidates = sharp if sharp and random.random() < 0.6 else mine
    if not candidates:
        return None
    old = random.choice(candidates)
    new = _substitute(old, question, random.choice(pools), random)
    if new is None or new.lower() in answer.lower() or answer.lower() in new.lower():
        return None
    return question[: old.start] + new + question[old.start + len(old.text) :]


def swap_in_both(
    question: str, window: Window, pool: list[Term], random: Random
) -> tuple[str, Window] | None:
    """Question and window with one shared term exchanged in both; the answer stays, at its new place."""
    if window.answer is None:
        return None
    answer = window.text[slice(*window.answer)]
    shared = [term for term in terms(question) if _whole(term.text).search(window.text)]
    shared = [term for term in shared if term.text.lower() not in answer.lower()]
    if not shared:
        return None
    old = random.choice(shared)
    new = _substitute(old, question + " " + window.text, pool, random)
    if new is None:
        return None
    before, after = window.text[: window.answer[0]], window.text[window.answer[1] :]
    before = _whole(old.text).sub(lambda _: new, before)
    text = before + answer + _whole(old.text).sub(lambda _: new, after)
    asked = _whole(old.text).sub(lambda _: new, question)
    return asked, Window(text, (len(before), len(before) + len(answer)))


def reverse(question: str, random: Random) -> str | None:
    """The question with a word turned into its opposite or its verb negated; None if it has neither.

    A prefix is the third way: "official" becomes "unofficial".
    """
    opposites = list(_OPPOSITE_WORD.finditer(question))
    verbs = list(_AUXILIARY.finditer(question))
    plain = list(_PREFIXABLE.finditer(question))
    if plain and random.random() < 0.6:
        match = random.choice(plain)
        return question[: match.start()] + _PREFIX[match.group()] + question[match.start() :]
    if opposites and (not verbs or random.random() < 0.75):
        match = random.choice(opposites)
        return question[: match.start()] + random.choice(_OPPOSITE[match.group()]) + question[match.end() :]
    if verbs and not re.search(r"\b(?:not|never|no)\b|n't", question):
        match = verbs[-1]
        word = match.group()
        short = {"can": "can't", "will": "won't"}.get(word, word + "n't")
        new = short if random.random() < 0.4 else f"{word} {random.choice(('not', 'never', 'no longer'))}"
        return question[: match.start()] + new + question[match.end() :]
    return None


def _substitute(old: Term, avoid: str, pool: list[Term], random: Random) -> str | None:
    if old.kind == "year" and random.random() < 0.4:
        # A year that no text of the article needs to hold: a little earlier or later, as people invent them.
        return str(int(old.text) + random.choice((-10, -5, -3, -2, -1, 1, 2, 3, 5, 10)))
    taken = avoid.lower()
    fits = [term.text for term in pool if term.kind == old.kind and term.text.lower() not in taken]
    return random.choice(fits) if fits else None


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")

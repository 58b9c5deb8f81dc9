"""What a producer's documents say of one attribute: current values, disagreements and history."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from origin_qa.answer.nouns import noun_in_english
from origin_qa.answer.terms import stem
from origin_qa.attributes import agree, attributes, find_label, fold
from origin_qa.attributes.durations import parse_duration
from origin_qa.types import Fact, Profile

INSTEAD = {
    "women": "women_share",
    "women_share": "women",
    "area": "farm_size",
    "fairtrade_since": "certifications",
    "region": "office",
}
"""Where a value is not stated, the nearest thing that tells the customer as much."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that agree; the first one speaks for them."""

    facts: tuple[Fact, ...]

    @property
    def lead(self) -> Fact:
        """The fact to quote: the fact sheet's before prose."""
        return self.facts[0]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is stated of one attribute of one producer.

    `current` holds one group for each value that stands today; `conflict` tells whether they are
    rival values of one thing. `history` are older or superseded values.
    """

    producer: str
    attribute: str
    current: tuple[FactGroup, ...]
    history: tuple[Fact, ...]
    conflict: bool


def find_facts(profile: Profile, attribute: str, asked: Sequence[str] = ()) -> Findings:
    """Current values, disagreements and history of an attribute of a producer.

    Where counts of unlike nouns are of unlike things, the folded words `asked` choose among them.
    """
    facts = [fact for fact in profile.facts if fact.attribute == attribute]
    entry = attributes().get(attribute)
    if entry is None or not entry.distinct:
        return _findings(profile.id, attribute, facts)
    things: dict[frozenset[str], list[Fact]] = {}
    for fact in facts:
        things.setdefault(_thing(fact.noun), []).append(fact)
    named = [thing for thing in things if thing & _thing(" ".join(asked))]
    best = max((len(thing & _thing(" ".join(asked))) for thing in named), default=0)
    chosen = [thing for thing in named if len(thing & _thing(" ".join(asked))) == best] or list(things)
    parts = [_findings(profile.id, attribute, things[thing]) for thing in chosen]
    return Findings(
        profile.id,
        attribute,
        tuple(group for part in parts for group in part.current),
        tuple(fact for part in parts for fact in part.history),
        any(part.conflict for part in parts),
    )


def _thing(noun: str) -> frozenset[str]:
    """The beginnings of a noun's telling words: co-ops, member co-operatives and primary coops are one thing."""
    folded = re.sub(
        r"\bco ?op(?:erative)?s?\b|\bcooperativas?\b|\w*kooperativen?\b|\w*genossenschaften?\b",
        "cooperatives",
        fold(noun_in_english(noun)),
    )
    words = set(folded.split()) - {"member", "primary", "base", "affiliated", "elected", "number", "of"}
    # Without doubled letters `comunidades` begins as `communities` does, `asociaciones` as `associations`.
    return frozenset(re.sub(r"(.)\1", r"\1", word)[:6] for word in words)


def _findings(producer: str, attribute: str, facts: Sequence[Fact]) -> Findings:
    standing = [fact for fact in facts if not fact.past]
    if not standing:  # the latest dated figure is all that is known
        latest = max((fact.as_of for fact in facts if fact.as_of), default=None)
        standing = [fact for fact in facts if latest and fact.as_of == latest]
    history = [fact for fact in facts if fact not in standing]
    superseded = _superseded(standing)
    history += superseded
    groups = _grouped(attribute, [fact for fact in standing if fact not in superseded])
    ordered = tuple(sorted(history, key=lambda fact: fact.as_of or 0))
    return Findings(producer, attribute, groups, ordered, len(groups) > 1)


def _superseded(facts: Sequence[Fact]) -> list[Fact]:
    """Dated facts that a later dated or an undated one replaces; the latest stands."""
    dated = [fact for fact in facts if fact.as_of is not None]
    if not dated:
        return []
    latest = max(fact.as_of or 0 for fact in dated)
    undated = len(dated) < len(facts)
    return [fact for fact in dated if undated or fact.as_of != latest]


def _kind(attribute: str, facts: Sequence[Fact]) -> str:
    entry = attributes().get(attribute)
    if entry:
        return entry.kind
    return "number" if all(fact.value.low is not None for fact in facts) else "text"


def _grouped(attribute: str, facts: Sequence[Fact]) -> tuple[FactGroup, ...]:
    """Facts that agree, together; sheets lead, since they are meant to be looked up."""
    kind = _kind(attribute, facts)
    ordered = sorted(facts, key=lambda fact: fact.origin != "sheet")
    groups: list[list[Fact]] = []
    for fact in ordered:
        for group in groups:
            # One sentence doesn't contradict itself: it tells two parts of one value.
            if fact.span == group[0].span or _agree(attribute, kind, fact, group[0]):
                group.append(fact)
                break
        else:
            groups.append([fact])
    return tuple(FactGroup(tuple(group)) for group in groups)


def _agree(attribute: str, kind: str, one: Fact, other: Fact) -> bool:
    if kind == "list":
        return True
    if kind == "text" and attribute not in COMPARED_TEXTS:
        # However they are worded: of two lengths of time only those that overlap can both be right.
        length, rival = parse_duration(one.raw), parse_duration(other.raw)
        return not length or not rival or (length[0] <= rival[1] and rival[0] <= length[1])
    a_whole, b_whole = one.origin == "sheet", other.origin == "sheet"
    return agree(kind, one.value, other.value, a_whole=a_whole, b_whole=b_whole)


COMPARED_TEXTS = frozenset({"roast", "port", "chair", "manager", "process"})
"""Texts that have one right value; other texts (regions, notes) may be worded in many ways."""


def find_open_facts(profile: Profile, tokens: Sequence[str], content: Sequence[str]) -> list[Fact]:
    """Facts under labels that the vocabulary doesn't list, whose label is made of words of the question.

    `tokens` are the folded words of the question, of which `content` are those that say what is asked; of the label at
    least one must be among those.
    """
    asked, telling = {stem(word) for word in tokens}, {stem(word) for word in content}
    return [
        fact for fact in profile.facts if (label := own_label(fact)) and label <= asked and label & telling
    ]


def own_label(fact: Fact) -> frozenset[str]:
    """The stems of a sheet's label that the vocabulary doesn't list, or not for such a value; none of other facts."""
    if fact.origin != "sheet" or (find_label(fact.label) is not None and fact.attribute in attributes()):
        return frozenset()
    return frozenset(stem(word) for word in fold(fact.label).split() if len(word) > 2) - _LIGHT


_LIGHT = frozenset("the our are and for with here from per its".split())
"""Words of a label that a question for it need not have: `We buy here since`."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of a producer's fact table."""

    attribute: str
    title: str
    fact: Fact
    status: str
    """"" | "conflict" | "history"."""


def fact_table(profile: Profile) -> tuple[FactRow, ...]:
    """Every fact of a producer in the order of the vocabulary, disagreements and history marked."""
    order = {key: position for position, key in enumerate(attributes())}
    keys = sorted(
        {fact.attribute for fact in profile.facts}, key=lambda key: (order.get(key, len(order)), key)
    )
    rows: list[FactRow] = []
    for key in keys:
        findings = find_facts(profile, key)
        for group in findings.current:
            status = "conflict" if findings.conflict else ""
            rows += [FactRow(key, _title(fact), fact, status) for fact in group.facts]
        rows += [FactRow(key, _title(fact), fact, "history") for fact in findings.history]
    return tuple(rows)


def _title(fact: Fact) -> str:
    entry = attributes().get(fact.attribute)
    return entry.title if entry else fact.label

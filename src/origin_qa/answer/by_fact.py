"""Answers from typed facts: one value, several that disagree, or an older one that was asked for."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from origin_qa.answer.answer_types import holds_type
from origin_qa.answer.asked import left_over
from origin_qa.answer.compose import conflict_sentences, fact_sentence
from origin_qa.answer.confidence import confidence, is_admissible, support_of
from origin_qa.answer.facts import INSTEAD, FactGroup, Findings, find_facts, find_open_facts, own_label
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.saying import one_line
from origin_qa.answer.seals import seals_asked
from origin_qa.answer.terms import ASKING, stem, stems
from origin_qa.answer.wanted import Wanted, asks_for_explanation
from origin_qa.answer.words import FUNCTION_WORDS, TOPIC_WORDS
from origin_qa.attributes import CueMatch, as_stated, attributes, fold
from origin_qa.attributes.countries import country_words
from origin_qa.attributes.values import grammar
from origin_qa.types import AnswerSentence, Fact, Profile

_PAST_ASKED = re.compile(
    r"\b(?:first|original\w*|at the start|at first|initial\w*|in the beginning|back then|used to)\b"
)
_ANOTHER_SUBJECT = 2
"""Words of the corpus in a question that neither the attribute nor its facts explain: it has another subject."""
_WEIGHED, _ALMOST_SURE = 4, 0.75
"""Sentences that are weighed against facts, and the confidence from which one is preferred."""
_POSSIBLE = 0.1
"""Confidence from which a sentence that speaks of more than the facts is left to answer."""
_UNEXPLAINED, _UNEXPLAINED_BESIDE = 2, 1
"""Words that a question may have besides those of a page's own label, and where it also resembles one for an
attribute."""


_FIGURES = ("count", "number", "height", "mass", "area", "length")
_KINDS_WANTED: Mapping[Wanted, Sequence[str]] = {
    "person": ("text",),
    "place": ("text", "list"),
    "time": ("year", "months"),
    "share": ("percent",),
    "number": (*_FIGURES, "percent"),
    "reason": (),
}
"""The kinds of attribute that can be what a question wants; where none is named, any can."""


def asked_attribute(inquiry: Inquiry) -> CueMatch | None:
    """The attribute that the question asks for, None for another thing."""
    question = inquiry.question
    # `por qué puerto` asks for a port; only English tells why and which apart by the word alone.
    why = question.wanted == "reason" and (question.language == "en" or not question.cues)
    if question.wanted == "quote" or why:
        return None
    cue = question.cues[0] if question.cues else None
    if cue and cue.attribute == "country" and _names_country(inquiry):
        return CueMatch("region", cue.strength, cue.words)  # `which part of Peru is it from?`
    return cue


def _names_country(inquiry: Inquiry) -> bool:
    """Whether the question itself names the country of the producers that it is about."""
    text = f" {' '.join(inquiry.question.tokens)} "
    return all(
        any(f" {name} " in text for name in country_words(profile.country)) for profile in inquiry.profiles
    )


def answer_by_fact(inquiry: Inquiry, cue: CueMatch) -> Draft | None:
    """The answer that facts give, None where they give none or a sentence speaks more exactly."""
    profile = inquiry.profiles[0]
    question = inquiry.question
    findings = find_facts(profile, cue.attribute, question.tokens)
    kind = attributes()[cue.attribute].kind
    if question.year and kind != "year":
        return _of_year(inquiry, profile, findings)
    if _PAST_ASKED.search(question.masked) and kind != "year" and not attributes()[cue.attribute].timeless:
        inquiry.note("facts", "left to the passages: the question asks about the past")
        return None
    if seals := seals_asked(inquiry, cue):
        inquiry.names |= seals
        return _of_seal(inquiry, profile, seals)
    instead = INSTEAD.get(cue.attribute)
    if not findings.current and instead and question.wanted != "time":
        findings = find_facts(profile, instead)
    findings = findings if findings.current else find_facts(profile, as_stated(cue.attribute))
    if not findings.current:
        return None
    if question.wanted == "person" and kind not in _KINDS_WANTED["person"]:
        return None
    if kind in ("text", "list") and asks_for_explanation(question.masked):
        return None
    if cue.attribute == "country" and has_another_subject(inquiry, cue):
        return None  # `which country buys the honey`
    if question.wanted == "duration" and kind in ("text", "list") and not _lasting(findings):
        return None
    if _names_missing(inquiry, findings) or _outspoken(inquiry, cue, findings):
        return None
    return answer_with(inquiry, profile, findings)


def answer_with(inquiry: Inquiry, profile: Profile, findings: Findings) -> Draft:
    """The findings in words: the value, or every value where sources disagree."""
    inquiry.note("facts", f"{findings.attribute}: {len(findings.current)} value(s) of {profile.id}")
    if findings.conflict:
        return Draft(
            "conflict",
            conflict_sentences(inquiry.index, profile, findings, inquiry.citer, inquiry.question.language),
        )
    groups = [_telling(group, inquiry.question.tokens) for group in findings.current]
    return Draft("answered", tuple(_group_sentence(inquiry, profile, group) for group in groups))


def _telling(group: FactGroup, asked: Sequence[str]) -> FactGroup:
    """The group led by the fact that tells most: what letters stand for, or what is called as the question calls it.

    `Which district` is told by the one of two places whose label is `District`.
    """
    known = set(asked)
    entry = attributes().get(group.lead.attribute)
    if entry is None or entry.kind != "text":
        return group

    def telling(fact: Fact) -> tuple[bool, bool]:
        spelt_out = entry.id == "name" and not set(fold(fact.raw).split()) <= known
        return not known & set(fold(fact.label).split()), not spelt_out

    return FactGroup(tuple(sorted(group.facts, key=telling)))


def _group_sentence(inquiry: Inquiry, profile: Profile, group: FactGroup) -> AnswerSentence:
    """A lead sentence; what prose tells in several parts is left in the words of its sentence."""
    entry = attributes().get(group.lead.attribute)
    in_parts = any(fact.span == group.lead.span and fact.value != group.lead.value for fact in group.facts)
    if entry and group.lead.origin == "prose" and (entry.kind == "list" or in_parts):
        return _as_written(inquiry, profile, group.lead)
    return fact_sentence(profile, group, inquiry.citer, inquiry.question.language)


def _of_year(inquiry: Inquiry, profile: Profile, findings: Findings) -> Draft | None:
    """The values that are dated with the year of the question, as their sources put them."""
    facts = [*findings.history, *(fact for group in findings.current for fact in group.facts)]
    dated = [fact for fact in facts if fact.as_of == inquiry.question.year]
    if not dated:
        return None
    inquiry.note("facts", f"{findings.attribute} dated {inquiry.question.year}")
    return Draft("answered", (_as_written(inquiry, profile, dated[0]),))


def _as_written(inquiry: Inquiry, profile: Profile, fact: Fact) -> AnswerSentence:
    if fact.origin == "sheet":
        return fact_sentence(profile, FactGroup((fact,)), inquiry.citer, inquiry.question.language)
    text = inquiry.index.documents[fact.document].text
    number = inquiry.citer.cite(fact.document, fact.span, fact.value_span)
    return AnswerSentence(one_line(fact.span.of(text)), (number,))


def _of_seal(inquiry: Inquiry, profile: Profile, seals: frozenset[str]) -> Draft | None:
    """A fact that holds the very seal; silence is left to the passages and never means no."""
    asked = {stem(word) for word in seals}
    for fact in profile.facts:
        if fact.past or not asked & (stems(fact.raw) | stems(fact.label)):
            continue
        if fact.attribute in ("certifications", "fairtrade_since", "organic_since", "species"):
            inquiry.note("facts", f"{fact.attribute} holds {', '.join(sorted(asked))}")
            return Draft(
                "answered",
                (fact_sentence(profile, FactGroup((fact,)), inquiry.citer, inquiry.question.language),),
            )
    return None


def _names_missing(inquiry: Inquiry, findings: Findings) -> bool:
    """Whether the question names something that neither the facts' places nor the producer's page heads hold."""
    if not inquiry.names:
        return False
    profile = inquiry.profiles[0]
    held = stems(" ".join((*profile.aliases, profile.country, profile.name)))
    for fact in profile.facts:
        if fact.attribute in ("region", "country", "name", "society", "office"):
            held |= stems(fact.raw)
    for group in findings.current:
        for fact in group.facts:
            held |= stems(fact.span.of(inquiry.index.documents[fact.document].text))
    return not {stem(name) for name in inquiry.names} <= held


def has_another_subject(inquiry: Inquiry, cue: CueMatch) -> bool:
    """Whether the question holds words of the corpus that its attribute doesn't explain."""
    return any(inquiry.terms.occurs(stem(word)) for word in left_over(inquiry.question.content, cue))


def _lasting(findings: Findings) -> bool:
    """Whether one of the values tells how long something takes."""
    return any(holds_type(fact.raw, "duration") for group in findings.current for fact in group.facts)


def _outspoken(inquiry: Inquiry, cue: CueMatch, findings: Findings) -> bool:
    """Whether some sentence holds a value and words of the question that the facts leave unexplained."""
    if inquiry.question.language != "en":
        return False  # words of another language than the pages' can't be found in them
    extra = {stem(word) for word in left_over(inquiry.question.content, cue)}
    places = {
        stem(word)
        for profile in inquiry.profiles
        for name in country_words(profile.country)
        for word in name.split()
    }
    unexplained = extra - places
    extra = {word for word in unexplained if inquiry.terms.occurs(word)}
    if len(unexplained) >= _ANOTHER_SUBJECT and _said_elsewhere(inquiry, findings):
        return True
    if not extra:
        return False
    cited = frozenset[str]()
    for group in findings.current:
        for fact in group.facts:
            cited |= stems(fact.span.of(inquiry.index.documents[fact.document].text))
    missing = extra - cited
    if len(missing) >= _ANOTHER_SUBJECT:
        inquiry.note("facts", f"left to the passages: it asks about {', '.join(sorted(missing))}")
        return True
    kind = attributes()[cue.attribute].kind
    value = grammar().get({"year": "Y", "percent": "P", "height": "L", "months": "M"}.get(kind, "N"), "")
    for rival in inquiry.candidates[:8]:
        text = rival.span.of(inquiry.index.documents[rival.passage.document].text)
        held = missing & stems(text)
        weight = sum(inquiry.terms.weight(word) for word in held)
        counts_it = held == missing and bool(_nouns_of(cue.attribute) & stems(text))
        telling = len(held) >= 2 or weight >= 0.75 or counts_it
        likely = held and telling and confidence(support_of(inquiry, rival)) >= _POSSIBLE
        if likely and (kind in ("text", "list") or re.search(value, text)):
            inquiry.note(
                "facts", f"left to the passages: a sentence also speaks of {', '.join(sorted(held))}"
            )
            return True
    return False


def _said_elsewhere(inquiry: Inquiry, findings: Findings) -> bool:
    """Whether a sentence that holds none of the facts almost surely answers, as for `how many couples own land`."""
    stated = {fact.span for group in findings.current for fact in group.facts}
    for evidence in inquiry.candidates[:_WEIGHED]:
        if evidence.span in stated or evidence.passage.kind == "facts" or not evidence.typed:
            continue
        sure = confidence(support_of(inquiry, evidence)) if is_admissible(inquiry, evidence) else 0.0
        if sure >= _ALMOST_SURE:
            inquiry.note("facts", f"left to the passages: a sentence answers with confidence {sure:.2f}")
            return True
    return False


@cache
def _nouns_of(attribute: str) -> frozenset[str]:
    """The stems of what an attribute counts."""
    return stems(" ".join(attributes()[attribute].nouns))


def answer_by_open_fact(inquiry: Inquiry, cue: CueMatch | None) -> Draft | None:
    """A fact under a label of the page's own, when the question uses the label's words.

    Against the attribute of a `cue` it stands only if it has words that the cue hasn't, and nothing else is asked; what
    only resembles a question for the attribute gives way. A bare value gives no reasons and is nobody's words.
    """
    profile, question = inquiry.profiles[0], inquiry.question
    if question.wanted in ("reason", "quote"):
        return None
    facts = [
        fact
        for fact in find_open_facts(profile, question.tokens, question.content)
        if not set(fold(fact.label).split()) <= TOPIC_WORDS | FUNCTION_WORDS
    ]
    if cue and cue.words:
        counted = attributes()[cue.attribute].kind == "count"
        stated = bool(find_facts(profile, cue.attribute).current)
        facts = [
            fact
            for fact in facts
            if not (stated and set(fold(fact.label).split()) <= cue.words)
            and (fact.value.low is not None if counted else stems(fact.label) & {stem(w) for w in cue.words})
        ]
    own = {fold(name) for name in profile.aliases}
    facts = [fact for fact in facts if holds_type(fact.raw, question.wanted) and fold(fact.raw) not in own]
    explained = {part for fact in facts for part in own_label(fact)}
    explained |= ASKING | ({stem(word) for word in cue.words} if cue else set())
    unexplained = [word for word in question.content if stem(word) not in explained]
    most = _UNEXPLAINED if cue is None else _UNEXPLAINED_BESIDE if not cue.strength else 0
    if not facts or len(unexplained) > most:
        return None
    findings = find_facts(profile, facts[0].attribute)
    inquiry.note("facts", f"the page’s own label “{facts[0].label}”")
    return answer_with(inquiry, profile, findings)

"""Answers from passages: one to three verbatim sentences, or none where support is too thin."""

import re
from collections.abc import Sequence

from origin_qa.answer.by_fact import answer_with
from origin_qa.answer.compose import verbatim_sentence
from origin_qa.answer.confidence import confidence, is_admissible, lacks_value, support_of
from origin_qa.answer.evidence import Evidence
from origin_qa.answer.facts import find_facts
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.question import Question
from origin_qa.answer.saying import one_line
from origin_qa.answer.terms import stem, stems
from origin_qa.answer.wanted import is_speaking
from origin_qa.answer.words import STARTS_DANGLING
from origin_qa.attributes import fold
from origin_qa.types import AnswerSentence, Fact, Passage, Profile, Quote, Span

_SENTENCES = 3
_LISTED = 6
"""Items that are shown of a list which the answer's sentence announces."""
_WEIGHED = 6
"""Candidates whose confidence is weighed."""
_BARS = (0.15, 0.3, 0.5)
"""Confidence from which a sentence is shown; the second where nobody is named, so that the question may be about
anything, or where an attribute is asked for that no fact states, the third where both is so or more."""
_RARE = 2
"""Steps by which a rare word raises the bar: no sentence can hold it, and what it tells may be what matters."""
_BROAD = frozenset({"any", "manner", "reason", "person"})
"""What is wanted by questions that one sentence may leave half answered."""
_TOLD = frozenset({"manner", "reason"})
"""What is wanted by questions about something with a name that more than the sentence answers that names it."""
_NEARLY = 0.2
"""How far below the best sentence's score another one of its passage may lie to be shown with it."""
_SHORT = 60
"""Characters of a sentence that is too short to be all of an explanation."""
_WORDS_ASKED = re.compile(
    r"\b(?:lines?|words?|quotes?|quoted|sayings?|remarks?|comments?|opinions?|views?|advice)\b"
)
"""What asks for somebody's words outright, so that they need not share any with the question."""
_FULL_NAME = 2
"""Words of a name by which a person is known without doubt."""
_NAME_LETTERS = 4
"""Letters of one word that is enough of a name where words are asked for."""
_INSTEAD = re.compile(r"\binstead\b(?! of\b)")
_GIVES_REASON = re.compile(
    r"\b(?:because|since|so that|so as to|in order to|for fear|due to|owing to|thanks to|as (?:it|they|the|there|no)"
    r"|reason|for want|otherwise|lest|to (?:keep|make|avoid|protect|stop|save|prevent|get|give|help|let)"
    r"|porque|ya que|weil|damit|denn|parce que|car|pour que|pois|para que)\b",
    re.I,
)


def answer_by_prose(inquiry: Inquiry) -> Draft | None:
    """The best supported sentence with what it needs around it, None to abstain."""
    weighed = [
        (confidence(support_of(inquiry, evidence)), evidence)
        for evidence in inquiry.candidates[:_WEIGHED]
        if is_admissible(inquiry, evidence)
    ]
    if not weighed:
        inquiry.note("passages", "no candidate")
        return None
    # The best ranked that is sure enough; where none is, the surest, to say how thin it is.
    enough = next((pair for pair in weighed if pair[0] >= _bar(inquiry, pair[1])), None)
    sure, best = enough or max(weighed, key=lambda pair: pair[0])
    inquiry.note("passages", ("" if enough else "too thin: ") + _described(inquiry, best, sure))
    if enough is None:
        return None
    if fact := _fact_at(inquiry, best):
        profile = inquiry.index.profiles[best.passage.producer]
        return answer_with(inquiry, profile, find_facts(profile, fact.attribute, inquiry.question.tokens))
    return Draft("answered", _with_context(inquiry, best, inquiry.candidates))


def _bar(inquiry: Inquiry, evidence: Evidence) -> float:
    """The confidence from which a sentence is shown: the higher, the likelier it is that none answers."""
    steps = (not inquiry.locked) + (inquiry.asked is not None) + _RARE * inquiry.rare
    return _BARS[min(steps + lacks_value(inquiry, evidence), len(_BARS) - 1)]


def _fact_at(inquiry: Inquiry, evidence: Evidence) -> Fact | None:
    """The fact that a line of a fact sheet states: it answers with all that other sources say of it."""
    if evidence.passage.kind != "facts":
        return None
    profile = inquiry.index.profiles[evidence.passage.producer]
    return next(
        (
            fact
            for fact in profile.facts
            if fact.document == evidence.passage.document and fact.span == evidence.span and not fact.past
        ),
        None,
    )


def _described(inquiry: Inquiry, evidence: Evidence, sure: float) -> str:
    text = inquiry.index.documents[evidence.passage.document].text
    return (
        f"{evidence.passage.id} “{one_line(evidence.mark.of(text)) if evidence.mark else ''}”:"
        f" confidence {sure:.2f} (similarity {evidence.similarity:.2f},"
        f" coverage {evidence.coverage:.2f}, near {evidence.near:.2f}, typed {evidence.typed},"
        f" reader {evidence.read:.1f}, answerable {evidence.answerable:.2f})"
    )


def _with_context(
    inquiry: Inquiry, best: Evidence, candidates: Sequence[Evidence]
) -> tuple[AnswerSentence, ...]:
    """The sentence itself, the one before it if it dangles, and neighbours that answer nearly as well."""
    quote = _quote_of(inquiry, best)
    if quote:
        return (_quoted(inquiry, quote),)
    passage = best.passage
    text = inquiry.index.documents[passage.document].text
    chosen = {best.position}
    first = best.position
    while (
        first > 0
        and len(chosen) < _SENTENCES - 1
        and _leans(inquiry, passage.sentences[first].of(text), first == best.position)
    ):
        first -= 1
        chosen.add(first)
    last = best.position
    while passage.sentences[last].of(text).rstrip().endswith(":") and last + 1 < len(passage.sentences):
        last += 1
        chosen.update(range(last, min(last + _LISTED, len(passage.sentences))))
    if inquiry.question.wanted in _TOLD and (told := told_of_name(inquiry.names, best, text)):
        chosen = set(told)
    elif inquiry.question.wanted in _BROAD:
        for position in _more(passage, best, candidates, text):
            if len(chosen) < _SENTENCES:
                chosen.add(position)
        # A sentence left out between two that are shown would leave the second without what it speaks of.
        if max(chosen) - min(chosen) < _SENTENCES:
            chosen.update(range(min(chosen), max(chosen)))
    return tuple(
        verbatim_sentence(
            text,
            passage.document,
            passage.sentences[position],
            inquiry.citer,
            best.mark if position == best.position else None,
        )
        for position in sorted(chosen)
    )


def _leans(inquiry: Inquiry, sentence: str, is_best: bool) -> bool:
    """Whether a sentence needs the one before it: it dangles, or a reason is wanted and it gives none."""
    if STARTS_DANGLING.match(sentence) or _INSTEAD.search(sentence):
        return True
    return is_best and inquiry.question.wanted == "reason" and not _GIVES_REASON.search(sentence)


def told_of_name(names: frozenset[str], best: Evidence, text: str) -> range:
    """Positions from the sentence on that has the asked `names`; none where the best is to be shown as it is.

    How and why something came about is told after it is named, and what comes before that is about something else,
    unless a heading names it.
    """
    asked = {stem(name) for name in names}
    sentences = [stems(span.of(text)) for span in best.passage.sentences]
    named = [position for position, held in enumerate(sentences) if asked <= held]
    headed = asked <= stems(" ".join(best.passage.heading_path))
    if not asked or not named or headed:
        return range(0)
    first = max((at for at in named if at <= best.position), default=named[0])
    if first + _SENTENCES <= best.position:
        return range(0)
    return range(first, min(first + _SENTENCES, len(sentences)))


def _more(passage: Passage, best: Evidence, candidates: Sequence[Evidence], text: str) -> list[int]:
    """Positions of sentences that belong to the answer of a broad question, the most needed first.

    The next one, if it leans on the best or the best only announces it; then others of the passage
    that answer nearly as well.
    """
    positions = []
    following = best.position + 1
    if following < len(passage.sentences):
        leans = STARTS_DANGLING.match(passage.sentences[following].of(text))
        if leans or len(best.span.of(text)) < _SHORT:
            positions.append(following)
    rivals = [e for e in candidates if e.passage.id == passage.id and e.score >= best.score - _NEARLY]
    return positions + [evidence.position for evidence in rivals]


def answer_by_speaker(inquiry: Inquiry) -> Draft | None:
    """The words of somebody whom the question names, if they share a word with it or words are asked for as such."""
    question = inquiry.question
    if question.wanted == "person":
        return None
    best: tuple[float, Quote] | None = None
    least = -1.0 if _WORDS_ASKED.search(question.masked) else 0.0
    for profile in inquiry.profiles:
        for quote in profile.quotes:
            name = set(fold(quote.speaker).split())
            if not _is_meant(name, question, profile):
                continue
            asked = [stem(word) for word in question.content if word not in name and not is_speaking(word)]
            document = inquiry.index.documents[quote.document]
            covered = inquiry.terms.coverage(asked, stems(quote.span.of(document.text)))
            # Words of another language than the question's share none with it.
            foreign = not document.language.startswith(question.language)
            if covered > (best[0] if best else -1.0 if foreign else least):
                best = covered, quote
    if best is None:
        return None
    inquiry.note("quotes", f"{best[1].speaker} said it: {best[0]:.2f} of the question's words")
    return Draft("answered", (_quoted(inquiry, best[1]),))


def _is_meant(name: set[str], question: Question, profile: Profile) -> bool:
    """Whether a question names the speaker with these words in full, or asks for what the only one so called said."""
    said = name & set(question.tokens)
    if len(said) >= _FULL_NAME:
        return True
    others = [words for quote in profile.quotes if (words := set(fold(quote.speaker).split())) != name]
    telling = {word for word in said if len(word) >= _NAME_LETTERS and not any(word in one for one in others)}
    return question.wanted == "quote" and bool(telling)


def _quote_of(inquiry: Inquiry, evidence: Evidence) -> Quote | None:
    if evidence.passage.kind != "quote":
        return None
    profile = inquiry.index.profiles[evidence.passage.producer]
    inside = evidence.passage.span
    return next(
        (q for q in profile.quotes if q.document == evidence.passage.document and inside.holds(q.span)), None
    )


def _quoted(inquiry: Inquiry, quote: Quote) -> AnswerSentence:
    """The whole quote with its speaker, cited together so that nobody's words lose their owner."""
    text = inquiry.index.documents[quote.document].text
    span = Span(min(quote.span.start, quote.attribution.start), max(quote.span.end, quote.attribution.end))
    words = one_line(quote.span.of(text)).strip('“”"')
    role = f", {one_line(quote.role)}" if quote.role else ""
    number = inquiry.citer.cite(quote.document, span, quote.span)
    return AnswerSentence(f"“{words}” ({one_line(quote.speaker)}{role})", (number,))

"""Whether one answer is right: every fault is named, and none means right.

Texts are compared as people read them. Case, spacing, invisible characters, the shapes of quotes and
dashes, thousands separators and `%` for "percent" make no difference, and a number is never found
inside a longer one: 45 is neither in 145 nor in 45.5.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from origin_qa.evaluate.questions import Cite, Cited, Prediction, Question

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
SHAPES = str.maketrans(
    {
        **dict.fromkeys("‘’‚′`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
GROUPED_NUMBER = re.compile(
    r"""(?<![\d.,]) \d{1,3}     # begins a number …
        (?: [.,'\ ] \d{3} )+    # … of three digits to the group …
        (?! \d | [.,]\d )       # … and ends it""",
    re.VERBOSE,
)
PERCENT = re.compile(r"(?<=\d)\s*(?:%|(?:per ?cent|por ciento|prozent)\b)", re.IGNORECASE)
AROUND_DASH = re.compile(r"\s*-\s*")
NUMBER_WORDS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())


def normalise(text: str) -> str:
    """`text` with all that makes no difference to a reader taken out."""
    text = unicodedata.normalize("NFKC", text).translate(INVISIBLE).translate(SHAPES)
    text = GROUPED_NUMBER.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    text = AROUND_DASH.sub("-", PERCENT.sub("%", text))
    return " ".join(text.split()).casefold()


def occurs(needle: str, normalised: str) -> bool:
    """Whether `needle` is in a text that is already normalised; the empty one always is."""
    return _pattern(needle).search(normalised) is not None


@lru_cache(maxsize=4096)
def _pattern(needle: str) -> re.Pattern[str]:
    wanted = normalise(needle)
    before = after = r"\b" if wanted in NUMBER_WORDS else ""
    if wanted[:1].isdigit():
        before = r"(?<!\d)(?<!\d[.,])"
    if wanted[-1:].isdigit():
        after = r"(?!\d|[.,]\d)"
    return re.compile(before + re.escape(wanted) + after)


def stem(source: str) -> str:
    """The name by which a document is known, whatever its folder, format or page anchor."""
    path = re.split(r"[#?]", source)[0].replace("\\", "/")
    return posixpath.splitext(posixpath.basename(path))[0].casefold()


def judge(question: Question, prediction: Prediction | None, owners: Mapping[str, str]) -> tuple[str, ...]:
    """The faults of an answer, empty if it is right. `owners` maps documents' paths to producers."""
    if prediction is None:
        return ("no answer was given",)
    return tuple(_faults(question, prediction, owners))


def _faults(question: Question, prediction: Prediction, owners: Mapping[str, str]) -> Iterator[str]:
    if question.expect == prediction.status == "not_found":
        return
    said = normalise(prediction.answer)
    yield from (f"says {text!r}" for text in question.not_contains if occurs(text, said))
    if question.expect == "any":
        return
    if prediction.status not in (question.expect, *question.accept):
        yield f"{prediction.status} instead of {question.expect}"
    elif question.expect == "clarify":
        yield from _clarify_faults(prediction, said, owners)
    elif question.expect != "not_found":
        yield from _content_faults(question, said)
        yield from _citation_faults(question, prediction.citations)


def _clarify_faults(prediction: Prediction, said: str, owners: Mapping[str, str]) -> Iterator[str]:
    """Not knowing who is meant, one may ask back, or answer for two producers at least."""
    cited = {owners.get(citation.source, citation.source) for citation in prediction.citations}
    if prediction.status == "answered" and len(cited) < 2:
        yield "answers for one producer when none was named"
    elif not said:
        yield "asks nothing back"


def _content_faults(question: Question, said: str) -> Iterator[str]:
    for group in question.groups:
        if not any(occurs(text, said) for text in group):
            yield f"lacks {' or '.join(map(repr, group))}"
    if question.min_of:
        named = sum(any(occurs(text, said) for text in group) for group in question.min_of.of)
        if named < question.min_of.n:
            yield f"names {named} of {question.min_of.n}"


def _citation_faults(question: Question, citations: Sequence[Cited]) -> Iterator[str]:
    wanted = question.cite_groups
    if wanted:
        every = question.expect == "conflict" or question.cites_mode == "all"
        met = [any(_meets(citation, cite) for cite in group for citation in citations) for group in wanted]
        if not (all(met) if every else any(met)):
            yield f"cites {sum(met)} of {len(met)}"
        return
    if question.min_of and len({citation.source for citation in citations}) < question.min_of.n:
        yield f"cites fewer than {question.min_of.n} documents"
    if not citations:
        yield "cites nothing"


def _meets(citation: Cited, cite: Cite) -> bool:
    from_there = cite.file is None or stem(cite.file) == stem(citation.source)
    return from_there and occurs(cite.contains, normalise(citation.text))

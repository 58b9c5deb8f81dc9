"""Training examples: questions with the window that answers them, or with one that doesn't."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from reader.edits import Term, reverse, swap_in_both, swap_term, terms
from reader.squad import (
    Article,
    Paragraph,
    Question,
    Window,
    cut_window,
    sentence_of,
    without_sentence,
)

_WORD = re.compile(r"\w+")
_WINDOW_WORDS = (30, 115)
_NEGATIVES_PER_QUESTION = 0.7
_SWAPPED_POSITIVES = 0.12
_NEGATIVE_KINDS = {"swap": 0.54, "reverse": 0.28, "sentence removed": 0.18}
_GATHERED = 0.35
"""How often the answer's sentence is to be told from some of other paragraphs, all in one window."""
_GATHERED_SENTENCES = (2, 4)
"""How many others there are, at least and at most."""
_RIVALLED = 0.8
_RIVALS, _ALIKE = 3, 6
"""Rivals of an answerable question, and the paragraphs most like it that they are drawn from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a window, and the answer's half-open span in it; None if the window holds no answer.

    `rivals` are windows of other paragraphs that the answer has to be preferred to.
    """

    question: str
    text: str
    answer: tuple[int, int] | None
    kind: str
    rivals: tuple[str, ...] = ()


class ExampleMaker:
    """Makes examples of one article; keeps what its paragraphs have in common."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._terms = [terms(paragraph.text) for paragraph in article.paragraphs]
        self._words = [Counter(_WORD.findall(one.text.lower())) for one in article.paragraphs]
        seen = Counter(word for words in self._words for word in words)
        total = len(article.paragraphs)
        self._idf = {word: math.log((total + 1) / (n + 0.5)) for word, n in seen.items()}

    def make(self, paragraph_index: int, question: Question, random: Random) -> Iterator[Example]:
        """The answerable example of a question and, for most questions, an unanswerable one."""
        paragraph = self._article.paragraphs[paragraph_index]
        if not question.answers:
            yield self._unanswerable(paragraph_index, question.text, random)
            return
        answer = question.answers[0]
        anchor = sentence_of(paragraph, answer)
        words = random.randint(*_WINDOW_WORDS)
        window = cut_window(paragraph, anchor, answer, words, random)
        asked, kind = question.text, "answerable"
        gathered = (
            self._gathered(paragraph_index, asked, answer, random) if random.random() < _GATHERED else None
        )
        if gathered is not None:
            yield Example(asked, gathered.text, gathered.answer, "gathered")
            return
        if random.random() < _SWAPPED_POSITIVES:
            swapped = swap_in_both(asked, window, self._pool(random), random)
            if swapped is not None:
                asked, window, kind = *swapped, "swapped in both"
        rivals: tuple[str, ...] = ()
        if kind == "answerable" and random.random() < _RIVALLED:
            said = paragraph.text[slice(*answer)]
            rivals = self._look_alikes(_RIVALS, paragraph_index, asked, words, random, without=said)
        yield Example(asked, window.text, window.answer, kind, rivals)
        if random.random() < _NEGATIVES_PER_QUESTION:
            kind = random.choices(list(_NEGATIVE_KINDS), list(_NEGATIVE_KINDS.values()))[0]
            negative = self._negative(kind, paragraph_index, question.text, answer, random)
            if negative is not None:
                yield negative

    def _gathered(self, index: int, asked: str, answer: tuple[int, int], random: Random) -> Window | None:
        """The answer's sentence in random order with others that share many of the question's words, as a runoff reads.

        The others are of look-alike paragraphs, one of them perhaps of its own. None for an answer in two sentences.
        """
        paragraph = self._article.paragraphs[index]
        said = paragraph.text[slice(*answer)].lower()
        anchor = sentence_of(paragraph, answer)
        start, end = paragraph.sentences[anchor]
        if answer[0] < start or answer[1] > end:
            return None
        own = paragraph.text[start:end]
        others = [self._article.paragraphs[other] for other in self._alike(index, asked, said)]
        others.append(without_sentence(paragraph, anchor))
        rivals = [
            one.text[slice(*one.sentences[self._nearest_sentence(one, asked)])]
            for one in others
            if one.sentences
        ]
        rivals = [rival for rival in rivals if said not in rival.lower()]
        if not rivals:
            return None
        chosen = random.sample(rivals, min(random.randint(*_GATHERED_SENTENCES), len(rivals)))
        place = random.randint(0, len(chosen))
        before = sum(len(one) + 1 for one in chosen[:place]) - start
        return Window(
            " ".join([*chosen[:place], own, *chosen[place:]]), (answer[0] + before, answer[1] + before)
        )

    def _unanswerable(self, index: int, asked: str, random: Random) -> Example:
        """A question that was written to have no answer here, nor in the article's other paragraphs."""
        words = random.randint(*_WINDOW_WORDS)
        paragraph = self._article.paragraphs[index]
        window = cut_window(paragraph, self._nearest_sentence(paragraph, asked), None, words, random)
        others = self._look_alikes(1, index, asked, words, random) if random.random() < _RIVALLED else ()
        return Example(asked, window.text, None, "written", others)

    def _negative(
        self, kind: str, index: int, asked: str, answer: tuple[int, int], random: Random
    ) -> Example | None:
        paragraph = self._article.paragraphs[index]
        anchor = sentence_of(paragraph, answer)
        words = random.randint(*_WINDOW_WORDS)
        said = paragraph.text[slice(*answer)]
        edited: str | None = asked
        window: Window | None = None
        if kind == "sentence removed":
            rest = without_sentence(paragraph, anchor)
            if rest.sentences and said.lower() not in rest.text.lower():
                window = cut_window(rest, self._nearest_sentence(rest, asked), None, words, random)
        else:
            if kind == "swap":
                own = self._terms[index]
                edited = swap_term(asked, said, [own, own, self._pool(random)], random)
            else:
                edited = reverse(asked, random)
            cut = cut_window(paragraph, anchor, answer, words, random)
            window = Window(cut.text, None)
        if edited is None or window is None:
            return None
        return Example(edited, window.text, None, kind)

    def _look_alikes(
        self, count: int, index: int, asked: str, words: int, random: Random, without: str | None = None
    ) -> tuple[str, ...]:
        """Windows of other paragraphs that share many of the question's words, but not the answer."""
        alike = self._alike(index, asked, without)
        chosen = [self._article.paragraphs[other] for other in random.sample(alike, min(count, len(alike)))]
        return tuple(
            cut_window(one, self._nearest_sentence(one, asked), None, words, random).text for one in chosen
        )

    def _alike(self, index: int, asked: str, without: str | None) -> list[int]:
        """The other paragraphs that share most of the question's words, but not the answer; the likest first."""
        scored = []
        for other, paragraph in enumerate(self._article.paragraphs):
            held = without is not None and without.lower() in paragraph.text.lower()
            if other != index and not held:
                scored.append((self._overlap(asked, self._words[other]), other))
        return [other for _, other in sorted(scored, reverse=True)[:_ALIKE]]

    def _nearest_sentence(self, paragraph: Paragraph, asked: str) -> int:
        overlaps = [
            self._overlap(asked, Counter(_WORD.findall(paragraph.text[start:end].lower())))
            for start, end in paragraph.sentences
        ]
        return max(range(len(overlaps)), key=overlaps.__getitem__)

    def _overlap(self, asked: str, words: Counter[str]) -> float:
        return sum(self._idf.get(word, 0.0) for word in set(_WORD.findall(asked.lower())) if word in words)

    def _pool(self, random: Random) -> list[Term]:
        return random.choice(self._terms)


def mixed(parts: Sequence[tuple[Iterator[Example], float]], random: Random) -> Iterator[Example]:
    """Examples of several endless streams, each taken with the probability beside it."""
    streams, shares = zip(*parts, strict=True)
    while True:
        yield next(random.choices(streams, shares)[0])


def stream(articles: tuple[Article, ...], seed: int) -> Iterator[Example]:
    """All questions of all articles in random order, pass after pass, without end."""
    makers = [ExampleMaker(article) for article in articles]
    places = [
        (a, p, q)
        for a, article in enumerate(articles)
        for p, paragraph in enumerate(article.paragraphs)
        for q in range(len(paragraph.questions))
    ]
    random = Random(seed)
    while True:
        random.shuffle(places)
        for a, p, q in places:
            yield from makers[a].make(p, articles[a].paragraphs[p].questions[q], random)

"""Which words the corpus uses, and which of them it uses as names only."""

import re
from functools import cached_property

from origin_qa.answer.dictionary import is_english
from origin_qa.answer.facts import own_label
from origin_qa.answer.question import Question, QuestionReader
from origin_qa.answer.terms import ASKING, stem
from origin_qa.answer.words import TOPIC_WORDS
from origin_qa.attributes import attributes, find_label, fold
from origin_qa.attributes.countries import country_of
from origin_qa.index.generation import Index

_WORD = re.compile(r"[^\W_]+")
_SHORT = 3
"""Letters of a word that may be short for anything."""


class CorpusWords:
    """The folded words of an index's passages."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def _written(self) -> frozenset[str]:
        """Every word as it is written, case kept."""
        words: set[str] = set()
        for passage in self._index.passages:
            words.update(_WORD.findall(passage.text))
        return frozenset(words)

    @cached_property
    def all(self) -> frozenset[str]:
        """Every folded word."""
        return frozenset(part for word in self._written for part in fold(word).split())

    @cached_property
    def lowercase(self) -> frozenset[str]:
        """Folded words that occur without a capital: ordinary words, by which nobody is named."""
        return frozenset(part for word in self._written if word[0].islower() for part in fold(word).split())

    @cached_property
    def stated(self) -> frozenset[str]:
        """Folded words of what the producers' facts list or name: varieties, ports, towns."""
        return frozenset(
            word
            for profile in self._index.profiles.values()
            for fact in profile.facts
            if fact.attribute in attributes() and attributes()[fact.attribute].kind in ("list", "text")
            if fact.attribute not in ("name", "society")
            for item in fact.value.items
            for word in fold(item).split()
        )

    @cached_property
    def _labels(self) -> frozenset[frozenset[str]]:
        """The stems of each label that a sheet has and that means nothing to the vocabulary."""
        return frozenset(
            label
            for profile in self._index.profiles.values()
            for fact in profile.facts
            if fact.attribute not in attributes() and find_label(fact.label) is None
            if (label := own_label(fact))
        )

    def labels_in(self, question: Question) -> frozenset[frozenset[str]]:
        """The pages' own labels whose words a question uses, each a set of stems: `moisture content of it`."""
        asked = {stem(word) for word in question.content} - ASKING
        return frozenset(label for label in self._labels if label <= asked)

    def has_stranger(self, question: Question, reader: QuestionReader) -> bool:
        """Whether a question has a word that no page and no usual question has: `the rugby score`."""
        return any(
            not (token in self.all or reader.is_said(token) or reader.is_usual(token))
            for token in question.content
        )

    def has_rare_word(self, question: Question, reader: QuestionReader) -> bool:
        """Whether a question holds an English word, written small, that the pages and usual questions don't."""
        return any(self._is_rare(token, question, reader) for token in question.content)

    def _is_rare(self, word: str, question: Question, reader: QuestionReader) -> bool:
        written_small = question.language == "en" and word not in question.capitals
        return written_small and not reader.is_known(word) and is_english(word)

    def names_in(self, question: Question, reader: QuestionReader) -> frozenset[str]:
        """Proper names in a question that are no producer's: evidence has to hold them.

        A word is one if the corpus writes it with a capital only and the language doesn't know it,
        or if nobody knows it at all; of foreign words only those that the customer wrote with a capital. What is
        shorter than four letters needs a capital as well, and so do rare English words.
        """
        inside = {i for mention in question.mentions for i in range(mention.start, mention.end)}
        names = set()
        for position, token in enumerate(question.tokens):
            if position in inside or len(token) < 3 or token not in question.content or token.isdigit():
                continue
            if token in TOPIC_WORDS or reader.is_vocabulary(token):
                continue
            named_only = (
                token in self.all
                and country_of(token) is None
                and token not in self.lowercase
                and not self._index.is_word(token)
            )
            written = token in question.capitals or (question.language == "en" and len(token) > _SHORT)
            unknown = written and not reader.is_known(token) and not self._is_rare(token, question, reader)
            # `Norway`: a word of the language, but a name as the customer wrote it.
            unknown = unknown or (
                token in question.capitals and token not in self.all and not reader.is_said(token)
            )
            if named_only or unknown:
                names.add(token)
        return frozenset(names)

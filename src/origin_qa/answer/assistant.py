"""The online story: a question, its history and its page in; a cited answer out."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from origin_qa.answer.broadly import answer_broadly
from origin_qa.answer.by_fact import (
    answer_by_fact,
    answer_by_open_fact,
    asked_attribute,
    has_another_subject,
)
from origin_qa.answer.by_heading import QuestionHeadings, answer_by_heading
from origin_qa.answer.by_prose import answer_by_prose, answer_by_speaker
from origin_qa.answer.cells import compare
from origin_qa.answer.citing import Citer
from origin_qa.answer.compare import asks_for_list, asks_for_producers, read_comparison
from origin_qa.answer.conversation import Turn, stand_alone
from origin_qa.answer.facts import INSTEAD
from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.naming import Names
from origin_qa.answer.question import Question, QuestionReader, whole_characters
from origin_qa.answer.reader import Reader
from origin_qa.answer.refusal import ask_back, refuse
from origin_qa.answer.terms import Terms
from origin_qa.answer.verify import verified
from origin_qa.answer.vocabulary import CorpusWords
from origin_qa.answer.words import ANAPHORA
from origin_qa.errors import UsageError
from origin_qa.index.generation import Index, open_index
from origin_qa.settings import Settings
from origin_qa.types import Answer, OnPassages

_ABOUT_NAME = re.compile(
    r"\bit (?:mean|stand)|\b(?:word|name|called) it\b|\bit in (?:plain )?(?:english|german|spanish|french)\b"
)
"""What asks for the meaning of a producer's name."""


class Assistant:
    """Answers questions from one opened index. Holds no state between questions."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self.index = index
        self._settings = settings
        self._words = CorpusWords(index)
        self._names = Names(index.profiles, self._words.lowercase)
        self._reader = QuestionReader(self._names, self._words.all, index.is_word, index.classify)
        self._terms = Terms(index.passages)
        self._headings = QuestionHeadings(index.passages, self._reader)
        self._reader_model: Reader | None = None

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        """Answer `question`.

        Args:
            question: as the customer typed it.
            history: the customer's earlier questions, oldest first.
            page_producer: id of the producer on whose page it was asked.
            on_passages: is told the passages that were found as soon as they are, before they are read.
                Not called where facts suffice. What it raises ends the answering.

        Raises:
            UsageError: the question is empty or too long, or the producer is unknown.
        """
        began = time.perf_counter()
        inquiry = self.inquire(question, history, page_producer, on_passages)
        draft = self._decide(inquiry)
        answer = verified(self.index, draft, inquiry)
        total = (time.perf_counter() - began) * 1000
        return replace(answer, timings_ms={**inquiry.timings, "total": round(total, 3)})

    def inquire(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Inquiry:
        """What `ask` understands of a question before it looks for the answer; arguments are the same.

        Raises:
            UsageError: the question is empty or too long, or the producer is unknown.
        """
        question = whole_characters(question)
        self._check(question, page_producer)
        turn = stand_alone(question, history, self._reader)
        inquiry = self._inquire(turn, page_producer, on_passages)
        with inquiry.timed("facts"):
            inquiry.cue = asked_attribute(inquiry)
        return inquiry

    def warm(self) -> None:
        """Load what the first prose question would load, so that no customer waits for it."""
        self._load_reader()

    def _load_reader(self) -> Reader:
        if self._reader_model is None:
            self._reader_model = Reader.load(self._settings.reader, self._settings.threads)
        return self._reader_model

    def _check(self, question: str, page_producer: str | None) -> None:
        if not question.strip():
            raise UsageError("the question is empty; ask something such as “how high is the coffee grown?”")
        limit = self._settings.max_question_chars
        if len(question) > limit:
            raise UsageError(
                f"the question has {len(question):,} characters; at most {limit:,} are read, ask it shorter"
            )
        if page_producer is not None and page_producer not in self.index.profiles:
            known = ", ".join(sorted(self.index.profiles)[:10])
            raise UsageError(f"no producer has the id “{page_producer}”; known ids: {known}")

    def _inquire(self, turn: Turn, page_producer: str | None, on_passages: OnPassages | None) -> Inquiry:
        """Settle whom the question is about: named in it, of the page, of the conversation, or anyone."""
        question = turn.question
        everyone = tuple(self.index.profiles)
        page = (page_producer,) if page_producer else ()
        before = page or turn.carried
        named = question.named if not (before and _places_it(question)) else ()
        about = named or before or (everyone if len(everyone) == 1 else ())
        if asks_for_producers(question) and not question.named:
            about = ()
        # A name says whose pages to look in, not which sentence answers: it would only pull towards itself.
        about_name = _ABOUT_NAME.search(question.masked)
        masked = question.named and not about_name
        inquiry = Inquiry(
            index=self.index,
            reader=self._load_reader,
            terms=self._terms,
            question=question,
            wording=question.masked if masked else question.text,
            producers=about or everyone,
            locked=bool(about),
            names=self._words.names_in(question, self._reader),
            labels=self._words.labels_in(question),
            rare=self._words.has_rare_word(question, self._reader),
            citer=Citer(self.index),
            on_passages=on_passages,
        )
        inquiry.note("question", f"“{question.masked}” wants {question.wanted}")
        inquiry.note("producers", ", ".join(about) if about else "anyone")
        return inquiry

    def _decide(self, inquiry: Inquiry) -> Draft:
        """The first stage that can answer decides: portrait, comparison, facts, headings, passages; else a refusal."""
        with inquiry.timed("facts"):
            draft = answer_broadly(inquiry) or self._compare(inquiry) or self._from_facts(inquiry)
            draft = draft or answer_by_heading(inquiry, self._headings)
        return draft or answer_by_prose(inquiry) or answer_by_speaker(inquiry) or refuse(inquiry)

    def _compare(self, inquiry: Inquiry) -> Draft | None:
        listing = asks_for_list(inquiry.question, inquiry.names - self._words.stated)
        placed = inquiry.locked and all(mention.by != "name" for mention in inquiry.question.mentions)
        several = len(inquiry.producers) > 1 or (placed and asks_for_producers(inquiry.question))
        if not several or not (inquiry.locked or listing):
            return None
        comparison = read_comparison(inquiry.question, inquiry.producers, self.index.profiles, placed=placed)
        if comparison is None:
            return None
        tried = [comparison.attribute, INSTEAD.get(comparison.attribute)]
        # `Anything from Uganda? Who grows it?`: where nobody states what it seems to ask, the producers are the answer.
        tried += ["country"] if placed and asks_for_producers(inquiry.question) else []
        for attribute in dict.fromkeys(filter(None, tried)):
            inquiry.note("compare", f"{attribute} of {len(comparison.producers)} producers")
            draft = compare(replace(comparison, attribute=attribute), self.index, inquiry.citer)
            if draft:
                return draft
        return None

    def _from_facts(self, inquiry: Inquiry) -> Draft | None:
        cue = inquiry.cue
        if len(inquiry.producers) == 1:
            draft = answer_by_open_fact(inquiry, cue)
            if draft is None and cue and inquiry.labels and not cue.strength:
                # `Moisture content`, a label of some sheet, only resembles how the coffee is dried.
                inquiry.cue = cue = None
            return draft or (answer_by_fact(inquiry, cue) if cue else None)
        if cue is None or inquiry.names or inquiry.locked or has_another_subject(inquiry, cue):
            return None
        if self._words.has_stranger(inquiry.question, self._reader):
            return None
        # What only resembles a question for words, `which grinder would you buy`, may be about anything.
        if inquiry.asked and inquiry.asked.kind in ("text", "list") and not cue.strength:
            return None
        return ask_back(inquiry, cue.attribute)


def _places_it(question: Question) -> bool:
    """Whether a place in a question says something of whom it is about, `how far is it from Jaén`, not who that is."""
    placed = bool(question.mentions) and all(mention.by != "name" for mention in question.mentions)
    return placed and bool(ANAPHORA & set(question.tokens)) and not asks_for_producers(question)


def open_assistant(folder: Path, settings: Settings) -> Assistant:
    """Open the published index in `folder` and make an assistant of it.

    Raises:
        BadIndex: nothing was built there, or it can't be used.
    """
    return Assistant(open_index(folder, settings), settings)

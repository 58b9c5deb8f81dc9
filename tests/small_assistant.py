"""A small assistant over a corpus in memory: enough of one to drive every page without a model.

It answers from the facts whose attribute the question names: one value answers, different ones
conflict, none is not found, and a question that names no producer is asked back, unless it says
`compare`: then it is answered with a table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from origin_qa.attributes import fold, match_cues
from origin_qa.errors import UsageError
from origin_qa.types import (
    Answer,
    AnswerSentence,
    Citation,
    Corpus,
    Fact,
    Hit,
    Manifest,
    OnPassages,
    Passage,
    Profile,
    SourceDocument,
    Span,
    Table,
    TableRow,
    TableValue,
)

LONGEST = 200


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True)
class SmallIndex:
    manifest: Manifest
    documents: Mapping[str, SourceDocument]
    profiles: Mapping[str, Profile]
    passages: Sequence[Passage]

    def passages_of(self, document: str, /) -> Sequence[Passage]:
        return [passage for passage in self.passages if passage.document == document]

    def encode(self, question: str, /) -> frozenset[str]:
        return words(question)

    def search(self, query: frozenset[str], *, top: int) -> Sequence[Hit]:
        scores = {passage.id: len(query & words(passage.text)) for passage in self.passages}
        found = sorted((p for p in self.passages if scores[p.id]), key=lambda p: -scores[p.id])
        return [Hit(passage, float(scores[passage.id]), None, n) for n, passage in enumerate(found[:top], 1)]


@dataclass
class SmallAssistant:
    index: SmallIndex
    asked: list[tuple[str, tuple[str, ...], str | None]] = field(default_factory=list)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        if not question.strip() or len(question) > LONGEST:
            raise UsageError(f"The question has {len(question):,} characters. Ask one of 1 to {LONGEST}.")
        if page_producer is not None and page_producer not in self.index.profiles:
            raise UsageError(f"There is no producer {page_producer!r}.")
        self.asked.append((question, tuple(history), page_producer))
        if "compare" in words(question):
            return self._compare(question)
        producer = page_producer or self._named((question, *reversed(history)))
        if producer is None:
            return Answer("clarify", (AnswerSentence("Which of them?", ()),), (), tuple(self.index.profiles))
        wanted = {cue.attribute for cue in match_cues(fold(question))}
        facts = [fact for fact in self.index.profiles[producer].facts if fact.attribute in wanted]
        if not facts:
            return self._not_found(question, producer, on_passages)
        cited = tuple(
            self._cite(n, f.document, f.span, f.value_span, f.producer) for n, f in enumerate(facts, 1)
        )
        return Answer(
            "conflict" if _differ(facts) else "answered",
            tuple(AnswerSentence(f"{f.label}: {f.raw}.", (n,)) for n, f in enumerate(facts, 1)),
            cited,
            (producer,),
            index_version=self.index.manifest.version,
        )

    def _compare(self, question: str) -> Answer:
        (cue,) = match_cues(fold(question))
        rows: list[TableRow] = []
        cited: list[Citation] = []
        for profile in self.index.profiles.values():
            facts = [fact for fact in profile.facts if fact.attribute == cue.attribute]
            values = []
            for fact in facts:
                n = len(cited) + 1
                cited.append(self._cite(n, fact.document, fact.span, fact.value_span, profile.id))
                values.append(TableValue(fact.raw, (n,)))
            rows.append(TableRow(profile.id, tuple(values)))
        return Answer(
            "answered",
            tuple(
                AnswerSentence(f"{row.producer}: {v.text}.", v.citations) for row in rows for v in row.values
            ),
            tuple(cited),
            tuple(self.index.profiles),
            index_version=self.index.manifest.version,
            table=Table(cue.attribute, cue.attribute.capitalize(), tuple(rows)),
        )

    def _not_found(self, question: str, producer: str, on_passages: OnPassages | None) -> Answer:
        hits = self.index.search(self.index.encode(question), top=9)
        near = [hit.passage for hit in hits if hit.passage.producer == producer]
        if on_passages:
            on_passages(near)
        return Answer(
            "not_found",
            (AnswerSentence("The documents do not state it.", ()),),
            (),
            (producer,),
            tuple(self._cite(n, p.document, p.sentences[0], None, producer) for n, p in enumerate(near, 1)),
        )

    def _named(self, texts: Iterable[str]) -> str | None:
        for text in texts:
            for profile in self.index.profiles.values():
                if words(profile.name) & words(text):
                    return profile.id
        return None

    def _cite(self, n: int, path: str, span: Span, mark: Span | None, producer: str) -> Citation:
        document = self.index.documents[path]
        around = (p for p in self.index.passages_of(path) if p.span.holds(span))
        section = next((p.heading_path[-1] for p in around if p.heading_path), "")
        return Citation(n, producer, path, document.title, section, span.of(document.text), *span, mark)


def small_assistant(corpus: Corpus, version: str = "g1") -> SmallAssistant:
    manifest = Manifest(
        version, 1, "none", 0, {"passages": len(corpus.passages)}, "", {}, "2026-01-01T00:00:00Z"
    )
    documents = {document.path: document for document in corpus.documents}
    profiles = {profile.id: profile for profile in corpus.profiles}
    return SmallAssistant(SmallIndex(manifest, documents, profiles, corpus.passages))


def _differ(facts: Sequence[Fact]) -> bool:
    return len({(fact.attribute, fact.value) for fact in facts}) > len({fact.attribute for fact in facts})

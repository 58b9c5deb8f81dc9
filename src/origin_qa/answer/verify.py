"""The last gate: only what its citation holds, verbatim, leaves the house."""

from dataclasses import replace

from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.refusal import refuse
from origin_qa.index.generation import Index
from origin_qa.types import Answer, Citation


def verified(index: Index, draft: Draft, inquiry: Inquiry) -> Answer:
    """The answer with every citation checked against its document.

    A citation that fails drops the sentences that lean on it; with none left the answer becomes
    `not_found`.
    """
    broken = {citation.n for citation in inquiry.citer.citations if not holds(index, citation)}
    sentences = tuple(s for s in draft.sentences if not broken & set(s.citations))
    if broken:
        inquiry.note("verify", f"{len(broken)} citation(s) failed and were dropped")
        draft = replace(draft, table=None)
        if not any(sentence.citations for sentence in sentences):
            draft = refuse(inquiry)
            sentences = draft.sentences
    used = {number for sentence in sentences for number in sentence.citations}
    citations = tuple(c for c in inquiry.citer.citations if c.n in used)
    return Answer(
        status=draft.status,
        sentences=sentences,
        citations=citations,
        producers=tuple(dict.fromkeys(c.producer for c in citations)) or inquiry.producers * inquiry.locked,
        suggestions=draft.suggestions,
        table=draft.table,
        trace=tuple(inquiry.steps),
        index_version=index.manifest.version,
    )


def holds(index: Index, citation: Citation) -> bool:
    """Whether the cited slice stands in its document exactly as shown."""
    source = index.documents.get(citation.document)
    return (
        source is not None
        and citation.text != ""
        and source.text[citation.start : citation.end] == citation.text
    )

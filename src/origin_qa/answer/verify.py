"""The last gate: only what its citation holds, verbatim, leaves the house."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from origin_qa.answer.inquiry import Draft, Inquiry
from origin_qa.answer.refusal import refuse
from origin_qa.index.generation import Index
from origin_qa.types import Answer, Citation, Table


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
    used = {number for sentence in sentences for number in sentence.citations} | _in_table(draft.table)
    kept = [citation for citation in inquiry.citer.citations if citation.n in used]
    # What stages cited that then had no answer would leave gaps between the numbers that are shown.
    numbers = {citation.n: n for n, citation in enumerate(kept, start=1)}
    citations = tuple(replace(citation, n=numbers[citation.n]) for citation in kept)
    return Answer(
        status=draft.status,
        sentences=tuple(replace(s, citations=_renumbered(s.citations, numbers)) for s in sentences),
        citations=citations,
        producers=tuple(dict.fromkeys(c.producer for c in citations)) or inquiry.producers * inquiry.locked,
        suggestions=draft.suggestions,
        table=draft.table and _renumbered_table(draft.table, numbers),
        trace=tuple(inquiry.steps),
        index_version=index.manifest.version,
    )


def _in_table(table: Table | None) -> set[int]:
    return {n for row in table.rows for value in row.values for n in value.citations} if table else set()


def _renumbered(citations: Sequence[int], numbers: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(numbers[n] for n in citations)


def _renumbered_table(table: Table, numbers: Mapping[int, int]) -> Table:
    rows = (
        replace(
            row,
            values=tuple(
                replace(value, citations=_renumbered(value.citations, numbers)) for value in row.values
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def holds(index: Index, citation: Citation) -> bool:
    """Whether the cited slice stands in its document exactly as shown."""
    source = index.documents.get(citation.document)
    return (
        source is not None
        and citation.text != ""
        and source.text[citation.start : citation.end] == citation.text
    )

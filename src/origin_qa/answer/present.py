"""Answers and hits as the JSON that scripts, the API and the CLI share."""

from pathlib import PurePosixPath

from origin_qa.types import Answer, Citation, Hit, Table


def answer_json(answer: Answer, id: str | None = None) -> dict[str, object]:
    """The JSON form of an answer; `id` is the caller's own, given back."""
    head: dict[str, object] = {"id": id} if id is not None else {}
    return head | {
        "status": answer.status,
        "answer": answer.text,
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "citations": [citation_json(citation) for citation in answer.citations],
        "suggestions": [citation_json(citation) for citation in answer.suggestions],
        "producers": list(answer.producers),
        "table": table_json(answer.table) if answer.table else None,
        "index_version": answer.index_version,
        "timings_ms": {stage: round(ms, 2) for stage, ms in answer.timings_ms.items()},
    }


def table_json(table: Table) -> dict[str, object]:
    """The JSON form of a comparison: a row for each producer, without values where none is stated."""
    return {
        "attribute": table.attribute,
        "title": table.title,
        "rows": [
            {
                "producer": row.producer,
                "values": [{"text": value.text, "citations": list(value.citations)} for value in row.values],
            }
            for row in table.rows
        ],
    }


def refused_json(reason: str) -> dict[str, object]:
    """The JSON form of a question that couldn't be asked at all, with the reason."""
    return {
        "status": "not_found",
        "answer": reason,
        "sentences": [],
        "citations": [],
        "error": reason,
        "timings_ms": {},
    }


def citation_json(citation: Citation) -> dict[str, object]:
    """The JSON form of a citation; `source` is the document's file name, `document` its path."""
    return {
        "n": citation.n,
        "producer": citation.producer,
        "source": PurePosixPath(citation.document).name,
        "document": citation.document,
        "title": citation.title,
        "section": citation.section,
        "page": citation.page,
        "text": citation.text,
        "start": citation.start,
        "end": citation.end,
        "mark": list(citation.mark) if citation.mark else None,
    }


def hits_json(hits: tuple[Hit, ...]) -> list[dict[str, object]]:
    """The JSON form of retrieval results, ranks from 1."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 6),
            "producer": hit.passage.producer,
            "source": PurePosixPath(hit.passage.document).name,
            "document": hit.passage.document,
            "section": hit.passage.heading_path[-1] if hit.passage.heading_path else "",
            "text": hit.passage.text,
            "start": hit.passage.span.start,
            "end": hit.passage.span.end,
        }
        for rank, hit in enumerate(hits, start=1)
    ]

"""Answers of the API over the project's own corpus, shown in its description."""

from origin_qa.serve.links import producer_url, source_url
from origin_qa.types import Span

VERSION = "20261124T012655.390931-1313"
DOCUMENT = "cecanor.txt"
_CITED = {
    "producer": "cecanor",
    "source": DOCUMENT,
    "document": DOCUMENT,
    "title": "CECANOR, Peru",
    "page": None,
}

ANSWER: dict[str, object] = {
    "status": "conflict",
    "answer": "The sources do not agree on how many members CECANOR has. Fact sheet: 2,424 producers. "
    "Who they are: 1,340 members.",
    "sentences": [
        {"text": "The sources do not agree on how many members CECANOR has.", "citations": [1, 2]},
        {"text": "Fact sheet: 2,424 producers.", "citations": [1]},
        {"text": "Who they are: 1,340 members.", "citations": [2]},
    ],
    "citations": [
        {
            "n": 1,
            **_CITED,
            "section": "CECANOR, Peru",
            "text": "Members2,424 producers, 20% women",
            "start": 221,
            "end": 254,
            "mark": [228, 243],
        },
        {
            "n": 2,
            **_CITED,
            "section": "Who they are",
            "text": "Today CECANOR counts 1,340 members in 6 co-operatives.",
            "start": 842,
            "end": 896,
            "mark": [863, 876],
        },
    ],
    "suggestions": [],
    "producers": ["cecanor"],
    "table": None,
    "index_version": VERSION,
    "timings_ms": {"encode": 3.52, "facts": 0.42, "total": 4.28},
}

EVENTS = (
    'event: passages\ndata: {"passages": [{"passage": "cecanor/cecanor#p0", …}]}\n\n'
    'event: answer\ndata: {"status": "conflict", "answer": "The sources about CECANOR …", …}\n\n'
    'event: done\ndata: {"total_ms": 61.5}\n\n'
)
"""What is sent to those who accept an event stream: the passages found, then the answer, or an error."""

HITS = [
    {
        "passage": "cecanor/cecanor#p5",
        "producer": "cecanor",
        "document": DOCUMENT,
        "heading_path": ["CECANOR, Peru", "From the tree to the port"],
        "text": "Lambayeque is mostly dry coast beside the Pacific Ocean, and its fields drink from rivers "
        "that run down from the Andes. In the mountains of the region conditions suit fine coffee.",
        "start": 1643,
        "end": 1822,
        "url": source_url(DOCUMENT, Span(1643, 1822)),
        "score": 0.613,
        "dense_rank": 10,
        "lexical_rank": 1,
    }
]

PRODUCERS = [
    {
        "id": "cecanor",
        "name": "CECANOR",
        "aliases": ["Central de Servicios Cafetaleros del Nor Oriente"],
        "country": "Peru",
        "documents": [DOCUMENT],
        "facts": 21,
        "quotes": 3,
        "url": producer_url("cecanor"),
    }
]

FACTS = [
    {
        "producer": "cecanor",
        "attribute": "founded",
        "label": "Founded",
        "value": {"low": 1999.0, "high": 1999.0, "bound": "exact", "items": []},
        "unit": "",
        "raw": "1999",
        "noun": "",
        "as_of": None,
        "past": False,
        "document": DOCUMENT,
        "start": 171,
        "end": 182,
        "url": source_url(DOCUMENT, Span(171, 182)),
    }
]

METRICS = """\
# HELP origin_qa_answers_total New questions by the status of their answer
# TYPE origin_qa_answers_total counter
origin_qa_answers_total{status="answered"} 41.0
origin_qa_answers_total{status="conflict"} 2.0
"""

EXAMPLES: dict[tuple[str, str], tuple[int, dict[str, object]]] = {
    ("/api/ask", "post"): (200, {"application/json": ANSWER, "text/event-stream": EVENTS}),
    ("/api/search", "get"): (200, {"application/json": HITS}),
    ("/api/producers", "get"): (200, {"application/json": PRODUCERS}),
    ("/api/facts", "get"): (200, {"application/json": FACTS}),
    ("/feedback", "post"): (201, {"application/json": {"kept": "feedback"}}),
    ("/messages", "post"): (201, {"application/json": {"kept": "message"}}),
    ("/share", "post"): (
        201,
        {"application/json": {"id": "q3Vd0aXk2mT9sLbe", "url": "/a/q3Vd0aXk2mT9sLbe"}},
    ),
    ("/healthz", "get"): (200, {"application/json": {"status": "ok", "index_version": ""}}),
    ("/readyz", "get"): (200, {"application/json": {"status": "ok", "index_version": VERSION}}),
    ("/metrics", "get"): (200, {"text/plain": METRICS}),
}
"""By path and method: the status of success, and an example of each media type."""

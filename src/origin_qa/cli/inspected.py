"""How an inspected file is shown: as text for people, as JSON for scripts."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from origin_qa.ingest.inspection import InspectedDocument, Inspection
from origin_qa.types import Dropped, Span

_SHOWN_DROPPED = 5
_SHOWN_CHARS = 160


def print_inspection(out: Console, inspection: Inspection) -> None:
    """Everything that was understood, and what was left out and why."""
    for document in inspection.documents:
        _print_document(out, document)
    for warning in inspection.warnings:
        out.print(f"warning: {warning}", style="yellow", markup=False, soft_wrap=True)


def _print_document(out: Console, inspected: InspectedDocument) -> None:
    document, profile = inspected.document, inspected.profile
    out.print(document.title, style="bold", markup=False, soft_wrap=True)
    aliases = f" (also {', '.join(profile.aliases[:5])})" if profile.aliases else ""
    country = f", {profile.country}" if profile.country else ""
    for line in (
        f"{document.path}: {document.media_type}, {document.language}, {len(document.text):,} characters",
        f"producer: {profile.name}{aliases}{country}; id {profile.id}",
        document.url and f"address: {document.url}",
        summary_of(inspected),
    ):
        if line:
            out.print(line, markup=False, soft_wrap=True)
    if inspected.facts:
        out.print(_fact_table(inspected))
    for section in inspected.sections:
        where = _page(section.page)
        out.print(f"§ {section.heading}{where}: {section.chars:,} characters", markup=False, soft_wrap=True)
    for quote in inspected.quotes:
        speaker = ", ".join(filter(None, (quote.quote.speaker, quote.quote.role))) or "nobody named"
        out.print(f"quote: {_short(quote.text)} — {speaker}", markup=False, soft_wrap=True)
    for line in _left_out(inspected.dropped, "left out"):
        out.print(line, markup=False, soft_wrap=True, style="dim")
    for line in _left_out(inspected.quarantined, "kept from answers"):
        out.print(line, markup=False, soft_wrap=True, style="red")
    out.print()


def summary_of(inspected: InspectedDocument) -> str:
    """What was found, counted, on one line."""
    document = inspected.document
    counts = (
        (len(document.page_starts), "pages"),
        (len(inspected.facts), "facts"),
        (len(inspected.sections), "sections"),
        (len(inspected.quotes), "quotes"),
        (len(inspected.passages), "passages"),
        (len(inspected.dropped), "pieces left out"),
        (len(inspected.quarantined), "pieces kept from answers"),
    )
    named = [f"{n:,} {name[:-1] if n == 1 and name.endswith('s') else name}" for n, name in counts if n]
    return ", ".join(named).replace("1 pieces", "1 piece") or "nothing was found"


def _fact_table(inspected: InspectedDocument) -> Table:
    table = Table(title="Facts", title_justify="left", title_style="bold")
    for column in ("Attribute", "Value", "Dated", "Section", "Place"):
        table.add_column(column, overflow="fold")
    for row in inspected.facts:
        fact = row.fact
        cells = (
            row.title,
            " ".join(fact.raw.split()),
            str(fact.as_of or ""),
            row.section.rpartition(" › ")[2],
            f"{fact.value_span.start}–{fact.value_span.end}{_page(row.page)}",
        )
        table.add_row(*map(escape, cells))
    return table


def _left_out(dropped: Iterable[Dropped], title: str) -> Iterator[str]:
    ordered = sorted(dropped, key=lambda item: item.reason)
    for reason, same in groupby(ordered, key=lambda item: item.reason):
        group = list(same)
        yield f"{title} ({reason}):"
        yield from (f"  {_short(item.text)}" for item in group[:_SHOWN_DROPPED])
        if len(group) > _SHOWN_DROPPED:
            yield f"  and {len(group) - _SHOWN_DROPPED} more (--json shows all)"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN_CHARS else words[: _SHOWN_CHARS - 1] + "…"


def _page(page: int | None) -> str:
    return f", page {page}" if page else ""


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────


def inspection_json(inspection: Inspection) -> dict[str, object]:
    """The same for scripts; spans are half-open offsets in code points into the document's text."""
    return {
        "name": inspection.name,
        "bytes": inspection.bytes,
        "warnings": list(inspection.warnings),
        "documents": [_document_json(document) for document in inspection.documents],
    }


def _document_json(inspected: InspectedDocument) -> dict[str, object]:
    document, profile = inspected.document, inspected.profile
    return {
        "path": document.path,
        "title": document.title,
        "media_type": document.media_type,
        "language": document.language,
        "url": document.url,
        "sha256": document.sha256,
        "pages": len(document.page_starts) or None,
        "producer": {
            "id": profile.id,
            "name": profile.name,
            "aliases": list(profile.aliases),
            "country": profile.country,
        },
        "facts": [
            {
                "attribute": row.fact.attribute,
                "title": row.title,
                "label": row.fact.label,
                "raw": row.fact.raw,
                "low": row.fact.value.low,
                "high": row.fact.value.high,
                "items": list(row.fact.value.items),
                "unit": row.fact.unit,
                "as_of": row.fact.as_of,
                "origin": row.fact.origin,
                "section": row.section,
                "page": row.page,
                "text": row.text,
                **_span_json(row.fact.span),
            }
            for row in inspected.facts
        ],
        "sections": [
            {"heading": each.heading, "page": each.page, **_span_json(each.section.span)}
            for each in inspected.sections
        ],
        "quotes": [
            {
                "text": each.text,
                "speaker": each.quote.speaker,
                "role": each.quote.role,
                "section": each.section,
                "page": each.page,
                **_span_json(each.quote.span),
            }
            for each in inspected.quotes
        ],
        "passages": len(inspected.passages),
        "dropped": [{"reason": item.reason, "text": item.text} for item in inspected.dropped],
        "quarantined": [item.text for item in inspected.quarantined],
        "text": document.text,
    }


def _span_json(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}

"""Facts as CSV (RFC 4180) for a spreadsheet, in which no cell turns into a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from origin_qa.attributes import attributes
from origin_qa.serve.staff.facts import FoundFact
from origin_qa.spreadsheet import cell
from origin_qa.types import Fact

COLUMNS = (
    "producer_id,producer,country,attribute,fact,as_written,"
    "normalised_bound,normalised_low,normalised_high,normalised_unit,normalised_items,counted,"
    "date,status,document,start,end,source"
).split(",")
BOM = "\ufeff"
_CALENDAR = {"months": "month", "year": "year"}
"""What the figures of kinds without a unit of their own are in: months count from 1."""
_STATUS = {"conflict": "sources disagree", "history": "earlier", "": ""}


def facts_csv(facts: Iterable[FoundFact], site: str, *, bom: bool) -> str:
    """The facts with a line of column names. Lines end in CR LF; `bom` is what Excel tells UTF-8 by.

    `as_written` is the document's own wording. The columns `normalised_…` hold what was understood of it:
    figures in `normalised_unit` whatever unit was written, from low to high, and the items of lists.
    `site` is put before the addresses of the sources. `start` and `end` are code points.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in facts:
        fact = found.fact
        texts = (fact.producer, found.producer.name, found.country, fact.attribute, found.title)
        writer.writerow(
            (
                *map(cell, texts),
                cell(" ".join(fact.raw.split())),
                fact.value.bound if fact.value.low is not None else "",
                _figure(fact.value.low),
                _figure(fact.value.high),
                _unit(fact),
                cell("; ".join(_items(fact))),
                cell(fact.noun),
                fact.as_of or "",
                _STATUS[found.status],
                cell(fact.document),
                fact.span.start,
                fact.span.end,
                site + found.source.url,
            )
        )
    return (BOM if bom else "") + target.getvalue()


def _unit(fact: Fact) -> str:
    entry = attributes().get(fact.attribute)
    return fact.unit or (_CALENDAR.get(entry.kind, "") if entry and fact.value.low is not None else "")


def _items(fact: Fact) -> Sequence[str]:
    """The items of a list or the months of a season; a text is one item, which is as it was written."""
    entry = attributes().get(fact.attribute)
    return fact.value.items if entry and entry.kind in ("list", "months") else ()


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"

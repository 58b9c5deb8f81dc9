"""Facts as CSV (RFC 4180) for a spreadsheet, in which no cell turns into a formula."""

import csv
import io
from collections.abc import Iterable

from origin_qa.serve.staff.facts import FoundFact
from origin_qa.spreadsheet import cell

COLUMNS = (
    "producer_id,producer,country,attribute,fact,value,low,high,unit,counted,date,status,document,start,end,source"
).split(",")
BOM = "\ufeff"
_STATUS = {"conflict": "sources disagree", "history": "earlier", "": ""}


def facts_csv(facts: Iterable[FoundFact], site: str, *, bom: bool) -> str:
    """The facts with a line of column names. Lines end in CR LF; `bom` is what Excel tells UTF-8 by.

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
                _figure(fact.value.low),
                _figure(fact.value.high),
                cell(fact.unit),
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


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"

"""Pages that look facts up, list disagreements and ask the assistant directly."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from origin_qa.errors import UsageError
from origin_qa.serve.links import source_url
from origin_qa.serve.service import Edition
from origin_qa.serve.staff.desk import HEADERS, Desk
from origin_qa.serve.staff.export import facts_csv
from origin_qa.serve.staff.facts import FactSearch, Wanted, disagreements
from origin_qa.serve.staff.session import Session
from origin_qa.types import Answer, Span

SHOWN = 100


class _Searches:
    """The search over the newest edition, made once for each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[Edition, FactSearch] | None = None

    def of(self, edition: Edition) -> FactSearch:
        with self._lock:
            if self._last is None or self._last[0] is not edition:
                self._last = edition, FactSearch(edition)
            return self._last[1]


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A citation as the desk shows it: its number, its words and the way to the marked place."""

    n: int
    producer: str
    title: str
    section: str
    text: str
    url: str


def places(answer: Answer) -> tuple[CitedPlace, ...]:
    """What an answer cites, or what comes nearest where it cites nothing."""
    return tuple(
        CitedPlace(
            cited.n,
            cited.producer,
            cited.title,
            cited.section,
            " ".join(cited.text.split()),
            source_url(cited.document, Span(cited.start, cited.end)),
        )
        for cited in answer.citations or answer.suggestions
    )


def ask_assistant(edition: Edition, question: str, history: tuple[str, ...], producer: str) -> Answer:
    """The assistant's answer; a producer that the index doesn't have counts for none.

    Raises:
        UsageError: the question is empty or too long.
    """
    return edition.ask(question, history, producer if producer in edition.index.profiles else None)


def add_routes(staff: APIRouter, desk: Desk) -> None:
    """`/staff`, `/staff/facts.csv`, `/staff/disagreements`."""
    searches = _Searches()

    def wanted(
        q: Annotated[str, Query(max_length=500)] = "",
        producer: str = "",
        attribute: str = "",
        country: str = "",
        disagreeing: str = "",
    ) -> Wanted:
        return Wanted(q.strip(), producer, attribute, country, bool(disagreeing))

    @staff.get("")
    def facts(
        session: Annotated[Session, Depends(desk.signed_in)],
        sought: Annotated[Wanted, Depends(wanted)],
        ask: str = "",
        about: str = "",
    ) -> Response:
        edition = desk.service.edition()
        search = searches.of(edition)
        found = search.find(sought)
        answer, fault = None, ""
        if ask.strip():
            try:
                answer = ask_assistant(edition, ask.strip(), (), about)
            except UsageError as error:
                fault = str(error)
        return desk.show(
            "facts.html",
            session,
            sought=sought,
            search=search,
            found=found,
            shown=found.facts[:SHOWN],
            query=query_of(sought),
            api=_query({"producer": sought.producer, "attribute": sought.attribute}),
            ask=ask,
            about=about,
            answer=answer,
            cited=places(answer) if answer else (),
            fault=fault,
            longest=desk.settings.max_question_chars,
        )

    @staff.get("/facts.csv")
    def csv(
        request: Request,
        session: Annotated[Session, Depends(desk.signed_in)],
        sought: Annotated[Wanted, Depends(wanted)],
        bom: str = "",
    ) -> Response:
        edition = desk.service.edition()
        found = searches.of(edition).find(sought)
        site = f"{request.url.scheme}://{request.url.netloc}"
        content = facts_csv(found.facts, site, bom=bool(bom))
        disposition = {"Content-Disposition": 'attachment; filename="facts.csv"'}
        return Response(
            content, media_type="text/csv; charset=utf-8; header=present", headers=HEADERS | disposition
        )

    @staff.get("/disagreements")
    def disagreeing(session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        found = disagreements(desk.service.edition())
        return desk.show("disagreements.html", session, found=found)


def query_of(sought: Wanted) -> str:
    """The search as the query of an address, without what is empty."""
    fields = {
        "q": sought.words,
        "producer": sought.producer,
        "attribute": sought.attribute,
        "country": sought.country,
        "disagreeing": "on" if sought.disagreeing else "",
    }
    return _query(fields)


def _query(fields: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in fields.items() if value})

"""The pages to look around in: the producers, one of them, several side by side, and their documents."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from origin_qa.serve import producers, views
from origin_qa.serve.comparison import comparison
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.service import Service

MAX_SLICES = 50
MAX_COMPARED = 500
COMPARISON = "/compare"
FORMER_COMPARISON = "compare"
"""Below /producers the comparison stood once. A producer of that id has its page there."""


def router(service: Service, templates: Environment) -> APIRouter:
    """The pages over one service."""
    pages = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    def show(template: str, **context: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(template).render(context))

    @pages.get("/producers")
    def all_producers() -> HTMLResponse:
        return show("producers.html", producers=producers.overview(service.edition()))

    # Not below /producers, where the name of the page would be taken for a producer's id.
    @pages.get(COMPARISON)
    def compare(
        producer: Annotated[list[str], Query(max_length=MAX_COMPARED)] = [],  # noqa: B006
    ) -> HTMLResponse:
        return show("compare.html", page=comparison(service.edition(), frozenset(producer)))

    @pages.get("/producers/{producer}")
    def one_producer(request: Request, producer: str) -> Response:
        edition = service.edition()
        profile = edition.index.profiles.get(producer)
        if profile is None and producer == FORMER_COMPARISON:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{COMPARISON}{query}", 307)
        if profile is None:
            raise HTTPException(
                404, _("There is no producer “%(id)s”. The list of producers has them all.", id=producer)
            )
        return show("producer.html", page=producers.page(edition, profile))

    @pages.get("/sources/{document:path}")
    def source(
        document: str,
        start: Annotated[list[int], Query(max_length=MAX_SLICES)] = [],  # noqa: B006
        end: Annotated[list[int], Query(max_length=MAX_SLICES)] = [],  # noqa: B006
    ) -> HTMLResponse:
        edition = service.edition()
        found = edition.index.documents.get(document)
        if found is None:
            raise HTTPException(
                404,
                _("There is no document “%(path)s”. The producers’ pages list them all.", path=document),
            )
        return show("source.html", page=views.source_page(edition, found, start, end))

    return pages

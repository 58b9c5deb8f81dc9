"""Errors for people as a page, for programs as `application/problem+json` (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment
from starlette.exceptions import HTTPException

from origin_qa.errors import BadIndex, JournalError, OriginQAError
from origin_qa.serve.languages import N_, speaking, visit_of
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.security import Policy

WENT_WRONG = N_("Something went wrong on our side. The log has the details.")
NO_PAGE = N_("There is no page at this address.")
TITLES = {
    400: N_("That request makes no sense"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    413: N_("Too long"),
    422: N_("That request makes no sense"),
    429: N_("Too many requests"),
    500: N_("Something went wrong"),
    503: N_("No answers at the moment"),
}
"""What a page calls an error; programs are given the phrase of the standard."""
MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")


def problem_of(status: int, detail: str, path: str) -> dict[str, object]:
    """The body of a problem document about a request to `path`."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path}


def status_of(error: Exception) -> int:
    """The status of an error of ours: what is needed can't be read, or the request makes no sense."""
    return 503 if isinstance(error, BadIndex | JournalError) else 422


def for_program(request: Request) -> bool:
    """Whether a program asks: by its path, or because it takes no pages."""
    accepted = request.headers.get("accept", "")
    by_script = "json" in accepted or "text/event-stream" in accepted
    return request.url.path.startswith(MACHINE_PATHS) or (by_script and "text/html" not in accepted)


def add_handlers(app: FastAPI, templates: Environment, policy: Policy) -> None:
    """Answer every error that can leave an endpoint."""

    def respond(request: Request, status: int, detail: str) -> Response:
        problem = problem_of(status, detail, request.url.path)
        if for_program(request):
            return Response(msgspec.json.encode(problem), status, media_type="application/problem+json")
        title = _(TITLES[status]) if status in TITLES else problem["title"]
        told = _(NO_PAGE) if detail == HTTPStatus.NOT_FOUND.phrase else detail
        page = templates.get_template("error.html").render(status=status, title=title, detail=told)
        return Response(page, status, media_type="text/html")

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = respond(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(request, 422, _explain(error.errors()))

    def on_ours(request: Request, error: Exception) -> Response:
        return respond(request, status_of(error), str(error))

    def on_bug(request: Request, error: Exception) -> Response:
        # The server logs the error itself: Starlette raises it again after this response.
        # This handler runs outside the middleware that sets the language and the headers elsewhere.
        with speaking(visit_of(request.scope)):
            response = respond(request, 500, _(WENT_WRONG))
        response.headers.update(policy.headers(request.url.path, request.headers.get("origin")))
        return response

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(OriginQAError, on_ours)
    app.add_exception_handler(Exception, on_bug)


def _explain(errors: Sequence[dict[str, object]]) -> str:
    """What pydantic found, one clause for each field: `top: Input should be …`."""
    clauses = []
    for error in errors:
        place = error.get("loc")
        names = [str(name) for name in place[1:]] if isinstance(place, tuple) else []
        clauses.append(f"{'.'.join(names) or 'body'}: {error.get('msg')}")
    return "; ".join(clauses)

"""Errors for people as a page, for programs as `application/problem+json` (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment
from starlette.exceptions import HTTPException

from origin_qa.errors import BadIndex, OriginQAError
from origin_qa.serve.security import HEADERS

MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/openapi.json")


def add_handlers(app: FastAPI, templates: Environment) -> None:
    """Answer every error that can leave an endpoint."""

    def respond(request: Request, status: int, detail: str) -> Response:
        title = HTTPStatus(status).phrase
        if request.url.path.startswith(MACHINE_PATHS):
            problem = {
                "type": "about:blank",
                "title": title,
                "status": status,
                "detail": detail,
                "instance": request.url.path,
            }
            return Response(msgspec.json.encode(problem), status, media_type="application/problem+json")
        page = templates.get_template("error.html").render(status=status, title=title, detail=detail)
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
        return respond(request, 503 if isinstance(error, BadIndex) else 422, str(error))

    def on_bug(request: Request, error: Exception) -> Response:
        # The server logs the error itself: Starlette raises it again after this response.
        response = respond(request, 500, "Something went wrong on our side. The log has the details.")
        # This handler runs outside the middleware that adds the headers elsewhere.
        response.headers.update(HEADERS)
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

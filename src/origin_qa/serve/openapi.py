"""What the OpenAPI description says of a route besides its types: examples, and how it may be refused."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from origin_qa.serve.examples import EXAMPLES
from origin_qa.serve.problems import problem_of
from origin_qa.serve.schemas import Problem

Responses = dict[int | str, dict[str, Any]]

REFUSALS = {
    400: ("The body can't be read", "There was an error parsing the body"),
    401: ("The token is missing or wrong", "Send the token: Authorization: Bearer …"),
    403: (
        "The request comes from where it may not",
        "This was sent from a page of another site. Open the question here and send it again.",
    ),
    404: ("No such producer", "There is no producer 'nobody'. GET /api/producers lists them."),
    413: ("The body is too large", "The request is over 336,000 bytes. Ask a shorter question."),
    422: ("The request makes no sense", "The question is empty. Ask one of 1 to 2,000 characters."),
    429: (
        "Too many requests from one address; Retry-After says when to come back",
        "More requests than 60 came from here within a minute. Try again in 12 seconds.",
    ),
    503: (
        "What is needed to answer can't be read at the moment",
        "No index was published in index yet. Run `origin-qa build --index index`.",
    ),
}
"""What a status means here, and an example of what is told."""


def refused(*statuses: int, pages: bool = False) -> Responses:
    """How a route refuses: as a problem document (RFC 9457), if `pages` as a page to browsers."""
    return {status: _refusal(status, pages) for status in statuses}


def example_of(status: int, path: str = "/…") -> dict[str, object]:
    """A problem document as a route may answer with."""
    return problem_of(status, REFUSALS[status][1], path)


def _refusal(status: int, pages: bool) -> dict[str, Any]:
    meaning, _ = REFUSALS[status]
    content: dict[str, Any] = {
        "application/problem+json": {"schema": Problem.model_json_schema(), "example": example_of(status)}
    }
    if pages:
        content["text/html"] = {"schema": {"type": "string"}}
    refusal: dict[str, Any] = {"description": meaning, "content": content}
    if status == 429:
        refusal["headers"] = {
            "Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}, "required": True}
        }
    return refusal


def with_examples(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The maker of the app's description, examples put in afterwards: on the way FastAPI loses every null."""
    make = app.openapi

    def described() -> dict[str, Any]:
        made = app.openapi_schema is not None
        schema = make()
        if not made:
            for (path, method), (status, examples) in EXAMPLES.items():
                content = schema["paths"][path][method]["responses"][str(status)]["content"]
                for media, example in examples.items():
                    content[media]["example"] = example
        return schema

    return described

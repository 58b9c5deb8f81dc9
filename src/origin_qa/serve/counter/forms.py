"""What the forms of the counter have in common: how they are guarded, checked, and thanked for."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

from origin_qa.errors import UsageError
from origin_qa.serve.openapi import refused
from origin_qa.serve.origins import same_origin
from origin_qa.serve.problems import for_program
from origin_qa.settings import Settings

SEE_OTHER: dict[int | str, dict[str, Any]] = {
    303: {
        "description": "The same for those who do not accept JSON: the page that follows",
        "headers": {"Location": {"schema": {"type": "string"}, "required": True}},
    }
}


class Kept(BaseModel):
    """What was kept."""

    kept: str


def form_router() -> APIRouter:
    """Routes for forms that only pages of this site may send."""
    return APIRouter(
        tags=["counter"],
        dependencies=[Depends(same_origin)],
        responses={**SEE_OTHER, **refused(400, 403, 413, 422, 429, 503, pages=True)},
    )


def check(settings: Settings, *questions: str) -> None:
    """Refuse questions that could not have been asked.

    Raises:
        UsageError: one of them is empty or too long.
    """
    longest = settings.max_question_chars
    if any(not question.strip() or len(question) > longest for question in questions):
        raise UsageError(f"A question has 1 to {longest:,} characters.")


def thanked(request: Request, what: str) -> Response:
    """The answer to what was kept."""
    if for_program(request):
        return JSONResponse({"kept": what}, 201)
    return RedirectResponse(f"/thanks/{what}", 303)

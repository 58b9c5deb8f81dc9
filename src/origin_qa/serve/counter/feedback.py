"""What a visitor thinks of an answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from origin_qa.journal import Feedback, Journal, Verdict
from origin_qa.serve.conversation import known
from origin_qa.serve.counter.forms import Kept, check, form_router, thanked
from origin_qa.serve.security import MAX_TURNS
from origin_qa.serve.service import Service
from origin_qa.settings import Settings
from origin_qa.types import Status

LONGEST_REASON = 1_000


class FeedbackForm(BaseModel):
    """What a visitor thinks of an answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "How many members does CECANOR have?",
                    "verdict": "down",
                    "reason": "Which of the two is newer?",
                    "producer": "cecanor",
                    "status": "conflict",
                }
            ]
        }
    )

    question: str = Field(min_length=1, description="the question that was answered")
    verdict: Verdict = Field(description="whether the answer helped")
    history: list[str] = Field([], max_length=MAX_TURNS, description="the questions before it, oldest first")
    reason: str = Field("", max_length=LONGEST_REASON, description="why it did not help")
    producer: str = Field("", description="id of the producer it was about")
    status: Status | None = Field(None, description="status of the answer")
    index_version: str = Field("", max_length=100, description="the index that answered")


def router(service: Service, settings: Settings, journal: Journal) -> APIRouter:
    """The form below each answer."""
    forms = form_router()

    @forms.post(
        "/feedback",
        summary="Say whether an answer helped",
        status_code=201,
        response_model=Kept,
    )
    def feedback(form: Annotated[FeedbackForm, Form()], request: Request) -> Response:
        check(settings, form.question, *form.history)
        journal.feedback(
            Feedback(
                form.question.strip(),
                form.verdict,
                # A reason that was begun and then not sent says nothing about a thumb up.
                form.reason.strip() if form.verdict == "down" else "",
                known(service.edition(), form.producer),
                form.status or "",
                form.index_version,
                tuple(form.history),
            )
        )
        return thanked(request, "feedback")

    return forms

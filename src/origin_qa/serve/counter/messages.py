"""Messages to the producer team."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from pydantic import BaseModel, ConfigDict, Field

from origin_qa.errors import UsageError
from origin_qa.journal import Journal, Message
from origin_qa.serve.conversation import known
from origin_qa.serve.counter.forms import Kept, form_router, thanked
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.problems import for_program
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

LONGEST_MESSAGE = 2_000
LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")


class MessageForm(BaseModel):
    """A message to the producer team; what is wrong with it is told beside the form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Which co-operative grew this bag?",
                    "text": "It says lot 12 on the label.",
                    "producer": "cecanor",
                    "email": "mary@shop.example",
                    "consent": "yes",
                }
            ]
        }
    )

    question: str = Field("", description="the question that was not answered")
    producer: str = Field("", description="id of the producer it was about")
    text: str = Field("", description=f"the message, 1 to {LONGEST_MESSAGE:,} characters")
    email: str = Field("", description="for a reply; refused without consent")
    consent: str = Field("", description="anything but nothing allows the address to be kept")


def router(service: Service, settings: Settings, templates: Environment, journal: Journal) -> APIRouter:
    """The form below each question that was not answered."""
    forms = form_router()

    @forms.post(
        "/messages",
        summary="Write to the producer team",
        status_code=201,
        response_model=Kept,
    )
    def message(form: Annotated[MessageForm, Form()], request: Request) -> Response:
        fault = fault_of(form, settings.max_question_chars)
        if fault and for_program(request):
            raise UsageError(fault)
        if fault:
            return HTMLResponse(templates.get_template("message.html").render(form=form, fault=fault), 422)
        journal.message(
            Message(
                form.question.strip(),
                form.text.strip(),
                known(service.edition(), form.producer),
                form.email.strip(),
                consent=bool(form.consent and form.email.strip()),
            )
        )
        return thanked(request, "message")

    return forms


def fault_of(form: MessageForm, longest_question: int) -> str:
    """What keeps a message from being taken, in the visitor's language; nothing if it is as it should be."""
    email = form.email.strip()
    if not form.text.strip():
        return _("Please write a message first.")
    if len(form.text) > LONGEST_MESSAGE or len(form.question) > longest_question:
        return _("The message is too long.")
    if email and (len(email) > LONGEST_ADDRESS or not ADDRESS.fullmatch(email)):
        return _("This is no e-mail address. Please correct it, or leave it empty.")
    if email and not form.consent:
        return _(
            "To keep your e-mail address we need your consent: tick the box, or leave the address empty."
        )
    return ""

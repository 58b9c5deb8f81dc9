"""Conversations under an address of their own."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment
from pydantic import BaseModel, ConfigDict, Field

from origin_qa.journal import Journal, SharedTurn
from origin_qa.serve.conversation import Next, heard
from origin_qa.serve.counter.forms import check, form_router
from origin_qa.serve.pages import conversation_page
from origin_qa.serve.problems import for_program
from origin_qa.serve.security import MAX_TURNS
from origin_qa.serve.service import Service
from origin_qa.settings import Settings


class ShareForm(BaseModel):
    """The questions of a conversation and the producers on whose pages they were asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": ["Who are CECANOR?", "How high do they grow?"], "about": ["", ""]}]
        }
    )

    question: list[str] = Field(min_length=1, max_length=MAX_TURNS, description="the questions, oldest first")
    about: list[str] = Field(
        [],
        max_length=MAX_TURNS,
        description="for each question the id of the producer on whose page it was asked, or nothing",
    )


class SharedLink(BaseModel):
    """A shared conversation and the path of its page."""

    id: str
    url: str


def router(service: Service, settings: Settings, templates: Environment, journal: Journal) -> APIRouter:
    """The form that shares, and the page of what was shared."""
    sharing = APIRouter()
    forms = form_router()

    @forms.post(
        "/share",
        summary="Give a conversation an address",
        status_code=201,
        response_model=SharedLink,
    )
    def share(form: Annotated[ShareForm, Form()], request: Request) -> Response:
        check(settings, *form.question)
        edition = service.edition()
        carried = heard(edition, form.question, form.about, 1).carried
        turns = [SharedTurn(posed.question, posed.about) for posed in carried]
        id = journal.share(turns, edition.version, edition.index.manifest.corpus_sha256)
        url = f"/a/{id}"
        if for_program(request):
            return JSONResponse({"id": id, "url": url}, 201, {"Location": url})
        return RedirectResponse(url, 303)

    @sharing.get("/a/{id}", include_in_schema=False)
    def shared(id: str) -> HTMLResponse:
        found = journal.shared(id)
        if found is None:
            raise HTTPException(404, "Nothing is shared under this address, or no longer.")
        edition = service.edition()
        questions, producers = zip(*((turn.question, turn.producer) for turn in found.turns), strict=True)
        carried = heard(edition, questions, producers, 1).carried
        page = conversation_page(edition, settings, Next(carried), carried[-1].about)
        changed = found.corpus != edition.index.manifest.corpus_sha256
        content = templates.get_template("shared.html").render(**page, shared=found, changed=changed)
        return HTMLResponse(content, headers={"X-Robots-Tag": "noindex"})

    sharing.include_router(forms)
    return sharing

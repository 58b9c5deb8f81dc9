"""The pages for people. Every one works without a script; a conversation travels in its own form."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from origin_qa.errors import UsageError
from origin_qa.serve.conversation import Next, Posed, converse, heard, known
from origin_qa.serve.formats import number
from origin_qa.serve.hearing import unheard
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.languages import ngettext
from origin_qa.serve.schemas import AskForm
from origin_qa.serve.service import Edition, Service
from origin_qa.serve.suggest import offers
from origin_qa.settings import Settings


def router(service: Service, settings: Settings, templates: Environment) -> APIRouter:
    """The pages over one service."""
    pages = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    def show_conversation(
        edition: Edition, asked: Next, about: str, draft: str = "", error: str = ""
    ) -> HTMLResponse:
        context = conversation_page(edition, settings, asked, about, draft, error)
        return HTMLResponse(templates.get_template("ask.html").render(context), 422 if error else 200)

    @pages.get("/")
    def home(producer: str = "") -> HTMLResponse:
        edition = service.edition()
        return show_conversation(edition, Next(), known(edition, producer))

    @pages.get("/ask")
    def ask_again() -> RedirectResponse:
        return RedirectResponse("/", 303)

    @pages.post("/ask")
    def ask(form: Annotated[AskForm, Form()]) -> HTMLResponse:
        edition = service.edition()
        chosen = known(edition, form.producer)
        if form.switch:
            shown = heard(edition, form.history, form.about, form.first)
            with unheard():
                return show_conversation(edition, shown, chosen, form.question)
        before = heard(edition, form.history, form.about, form.first, room=1)
        posed = Posed(form.question.strip(), chosen)
        try:
            return show_conversation(edition, Next((*before.carried, posed), before.first), chosen)
        except UsageError as error:
            told = refusal(form.question, settings.max_question_chars) or str(error)
            return show_conversation(edition, before, chosen, form.question, told)

    return pages


def refusal(question: str, longest: int) -> str:
    """Why a question is refused, in the visitor's language; nothing if it is neither empty nor too long."""
    if not question.strip():
        return _("Please write a question first.")
    if len(question) <= longest:
        return ""
    return ngettext(
        "The question has %(num)s character; %(most)s fit.",
        "The question has %(num)s characters; %(most)s fit.",
        len(question),
        most=number(longest),
    )


def conversation_page(
    edition: Edition, settings: Settings, asked: Next, about: str, draft: str = "", error: str = ""
) -> dict[str, object]:
    """What the template of the conversation shows: its questions answered, and the form that goes on.

    Raises:
        UsageError: a question is empty or too long.
    """
    turns = converse(edition, asked.carried, asked.first)
    near = [about] if about else turns[-1].named if turns else []
    return {
        "turns": turns,
        "next": asked,
        "draft": draft,
        "error": error,
        "about": about,
        "producers": sorted(edition.index.profiles.values(), key=lambda profile: profile.name.casefold()),
        "offered": offers(edition, near, asked.history),
        "longest": settings.max_question_chars,
    }

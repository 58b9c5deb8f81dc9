"""What a shop puts into its own pages: the widget's script, a page to frame, and a demo of a shop."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from origin_qa.errors import UsageError
from origin_qa.serve.assets import web_folder
from origin_qa.serve.conversation import HEADLINES, Next, Posed, heard
from origin_qa.serve.languages import N_, NAMES, catalogue
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.pages import conversation_page, refusal
from origin_qa.serve.schemas import AskForm
from origin_qa.serve.security import EMBEDDED, SCRIPT
from origin_qa.serve.service import Edition, Service
from origin_qa.settings import Settings

KEPT = "public, max-age=600, stale-while-revalidate=86400"
"""For how long browsers use the script without asking: its address stays, so a new one must get through."""

TEXTS: Mapping[str, str] = {
    "open": N_("Ask about this coffee"),
    "close": N_("Close"),
    "title": N_("Ask the producer"),
    "label": N_("Your question"),
    "ask": N_("Ask"),
    "more": N_("Ask something else"),
    "busy": N_("Looking it up …"),
    "source": N_("Source"),
    "link": N_("Open in the document"),
    **{str(status): headline for status, headline in HEADLINES.items()},
    "nearest": N_("What comes nearest"),
    "retry": N_("Try again"),
    "cut": N_("The answer broke off."),
    "offline": N_("The answers can’t be reached at the moment."),
    "refused": N_("This page may not ask here. Its owner can allow it."),
    "limit": N_("Too many questions at once. Please wait a moment."),
    "fault": N_("Something went wrong."),
}
"""All that the script says, by the names that it has for it."""


def script_of(settings: Settings) -> bytes:
    """The widget's script with its texts in every language, and the longest question that is read."""
    texts = {
        language: {key: catalogue(language).gettext(text) for key, text in TEXTS.items()}
        for language in NAMES
    }
    source = (web_folder() / "static" / "widget.js").read_text("utf-8")
    for name, value in (("TEXTS", texts), ("LONGEST", settings.max_question_chars)):
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        before, declared, after = source.partition(f"const {name} = ")
        source = before + declared + written + after[after.index(";") :]
    return source.encode()


def router(service: Service, settings: Settings, templates: Environment) -> APIRouter:
    """The script at one lasting address, the embedded page of each producer, and a demo of a shop."""
    shop = APIRouter(include_in_schema=False)
    script = script_of(settings)
    stamp = f'W/"{hashlib.sha256(script).hexdigest()[:16]}"'

    @shop.get(SCRIPT)
    def widget(request: Request) -> Response:
        headers = {"Cache-Control": KEPT, "ETag": stamp}
        if request.headers.get("if-none-match") == stamp:
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript", headers=headers)

    def show(edition: Edition, asked: Next, producer: str, draft: str = "", error: str = "") -> HTMLResponse:
        context = conversation_page(edition, settings, asked, producer, draft, error)
        context["producer"] = edition.index.profiles[producer]
        return HTMLResponse(templates.get_template("embed.html").render(context), 422 if error else 200)

    @shop.get(EMBEDDED + "{producer}")
    def embedded(producer: str) -> HTMLResponse:
        edition = service.edition()
        return show(edition, Next(), _known(edition, producer))

    @shop.post(EMBEDDED + "{producer}")
    def ask(producer: str, form: Annotated[AskForm, Form()]) -> HTMLResponse:
        edition = service.edition()
        about = _known(edition, producer)
        before = heard(edition, form.history, form.about, form.first, room=1)
        posed = Posed(form.question.strip(), about)
        try:
            return show(edition, Next((*before.carried, posed), before.first), about)
        except UsageError as error:
            told = refusal(form.question, settings.max_question_chars) or str(error)
            return show(edition, before, about, form.question, told)

    @shop.get("/demo")
    def demo(request: Request, mode: str = "") -> HTMLResponse:
        profiles = service.edition().index.profiles.values()
        first = min(profiles, key=lambda profile: profile.name.casefold(), default=None)
        if first is None:
            raise HTTPException(404, _("There is no page at this address."))
        host = str(request.base_url).rstrip("/")
        page = templates.get_template("demo.html")
        return HTMLResponse(page.render(producer=first, host=host, floating=mode == "floating"))

    return shop


def _known(edition: Edition, producer: str) -> str:
    if producer not in edition.index.profiles:
        raise HTTPException(404, _("There is no page at this address."))
    return producer

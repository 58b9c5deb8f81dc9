"""The pages for people. Every one works without a script; a conversation travels in its own form."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from origin_qa.errors import UsageError
from origin_qa.serve import producers, views
from origin_qa.serve.security import MAX_TURNS
from origin_qa.serve.service import Edition, Service
from origin_qa.serve.suggest import suggest
from origin_qa.settings import Settings

SUGGESTIONS = 4
MAX_SLICES = 50


def router(service: Service, settings: Settings, templates: Environment) -> APIRouter:
    """The pages over one service."""
    pages = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    def show(template: str, status: int = 200, **context: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(template).render(context), status)

    def show_conversation(
        edition: Edition, asked: Sequence[tuple[str, str]], about: str, draft: str = "", error: str = ""
    ) -> HTMLResponse:
        profiles = edition.index.profiles
        turns = converse(edition, asked)
        named = turns[-1].named if turns else ()
        return show(
            "ask.html",
            422 if error else 200,
            turns=turns,
            draft=draft,
            error=error,
            about=about,
            producers=sorted(profiles.values(), key=lambda profile: profile.name.casefold()),
            suggestions=suggest(
                [profiles[id] for id in ((about,) if about else named) or profiles if id in profiles],
                SUGGESTIONS,
                [question for question, _ in asked],
            ),
            longest=settings.max_question_chars,
        )

    @pages.get("/")
    def home(producer: str = "") -> HTMLResponse:
        edition = service.edition()
        return show_conversation(edition, (), _known(edition, producer))

    @pages.get("/ask")
    def ask_again() -> RedirectResponse:
        return RedirectResponse("/", 303)

    @pages.post("/ask")
    def ask(
        question: Annotated[str, Form()] = "",
        producer: Annotated[str, Form()] = "",
        history: Annotated[Sequence[str], Form()] = (),
        about: Annotated[Sequence[str], Form()] = (),
    ) -> HTMLResponse:
        edition = service.edition()
        chosen = _known(edition, producer)
        known = [_known(edition, id) for id in about] + [""] * len(history)
        earlier = list(zip(history, known, strict=False))[1 - MAX_TURNS :]
        try:
            return show_conversation(edition, [*earlier, (question.strip(), chosen)], chosen)
        except UsageError as error:
            return show_conversation(edition, earlier, chosen, question, str(error))

    @pages.get("/producers")
    def all_producers() -> HTMLResponse:
        return show("producers.html", producers=producers.overview(service.edition()))

    @pages.get("/producers/{producer}")
    def one_producer(producer: str) -> HTMLResponse:
        edition = service.edition()
        profile = edition.index.profiles.get(producer)
        if profile is None:
            raise HTTPException(
                404, f"There is no producer “{producer}”. The list of producers has them all."
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
                404, f"There is no document “{document}”. The producers’ pages list them all."
            )
        return show("source.html", page=views.source_page(edition, found, start, end))

    return pages


def converse(edition: Edition, asked: Sequence[tuple[str, str]]) -> tuple[views.Turn, ...]:
    """Answer the questions of a conversation in order, each with those before it as its history.

    `asked` pairs each question with the producer on whose page it was asked, or an empty string.

    Raises:
        UsageError: a question is empty or too long.
    """
    questions = [question for question, _ in asked]
    return tuple(
        views.turn(edition, n + 1, question, about, edition.ask(question, questions[:n], about or None))
        for n, (question, about) in enumerate(asked)
    )


def _known(edition: Edition, producer: str) -> str:
    """The producer's id if the index has it, else nothing: a form may be older than the index."""
    return producer if producer in edition.index.profiles else ""

"""What visitors leave at the counter: feedback, messages to the producer team, and shared conversations.

Each is a plain form that ends on a page of its own; to a program that accepts JSON the same says 201.
"""

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from origin_qa.journal import Journal
from origin_qa.serve.counter import feedback, messages, sharing
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

__all__ = ["router"]

THANKS = ("feedback", "message")


def router(service: Service, settings: Settings, templates: Environment, journal: Journal) -> APIRouter:
    """The counter over one journal."""
    counter = APIRouter()
    counter.include_router(feedback.router(service, settings, journal))
    counter.include_router(messages.router(service, settings, templates, journal))
    counter.include_router(sharing.router(service, settings, templates, journal))

    @counter.get("/thanks/{what}", include_in_schema=False)
    def thanks(what: str) -> HTMLResponse:
        if what not in THANKS:
            raise HTTPException(404, "There is no such page.")
        return HTMLResponse(templates.get_template("thanks.html").render(what=what))

    @counter.get("/feedback", include_in_schema=False)
    @counter.get("/messages", include_in_schema=False)
    @counter.get("/share", include_in_schema=False)
    def read_again() -> RedirectResponse:
        return RedirectResponse("/", 303)

    return counter

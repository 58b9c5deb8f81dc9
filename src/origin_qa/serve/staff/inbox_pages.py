"""Pages for what customers left: feedback on answers, and messages to the producer team."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from origin_qa.journal import Markable
from origin_qa.serve.staff.desk import HEADERS, Desk
from origin_qa.serve.staff.session import PATH, Session

_DONE = {"open": False, "done": True, "all": None}


def add_routes(staff: APIRouter, desk: Desk) -> None:
    """`/staff/feedback` and `/staff/messages`."""

    def names() -> dict[str, str]:
        return {profile.id: profile.name for profile in desk.service.edition().index.profiles.values()}

    def mark(kind: Markable, id: int, done: str, back: str) -> Response:
        if not desk.journal.mark(kind, id, done == "yes"):
            raise HTTPException(404, f"There is no {kind} {id} any more.")
        return RedirectResponse(f"{PATH}/{back}", 303, HEADERS)

    @staff.get("/feedback")
    def feedback(
        session: Annotated[Session, Depends(desk.signed_in)], state: str = "open", verdict: str = ""
    ) -> Response:
        state = state if state in _DONE else "open"
        given = desk.journal.all_feedback(_DONE[state])
        shown = [each for each in given if verdict in ("", each.verdict)]
        return desk.show(
            "feedback.html", session, feedback=shown, state=state, verdict=verdict, names=names()
        )

    @staff.post("/feedback/{id}")
    def mark_feedback(
        id: int, session: Annotated[Session, Depends(desk.signed_form)], done: Annotated[str, Form()] = "yes"
    ) -> Response:
        return mark("feedback", id, done, "feedback")

    @staff.get("/messages")
    def messages(session: Annotated[Session, Depends(desk.signed_in)], state: str = "open") -> Response:
        state = state if state in _DONE else "open"
        left = desk.journal.messages(_DONE[state])
        return desk.show("messages.html", session, messages=left, state=state, names=names())

    @staff.post("/messages/{id}")
    def mark_message(
        id: int, session: Annotated[Session, Depends(desk.signed_form)], done: Annotated[str, Form()] = "yes"
    ) -> Response:
        return mark("message", id, done, "messages")

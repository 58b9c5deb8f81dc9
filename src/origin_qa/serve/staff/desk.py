"""The desk's front door: signing in and out, and what every page behind it shares."""

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from origin_qa.journal import Journal
from origin_qa.serve.service import Service
from origin_qa.serve.staff.rebuild import Rebuilds
from origin_qa.serve.staff.session import COOKIE, PATH, SECONDS, Session, Sessions
from origin_qa.serve.staff.throttle import SignInThrottle
from origin_qa.settings import Settings

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Desk:
    """What the desk's pages share. `signed_in` and `signed_form` guard them, `show` renders them."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        templates: Environment,
        journal: Journal,
        rebuilds: Rebuilds | None = None,
    ) -> None:
        self.service = service
        self.settings = settings
        self.journal = journal
        self.rebuilds = rebuilds or Rebuilds(settings)
        self.sessions = Sessions(settings)
        self.throttle = SignInThrottle()
        self._templates = templates

    def show(self, template: str, session: Session | None, status: int = 200, **context: object) -> Response:
        """A page of the desk. No cache keeps it and no search engine lists it."""
        page = self._templates.get_template(f"staff/{template}")
        shown = page.render(csrf=session.csrf if session else "", signed_in=session is not None, **context)
        return HTMLResponse(shown, status, HEADERS)

    def signed_in(self, request: Request) -> Session:
        """The visitor's session; without one they are sent to sign in and come back afterwards."""
        session = self.sessions.read(request.cookies.get(COOKIE))
        if session is None:
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            back = f"?next={quote(asked, safe='')}" if request.method == "GET" else ""
            raise HTTPException(303, "Please sign in.", {"Location": f"{PATH}/sign-in{back}", **HEADERS})
        return session

    def signed_form(self, request: Request, csrf: Annotated[str, Form()] = "") -> Session:
        """The session of somebody who sent a form; the form must carry the session's own token."""
        session = self.signed_in(request)
        if not self.sessions.genuine(session, csrf):
            raise HTTPException(
                403, "The form is not one of this session. Go back, load the page again and send it anew."
            )
        return session


Routes = Callable[[APIRouter, Desk], None]


def router(service: Service, settings: Settings, templates: Environment, journal: Journal) -> APIRouter:
    """The desk over one service and one journal."""
    from origin_qa.serve.staff import corpus_pages, fact_pages, inbox_pages, question_pages

    return desk_router(
        Desk(service, settings, templates, journal),
        (
            fact_pages.add_routes,
            question_pages.add_routes,
            inbox_pages.add_routes,
            corpus_pages.add_routes,
        ),
    )


def desk_router(desk: Desk, rooms: tuple[Routes, ...]) -> APIRouter:
    """The front door, and behind it the pages that `rooms` add."""
    staff = APIRouter(prefix=PATH, include_in_schema=False, default_response_class=HTMLResponse)

    @staff.get("/sign-in")
    def sign_in_page(request: Request, next: str = PATH) -> Response:
        if not desk.sessions.enabled:
            return desk.show("closed.html", None, 404)
        if desk.sessions.read(request.cookies.get(COOKIE)):
            return RedirectResponse(_inside(next), 303, HEADERS)
        return desk.show("sign-in.html", None, next=_inside(next), wait=0, wrong=False)

    @staff.post("/sign-in")
    def sign_in(
        request: Request, password: Annotated[str, Form()] = "", next: Annotated[str, Form()] = PATH
    ) -> Response:
        if not desk.sessions.enabled:
            return desk.show("closed.html", None, 404)
        _check_origin(request)
        client = request.client.host if request.client else ""
        wait = desk.throttle.wait(client)
        if wait:
            page = desk.show("sign-in.html", None, 429, next=_inside(next), wait=wait, wrong=False)
            page.headers["Retry-After"] = str(wait)
            return page
        if not desk.sessions.right(password):
            return desk.show("sign-in.html", None, 401, next=_inside(next), wait=0, wrong=True)
        desk.throttle.succeeded(client)
        response = RedirectResponse(_inside(next), 303, HEADERS)
        response.set_cookie(COOKIE, desk.sessions.open(), **_cookie(request), max_age=SECONDS)  # type: ignore[arg-type]
        return response

    @staff.post("/sign-out")
    def sign_out(request: Request, session: Annotated[Session, Depends(desk.signed_form)]) -> Response:
        desk.sessions.end(session)
        response = RedirectResponse(f"{PATH}/sign-in", 303, HEADERS)
        response.delete_cookie(COOKIE, **_cookie(request))  # type: ignore[arg-type]
        return response

    if not desk.sessions.enabled:

        @staff.api_route("", methods=["GET", "POST"])
        @staff.api_route("/{page:path}", methods=["GET", "POST"])
        def closed(page: str = "") -> Response:
            return desk.show("closed.html", None, 404)

    for add_routes in rooms:
        add_routes(staff, desk)
    return staff


def _cookie(request: Request) -> Mapping[str, object]:
    https = request.url.scheme == "https"
    return {"path": PATH, "httponly": True, "samesite": "strict", "secure": https}


def _inside(address: str) -> str:
    """An address to go on to after signing in; anything but a page of the desk becomes its first one."""
    plain = "\\" not in address and not any(ord(character) < 33 for character in address)
    at_home = address == PATH or address.startswith((f"{PATH}/", f"{PATH}?"))
    return address if plain and at_home and "/sign-" not in address else PATH


def _check_origin(request: Request) -> None:
    """Refuse a sign-in that another site's page sends (nobody has a session's token yet)."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403, "This sign-in came from another site's page. Open the desk itself.")

"""Pages about the corpus: its documents and generation, rebuilding it, and how a document was read."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from origin_qa.errors import ReadError
from origin_qa.ingest.inspection import Inspection, inspect_file
from origin_qa.serve.readings import normalised
from origin_qa.serve.staff.corpus import corpus_state
from origin_qa.serve.staff.desk import HEADERS, Desk
from origin_qa.serve.staff.session import PATH, Session


def add_routes(staff: APIRouter, desk: Desk) -> None:
    """`/staff/corpus`, `/staff/documents/PATH`, `/staff/rebuild`, `/staff/rebuild/stop`."""

    @staff.get("/corpus")
    def corpus(session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        edition = desk.service.edition()
        return desk.show(
            "corpus.html",
            session,
            state=corpus_state(edition, desk.settings),
            manifest=edition.index.manifest,
            built=datetime.fromisoformat(edition.index.manifest.built_at),
            stale=desk.service.fault,
            rebuild=desk.rebuilds.state(),
            back=f"{PATH}/corpus",
        )

    @staff.post("/rebuild")
    def rebuild(
        session: Annotated[Session, Depends(desk.signed_form)], back: Annotated[str, Form()] = ""
    ) -> Response:
        desk.rebuilds.start()
        return _to_panel(back)

    @staff.post("/rebuild/stop")
    def stop(
        session: Annotated[Session, Depends(desk.signed_form)], back: Annotated[str, Form()] = ""
    ) -> Response:
        desk.rebuilds.stop()
        return _to_panel(back)

    @staff.get("/rebuild")
    def progress(request: Request, session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        """The panel alone, for the script that keeps it up to date."""
        state = desk.rebuilds.state()
        page = desk.show("rebuild.html", session, rebuild=state, back=f"{PATH}/corpus")
        page.headers["X-Rebuild"] = state.status
        return page

    @staff.get("/documents/{document:path}")
    def document(document: str, session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        state = corpus_state(desk.service.edition(), desk.settings)
        if document not in state.files:
            raise HTTPException(404, f"There is no document “{document}” in the corpus.")
        read: Inspection | None = None
        fault = ""
        try:
            read = inspect_file(desk.settings.corpus / document, desk.settings)
        except ReadError as error:
            fault = str(error)
        return desk.show(
            "document.html", session, path=document, read=read, fault=fault, normalised=normalised
        )


def _to_panel(back: str) -> Response:
    """To the progress, on the page that the form was on."""
    page = back if back.startswith(f"{PATH}/notes/") and "\\" not in back else f"{PATH}/corpus"
    return RedirectResponse(f"{page}#rebuild", 303, HEADERS)

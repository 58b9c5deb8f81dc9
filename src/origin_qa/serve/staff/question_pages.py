"""Pages for what no document answered: the list, the form that answers, and the proof that it did."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from origin_qa.serve.links import source_url
from origin_qa.serve.service import Edition
from origin_qa.serve.staff.answering import LONGEST_ANSWER, AnswerForm, publish
from origin_qa.serve.staff.desk import HEADERS, Desk
from origin_qa.serve.staff.fact_pages import ask_assistant, places
from origin_qa.serve.staff.notes import today
from origin_qa.serve.staff.session import PATH, Session
from origin_qa.serve.staff.unanswered import QuestionGroups, UnansweredGroup, with_asking

SHOWN = 50


def add_routes(staff: APIRouter, desk: Desk) -> None:
    """`/staff/questions`, `/staff/questions/ID`, `/staff/answer`, `/staff/notes/PATH`."""
    groups = QuestionGroups()

    def unanswered(edition: Edition) -> tuple[UnansweredGroup, ...]:
        return groups.of(edition, desk.journal.unanswered())

    def group_of(edition: Edition, id: int) -> UnansweredGroup | None:
        return with_asking(unanswered(edition), id, desk.journal.questions)

    @staff.get("/questions")
    def questions(session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        edition = desk.service.edition()
        found = unanswered(edition)
        return desk.show(
            "questions.html",
            session,
            groups=found[:SHOWN],
            more=max(len(found) - SHOWN, 0),
            names={profile.id: profile.name for profile in edition.index.profiles.values()},
            answered=desk.journal.staff_answers(20),
            mode=desk.settings.journal,
        )

    @staff.get("/questions/{id}")
    def one_question(id: int, session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        edition = desk.service.edition()
        group = group_of(edition, id)
        if group is None:
            raise HTTPException(404, "This question is not open any more. Somebody may have answered it.")
        producer = group.producers[0] if len(group.producers) == 1 else ""
        form = AnswerForm(group.lead.question, producer, date=today().isoformat())
        return _show_form(desk, session, edition, group, form, {})

    @staff.get("/answer")
    def new_note(
        session: Annotated[Session, Depends(desk.signed_in)], question: str = "", producer: str = ""
    ) -> Response:
        form = AnswerForm(question, producer, date=today().isoformat())
        return _show_form(desk, session, desk.service.edition(), None, form, {})

    @staff.post("/answer")
    def answer(
        session: Annotated[Session, Depends(desk.signed_form)],
        id: Annotated[str, Form()] = "",
        question: Annotated[str, Form()] = "",
        producer: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        author: Annotated[str, Form()] = "",
        date: Annotated[str, Form()] = "",
    ) -> Response:
        edition = desk.service.edition()
        group = group_of(edition, int(id)) if id.isdecimal() else None
        profile = edition.index.profiles.get(producer)
        form = AnswerForm(question.strip(), producer, text, author, date)
        faults = form.faults(profile, desk.settings.max_question_chars)
        if faults or profile is None or form.day is None:
            return _show_form(desk, session, edition, group, form, faults)
        document = publish(desk, form, profile, form.day, group)
        return RedirectResponse(f"{PATH}/notes/{quote(document)}", 303, HEADERS)

    @staff.get("/notes/{document:path}")
    def note(document: str, session: Annotated[Session, Depends(desk.signed_in)]) -> Response:
        return _show_note(desk, session, document)

    @staff.post("/questions/{id}/done")
    def done(id: int, session: Annotated[Session, Depends(desk.signed_form)]) -> Response:
        group = group_of(desk.service.edition(), id)
        for asked in group.questions if group else ():
            desk.journal.mark("question", asked.id)
        return RedirectResponse(f"{PATH}/questions", 303, HEADERS)


def _show_form(
    desk: Desk,
    session: Session,
    edition: Edition,
    group: UnansweredGroup | None,
    form: AnswerForm,
    faults: dict[str, str],
) -> Response:
    """The form, below what the assistant says to the question today and how it came to that."""
    answer = None
    if group:
        asked = group.lead
        earlier = (asked.earlier,) if asked.earlier else ()
        answer = ask_assistant(edition, asked.question, earlier, asked.page_producer)
    return desk.show(
        "answer.html",
        session,
        422 if faults else 200,
        group=group,
        form=form,
        faults=faults,
        answer=answer,
        cited=places(answer) if answer else (),
        producers=sorted(edition.index.profiles.values(), key=lambda profile: profile.name.casefold()),
        authors=sorted({kept.author for kept in desk.journal.staff_answers(100)}),
        latest=today().isoformat(),
        longest=desk.settings.max_question_chars,
        longest_answer=LONGEST_ANSWER,
    )


def _show_note(desk: Desk, session: Session, document: str) -> Response:
    """A note, and once it is indexed the answer that customers get now: the proof that it is cited."""
    kept = next((each for each in desk.journal.staff_answers() if each.document == document), None)
    if kept is None:
        raise HTTPException(
            404, f"There is no staff note “{document}”. The page of the questions lists them."
        )
    edition = desk.service.edition()
    answer = None
    if document in edition.index.documents:
        answer = ask_assistant(edition, kept.question, (), kept.producer)
    return desk.show(
        "note.html",
        session,
        kept=kept,
        answer=answer,
        cited=places(answer) if answer else (),
        proven=answer is not None and any(cited.document == document for cited in answer.citations),
        url=source_url(document),
        rebuild=desk.rebuilds.state(),
        back=f"{PATH}/notes/{quote(document)}",
    )

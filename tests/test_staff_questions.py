"""Unanswered questions at the desk: grouped, answered by a note, and closed; feedback and messages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser
from small_site import one, texts
from staff_site import StaffSite, script, staff_site

from origin_qa.answer.assistant import Assistant
from origin_qa.evaluate.questions import read_questions
from origin_qa.index.generation import Index
from origin_qa.journal import Asked, Feedback, Message, Place
from origin_qa.serve.staff.desk import Desk
from origin_qa.serve.staff.grouping import ALIKE, group_alike
from origin_qa.serve.staff.notes import today
from origin_qa.serve.staff.rebuild import Rebuilds

SCHOOL = "Does Alameda run a school?"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StaffSite:
    made = Desk.__init__

    def with_quick_build(self: Desk, *args: object, **given: object) -> None:
        made(self, *args, **given)  # type: ignore[arg-type]
        self.rebuilds = Rebuilds(self.settings, script("print('built')"))

    monkeypatch.setattr(Desk, "__init__", with_quick_build)
    made_site = staff_site(tmp_path).sign_in()
    place = Place("alameda/alameda.txt", 0, 7, "Alameda")
    for minutes, question in enumerate(
        (SCHOOL, SCHOOL, "does Alameda run a school today", "Any dogs at Alameda?")
    ):
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10 - minutes)
        made_site.journal.record(
            Asked(question, "not_found", ("alameda",), stage="passages", nearest=place, at=at)
        )
    return made_site


def form_of(site: StaffSite, **changed: str) -> dict[str, str]:
    link = one(site.page("/staff/questions"), ".pile h2 a").attributes["href"] or ""
    form = one(site.page(link), "form.writing")
    hidden = {str(n.attributes["name"]): n.attributes["value"] or "" for n in form.css("input[type=hidden]")}
    answer = {"question": SCHOOL, "producer": "alameda", "text": "Yes, a small one.", "author": "Ana"}
    return hidden | answer | {"date": today().isoformat()} | changed


def test_like_questions_stand_together(site: StaffSite) -> None:
    tree = site.page("/staff/questions")
    assert texts(tree, ".pile h2") == [SCHOOL, "Any dogs at Alameda?"]
    assert "asked 3 times" in texts(tree, ".pile-facts")[0]
    assert "supports no answer" in texts(tree, ".trace")[0]
    assert one(tree, ".trace a").attributes["href"] == "/sources/alameda/alameda.txt?start=0&end=7#mark"


def test_an_answer_becomes_a_note_and_a_regression_question(site: StaffSite) -> None:
    form = form_of(site)
    response = site.client.post("/staff/answer", data=form)
    day = today().isoformat()
    path = f"alameda/notes/{day}-does-alameda-run-a-school.md"
    assert response.url.path == f"/staff/notes/{path}"
    written = (site.settings.corpus / path).read_text("utf-8")
    assert "author: Ana" in written and f"## {SCHOOL}" in written and "Yes, a small one." in written
    (regression,) = read_questions(site.settings.data / "regression.jsonl")
    assert regression.question == SCHOOL
    tree = site.page("/staff/questions")
    assert texts(tree, ".pile h2") == ["Any dogs at Alameda?"], "all of its wordings are done"
    assert SCHOOL in one(tree, ".pile.slim").text()
    again = site.client.post("/staff/answer", data=form)
    assert again.url.path == response.url.path
    assert len(list((site.settings.corpus / "alameda" / "notes").iterdir())) == 1, "sent twice, written once"
    assert Rebuilds(site.settings).state().status in ("running", "done")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  \n"},
        {"text": "x" * 5_001},
        {"author": " … "},
        {"producer": "nobody"},
        {"producer": "../../etc"},
        {"date": "24 Nov"},
        {"date": "2999-01-01"},
        {"question": ""},
        {"question": "x" * 2_001},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(site: StaffSite, wrong: dict[str, str]) -> None:
    response = site.client.post("/staff/answer", data=form_of(site, **wrong))
    tree = LexborHTMLParser(response.text)
    assert response.status_code == 422 and one(tree, ".field .fault")
    assert one(tree, "[aria-invalid=true]").attributes["aria-describedby"]
    assert not (site.settings.corpus / "alameda" / "notes").exists()
    if "text" not in wrong:
        assert one(tree, "textarea").text() == "Yes, a small one."


def test_markup_in_an_answer_stays_text(site: StaffSite) -> None:
    attack = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)>"
    response = site.client.post(
        "/staff/answer",
        data=form_of(site, text=f"Yes {attack}", author=f"Ana {attack}", question=f"Is it {attack}?"),
    )
    assert response.status_code == 200
    tree = LexborHTMLParser(response.text)
    assert not tree.css("main img") and not tree.css("main script") and attack in one(tree, ".noted").text()


def test_a_group_is_set_aside(site: StaffSite) -> None:
    link = one(site.page("/staff/questions"), ".pile form").attributes["action"] or ""
    site.client.post(link, data={"csrf": site.csrf()})
    assert texts(site.page("/staff/questions"), ".pile h2") == ["Any dogs at Alameda?"]


def test_a_link_from_before_the_last_asking_still_leads_to_the_group(site: StaffSite) -> None:
    link = one(site.page("/staff/questions"), ".pile h2 a").attributes["href"] or ""
    site.journal.record(Asked(SCHOOL, "not_found", ("alameda",)))
    assert SCHOOL in one(site.page(link), "h1").text()
    assert site.client.get("/staff/questions/99999").status_code == 404


def test_feedback_and_messages_are_read_and_marked(site: StaffSite) -> None:
    site.journal.feedback(Feedback("Which port?", "down", "<b>wrong</b>", "alameda", "answered"))
    site.journal.feedback(Feedback("How high?", "up"))
    site.journal.message(Message("Visits?", "May I come?", "alameda", "ana@example.org", True))
    site.journal.message(Message("Other?", "No reply please", "", "hidden@example.org", False))
    tree = site.page("/staff/feedback?verdict=down")
    assert "Which port?" in one(tree, ".pile h2").text() and "<b>wrong</b>" in one(tree, ".noted").text()
    form = one(tree, ".pile form").attributes["action"] or ""
    site.client.post(form, data={"csrf": site.csrf(), "done": "yes"})
    assert not site.page("/staff/feedback?verdict=down").css(".pile")
    assert site.page("/staff/feedback?state=done").css(".pile")
    text = one(site.page("/staff/messages"), "main").text()
    assert "ana@example.org" in text and "hidden@example.org" not in text
    assert site.client.post("/staff/messages/999", data={"csrf": site.csrf()}).status_code == 404


def test_groups_never_join_what_is_about_others() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 0]]
    assert group_alike(vectors, ["a", "a", "a", "b"]) == [[0, 1], [2], [3]]
    assert group_alike(vectors[:1], ["a"]) == [[0]]


def test_average_linkage_matches_a_search_over_all_pairs() -> None:
    drawn = np.random.default_rng(7).normal(size=(24, 6)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    groups = [[row] for row in range(len(vectors))]
    while True:
        means = {
            (i, j): float((vectors[groups[i]] @ vectors[groups[j]].T).mean())
            for i in range(len(groups))
            for j in range(i + 1, len(groups))
        }
        (i, j), best = max(means.items(), key=lambda pair: pair[1])
        if best < 0.4:
            break
        groups[i] = sorted(groups[i] + groups.pop(j))
    assert group_alike(vectors, ["x"] * 24, 0.4) == sorted(groups)


def test_the_threshold_tells_wordings_from_other_questions(assistant: Assistant) -> None:
    index: Index = assistant.index

    def cosine(a: str, b: str) -> float:
        return float(index.encode(a).vector @ index.encode(b).vector)

    assert cosine("does it have a kindergarten?", "is there a kindergarten at it") > ALIKE
    assert cosine("do you ship to norway", "can you deliver to Norway?") > ALIKE
    assert cosine("do you ship to norway", "do you ship to spain") < ALIKE
    assert cosine("is there a school?", "is there a bank?") < ALIKE

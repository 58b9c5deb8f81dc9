"""The pages without a browser: asking, producers and sources, by selector; and starting up."""

import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_assistant import LONGEST, SmallAssistant
from small_site import ALAMEDA, BRISA, assistant_over, client_of, one, page, submit, texts

from origin_qa.errors import UsageError
from origin_qa.serve import assets
from origin_qa.serve.links import source_url
from origin_qa.serve.running import listen
from origin_qa.serve.security import MAX_TURNS
from origin_qa.serve.suggest import suggest


@pytest.fixture
def assistant(tmp_path: Path) -> SmallAssistant:
    return assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA})


@pytest.fixture
def client(assistant: SmallAssistant) -> TestClient:
    return client_of(assistant)


def test_the_first_page_asks_and_offers_questions_that_the_corpus_answers(client: TestClient) -> None:
    tree = page(client, "/")
    assert one(tree, "html").attributes["lang"] == "en"
    assert one(tree, "label[for=question]") and one(tree, "textarea#question[required]")
    assert texts(tree, "select#producer option") == ["any producer", "Alameda Cooperative", "Brisa Union"]
    offers = [node.attributes["value"] for node in tree.css(".suggestions button")]
    assert len(offers) == 4 and "When was Alameda Cooperative founded?" in offers
    for offer in offers:
        assert offer
        answered = submit(client, tree, ".suggestions", question=offer)
        assert one(answered, ".turn.answered, .turn.conflict"), offer


def test_an_answer_links_each_number_to_its_source_and_to_the_exact_slice(client: TestClient) -> None:
    tree = submit(client, page(client, "/"), ".composer", question="Which port does Alameda use?")
    ref = one(tree, ".sentence a.ref")
    card = one(tree, ref.attributes["href"] or "")
    assert ref.text() == "1" and one(card, ".number").text() == "1"
    assert texts(card, "mark") == ["Callao"]
    source = page(client, (one(tree, ".card a.open").attributes["href"] or "").split("#")[0])
    assert texts(source, "mark") == ["Port:", "Callao"]
    assert one(source, "mark#mark")


def test_slices_of_one_passage_share_a_card(client: TestClient) -> None:
    tree = submit(
        client, page(client, "/"), ".composer", question="When was Alameda founded, and which port?"
    )
    assert texts(tree, ".sources .cited .number") == ["1", "2"]
    assert len(tree.css(".sources .card")) == 1
    source = page(client, (one(tree, ".card a.open").attributes["href"] or "").split("#")[0])
    assert texts(source, "mark") == ["Founded:", "1987", "Port:", "Callao"]
    assert len(source.css("#mark")) == 1


def test_disagreeing_sources_stand_side_by_side(client: TestClient) -> None:
    tree = submit(client, page(client, "/"), ".composer", question="How many members has Alameda?")
    assert texts(tree, ".turn.conflict .status") == ["The sources disagree"]
    assert texts(tree, ".turn.conflict .cards .card .figure") == ["640 producers", "810 members"]


def test_what_is_not_stated_shows_what_comes_nearest(client: TestClient) -> None:
    tree = submit(client, page(client, "/"), ".composer", question="Does Alameda keep mules on the track?")
    assert texts(tree, ".turn.not_found .status") == ["Not in the documents"]
    assert "mule track" in texts(tree, ".nearest .card .slice")[0]
    assert not tree.css(".turn a.ref")


def test_an_unclear_question_is_answered_once_a_candidate_is_chosen(client: TestClient) -> None:
    asked = submit(client, page(client, "/"), ".composer", question="What altitude?")
    assert texts(asked, ".turn.clarify .choice") == ["Alameda Cooperative Peru", "Brisa Union Honduras"]
    chosen = submit(client, asked, ".choices", producer="brisa")
    assert len(chosen.css(".turn")) == 1
    assert "1,100 m" in one(chosen, ".turn.answered .sentences").text()
    assert one(chosen, "select#producer option[selected]").attributes["value"] == "brisa"


def test_a_conversation_travels_in_its_form(client: TestClient, assistant: SmallAssistant) -> None:
    tree = submit(client, page(client, "/"), ".composer", question="Which port does Alameda use?")
    tree = submit(client, tree, ".composer", question="And the altitude?")
    assert texts(tree, ".turn h2") == ["Which port does Alameda use?", "And the altitude?"]
    assert assistant.asked[-1] == ("And the altitude?", ("Which port does Alameda use?",), None)
    first = ("Which port does Alameda use?", (), None)
    assert assistant.asked.count(first) == 1, "an answer given before is not worked out again"
    assert len({node.attributes["id"] for node in tree.css("[id]")}) == len(tree.css("[id]"))


def test_a_long_conversation_keeps_its_last_turns(client: TestClient) -> None:
    data = {"history": [f"port of Alameda {n}" for n in range(40)], "question": "altitude"}
    tree = LexborHTMLParser(client.post("/ask", data=data).text)
    assert len(tree.css(".turn")) == MAX_TURNS
    assert texts(tree, ".turn h2")[-2:] == ["port of Alameda 39", "altitude"]


@pytest.mark.parametrize(
    ("question", "reason"), [("   ", "write a question"), ("x" * (LONGEST + 1), "201 char")]
)
def test_a_refused_question_stays_in_the_form_with_the_reason(
    client: TestClient, question: str, reason: str
) -> None:
    response = client.post("/ask", data={"question": question, "history": ["port of Alameda"], "about": [""]})
    tree = LexborHTMLParser(response.text)
    assert response.status_code == 422
    assert reason in one(tree, "#question-error[role=alert]").text()
    assert one(tree, "textarea[aria-invalid=true]").text() == question
    assert len(tree.css(".turn")) == 1


def test_a_producer_that_the_index_no_longer_has_is_ignored(client: TestClient) -> None:
    data = {"question": "port?", "producer": "gone", "history": ["port of Alameda"], "about": ["gone"]}
    assert client.post("/ask", data=data).status_code == 200
    assert client.get("/ask", follow_redirects=False).headers["location"] == "/"


def test_suggestions_come_from_stated_facts_and_not_twice(assistant: SmallAssistant) -> None:
    profiles = list(assistant.index.profiles.values())
    offers = suggest(profiles, 50)
    assert len(set(offers)) == len(offers) > 5
    assert "When is the harvest at Alameda Cooperative?" not in offers
    assert offers[0] not in suggest(profiles, 50, [offers[0].upper()])
    assert suggest([], 4) == ()


def test_producers_are_listed_with_links(client: TestClient) -> None:
    tree = page(client, "/producers")
    assert texts(tree, ".shelf h2") == ["Brisa Union", "Alameda Cooperative"], "by country"
    for link in tree.css(".shelf h2 a"):
        assert page(client, link.attributes["href"] or "")


def test_a_fact_sheet_has_values_disagreements_and_sources(client: TestClient) -> None:
    tree = page(client, "/producers/alameda")
    assert texts(tree, ".facts .disagree .value") == ["640 producers", "810 members"]
    assert "sources disagree" in one(tree, ".facts .disagree th").text()
    for link in tree.css(".facts .source a, .quoted a, .documents a"):
        assert page(client, link.attributes["href"] or "").css_first(".document")
    assert "taste our own coffee" in one(tree, ".quoted blockquote").text()
    assert "Rosa Quispe" in one(tree, ".quoted figcaption").text()


def test_a_source_is_shown_whole_with_anchors_and_structure(
    client: TestClient, assistant: SmallAssistant
) -> None:
    tree = page(client, "/sources/alameda/alameda.txt")
    shown = "".join(one(tree, ".document").text().split())
    assert shown == "".join(assistant.index.documents["alameda/alameda.txt"].text.split())
    passages = [p for p in assistant.index.passages if p.document == "alameda/alameda.txt"]
    assert len(tree.css(".document .anchor[id^=p]")) == len(passages)
    assert one(tree, ".document dl dt") and one(tree, ".document figure blockquote")
    for link in tree.css(".outline a"):
        assert one(tree, link.attributes["href"] or "")


def test_every_slice_that_is_asked_for_is_marked_exactly(
    client: TestClient, assistant: SmallAssistant
) -> None:
    document = assistant.index.documents["alameda/alameda.txt"]
    for passage in assistant.index.passages:
        for span in passage.sentences:
            if passage.document == document.path:
                tree = page(client, source_url(document.path, span).split("#")[0])
                marked = "".join("".join(node.text() for node in tree.css("mark")).split())
                assert marked == "".join(span.of(document.text).split())


def test_a_slice_that_does_not_fit_is_said_so(client: TestClient) -> None:
    for query in ("start=5&end=5", "start=9&end=5", "start=0&end=99999", "start=5", "start=-1&end=3"):
        tree = page(client, f"/sources/brisa.txt?{query}")
        assert one(tree, ".fault[role=alert]") and not tree.css("mark")
    assert client.get("/sources/brisa.txt?start=x&end=2").status_code == 422
    assert client.get("/sources/brisa.txt?" + "start=1&end=2&" * 51).status_code == 422


@pytest.mark.parametrize(
    "url",
    ["/producers/nobody", "/sources/none.txt", "/sources/../pyproject.toml", "/sources/%2e%2e%2fetc", "/x"],
)
def test_unknown_addresses_answer_with_a_page(client: TestClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert one(LexborHTMLParser(response.text), "main h1").text() == "Not found"


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port}.*--port"):
            listen("127.0.0.1", port)
    with pytest.raises(UsageError, match=r"nowhere\.invalid"):
        listen("nowhere.invalid", 0)


def test_the_packaged_pages_come_before_those_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (assets.web_folder() / "templates" / "base.html").is_file()
    package = tmp_path / "checkout" / "src" / "origin_qa"
    monkeypatch.setattr(assets, "PACKAGE", package)
    with pytest.raises(Exception, match="Reinstall"):
        assets.web_folder()
    for parent in (tmp_path / "checkout", package):
        for room in ("templates", "static"):
            (parent / "web" / room).mkdir(parents=True)
        assert assets.web_folder() == parent / "web"

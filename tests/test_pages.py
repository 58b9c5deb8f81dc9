"""Pages of PDFs and cells of tables: from the reader to the citation, the JSON, the shell and the web page."""

import io
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from small_assistant import small_assistant
from small_site import client_of, one, page, texts

from origin_qa.answer.citing import cell_of, page_of
from origin_qa.answer.present import citation_json
from origin_qa.console import print_answer
from origin_qa.ingest.corpus import read_corpus
from origin_qa.serve.links import source_url
from origin_qa.settings import Settings
from origin_qa.types import Answer, AnswerSentence, Citation, SourceDocument, Span

TABLE = b"Name,Country,Members\nMiravalle,Bolivia,1204\nPampa Alta,Peru,640\n"
PAGES = (
    ("Alameda", "The farms lie on the slopes above the river, and most of them are small.", "Founded: 1987"),
    ("The harvest", "Mules carry the sacks to the road, because the bridge is narrow.", "Altitude: 1,200 m"),
)


def two_pages() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target)
    for head, prose, pair in PAGES:
        for y, size, words in ((750, 20, head), (700, 11, prose), (660, 11, pair)):
            canvas.setFont("Helvetica", size)
            canvas.drawString(60, y, words)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize(
    ("starts", "at", "number"),
    [((0, 40), 0, 1), ((0, 40), 39, 1), ((0, 40), 40, 2), ((0, 40, 40), 41, 3), ((), 5, None)],
)
def test_a_place_is_on_the_page_that_began_last(starts: tuple[int, ...], at: int, number: int | None) -> None:
    document = SourceDocument("a.pdf", "application/pdf", "", "A", "x" * 100, page_starts=starts)
    assert page_of(document, Span(at, at + 3)) == number


def test_pages_and_cells_are_told_from_file_to_web_page(tmp_path: Path) -> None:
    (tmp_path / "alameda.pdf").write_bytes(two_pages())
    (tmp_path / "all.csv").write_bytes(TABLE)
    corpus = read_corpus(tmp_path, Settings())
    documents = {document.path: document for document in corpus.documents}
    facts = {(p.id, fact.attribute): fact for p in corpus.profiles for fact in p.facts}
    height, members = facts["alameda", "altitude"], facts["pampa-alta", "members"]
    assert page_of(documents["alameda.pdf"], height.span) == 2
    assert page_of(documents["alameda.pdf"], facts["alameda", "founded"].span) == 1
    assert cell_of(documents["all.csv#row3"], members.span) == "row 3, Members"
    assert cell_of(documents["alameda.pdf"], height.span) == ""

    client = client_of(small_assistant(corpus, "g1"))
    for question, place in (
        ("How high is Alameda?", "p. 2"),
        ("How many members has Pampa Alta?", "row 3, Members"),
    ):
        shown = LexborHTMLParser(client.post("/ask", data={"question": question}).text)
        assert place in texts(shown, ".provenance")[0]
    source = page(client, source_url("alameda.pdf"))
    assert one(source, "#page-2").parent is not None
    record = page(client, source_url("all.csv#row3", members.value_span))
    assert texts(record, "mark") == ["640"]
    assert "Miravalle" not in one(record, "article").text()


def test_the_page_is_in_json_and_in_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    citation = Citation(1, "alameda", "alameda.pdf", "Alameda", "The harvest", "1,200 m", 0, 7, page=2)
    assert citation_json(citation)["page"] == 2
    print_answer(Answer("answered", (AnswerSentence("1,200 m", (1,)),), (citation,), ("alameda",)))
    assert "Alameda › The harvest, p. 2 (alameda.pdf:0–7)" in capsys.readouterr().out

from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.ingest.cleaning import clean_text
from origin_qa.ingest.layout import lay_out
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.quotes import find_quotes
from origin_qa.ingest.sections import read_sections
from origin_qa.types import Passage, SourceDocument

PAGE = """Miravalle, Bolivia

Country: Bolivia
Founded: 1997

Above the clouds

The farms lie on the slopes. The road is closed when it rains.

Mules carry the sacks then.

“We dry on tables now. It is good.”
Rosa Quispe, warehouse keeper

The premium

A health post was built in 2012.
"""


def document(text: str, path: str = "miravalle/page.txt") -> SourceDocument:
    text = clean_text(text)
    blocks, dropped = lay_out(text)
    title = next((block.span.of(text) for block in blocks if block.kind == "heading"), "Page")
    return SourceDocument(path, "text/plain", "0" * 64, title, text, blocks, dropped=dropped)


def passages(text: str) -> tuple[Passage, ...]:
    page = document(text)
    return make_passages(page, "miravalle", find_quotes("miravalle", page))


def test_one_passage_for_the_sheet_one_for_the_quote_and_prose_by_section() -> None:
    found = passages(PAGE)
    assert [(passage.kind, passage.heading_path) for passage in found] == [
        ("facts", ("Miravalle, Bolivia",)),
        ("prose", ("Miravalle, Bolivia", "Above the clouds")),
        ("quote", ("Miravalle, Bolivia", "Above the clouds")),
        ("prose", ("Miravalle, Bolivia", "The premium")),
    ]
    assert [passage.id for passage in found] == [f"miravalle/page#p{n}" for n in (1, 2, 3, 4)]
    sheet, prose, quote, _ = found
    assert [span.of(PAGE) for span in sheet.sentences] == ["Country: Bolivia", "Founded: 1997"]
    assert [span.of(PAGE) for span in prose.sentences][-1] == "Mules carry the sacks then."
    assert quote.text == "“We dry on tables now. It is good.”\nRosa Quispe, warehouse keeper"


def test_sections_carry_their_heading_path() -> None:
    assert [section.heading_path[-1] for section in read_sections(document(PAGE))] == [
        "Miravalle, Bolivia",
        "Above the clouds",
        "The premium",
    ]


def test_captions_are_in_no_passage() -> None:
    found = passages("Title\n\nOne sentence stands here.\n\ncoffee_cherry\n\nAnother one stands here.")
    assert [passage.text for passage in found] == ["One sentence stands here.", "Another one stands here."]


def test_a_long_paragraph_is_cut_into_even_parts_at_sentences() -> None:
    text = " ".join(f"Sentence number {n} tells of the road to the mill and of the rain." for n in range(40))
    found = passages(text)
    lengths = [len(passage.text) for passage in found]
    assert max(lengths) <= 1_150
    assert min(lengths) > 600
    assert " ".join(passage.text for passage in found) == text
    assert all(passage.text.endswith(".") for passage in found)


def test_a_long_sheet_is_cut_between_its_lines() -> None:
    text = "Sheet\n\n" + "\n".join(
        f"Members ({year}): {'1,000 producers ' * 3}" for year in range(1990, 2020)
    )
    found = passages(text)
    assert len(found) > 1
    assert all(passage.kind == "facts" and len(passage.text) <= 1_150 for passage in found)
    assert sum(len(passage.sentences) for passage in found) == 30


PARTS = st.lists(
    st.sampled_from(
        [
            *(
                "",
                "",
                "Established1999",
                "Altitude: 1,200 m",
                "coffee-map",
                "– Isabel Uriarte",
                "Short Heading",
            ),
            *(
                "“A quote that is long enough to count.”",
                "Prose goes on for a while. It ends here.",
                "• An item",
                "x" * 1500,
            ),
            "A long sentence of the page that repeats itself. " * 40,
        ]
    )
    | st.text(max_size=80),
    max_size=20,
)


@given(PARTS)
@settings(max_examples=200, deadline=None)
def test_passages_slice_the_text_and_hold_their_sentences(parts: list[str]) -> None:
    page = document("\n".join(parts))
    quotes = find_quotes("p", page)
    found = make_passages(page, "p", quotes)
    at = 0
    for passage in found:
        assert passage.text == passage.span.of(page.text)
        assert at <= passage.span.start
        at = passage.span.end
        inner = passage.span.start
        for sentence in passage.sentences:
            assert passage.span.holds(sentence)
            assert inner <= sentence.start < sentence.end
            inner = sentence.end
        assert (passage.sentences[0].start, passage.sentences[-1].end) == passage.span
    assert len({passage.id for passage in found}) == len(found)
    for quote in quotes:
        assert quote.span.of(page.text).strip() and quote.attribution.of(page.text).strip()
    # Nothing under a block is lost on the way to the passages, headings aside.
    inside = "".join(sentence.of(page.text) for passage in found for sentence in passage.sentences)
    under = "".join(block.span.of(page.text) for block in page.blocks if block.kind != "heading")
    assert sorted("".join(inside.split())) == sorted("".join(under.split()))


def test_a_quote_does_not_reach_over_what_lies_between() -> None:
    page = document(
        "“A quote that is long enough to count.”\n×\n“Another one that is long enough.”\n– Isabel Uriarte"
    )
    (quote,) = find_quotes("p", page)
    assert quote.span.of(page.text) == "“Another one that is long enough.”"

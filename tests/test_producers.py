"""The producers' pages over HTTP: drawings with words, values with readings, cells that lead to their source."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from small_site import ALAMEDA, BRISA, assistant_over, client_of, one, page, texts

CANDELA = """Candela Station

Name: Candela Station
Country: Ethiopia
Altitude: over 1,900 m
Harvest: March to May
Members: 2,424

About

Candela was founded in 1991. The main harvest lasts from October to December.
"""
CANDELA_NOTE = """Candela Station, a visitor's note

Name: Candela Station
Harvest: October to December
Founded: 1991
Chickens: 12
"""
NOTED = {
    "alameda/alameda.txt": ALAMEDA,
    "brisa.txt": BRISA,
    "candela/candela.txt": CANDELA,
    "candela/note.txt": CANDELA_NOTE,
}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_of(assistant_over(tmp_path, NOTED))


def drawings(tree: LexborHTMLParser | LexborNode) -> list[tuple[str, str]]:
    """What each drawing is called and says to those who can't see it."""
    found = []
    for drawing in tree.css("svg[role=img]"):
        title, words = (one(drawing, tag) for tag in ("title", "desc"))
        assert drawing.attributes["aria-labelledby"] == f"{title.attributes['id']} {words.attributes['id']}"
        found.append((title.text(), words.text()))
    return found


def cells(tree: LexborHTMLParser, row: str) -> list[LexborNode]:
    """The cells of an attribute's row, one for each producer."""
    return next(r.css("td") for r in tree.css(".compared tbody tr") if one(r, "th").text().strip() == row)


# ── one producer ──────────────────────────────────────────────────────────────────────────────


def test_seasons_and_heights_are_drawn_with_words(client: TestClient) -> None:
    assert drawings(page(client, "/producers/brisa")) == [
        ("Harvest of Brisa Union", "October to January"),
        ("Altitude of Brisa Union", "1,100\xa0m (≈\xa03,610\xa0ft)"),
    ]
    assert drawings(page(client, "/producers/alameda")) == [
        ("Altitude of Alameda Cooperative", "1,350–1,700\xa0m (≈\xa04,430–5,580\xa0ft)")
    ]


def test_a_season_over_the_years_end_is_cut_at_both_edges(client: TestClient) -> None:
    first, last = one(page(client, "/producers/brisa"), "svg[role=img]").css(".bar")
    assert (first.attributes["x"] or "").startswith("-")
    x, width = (float((last.attributes[name] or "").rstrip("%")) for name in ("x", "width"))
    assert x + width > 100


def test_each_disagreeing_source_gets_its_own_drawing(client: TestClient) -> None:
    tree = page(client, "/producers/candela")
    harvests = [words for title, words in drawings(tree) if title.startswith("Harvest")]
    assert harvests == ["March to May", "October to December"]
    assert "sources disagree" in one(tree, "#harvest-title").text()
    assert texts(tree, ".picture .statement")[0].startswith("March to May Candela Station")
    for link in tree.css(".picture .statement a"):
        assert page(client, (link.attributes["href"] or "").split("#")[0]).css("mark")


def test_a_hedged_height_is_open_on_the_side_that_it_may_reach_into(client: TestClient) -> None:
    tree = page(client, "/producers/candela")
    assert len(tree.css(".picture line.hedged")) == 1
    assert ("Altitude of Candela Station", "at least 1,900\xa0m (≈\xa06,230\xa0ft)") in drawings(tree)


def test_ids_are_used_once(client: TestClient) -> None:
    for address in ("/producers", "/producers/candela", "/compare"):
        ids = [node.attributes["id"] for node in page(client, address).css("[id]")]
        assert len(ids) == len(set(ids)), address


def test_values_are_read_in_the_visitors_format_beside_the_documents_words(client: TestClient) -> None:
    german = page(client, "/producers/candela?lang=de")
    rows = {one(body, "th").text().strip(): texts(body, ".value") for body in german.css(".facts tbody")}
    assert rows["Mitglieder"] == ["2,424 members 2.424"]
    assert rows["Höhe"] == ["over 1,900 m mindestens 1.900 m (≈ 6.230 ft)"]
    assert one(german, ".facts .value [lang=en]")
    english = page(client, "/producers/candela?lang=en")
    assert "2,424 members" in texts(english, ".facts .value")


def test_the_same_value_of_two_documents_is_one_line_with_two_sources(client: TestClient) -> None:
    tree = page(client, "/producers/candela")
    founded = next(body for body in tree.css(".facts tbody") if "Founded" in one(body, "th").text())
    assert texts(founded, ".value") == ["1991"]
    assert len(founded.css(".source a")) == 2


def test_a_label_of_the_documents_own_keeps_its_language(client: TestClient) -> None:
    tree = page(client, "/producers/candela?lang=fr")
    assert texts(tree, ".facts th [lang=en]") == ["Chickens"]


def test_without_heights_and_harvests_nothing_is_drawn(tmp_path: Path) -> None:
    client = client_of(
        assistant_over(tmp_path, {"bare.txt": "Bare Farm\n\nName: Bare Farm\nFounded: 1990\n"})
    )
    tree = page(client, "/producers/bare")
    assert not tree.css("svg[role=img], #glance-title")
    assert not page(client, "/compare").css("svg[role=img], .chooser")


# ── all of them ───────────────────────────────────────────────────────────────────────────────


def test_the_overview_draws_the_harvests_and_leads_to_the_comparison(client: TestClient) -> None:
    tree = page(client, "/producers?lang=de")
    assert texts(tree, ".shelf .country") == ["Äthiopien", "Honduras", "Peru"]
    assert len(drawings(tree)) == 3
    assert one(tree, ".page-head a").attributes["href"] == "/compare"


def test_all_producers_stand_side_by_side(client: TestClient) -> None:
    tree = page(client, "/compare")
    assert texts(tree, ".compared thead th") == ["Candela Station", "Brisa Union", "Alameda Cooperative"]
    assert [title for title, _ in drawings(tree)] == [
        "Harvest of Candela Station",
        "Harvest of Candela Station",
        "Harvest of Brisa Union",
        "Altitude of Candela Station",
        "Altitude of Brisa Union",
        "Altitude of Alameda Cooperative",
    ]
    assert all("checked" in box.attributes for box in tree.css(".chooser input"))


def test_chosen_producers_are_compared_and_stay_chosen(client: TestClient) -> None:
    tree = page(client, "/compare?producer=alameda&producer=candela&producer=gone")
    assert texts(tree, ".compared thead th") == ["Candela Station", "Alameda Cooperative"]
    chosen = [box.attributes["value"] for box in tree.css(".chooser input[checked]")]
    assert chosen == ["candela", "alameda"]
    assert len(tree.css(".chooser input")) == 3


def test_every_cell_leads_to_its_source_or_says_that_nothing_is_stated(client: TestClient) -> None:
    tree = page(client, "/compare")
    for cell in tree.css(".compared tbody td"):
        values = cell.css("li")
        assert bool(values) != bool(cell.css(".silent"))
        for value in values:
            link = one(value, "a")
            marked = page(client, (link.attributes["href"] or "").split("#")[0])
            assert link.text() in " ".join(" ".join(node.text() for node in marked.css("mark")).split())
    assert texts(cells(tree, "Port")[0], ".silent") == ["not stated"]


def test_disagreement_is_marked_in_the_cell_that_has_it(client: TestClient) -> None:
    tree = page(client, "/compare")
    assert [bool(cell.css(".tag")) for cell in cells(tree, "Members")] == [False, False, True]
    assert texts(cells(tree, "Members")[2], "li a") == ["640 producers", "810 members"]


def test_with_many_producers_the_table_waits_for_a_choice(tmp_path: Path) -> None:
    many = {f"p{n}.txt": f"Farm {n}\n\nName: Farm {n}\nHarvest: May to June\n" for n in range(9)}
    client = client_of(assistant_over(tmp_path, many))
    everybody = page(client, "/compare")
    assert len(drawings(everybody)) == 9 and not everybody.css(".compared")
    assert len(page(client, "/compare?producer=p1&producer=p2").css(".compared thead th")) == 2


def test_a_comparison_refuses_an_endless_choice(client: TestClient) -> None:
    assert client.get("/compare?" + "producer=brisa&" * 600).status_code == 422


def test_the_comparison_hides_no_producer(tmp_path: Path) -> None:
    texts_of = {"compare.txt": "Compare Farm\n\nName: Compare Farm\nFounded: 1990\n", "brisa.txt": BRISA}
    tree = page(client_of(assistant_over(tmp_path, texts_of)), "/producers")
    links = [link.attributes["href"] for link in tree.css(".shelf a")]
    assert "/producers/compare" in links
    client = client_of(assistant_over(tmp_path, texts_of))
    assert one(page(client, "/producers/compare"), "h1").text().strip() == "Compare Farm"


def test_the_former_address_of_the_comparison_leads_to_it(client: TestClient) -> None:
    response = client.get("/producers/compare?producer=brisa&lang=de", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/compare?producer=brisa&lang=de")


ATTACK = '" onmouseover="alert(1)" {{ 7 * 7 }} &lt;script&gt;'
ATTACKING = f"""Bad Farm {ATTACK}

Name: Bad Farm {ATTACK}
Harvest: {ATTACK} May to June
Altitude: 1,200 m {ATTACK}
{ATTACK}: {ATTACK}
"""


@pytest.mark.parametrize("address", ["/producers", "/producers/bad", "/compare?producer=bad"])
def test_nothing_that_a_document_says_becomes_markup(tmp_path: Path, address: str) -> None:
    client = client_of(assistant_over(tmp_path, {"bad.txt": ATTACKING, "brisa.txt": BRISA}))
    for code in ("en", "fr"):
        tree = page(client, f"{address}{'&' if '?' in address else '?'}lang={code}")
        assert not tree.css("script, [onmouseover]")
        assert 'onmouseover="alert(1)" {{ 7 * 7 }}' in one(tree, "main").text()

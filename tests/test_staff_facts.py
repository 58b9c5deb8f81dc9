"""Finding facts at the desk: by words, filters and misspellings; exports; disagreements."""

import csv
import io
from pathlib import Path

import pytest
from small_site import assistant_over, one, texts
from staff_site import StaffSite, staff_site

from origin_qa.serve.service import Edition
from origin_qa.serve.staff.export import COLUMNS
from origin_qa.serve.staff.facts import FactSearch, Wanted, disagreements
from origin_qa.spreadsheet import cell


@pytest.fixture
def site(tmp_path: Path) -> StaffSite:
    return staff_site(tmp_path).sign_in()


@pytest.fixture
def search(site: StaffSite) -> FactSearch:
    return FactSearch(Edition(site.assistant))


def found(search: FactSearch, words: str = "", **filters: str | bool) -> list[tuple[str, str]]:
    wanted = Wanted(words, **filters)  # type: ignore[arg-type]
    return [(each.fact.producer, each.fact.attribute) for each in search.find(wanted).facts]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("alameda port", ("alameda", "port")),
        ("PORT Alameda", ("alameda", "port")),
        ("callao", ("alameda", "port")),
        ("alamdea prot", ("alameda", "port")),
        ("altitud honduras", ("brisa", "altitude")),
        ("how high are the farms of brisa", ("brisa", "altitude")),
        ("Ernte brisa", ("brisa", "harvest")),
        ("1987", ("alameda", "founded")),
        ("640", ("alameda", "members")),
        ("bris foun", ("brisa", "founded")),
    ],
)
def test_words_find_the_fact(search: FactSearch, words: str, first: tuple[str, str]) -> None:
    assert found(search, words)[0] == first


def test_every_word_counts_and_what_no_fact_has_is_said(search: FactSearch) -> None:
    assert {producer for producer, _ in found(search, "brisa")} == {"brisa"}
    partly = search.find(Wanted("alameda port kangaroo"))
    assert partly.partly and partly.facts[0].fact.attribute == "port"
    assert search.find(Wanted("xyzzyq")).facts == ()


def test_filters_narrow(search: FactSearch) -> None:
    assert {producer for producer, _ in found(search, country="Peru")} == {"alameda"}
    assert set(found(search, attribute="founded")) == {("alameda", "founded"), ("brisa", "founded")}
    assert set(found(search, disagreeing=True)) == {("alameda", "members")}
    assert len(found(search)) == len(search.find(Wanted()).facts) > 8


def test_a_row_has_value_date_and_a_link_to_the_marked_place(site: StaffSite) -> None:
    tree = site.page("/staff?q=alameda+port")
    assert texts(tree, ".desk-table tbody .value") == ["Callao"]
    source = one(tree, ".desk-table .source a").attributes["href"] or ""
    assert texts(site.page(source.split("#")[0]), "mark") == ["Port:", "Callao"]
    assert one(tree, "#q").attributes["value"] == "alameda port"


@pytest.fixture
def rainy(tmp_path: Path) -> StaffSite:
    told = """Nimbus Estate

Name: Nimbus Estate
Rainfall: up to 3.5 metres
Altitude: 4,000 to 5,000 feet
Harvest: October to January
Founded: 1987
Members: over 2,600 farmers
Varieties: Typica, Bourbon
Roast Profile: Medium
"""
    site = staff_site(tmp_path).sign_in()
    site.assistant.index = assistant_over(tmp_path / "rainy", {"nimbus.txt": told}).index
    return site


def test_a_value_as_written_stands_beside_the_value_as_read_with_its_unit(rainy: StaffSite) -> None:
    tree = rainy.page("/staff?producer=nimbus&lang=en")
    heads = texts(tree, ".desk-table thead th")
    assert "Unit" not in heads and heads[heads.index("As written") + 1] == "Read as"
    written = texts(tree, ".desk-table tbody .value")
    read = dict(zip(written, texts(tree, ".desk-table tbody .read-as"), strict=True))
    assert read["up to 3.5 metres"] == "up to 3,500 mm"
    assert read["4,000 to 5,000 feet"] == "1,219.2–1,524 m"
    assert read["October to January"] == "October to January"
    assert read["1987"] == "1987"
    assert next(read[words] for words in read if "2,600" in words) == "at least 2,600"
    assert read["Typica, Bourbon"] == "Typica and Bourbon"
    assert read["Medium"] == ""
    assert "bis zu 3.500 mm" in texts(rainy.page("/staff?lang=de"), ".desk-table tbody .read-as")


def test_the_export_names_what_was_written_and_what_was_read(rainy: StaffSite) -> None:
    text = rainy.client.get("/staff/facts.csv").text
    rows = {row["attribute"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    def read(attribute: str) -> tuple[str, ...]:
        row = rows[attribute]
        return (row["as_written"], *(row[f"normalised_{part}"] for part in ("bound", "low", "high", "unit")))

    assert read("rainfall") == ("up to 3.5 metres", "at_most", "3500", "3500", "mm")
    assert read("harvest") == ("October to January", "exact", "10", "1", "month")
    assert rows["harvest"]["normalised_items"] == "October; November; December; January"
    assert read("founded") == ("1987", "exact", "1987", "1987", "year")
    assert rows["varieties"]["normalised_items"] == "Typica; Bourbon"
    assert read("roast") == ("Medium", "", "", "", "")


def test_the_export_is_csv_for_spreadsheets(site: StaffSite) -> None:
    response = site.client.get("/staff/facts.csv?q=alameda+members&bom=1")
    assert response.headers["content-type"].startswith("text/csv; charset=utf-8")
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeffproducer_id,") and text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert {row["as_written"] for row in rows} == {"640 producers", "810 members"}
    assert {row["status"] for row in rows} == {"sources disagree"}
    assert rows[0]["source"].startswith("http://testserver/sources/alameda/")
    assert not site.client.get("/staff/facts.csv").text.startswith("\ufeff")
    assert len(COLUMNS) == len(rows[0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell("1,250 m") == "1,250 m"


def test_disagreements_stand_side_by_side(site: StaffSite) -> None:
    (only,) = disagreements(Edition(site.assistant))
    assert [value.text for value in only.values] == ["640 producers", "810 members"]
    tree = site.page("/staff/disagreements")
    assert texts(tree, ".rivals .figure") == ["640 producers", "810 members"]
    for link in tree.css(".rivals li a"):
        assert site.page((link.attributes["href"] or "").split("#")[0]).css("mark")


def test_the_assistant_answers_what_no_fact_tells(site: StaffSite) -> None:
    tree = site.page("/staff?ask=Which+port+does+it+use%3F&about=alameda")
    assert "Callao" in one(tree, ".said-text").text()
    assert one(tree, ".said-places a").attributes["href"]
    long = site.client.get("/staff", params={"ask": "x" * 300})
    assert long.status_code == 200 and 'id="ask-fault"' in long.text


def test_nothing_that_is_typed_becomes_markup(site: StaffSite) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    for field in ("q", "producer", "attribute", "country", "ask", "about"):
        tree = site.page(str(site.client.build_request("GET", "/staff", params={field: attack}).url))
        assert not tree.css("main script, main img")

"""CSV and Excel: who is meant by which cell, what a cell shows, and what is left out and said so."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from origin_qa.errors import ReadError
from origin_qa.ingest.corpus import read_corpus
from origin_qa.ingest.readers import understand
from origin_qa.ingest.readers.csv import find_delimiter
from origin_qa.ingest.readers.number_formats import Shown, shown
from origin_qa.ingest.readers.records import NOT_STATED
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Dropped, SourceDocument

LONG = "The farms lie above the river. Most have less than a hectare, and the road is closed when it rains."


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ",") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode()


def as_xlsx(
    rows: Sequence[Sequence[object]],
    change: Callable[[Workbook, Worksheet], None] = lambda workbook, sheet: None,
    title: str = "Producers",
) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    change(workbook, sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def read(name: str, data: bytes) -> tuple[SourceDocument, ...]:
    return understand(name, data, 1_000_000).documents


def corpus_of(folder: Path, files: dict[str, bytes]) -> Corpus:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return read_corpus(folder, Settings())


def pairs(document: SourceDocument) -> list[tuple[str, str, str]]:
    """(label, value, place) of the pairs, as slices of the text."""
    return [
        (block.label.of(document.text), block.value.of(document.text), block.place)
        for block in document.blocks
        if block.label and block.value
    ]


def reasons(document: SourceDocument) -> dict[str, str]:
    return {item.text: item.reason for item in document.dropped}


PRODUCERS = (
    ("Name", "Country", "Members", "Altitude (m)", "Story"),
    ("Miravalle", "Bolivia", "1,204", "1300-1750", LONG),
    ("Pampa Alta", "Peru", "640", "1,200", ""),
)


# ── whose ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("suffix", "make"), [(".csv", as_csv), (".xlsx", as_xlsx)])
def test_a_producer_a_row(
    tmp_path: Path, suffix: str, make: Callable[[Sequence[Sequence[object]]], bytes]
) -> None:
    corpus = corpus_of(tmp_path, {f"producers{suffix}": make(PRODUCERS)})
    assert [(p.id, p.name, p.country) for p in corpus.profiles] == [
        ("miravalle", "Miravalle", "Bolivia"),
        ("pampa-alta", "Pampa Alta", "Peru"),
    ]
    for profile, members, low in zip(corpus.profiles, (1204, 640), (1300, 1200), strict=True):
        facts = {fact.attribute: fact for fact in profile.facts}
        assert (facts["members"].value.low, facts["altitude"].value.low) == (members, low)
        assert {fact.document for fact in profile.facts} == set(profile.documents)
    assert not set(corpus.profiles[0].documents) & set(corpus.profiles[1].documents)
    assert {p.producer for p in corpus.passages if "rains" in p.text} == {"miravalle"}
    assert not corpus.warnings


def test_a_producer_a_column_and_one_in_all() -> None:
    columns = list(zip(*PRODUCERS, strict=True))
    first, second = read("producers.csv", as_csv(columns))
    assert (first.owner, first.path, second.owner) == ("Miravalle", "producers.csv#column-B", "Pampa Alta")
    assert ("Members", "640", "row 3, column C") in pairs(second)
    (alone,) = read("miravalle.csv", as_csv([row[:2] for row in columns]))
    assert (alone.owner, alone.path, alone.title) == ("", "miravalle.csv", "Miravalle")
    headed = [("Field", "Value", "Unit", "Year"), ("Members", 1204, "", 2015), ("Altitude", 1250, "m", "")]
    (document,) = read("miravalle.csv", as_csv(headed))
    assert [pair[:2] for pair in pairs(document)] == [("Members", "1204 (2015)"), ("Altitude", "1250 m")]


def test_names_above_the_columns() -> None:
    rows = [("", "Miravalle", "Pampa Alta"), ("Country", "Bolivia", "Peru"), ("Members", 1204, 640)]
    assert [document.owner for document in read("x.xlsx", as_xlsx(rows))] == ["Miravalle", "Pampa Alta"]


def test_a_row_joins_the_producer_that_has_documents_already(tmp_path: Path) -> None:
    rows = [PRODUCERS[0], ("Cooperativa Miravalle", *PRODUCERS[1][1:]), ("Alto Miravalle", *PRODUCERS[2][1:])]
    note = b"Miravalle\n\nMules carry the sacks when it rains."
    corpus = corpus_of(tmp_path, {"all.csv": as_csv(rows), "miravalle/note.txt": note})
    assert {p.id: p.documents for p in corpus.profiles} == {
        "miravalle": ("all.csv#row2", "miravalle/note.txt"),
        "alto-miravalle": ("all.csv#row3",),
    }


def test_of_a_table_in_a_folder_only_the_owners_records_count(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, {"miravalle/all.csv": as_csv(PRODUCERS), "x.txt": b"X\n\nIt rains."})
    assert [document.path for document in corpus.documents] == ["miravalle/all.csv#row2", "x.txt"]
    assert [warning.path for warning in corpus.warnings] == ["miravalle/all.csv"]
    assert "Pampa Alta" in corpus.warnings[0].message


def test_a_table_of_strangers_in_a_folder_is_refused(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, {"alameda/all.csv": as_csv(PRODUCERS), "x.txt": b"X\n\nIt rains."})
    assert [profile.id for profile in corpus.profiles] == ["x"]
    assert "none of alameda" in corpus.warnings[0].message


def test_two_rows_of_one_producer_are_two_documents(tmp_path: Path) -> None:
    rows = [*PRODUCERS, ("Miravalle", "Bolivia", "1,300", "1300", "")]
    corpus = corpus_of(tmp_path, {"all.csv": as_csv(rows)})
    assert corpus.profiles[0].documents == ("all.csv#row2", "all.csv#row4")
    assert len({passage.id for passage in corpus.passages}) == len(corpus.passages)


def test_rows_of_lots_give_no_facts_of_the_producer(tmp_path: Path) -> None:
    rows = [("Lot", "Variety", "Altitude"), ("7", "Typica", "1200 m"), ("9", "Caturra", "1500 m")]
    (document,) = read("miravalle.csv", as_csv(rows))
    assert "Lot: 9 | Variety: Caturra | Altitude: 1500 m" in document.text
    corpus = corpus_of(tmp_path, {"miravalle.csv": as_csv(rows)})
    assert [fact for fact in corpus.profiles[0].facts if fact.origin == "sheet"] == []


# ── what is shown, and where ──────────────────────────────────────────────────────────────────

words = st.text("aeioulmnrstáñü 0123456789,.%", min_size=1, max_size=20).filter(
    lambda text: (
        any(map(str.isalpha, text)) and "  " not in text and text == text.strip() and text not in NOT_STATED
    )
)


@settings(max_examples=40)
@given(st.lists(st.tuples(words, words), min_size=2, max_size=5, unique_by=lambda row: row[0]), st.booleans())
def test_every_cell_stands_in_the_text_at_its_place(rows: list[tuple[str, str]], excel: bool) -> None:
    table = [("Name", "Process", "Members"), *((f"Valle {a}", b, str(n)) for n, (a, b) in enumerate(rows, 1))]
    documents = read("x.xlsx", as_xlsx(table)) if excel else read("x.csv", as_csv(table))
    assert [document.owner for document in documents] == [row[0] for row in table[1:]]
    for n, (document, row) in enumerate(zip(documents, table[1:], strict=True), start=2):
        for column, (label, value) in enumerate(zip(table[0], row, strict=True)):
            place = f"Sheet ‘Producers’, {'ABC'[column]}{n}" if excel else f"row {n}, {label}"
            assert (label, value, place) in pairs(document)


def test_long_cells_become_text_under_their_label() -> None:
    document = read("x.csv", as_csv(PRODUCERS))[0]
    (story,) = [block for block in document.blocks if block.kind == "paragraph"]
    assert (story.span.of(document.text), story.place) == (LONG, "row 2, Story")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1250, "General", "1250"),
        (1250, '#,##0" m"', "1,250 m"),
        (0.205, "0.0%", "20.5%"),
        (0.2, "0%", "20%"),
        (1234.5, "0.00", "1234.50"),
        (-5, "0;(0)", "(5)"),
        (1234567, "#,##0,", "1,235"),
        (12.5, "[$€-407] #,##0.00", "€ 12.50"),
        (2500, "_-* #,##0_-;-* #,##0_-", "2,500"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678.9, "General", "12345678.9"),
        (5, ";;;", ""),
        (1999, "@", "1999"),
        (True, "General", "TRUE"),
        ("washed", "General", "washed"),
        ("secret", ";;;", ""),
        (datetime.datetime(1996, 5, 3), "mmmm yyyy", "May 1996"),
        (datetime.datetime(1996, 5, 3), "dd/mm/yyyy", "03/05/1996"),
        (datetime.datetime(1996, 5, 3), "[$-409]d\\-mmm\\-yy;@", "3-May-96"),
        (datetime.datetime(1996, 5, 3, 14, 7), "yyyy-mm-dd h:mm", "1996-05-03 14:07"),
        (datetime.datetime(1996, 5, 3), "General", "1996-05-03"),
        (datetime.time(14, 7), "h:mm AM/PM", "2:07 PM"),
    ],
)
def test_values_as_a_spreadsheet_shows_them(value: Shown, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@given(
    st.one_of(st.integers(), st.floats(), st.datetimes(), st.booleans(), st.text()),
    st.text('0#?,.%;"[]\\ymdhsAP/M@_*$€- x', max_size=20),
)
def test_no_number_format_breaks_the_reader(value: Shown, number_format: str) -> None:
    assert isinstance(shown(value, number_format), str)


# ── delimiters and charsets ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_charsets_are_found(delimiter: str, charset: str) -> None:
    rows = [("Nombre", "País", "Socios", "Altura"), ("Café Ñandú", "Perú", "1.340", "1.200,5 m")]
    data = as_csv(rows, delimiter).decode().encode(charset)
    (document,) = read("x.csv", data)
    assert [pair[1] for pair in pairs(document)] == list(rows[1])


def test_decimal_commas_and_sep_lines() -> None:
    assert find_delimiter("Name;Members;Share\nA;1,5;2,5\nB;3,5;4,5\n")[0] == ";"
    assert find_delimiter("sep=|\nName|Members\n")[0] == "|"
    (document,) = read("x.csv", b"sep=;\r\nName;Members\r\nMiravalle;640\r\n")
    assert ("Members", "640", "row 3, Members") in pairs(document)


def test_a_quotation_mark_never_closed_swallows_nothing() -> None:
    documents = read("x.csv", b'Name,Members,Cup\nMiravalle,640,"nutty\nPampa Alta,300,sweet\n')
    assert [document.owner for document in documents] == ["Miravalle", "Pampa Alta"]


def test_lines_within_a_cell_are_a_list() -> None:
    (document,) = read("x.csv", b'Name,Varieties\nMiravalle,"Typica\nCaturra"\n')
    assert ("Varieties", "Typica, Caturra", "row 2, Varieties") in pairs(document)


# ── left out, and said so ─────────────────────────────────────────────────────────────────────


def test_hidden_parts_of_a_workbook_are_reported() -> None:
    def hide(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet["C4"].font = Font(color="FFFFFFFF")
        sheet["D4"].number_format = ";;;"
        secret = workbook.create_sheet("Secret")
        secret["A1"] = "unseen"
        secret.sheet_state = "hidden"

    rows = [
        ("Name", "Country", "Members", "Altitude"),
        ("Miravalle", "Bolivia", "1,204", "1300 m"),
        ("Unseen", "Peru", 1, "1 m"),
        ("Pampa Alta", "Peru", 640, 1200),
    ]
    (document,) = read("x.xlsx", as_xlsx(rows, hide))
    said = reasons(document)
    assert said["sheet Secret"] == "hidden sheet"
    assert said["Unseen | Peru | 1 | 1 m"] == "hidden row"
    assert said["Country | Bolivia | Peru"] == "hidden column"
    assert said["640"] == "white on white"
    assert said["1200"] == "hidden by its number format"
    assert said["Pampa Alta"] == "a row with nothing but a name"
    assert [pair[1] for pair in pairs(document)] == ["Miravalle", "1,204", "1300 m"]


def test_formulas_show_their_stored_results() -> None:
    rows = [("Name", "Members"), ("Miravalle", "=600+40"), ("Pampa Alta", "=1+1")]
    data = as_xlsx([*rows, ("Alameda", 5)])
    stored = re.compile(rb"<f>600\+40</f><v ?/?>(?:</v>)?")
    calculated = changed(data, lambda name, part: stored.sub(b"<f>600+40</f><v>640</v>", part))
    understood = understand("x.xlsx", calculated, 1_000_000)
    first = understood.documents[0]
    assert ("Members", "640", "Sheet ‘Producers’, B2") in pairs(first)
    assert Dropped("Producers!B3 =1+1", "formula without a stored result") in first.dropped
    assert "1 of its formulas" in understood.warning


def changed(
    data: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None
) -> bytes:
    """The archive with its parts changed, and more of them."""
    archive, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in archive.namelist():
            made.writestr(name, change(name, archive.read(name)))
        for name, part in (more or {}).items():
            made.writestr(name, part)
    return target.getvalue()


def test_shared_strings_and_runs_of_rich_text_are_read() -> None:
    namespace = b"http://schemas.openxmlformats.org"
    strings = (
        b'<sst xmlns="%b/spreadsheetml/2006/main"><si><r><t>Boli</t></r><r><t>via</t></r></si></sst>'
        % namespace
    )
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    additions = {
        "[Content_Types].xml": (b"</Types>", kind + b'spreadsheetml.sharedStrings+xml"/></Types>'),
        "xl/_rels/workbook.xml.rels": (
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="%b/officeDocument/2006/relationships/sharedStrings" '
            b'Target="sharedStrings.xml"/></Relationships>' % namespace,
        ),
        "xl/worksheets/sheet1.xml": (b't="inlineStr"><is><t>Bolivia</t></is>', b't="s"><v>0</v>'),
    }
    data = changed(
        as_xlsx(PRODUCERS),
        lambda name, part: part.replace(*additions.get(name, (b"", b""))),
        {"xl/sharedStrings.xml": strings},
    )
    assert ("Country", "Bolivia", "Sheet ‘Producers’, B2") in pairs(read("x.xlsx", data)[0])


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_that_grow_without_bound_are_refused(name: str) -> None:
    letters = "abcdefghij"
    grown = "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in pairwise(letters))
    bomb = f'<!DOCTYPE x [<!ENTITY a "lol lol lol">{grown}]>'.encode()

    def plant(part: str, xml: bytes) -> bytes:
        if part != name:
            return xml
        at = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        words = (b"Bolivia", b"Producers", b"Calibri")
        body = xml[at:]
        for word in words:
            body = body.replace(word, b"&j;")
        return xml[:at] + bomb + body

    with pytest.raises(ReadError, match=r"no workbook that can be opened .*amplification"):
        read("x.xlsx", changed(as_xlsx(PRODUCERS), plant))


def test_merged_cells_hold_for_all_their_rows() -> None:
    rows = [("Country", "Name", "Members"), ("Peru", "Miravalle", 640), (None, "Pampa Alta", 300)]
    first, second = read("x.xlsx", as_xlsx(rows, lambda workbook, sheet: sheet.merge_cells("A2:A3")))
    assert ("Country", "Peru", "Sheet ‘Producers’, A3") in pairs(second)
    assert first.owner == "Miravalle"


def test_titles_totals_and_notes_are_no_producers() -> None:
    rows = [
        ("Origins 2023", "", ""),
        *(row[:3] for row in PRODUCERS),
        ("Total", "", "1,844"),
        ("Source: us", "", ""),
    ]
    documents = read("x.csv", as_csv(rows))
    assert [document.owner for document in documents] == ["Miravalle", "Pampa Alta"]
    assert reasons(documents[0]) == {
        "Origins 2023": "stands above the table",
        "Total | 1,844": "a row of totals",
        "Source: us": "a row with nothing but a name",
    }


def test_what_is_not_stated_is_no_value() -> None:
    (document,) = read("x.csv", b"Name,Members,Port,Country\nMiravalle,n/a,-,Peru\n")
    assert [pair[1] for pair in pairs(document)] == ["Miravalle", "Peru"]


@pytest.mark.parametrize(("name", "make"), [("x.csv", as_csv), ("x.xlsx", as_xlsx)])
def test_ten_thousand_columns_are_refused(
    name: str, make: Callable[[Sequence[Sequence[object]]], bytes]
) -> None:
    with pytest.raises(ReadError, match=r"10,000 columns, more than 500; keep"):
        read(name, make([["x"] * 10_000]))


def test_what_is_no_workbook_is_named() -> None:
    for data, reason in (
        (b"PK\x03\x04 not really", "not a zip archive"),
        (b"\xd0\xcf\x11\xe0 old", "old or encrypted"),
        (as_csv(PRODUCERS), "not a zip archive"),
    ):
        with pytest.raises(ReadError, match=reason):
            read("x.xlsx", data)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 150_000_000)
    with pytest.raises(ReadError, match=r"would unpack to 150,000,000 bytes"):
        read("x.xlsx", target.getvalue())
    with pytest.raises(ReadError, match="no cell"):
        read("x.xlsx", as_xlsx([]))

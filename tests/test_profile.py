import pytest

from origin_qa.attributes.countries import country_of, find_country
from origin_qa.ingest.cleaning import clean_text
from origin_qa.ingest.layout import lay_out
from origin_qa.ingest.names import split_names
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.quotes import find_quotes, parse_attribution
from origin_qa.ingest.readers import understand
from origin_qa.types import SourceDocument


def document(text: str, path: str = "miravalle.txt", title: str = "") -> SourceDocument:
    text = clean_text(text)
    blocks, _ = lay_out(text)
    heading = next((block.span.of(text) for block in blocks if block.kind == "heading"), "Page")
    return SourceDocument(path, "text/plain", "0" * 64, title or heading, text, blocks)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("CMV - Central Miravalle de Bolivia", ("CMV", "Central Miravalle de Bolivia")),
        ("Miravalle (formerly CEMIRA)", ("Miravalle", "CEMIRA")),
        ("Cooperativa Miravalle (CMV)", ("Cooperativa Miravalle", "CMV")),
        ("Miravalle / CEMIRA", ("Miravalle", "CEMIRA")),
        ("Miravalle", ("Miravalle",)),
    ],
)
def test_names_in_one_value(value: str, names: tuple[str, ...]) -> None:
    assert split_names(value) == names


def test_name_aliases_and_country_from_the_sheet() -> None:
    page = document(
        "Producer Profile – Bolivia\n\n• NameCMV - Servicios del Valle Alto\n  Established1997\n"
        "  Altitude1250 meters\n\nIntroduction\n\n"
        "Cooperativa del Valle Alto (CMV) is a co-operative, which used to be known as Valverde."
    )
    profile = build_profile("producer-profile-bolivia", [page])
    assert profile.name == "CMV"
    assert {"Servicios del Valle Alto", "Cooperativa del Valle Alto"} <= set(profile.aliases)
    assert "producer profile bolivia" not in profile.aliases
    assert profile.country == "Bolivia"


def test_a_country_that_only_the_region_tells() -> None:
    page = document(
        "A wet day\n\n"
        + "The mule knows the way.\n\n" * 12
        + "Name: Sumbira\nWhere: Nyamasheke, Rwanda\nFounded: 1999"
    )
    assert build_profile("sumbira", [page]).country == "Rwanda"


def test_names_from_several_documents_and_their_titles() -> None:
    first = document("Valle Verde AA, Kenya\n\nFactory: Valle Verde\nCountry: Kenya", "valle-verde/a.txt")
    second = document(
        "How it began\n\nProducer: Valle Verde co-operative\nFounded: 1999\n\n"
        "Valle Verde Farmers Cooperative Society (VVFCS) is small.",
        "valle-verde/b.txt",
    )
    profile = build_profile("valle-verde", [first, second])
    assert profile.name == "Valle Verde"
    assert {"Valle Verde AA", "VVFCS", "Valle Verde Farmers Cooperative Society"} <= set(profile.aliases)
    assert profile.documents == ("valle-verde/a.txt", "valle-verde/b.txt")
    assert {fact.document for fact in profile.facts} == {"valle-verde/a.txt", "valle-verde/b.txt"}


def test_a_place_behind_the_name_is_no_part_of_it() -> None:
    page = document("Ficha\n\nName: Miravalle, Caranavi\nFounded: 1999", "miravalle.txt")
    assert build_profile("miravalle", [page]).name == "Miravalle"


def test_a_lot_in_a_title_is_a_name_but_a_menu_is_none() -> None:
    lot = document("Founded: 1999", "miravalle/lot.txt", title="Caranavi AB: lot sheet")
    menu = document(
        "We roast beans and mend machines.", "miravalle/menu.txt", title="Beans | Farmers | Machines"
    )
    aliases = build_profile("miravalle", [lot, menu]).aliases
    assert "Caranavi AB" in aliases
    assert not {"Beans", "Machines"} & set(aliases)


def test_without_a_sheet_the_title_names_the_producer() -> None:
    profile = build_profile("kawa", [document("Kawa Union, Uganda\n\nThe union is small.", "kawa.txt")])
    assert profile.name == "Kawa Union"
    assert profile.aliases == ("kawa",)
    assert profile.country == "Uganda"


def test_a_title_that_names_nobody_leaves_the_id() -> None:
    page = document("How we work\n\nThe mill is old.", "alto-sajama.txt")
    assert build_profile("alto-sajama", [page]).name == "Alto Sajama"


def test_countries_by_any_name() -> None:
    assert country_of("perú") == country_of("PERU") == "Peru"
    assert find_country("in the hills of Äthiopien") == "Ethiopia"
    assert find_country("Timor-Leste and Indonesia") == "Timor-Leste"
    assert find_country("the Peruvian coast") is None


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("– Isabel Uriarte", ("Isabel Uriarte", "")),
        ("— Nilton Guevara, member near San Ignacio", ("Nilton Guevara", "member near San Ignacio")),
        ("Mateus da Costa Ximenes, field officer", ("Mateus da Costa Ximenes", "field officer")),
        ("Ronulfo Segura (encargado del beneficio)", ("Ronulfo Segura", "encargado del beneficio")),
        ("the road to the mill", None),
        ("Coffee growing and processing", None),
    ],
)
def test_attribution_lines(line: str, who: tuple[str, str] | None) -> None:
    assert parse_attribution(line) == who


@pytest.mark.parametrize(
    ("sentence", "speaker", "role"),
    [
        (
            "Maria Quispe, who chairs the council, says that the road is open.",
            "Maria Quispe",
            "who chairs the council",
        ),
        (
            "According to Peter Otieno, manager of the mill, the sorter is new.",
            "Peter Otieno",
            "manager of the mill",
        ),
        ("“We walk less,” says Grace Akinyi, treasurer.", "Grace Akinyi", "treasurer"),
        ("“Caminamos menos”, dice Rosa de la Cruz, tesorera.", "Rosa de la Cruz", "tesorera"),
        ('Daniel Kinne: "The water is clean now."', "Daniel Kinne", ""),
    ],
)
def test_reported_speech_keeps_its_speaker(sentence: str, speaker: str, role: str) -> None:
    page = document(f"Title\n\nIt rains. {sentence} It stops.")
    (quote,) = find_quotes("p", page)
    assert (quote.speaker, quote.role) == (speaker, role)
    assert quote.span.of(page.text) == sentence
    assert quote.attribution.of(page.text).startswith(speaker)


def test_organisations_and_pronouns_are_no_speakers() -> None:
    page = document(
        "Title\n\nThe Farmers Union says that it rains. It said so. New York Times reports that it is dry."
    )
    assert [quote.speaker for quote in find_quotes("p", page)] in ([], ["New York Times"])


def test_a_speaker_goes_on_by_surname_or_pronoun() -> None:
    page = document(
        "Title\n\nIt rains. But Rosa Quispe says that the road is open. The mill, Quispe adds, is dry. "
        "She hopes for May.\n\nQuispe says nothing here."
    )
    quotes = find_quotes("p", page)
    assert [quote.speaker for quote in quotes] == ["Rosa Quispe"] * 3
    assert [quote.attribution.of(page.text) for quote in quotes] == ["Rosa Quispe", "Quispe", "She"]


QUOTATION = '"You taste it before you pay it, and then you pay gladly."'
SPEAKER, ROLE = "Anaïs Kibonge", "head of the tasting room"


@pytest.mark.parametrize("name", ["alameda.txt", "alameda.md"])
@pytest.mark.parametrize("marks", ['"', "“”", "«»"])
@pytest.mark.parametrize(
    "below",
    [
        "\n   -- {0}, {1}",
        "\n-- {0}, {1}",
        "\n— {0}, {1}",
        "\n- {0}, {1}",
        "\n--{0}, {1}",
        " -- {0}, {1}",
        "\n    {0}, {1}",
        "\n{0}, {1}",
        "\n({0}, {1})",
        "\n* {0}, {1}",
        "\n\n-- {0}, {1}",
        "\n\n- {0}, {1}",
        "\n\n    {0}, {1}",
        "\n-- {0}\n   {1}",
    ],
)
def test_the_line_below_a_quotation_names_its_speaker(name: str, marks: str, below: str) -> None:
    said = marks[0] + QUOTATION[1:-1] + marks[-1]
    page = (
        "# Alameda\n\n## On taste\n\nThe farms lie on the slopes above the river.\n\n"
        f"{said}{below.format(SPEAKER, ROLE)}\n\n## Next\n\nThe road was built in 1999 and washed away again.\n"
    )
    (read,) = understand(name, page.encode(), 1_000_000).documents
    (quote,) = find_quotes("alameda", read)
    assert (quote.speaker, quote.role) == (SPEAKER, ROLE)
    assert quote.span.of(read.text) == said
    sentences = [
        s.of(read.text)
        for p in make_passages(read, "alameda", [quote])
        if p.kind == "prose"
        for s in p.sentences
    ]
    assert not any(SPEAKER in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "below",
    [
        "\n- Rosa Quispe\n- Juan Mamani",
        "\n- bananas, beans",
        "\n\nThe Road, and what it cost, is told below.",
    ],
)
def test_a_list_or_a_sentence_below_a_quotation_does_not(below: str) -> None:
    page = f"# Alameda\n\n{QUOTATION}{below}\n\nThe road was built in 1999.\n"
    (read,) = understand("alameda.md", page.encode(), 1_000_000).documents
    assert find_quotes("alameda", read) == ()

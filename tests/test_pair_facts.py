"""What labels give: hints, several of one thing, seals with years, portions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_facts import profile_of, read_page

from origin_qa.answer.facts import find_facts
from origin_qa.answer.saying import value_phrase
from origin_qa.attributes.months import MONTHS
from origin_qa.types import Fact


def sheet(*lines: str) -> tuple[Fact, ...]:
    corpus = read_page("Alameda\n\nName: Alameda\nCountry: Peru\n" + "\n".join(lines) + "\n")
    return corpus.profiles[0].facts


def values(facts: tuple[Fact, ...], attribute: str) -> list[float | None]:
    return [fact.value.low for fact in facts if fact.attribute == attribute]


@pytest.mark.parametrize(
    ("line", "members"),
    [
        ("Delivering: 820 farmers from seven hills", [820]),
        ("Grown by: about 820 families", [820]),
        ("Beekeepers: 820", [820]),
        ("Delivering: twice a week", []),
        ("Delivering: 3 lorries", []),
        ("Grown by: Alameda since 1990", []),
        ("Trained: 820 farmers", []),
        ("Board: 9 members", []),
    ],
)
def test_a_hint_needs_people_that_are_counted(line: str, members: list[float]) -> None:
    assert values(sheet(line, "Port: Callao"), "members") == members


@pytest.mark.parametrize(
    ("line", "attribute", "low"),
    [
        ("Members’ farms: 1,700 – 1,890 m", "altitude", 1700),
        ("Hills: 1,650 – 1,850 m above the sea", "altitude", 1650),
        ("Trees: 350", "trees_per_farmer", 350),
        ("Coffee trees: 340,000", "coffee-trees", 340_000),
        ("Rain: 1,800 mm", "rainfall", 1800),
    ],
)
def test_what_a_figure_measures_or_counts_tells_its_attribute(line: str, attribute: str, low: float) -> None:
    facts = sheet(line, "Port: Callao")
    assert values(facts, attribute) == [low]
    assert len(facts) == 4


@pytest.mark.parametrize(
    ("line", "attribute", "low"),
    [
        ("Alt.: 1320 - 1400 masl", "altitude", 1320),
        ("Est.: 1989", "founded", 1989),
        ("Số hộ / Households: 820", "members", 820),
        ("Altitude / الارتفاع: 1,700 – 2,100 m", "altitude", 1700),
        ("Perm. staff: 85", "perm-staff", 85),
    ],
)
def test_labels_cut_short_or_in_two_languages(line: str, attribute: str, low: float) -> None:
    assert values(sheet(line, "Port: Callao"), attribute) == [low]


def test_a_full_sentence_before_a_colon_is_no_label() -> None:
    facts = sheet("They sell at the gate. Price of the day: 12", "Port: Callao")
    assert not any("gate" in fact.label for fact in facts)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_sheet_may_ask_and_answer(gap: str) -> None:
    lines = [
        "Who? Alameda",
        "Founded when? 1999",
        "How many member families? 365",
        "How high up? 1,250 – 1,400 m",
    ]
    facts = profile_of(
        "Partner sheet\n\n" + gap.join(lines) + "\n\nThe road\n\nIt is long and it is steep.\n"
    ).facts
    assert {fact.attribute: fact.value.low for fact in facts if fact.value.low} == {
        "founded": 1999,
        "members": 365,
        "altitude": 1250,
    }


def test_questions_with_sentences_for_answers_are_no_sheet() -> None:
    page = (
        "Alameda\n\nName: Alameda\n\nWhy so late? Because of the rain.\n\nWho waits? Nobody does, as a rule."
    )
    assert {fact.attribute for fact in profile_of(page).facts} == {"name"}


def test_harvests_of_several_products_are_no_conflict() -> None:
    profile = profile_of(
        "Alameda\n\nName: Alameda\nVanilla harvest: June to August\nClove harvest: October – December\n"
    )
    found = find_facts(profile, "harvest")
    assert not found.conflict
    assert [value_phrase(group.lead, "en") for group in found.current] == [
        "June to August (vanilla)",
        "October to December (clove)",
    ]
    (clove,) = find_facts(profile, "harvest", ["when", "is", "the", "clove", "harvest"]).current
    assert clove.lead.label == "Clove harvest"


def test_two_harvests_of_one_product_still_are() -> None:
    page = "Alameda\n\nName: Alameda\nClove harvest: June to August\nHarvest of clove: October – December\n"
    assert find_facts(profile_of(page), "harvest").conflict


@pytest.mark.parametrize(
    ("label", "noun"),
    [("Main crop", ""), ("Fly crop", "Fly"), ("Cosecha de cardamomo", "cardamomo"), ("Main flow", "")],
)
def test_which_harvest_a_label_means(label: str, noun: str) -> None:
    (harvest,) = [fact for fact in sheet(f"{label}: October – December") if fact.attribute == "harvest"]
    assert harvest.noun == noun


def test_a_qualified_label_over_words_keeps_them() -> None:
    assert not values(sheet("Vanilla harvest: by hand, flower by flower", "Port: Callao"), "harvest")


@pytest.mark.parametrize(
    ("value", "fairtrade", "organic"),
    [
        ("organic since 1998, Fairtrade since 2001", [2001], [1998]),
        ("organic (1998), Fairtrade (2001)", [2001], [1998]),
        ("Fairtrade 2001; Rainforest Alliance 2010", [2001], []),
        ("Fairtrade, organic", [], []),
        ("Fairtrade and organic since 1998", [], [1998]),
        ("Fairtrade (2001–2005)", [], []),
        ("biológica desde 2008", [], [2008]),
    ],
)
def test_certificates_with_years(value: str, fairtrade: list[float], organic: list[float]) -> None:
    facts = sheet(f"Certificates: {value}", "Port: Callao")
    assert values(facts, "fairtrade_since") == fairtrade
    assert values(facts, "organic_since") == organic
    assert len({fact.span for fact in facts if fact.attribute in ("certifications", "organic_since")}) == 1


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["Vanilla", "Clove", "Pepper", "Nutmeg"]), min_size=2, max_size=4, unique=True),
    st.data(),
)
def test_any_products_keep_their_seasons(products: list[str], data: st.DataObject) -> None:
    months = {product: data.draw(st.sampled_from(MONTHS)) for product in products}
    page = "Alameda\n\nName: Alameda\n" + "".join(f"{p} harvest: {m}\n" for p, m in months.items())
    profile = profile_of(page)
    assert not find_facts(profile, "harvest").conflict
    for product, month in months.items():
        (group,) = find_facts(profile, "harvest", [product.casefold()]).current
        assert group.lead.value.items == (month,)

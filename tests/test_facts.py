"""Facts: read with their exact places, then told apart: what stands, what disagrees, what is history."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import SUMBIRA

from origin_qa.answer.facts import fact_table, find_facts, find_open_facts
from origin_qa.attributes.months import MONTHS
from origin_qa.ingest.corpus import read_corpus
from origin_qa.settings import Settings
from origin_qa.types import Corpus, Fact, Profile, Value

# ── reading ───────────────────────────────────────────────────────────────────────────────────


def read_page(text: str, name: str = "page.txt") -> Corpus:
    """The corpus of one document."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8")
        return read_corpus(Path(folder), Settings())


def prose(sentence: str, name: str = "Alameda") -> tuple[Fact, ...]:
    """The facts that a page of one sentence about Alameda states."""
    (profile,) = read_page(f"Name: {name}\nCountry: Peru\n\nThe beginning\n\n{sentence}\n").profiles
    return profile.facts


def check_places(corpus: Corpus) -> None:
    """Every fact is where it says it is."""
    texts = {document.path: document.text for document in corpus.documents}
    for fact in (fact for profile in corpus.profiles for fact in profile.facts):
        assert fact.value_span.of(texts[fact.document]) == fact.raw != ""
        assert fact.span.holds(fact.value_span)
        assert fact.noun == "" or fact.noun in fact.span.of(texts[fact.document])


numbers = st.integers(2, 99_999)
heights = st.tuples(st.integers(600, 1400), st.integers(1500, 2400))
month_pairs = st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))
lines = st.one_of(
    st.integers(1900, 2025).map(lambda year: ("Founded", str(year))),
    numbers.map(lambda n: ("Members", f"{n:,} producers")),
    st.tuples(numbers, st.integers(1, 99)).map(lambda t: ("Members", f"{t[0]} members, {t[1]}% women")),
    heights.map(lambda t: ("Altitude", f"{t[0]:,} – {t[1]:,} m")),
    month_pairs.map(lambda t: ("Harvest", f"{t[0]} to {t[1]}")),
    st.sampled_from((("Varieties", "Typica, Bourbon and Caturra"), ("Country", "Peru"), ("Port", "Callao"))),
    st.sampled_from((("Favourite dance", "huayno"), ("Mules", "16"), ("Process", "“Washed”, then dried"))),
)
sheets = st.lists(lines, min_size=2, max_size=7, unique_by=lambda line: line[0])


@settings(max_examples=60)
@given(sheets, st.sampled_from((": ", ":\t", ": \u00a0")), st.booleans())
def test_facts_of_any_sheet_are_slices_of_it(sheet: list[tuple[str, str]], gap: str, bulleted: bool) -> None:
    bullet = "• " if bulleted else ""
    page = "Pampa Alta\n\n" + "\n".join(f"{bullet}{label}{gap}{value}" for label, value in sheet) + "\n"
    corpus = read_page(page)
    check_places(corpus)
    (profile,) = corpus.profiles
    stated = {fact.label.casefold() for fact in profile.facts}
    assert {label.casefold() for label, _ in sheet} <= stated


@settings(max_examples=40)
@given(numbers, st.integers(1, 99), st.integers(1900, 2025), heights)
def test_facts_of_running_text_are_slices_of_it(
    n: int, share: int, year: int, height: tuple[int, int]
) -> None:
    corpus = read_page(
        f"Pampa Alta\n\nAbout us\n\nPampa Alta was founded in {year}. It is made up of {n:,} members. "
        f"Women make up {share}% of the membership. "
        f"The farms lie between {height[0]:,} and {height[1]:,} metres.\n"
    )
    check_places(corpus)
    found = {fact.attribute: (fact.value.low, fact.value.high) for fact in corpus.profiles[0].facts}
    assert found["founded"] == (year, year)
    assert found["members"] == (n, n)
    assert found["women_share"] == (share, share)
    assert found["altitude"] == height


def test_a_page_in_the_shops_style() -> None:
    corpus = read_page(SUMBIRA)
    check_places(corpus)
    (profile,) = corpus.profiles
    assert (profile.name, profile.country) == ("SUMBIRA", "Rwanda")
    figures = [(fact.attribute, fact.value.low, fact.origin) for fact in profile.facts if fact.value.low]
    assert set(figures) >= {
        ("founded", 2001, "sheet"),
        ("fairtrade_since", 2004, "sheet"),
        ("members", 1830, "sheet"),
        ("members", 1210, "prose"),
        ("women_share", 35, "sheet"),
        ("women_share", 48, "prose"),
        ("altitude", 1650, "sheet"),
        ("member_groups", 7, "prose"),
        ("delegates", 52, "prose"),
    }


# ── what stands ───────────────────────────────────────────────────────────────────────────────


def profile_of(text: str) -> Profile:
    (profile,) = read_page(text).profiles
    return profile


SHEET = "Pampa Alta\n\nName: Pampa Alta\nMembers: 640 producers\nAltitude: 1,200 m\nMules: 16\n\nAbout us\n\n"


def figures(facts: tuple[Fact, ...]) -> list[float | None]:
    return [fact.value.low for fact in facts]


def test_rival_values_are_a_conflict_and_the_sheet_leads() -> None:
    found = find_facts(profile_of(SHEET + "Pampa Alta is made up of 810 members.\n"), "members")
    assert found.conflict
    assert figures(tuple(group.lead for group in found.current)) == [640, 810]
    assert found.history == ()


def test_one_value_in_two_units_or_words_is_none() -> None:
    profile = profile_of(SHEET + "Pampa Alta has 640 members. The farms lie at 3,937 feet.\n")
    for attribute in ("members", "altitude"):
        found = find_facts(profile, attribute)
        assert not found.conflict
        assert [len(group.facts) for group in found.current] == [2]
        assert found.current[0].lead.origin == "sheet"


@pytest.mark.parametrize(
    "then", ["In 2014 Pampa Alta had 300 members.", "In 1996 it was made up of 300 members."]
)
def test_what_was_is_history(then: str) -> None:
    found = find_facts(profile_of(SHEET + then + "\n"), "members")
    assert not found.conflict
    assert figures(tuple(group.lead for group in found.current)) == [640]
    assert figures(found.history) == [300]


def test_of_dated_values_the_latest_stands() -> None:
    profile = profile_of(SHEET)
    (members,) = (fact for fact in profile.facts if fact.attribute == "members")
    dated = [
        replace(members, value=Value(n, n), as_of=year) for n, year in ((300, 2012), (420, 2015), (380, 2014))
    ]
    found = find_facts(replace(profile, facts=tuple(dated)), "members")
    assert not found.conflict
    assert [(group.lead.value.low, group.lead.as_of) for group in found.current] == [(420, 2015)]
    assert figures(found.history) == [300, 380]
    today = find_facts(replace(profile, facts=(*dated, members)), "members")
    assert figures(tuple(group.lead for group in today.current)) == [640]
    assert figures(today.history) == [300, 380, 420]


def test_what_is_not_stated_is_nowhere() -> None:
    found = find_facts(profile_of(SHEET), "port")
    assert (found.current, found.history, found.conflict) == ((), (), False)


def test_labels_of_the_pages_own_are_found_by_their_words() -> None:
    profile = profile_of(SHEET)
    assert [fact.raw for fact in find_open_facts(profile, ["how", "many", "mules"], ["mules"])] == ["16"]
    assert find_open_facts(profile, ["donkeys"], ["donkeys"]) == []


def test_the_table_shows_every_fact_once_with_its_standing() -> None:
    profile = profile_of(SHEET + "Pampa Alta is made up of 810 members. In 2014 the co-op had 300 members.\n")
    rows = fact_table(profile)
    assert sorted(map(repr, (row.fact for row in rows))) == sorted(map(repr, profile.facts))
    standing = {row.fact.value.low: row.status for row in rows if row.attribute == "members"}
    assert standing == {640: "conflict", 810: "conflict", 300: "history"}
    assert {row.title for row in rows} >= {"Mules"}
    assert {row.status for row in rows} <= {"", "conflict", "history"}


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("Forty-five of them founded Alameda in 1998.", 1998),
        ("It took eleven neighbours to start Alameda, and that was in 1997.", 1997),
        ("A priest wanted an end to that, and in 2009 they registered Alameda in Pasto.", 2009),
        ("In 1995 they signed the statutes of Alameda under a tree.", 1995),
        ("In 1974 seventy-three neighbours founded the co-operative so that no cherry had to wait.", 1974),
        ("Founded in 1994 by 31 growers, the co-operative began with a mule.", 1994),
    ],
)
def test_a_founding_sentence_may_name_the_producer_last(sentence: str, year: int) -> None:
    assert [fact.value.low for fact in prose(sentence) if fact.attribute == "founded"] == [year]


@pytest.mark.parametrize(
    "sentence",
    [
        "Forty-five of them founded a school in 1998.",
        "In 2009 they registered Cerro Verde in Pasto.",
        "Founded in 1994, the school has two rooms.",
    ],
)
def test_the_founding_of_another_body_is_left_alone(sentence: str) -> None:
    assert [fact for fact in prose(sentence) if fact.attribute == "founded"] == []


@pytest.mark.parametrize(
    ("sentence", "months"),
    [
        ("Between October and December the cherries turn red.", ("October", "December")),
        ("Picking gets under way in May and is over by the end of August.", ("May", "August")),
        ("La cueillette commence en mars et se termine en juin.", ("March", "June")),
        ("The pickers set out in April and hang up their baskets in August.", ("April", "August")),
        ("The harvest opens in April, and shipping begins in August.", ("April", "April")),
    ],
)
def test_seasons_that_end_in_a_clause_of_their_own(sentence: str, months: tuple[str, str]) -> None:
    (harvest,) = [fact for fact in prose(sentence) if fact.attribute == "harvest"]
    first, last = MONTHS.index(months[0]), MONTHS.index(months[1])
    assert harvest.value.items == MONTHS[first : last + 1]


@pytest.mark.parametrize(
    ("sentence", "stations"),
    [
        ("Four washing stations take in the crop between them.", [4]),
        ("Its 3 wet mills now work with little water.", [3]),
        ("The society operates four factories.", [4]),
        ("Four washing stations of the neighbours take in no cherries.", []),
    ],
)
def test_stations_as_what_a_sentence_is_about(sentence: str, stations: list[int]) -> None:
    assert [fact.value.low for fact in prose(sentence) if fact.attribute == "stations"] == stations


def test_figures_of_somebody_whom_a_sentence_introduces() -> None:
    sentence = "Sumbira, a co-operative beyond the ridge, uses the same strip; it has about 900 growers."
    assert [fact for fact in prose(sentence) if fact.attribute == "members"] == []


def test_land_that_members_farm_between_them() -> None:
    (area,) = [
        fact for fact in prose("Between them the members farm 530 hectares.") if fact.attribute == "area"
    ]
    assert area.value.low == 530


def test_a_value_ends_before_the_comma_after_it() -> None:
    sentence = "The plots begin at 1,300 metres and climb to 1,720, too steep for an ox."
    (altitude,) = [fact for fact in prose(sentence) if fact.attribute == "altitude"]
    assert altitude.raw.endswith("1,720")


def test_how_long_it_dries_is_a_fact_beside_a_sheet_alone() -> None:
    sentence = "The parchment rests on raised beds for eighteen to twenty-one days."
    assert [fact for fact in prose(sentence) if fact.attribute == "drying"] == []
    page = f"Name: Alameda\nCountry: Peru\nDrying: raised beds, 12 to 15 days\n\nOn the beds\n\n{sentence}\n"
    (profile,) = read_page(page).profiles
    assert find_facts(profile, "drying").conflict


def test_names_on_the_books_are_members() -> None:
    page = (
        "Name: Alameda\nCountry: Peru\nGrowers on the books: 1,640\nPlants: Typica, Bourbon\nFounded: 1999\n"
    )
    (profile,) = read_page(page).profiles
    assert [fact.attribute for fact in profile.facts] == [
        "name",
        "country",
        "members",
        "varieties",
        "founded",
    ]


def test_pictures_are_no_facts() -> None:
    page = "---\nname: Alameda\ncountry: Peru\nhero: img/slope-04.jpg\n---\n"
    (profile,) = read_page(page, "page.md").profiles
    assert {fact.label for fact in profile.facts} == {"name", "country"}


def test_a_sack_is_no_harvest_of_a_year() -> None:
    (profile,) = read_page("Name: Alameda\nCountry: Peru\nBag: 60 kg, with liner\nFounded: 1999\n").profiles
    assert not find_facts(profile, "volume").current


def test_nobody_belongs_to_itself() -> None:
    (profile,) = read_page("Name: Alameda\nPart of: Alameda\nCountry: Peru\nFounded: 1999\n").profiles
    assert not find_facts(profile, "society").current
    (profile,) = read_page("Name: Alameda\nPart of: Valle Union\nCountry: Peru\nFounded: 1999\n").profiles
    assert find_facts(profile, "society").current


def test_a_sheet_may_have_labels_that_begin_like_sentences() -> None:
    (profile,) = read_page(
        "Name: Alameda\nCountry: Peru\nIn the tank for: 16 hours\nFounded: 1999\n"
    ).profiles
    (fermentation,) = [fact for fact in profile.facts if fact.attribute == "fermentation"]
    assert fermentation.raw == "16 hours"

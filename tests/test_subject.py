"""Whose figure a sentence gives: the producer's, or that of some other body, place or person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_facts import prose, read_page

from origin_qa.ingest.subject import Naming, clause_of, names_producer, speaks_of_producer, subject_of

ALAMEDA = Naming(frozenset({"alameda"}), frozenset({"tarapaca", "verde", "cerro"}))


def told(sentence: str, attribute: str, name: str = "Alameda") -> list[float | None]:
    """The figures that a page of this one sentence about Alameda gives for an attribute."""
    return [
        fact.value.low
        for fact in prose(sentence, name)
        if fact.attribute == attribute and fact.origin == "prose"
    ]


OWN = (
    "Alameda has 640 members.",
    "The co-operative unites 640 growers.",
    "Today the society counts 640 families.",
    "We are in the hills, and it has 640 members.",
    "In the valley of the Tinto the association has 640 members.",
    "Alameda, the youngest co-op in the district, counts 640 growers.",
    "At the last general meeting the roll showed 640 members.",
    "All but a few of the 640 members keep bees.",
    "In the district of Jaén the co-operative has 640 members.",
    "Unlike the neighbours, Alameda has 640 members.",
    "La cooperativa agrupa a 640 socios.",
    "Die Genossenschaft zählt 640 Mitglieder.",
    "La coopérative compte 640 membres.",
    "A cooperativa conta com 640 cooperados.",
)
OTHERS = (
    "The regional union to which the co-operative belongs unites 640 growers.",
    "The large union in Tarapacá, to which Alameda has never belonged, unites 640 growers.",
    "Peru as a whole counts 640 coffee families.",
    "Up the river Cerro Verde, the oldest co-operative in the area, counts 640 growers.",
    "A neighbouring society has 640 members.",
    "The exporter works with 640 growers.",
    "The city has 640 families.",
    "They copied the rules of Cerro Verde, a giant by the sea, which has 640 members.",
    "Another co-operative has 640 members.",
    "The owner runs a station in the south, and the district has 640 families.",
    "The national federation, of which Alameda is a member, represents 640 growers.",
    "The union that Alameda left has 640 members.",
    "La unión regional agrupa a 640 socios.",
    "La cooperativa vecina tiene 640 socios.",
    "El país cuenta con 640 familias.",
    "Der regionale Verband zählt 640 Mitglieder.",
    "L’union régionale regroupe 640 producteurs.",
    "A cooperativa vizinha tem 640 membros.",
)


@pytest.mark.parametrize("sentence", OWN)
def test_a_figure_of_the_producer_becomes_its_fact(sentence: str) -> None:
    assert told(sentence, "members") == [640]


@pytest.mark.parametrize("sentence", OTHERS)
def test_a_figure_of_another_body_does_not(sentence: str) -> None:
    assert told(sentence, "members") == []


@pytest.mark.parametrize(
    ("sentence", "heights"),
    [
        ("The plots lie at 1,640 metres.", [1640]),
        ("On average the gardens lie at 1,640 metres.", [1640]),
        ("The city lies at about 3,640 metres.", []),
        ("The dry mill lies at 2,640 metres.", []),
        ("The surface of the lake lies at 1,640 metres.", []),
        ("The mountain on whose foot they live rises to 3,640 metres.", []),
    ],
)
def test_a_height_is_that_of_the_farms(sentence: str, heights: list[float]) -> None:
    assert told(sentence, "altitude") == heights


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru harvests some 64,000 tonnes a year.",
        "The country harvests some 64,000 tonnes a year.",
        "All in all Brazil exports 64,000 tonnes a year.",
    ],
)
def test_the_crop_of_a_country_is_not_the_producers(sentence: str) -> None:
    assert told(sentence, "volume") == []


def test_a_pronoun_goes_on_about_what_the_sentence_before_was_about() -> None:
    assert told("The regional union has its seat in Lima. It has 640 members.", "members") == []
    assert told("Alameda has its seat in Jaén. It has 640 members.", "members") == [640]


def test_a_seal_is_the_producers_and_the_founding_of_another_body_is_not() -> None:
    assert told(
        "The organic seal was granted in 2013, and Fairtrade followed in 2015.", "fairtrade_since"
    ) == [2015]
    assert told("Our roastery has been Fairtrade since 2003.", "fairtrade_since") == []
    assert told("The nursery of the co-operative was set up in 2003.", "founded") == []


def test_a_part_of_some_that_are_elsewhere_tells_nothing() -> None:
    assert told("Each of the 640 families in the next valley has a radio.", "members") == []


def test_a_name_may_be_told_in_english() -> None:
    sentence = "The fund unites 640 families."
    assert told(sentence, "members", name="Fondo Alameda") == [640]
    assert told(sentence, "members") == []


def test_a_namesake_is_another() -> None:
    page = "Name: Alameda Baja\nCountry: Peru\n\nNeighbours\n\nWith Alameda Alta we share a road. {}\n"
    for sentence, found in (("Alameda Alta has 640 members.", []), ("Alameda Baja has 640 members.", [640])):
        (profile,) = read_page(page.format(sentence)).profiles
        assert [fact.value.low for fact in profile.facts if fact.attribute == "members"] == found


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Alameda", True),
        ("the co-op", True),
        ("our union", True),
        ("a school", False),
        ("the next union", False),
    ],
)
def test_an_object_may_name_the_producer(words: str, named: bool) -> None:
    assert names_producer(words, ALAMEDA) is named


def test_the_clause_of_a_value_is_the_last_one_that_says_anything() -> None:
    assert clause_of("Alameda is small, and the union has ") == " the union has "
    assert clause_of("Alameda is small; ") == "Alameda is small; "


words = st.lists(
    st.sampled_from(["the", "union", "in", "Alameda", "Cerro", "which", ",", "has", "city", "of"])
)


@given(words, st.text(max_size=40), st.booleans(), st.booleans())
def test_any_words_are_judged(clause: list[str], odd: str, needs_subject: bool, of_another: bool) -> None:
    text = " ".join(clause) + odd
    assert subject_of(text, ALAMEDA) in ("own", "another", "pronoun", "unnamed")
    assert speaks_of_producer(text, "", ALAMEDA, needs_subject=needs_subject, of_another=of_another) in (
        True,
        False,
    )


@given(st.sampled_from(OTHERS), st.sampled_from(["Today ", "Now ", "As everybody knows, "]))
def test_a_word_before_another_body_makes_it_no_producer(sentence: str, word: str) -> None:
    before = sentence[: sentence.index("640")]
    lowered = before if before.startswith(("Peru", "Up", "Cerro")) else before[0].lower() + before[1:]
    assert not speaks_of_producer(word + lowered, "", ALAMEDA, needs_subject=False)

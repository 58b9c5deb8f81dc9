"""Whom a question names: the one meant, by any of its names, and nobody else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.answer.naming import Names, full_name, is_of_another
from origin_qa.attributes import fold
from origin_qa.types import Fact, Profile, Span, Value

COMMON = frozenset(
    "the coffee of women farmers growing in fresh water forest how high does grow and is it".split()
)


def producer(id: str, name: str, country: str, *aliases: str) -> Profile:
    return Profile(id, name, aliases, country, (), (), (), ())


PROFILES = {
    profile.id: profile
    for profile in (
        producer("sumbira", "SUMBIRA", "Rwanda", "Union des Caféiculteurs de la Vallée Sumbira"),
        producer("ucvs", "UCVS", "Rwanda", "Umbrella of Coffee Villages"),
        producer("lindero", "Cooperativa Lindero", "Bolivia"),
        producer("nueva-lindero", "Nueva Lindero", "Bolivia"),
        producer("kanda", "Kanda Farmers Union", "Ethiopia", "KFU"),
        producer("kandora", "Kandora", "Kenya"),
    )
}
NAMES = Names(PROFILES, COMMON)


def named(question: str) -> tuple[str, ...]:
    tokens = fold(question).split()
    mentions = NAMES.find(tokens, COMMON)
    return tuple(dict.fromkeys(producer for mention in mentions for producer in mention.producers))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_every_name_leads_to_its_producer(profile: Profile) -> None:
    for name in (profile.name, profile.id.replace("-", " "), *profile.aliases):
        for question in (name, f"How high does {name} grow it?", f"{name.upper()}’s women"):
            assert named(question) == (profile.id,), question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how high is Lindero", ("lindero",)),
        ("how high is Nueva Lindero", ("nueva-lindero",)),
        ("Nueva Lindero and Cooperativa Lindero", ("nueva-lindero", "lindero")),
        ("is Kanda older than Kandora", ("kanda", "kandora")),
        ("how high does Sumbria grow", ("sumbira",)),
        ("coffee of caféiculteurs", ("sumbira",)),
        ("the farmers union", ()),
        ("women growing coffee in the forest", ()),
        ("", ()),
    ],
)
def test_look_alikes_slips_and_common_words(question: str, expected: tuple[str, ...]) -> None:
    assert named(question) == expected


def test_a_country_names_all_its_producers_unless_one_is_named() -> None:
    assert named("coffee from Bolivia") == named("Bolivian coffee") == ("lindero", "nueva-lindero")
    assert named("Nueva Lindero in Bolivia") == ("nueva-lindero",)
    (mention,) = NAMES.find(["coffee", "of", "rwanda"], COMMON)
    assert mention.by == "country" and (mention.start, mention.end) == (2, 3)
    assert mention.producers == ("sumbira", "ucvs")


def in_place(profile: Profile, attribute: str, place: str) -> Profile:
    """The profile with a fact that says where it is."""
    span = Span(0, len(place))
    fact = Fact(profile.id, attribute, attribute, Value(items=(place,)), "", place, "page.txt", span, span)
    return replace(profile, facts=(fact,))


def test_a_place_names_the_producers_whose_pages_say_that_they_are_in_it() -> None:
    hill = in_place(producer("hill", "Hill Station", "Vietnam"), "region", "Lâm Đồng, near Da Lat")
    dale = in_place(producer("dale", "Dale", "Vietnam"), "office", "Quảng Trị Province")
    names = Names({"hill": hill, "dale": dale}, COMMON)

    def placed(question: str) -> list[tuple[str, ...]]:
        return [
            mention.producers
            for mention in names.find(fold(question).split(), COMMON)
            if mention.by != "name"
        ]

    assert placed("how high do the Lam Dong farmers grow it") == [("hill",)]
    assert placed("Quang Tri in Vietnam") == [("dale",)]
    assert placed("coffee of the Vietnam province") == [("dale", "hill")]
    assert placed("how large is the Lam Dong Union") == []
    assert placed("Dale, is it near Da Lat") == []
    assert placed("how high is quang trii") == [("dale",)]
    assert placed("coffee of vietnm") == [("dale", "hill")]


def test_a_name_may_have_an_s_behind_it() -> None:
    assert named("sumbiras altitude") == ("sumbira",)
    assert named("how high do kfus farmers grow it") == ("kanda",)
    assert named("does it grow") == ()


@pytest.mark.parametrize(
    ("profile", "shown"),
    [
        (
            producer("comiva", "Café Orgánico Miravalle", "Bolivia", "COMIVA"),
            "Café Orgánico Miravalle (COMIVA)",
        ),
        (
            producer("valle", "Caficultores Unidos Valle", "Bolivia", "CUV", "XYZ"),
            "Caficultores Unidos Valle (CUV)",
        ),
        (producer("valle", "Miravalle", "Bolivia", "CEMIRA"), "Miravalle"),
        (producer("cuv", "CUV", "Bolivia", "Caficultores Unidos Valle"), "CUV"),
    ],
)
def test_the_full_name_has_the_letters_that_it_is_known_by(profile: Profile, shown: str) -> None:
    assert full_name(profile) == shown


NAME_WORDS = st.sampled_from(sorted(NAMES.words()))
WORDS = st.one_of(
    NAME_WORDS, st.sampled_from(sorted(COMMON)), st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)
)


@given(st.lists(WORDS, max_size=12))
def test_mentions_are_apart_in_order_and_of_known_producers(tokens: list[str]) -> None:
    mentions = NAMES.find(tokens, COMMON)
    ends = [0, *(mention.end for mention in mentions)]
    assert all(end <= mention.start < mention.end for end, mention in zip(ends, mentions, strict=False))
    assert ends[-1] <= len(tokens)
    for mention in mentions:
        assert mention.producers
        assert set(mention.producers) <= PROFILES.keys()


def test_a_slip_in_a_name_of_two_words_is_one_mention() -> None:
    profiles = (
        producer("sierra-lindero", "Sierra Lindero", "Tanzania"),
        producer("other", "Sierra", "Congo"),
    )
    names = Names({profile.id: profile for profile in profiles}, frozenset())
    found = names.find(["siera", "lindero", "founded", "when"], frozenset({"founded", "when"}))
    assert [mention.producers for mention in found] == [("sierra-lindero",)]


@pytest.mark.parametrize(
    ("sentence", "of_another"),
    [
        ("The Friends of Alta Brisa paid for the roof.", True),
        ("Fundación Amiga de Alta Brisa pagó el techo.", True),
        ("The shop sells it as Alta Brisa.", False),
        ("The Friends of Alta Brisa praise Alta Brisa.", False),
        ("Nobody is named here.", False),
        ("The Bishop of Brisa blessed it.", False),
    ],
)
def test_a_name_may_be_part_of_anothers(sentence: str, of_another: bool) -> None:
    assert is_of_another(sentence, ["who", "started", "alta", "brisa"]) is of_another
    assert (
        not is_of_another(sentence, ["who", "are", "the", "friends", "of", "alta", "brisa"])
        or "Amiga" in sentence
    )

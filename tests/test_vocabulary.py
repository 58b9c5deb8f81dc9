"""The vocabulary: every label leads to its attribute, every example question to its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.attributes import (
    Attribute,
    attributes,
    example_questions,
    excluded,
    find_label,
    fold,
    match_cues,
    prose_patterns,
    split_glued,
    vocabulary_sha256,
)
from origin_qa.attributes.countries import country_of, country_words, find_country

ATTRIBUTES = list(attributes().values())
LABELS = [(a.id, label) for a in ATTRIBUTES for labels in a.labels.values() for label in labels]
KINDS = {"text", "list", "year", "count", "number", "percent", "height", "mass", "area", "length", "months"}
LANGUAGES = {"en", "es", "de", "fr", "pt"}


@pytest.mark.parametrize("attribute", ATTRIBUTES, ids=lambda attribute: attribute.id)
def test_an_entry_is_whole(attribute: Attribute) -> None:
    assert attribute.kind in KINDS
    assert set(attribute.labels) <= LANGUAGES
    assert set(attribute.beats) <= attributes().keys() - {attribute.id}
    assert attribute.examples
    assert attribute.cues
    assert attribute.nouns or attribute.kind != "count"
    for pattern in prose_patterns(attribute.id):
        assert "v" in pattern.groupindex
        assert pattern.search("") is None


def test_every_label_is_found_however_it_is_written() -> None:
    for attribute, label in LABELS:
        for written in (label, label.upper(), f"{label}:", f" {label.title()} "):
            found = find_label(written)
            assert found is not None and attribute in found.attributes, written


def test_a_label_parts_from_the_value_that_it_runs_into() -> None:
    for _, label in LABELS:
        parted = split_glued(f"{label.capitalize()}1999")
        assert parted is not None
        assert "".join(parted) == f"{label.capitalize()}1999"
        assert find_label(parted[0]) is not None
    assert split_glued("Established1999") == ("Established", "1999")
    assert split_glued("Harvest PeriodApril to October") == ("Harvest Period", "April to October")
    assert split_glued("Founders met in a barn") is None
    assert split_glued("Names") is None


def test_example_questions_lead_to_their_attribute_where_cues_know_them() -> None:
    astray = [
        (entry.id, example, cues[0].attribute)
        for entry in attributes().values()
        for example in entry.examples
        if (cues := match_cues(fold(example))) and entry.id not in [cue.attribute for cue in cues]
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("question", "attribute"),
    [
        ("How high up do they farm?", "altitude"),
        ("When was it founded?", "founded"),
        ("How many members does it have?", "members"),
        ("What share of them are women?", "women_share"),
        ("When do they pick?", "harvest"),
        ("Which port do they ship from?", "port"),
        ("What does it taste like?", "flavour"),
        ("Which varieties do they grow?", "varieties"),
        ("How many delegates are there?", "delegates"),
        ("¿Cuándo se fundó?", "founded"),
        ("Wie viele Mitglieder hat sie?", "members"),
        ("À quelle altitude pousse le café ?", "altitude"),
        ("Quando é a colheita?", "harvest"),
    ],
)
def test_questions_in_customers_words(question: str, attribute: str) -> None:
    assert match_cues(fold(question))[0].attribute == attribute


def test_cues_are_the_strongest_first_and_never_ruled_out() -> None:
    for _, _, example in example_questions():
        cues = match_cues(fold(example))
        assert [cue.strength for cue in cues] == sorted((cue.strength for cue in cues), reverse=True)
        assert not any(excluded(cue.attribute, fold(example)) for cue in cues)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert re.fullmatch(r"(?:[^\W_]+(?: [^\W_]+)*)?", fold(text))


def test_folding_sets_case_accents_and_marks_aside() -> None:
    assert fold("  CAFÉ Femenino’s – “Señor”  ") == "cafe femenino senor"
    assert fold("beans & cherries") == "beans and cherries"


def test_countries_by_any_name() -> None:
    assert country_of("ÄTHIOPIEN") == country_of("Ethiopia") == "Ethiopia"
    assert country_of("Atlantis") is None
    assert find_country("a co-op in the south of Peru, near Ecuador") == "Peru"
    assert "ethiopian" in country_words("Ethiopia")
    assert country_words("Atlantis") == {"atlantis"}


def test_the_vocabulary_has_one_identity() -> None:
    assert vocabulary_sha256() == vocabulary_sha256()
    assert re.fullmatch("[0-9a-f]{64}", vocabulary_sha256())

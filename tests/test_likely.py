"""Labels that the vocabulary doesn't list: what they mean is told by their words and the value beside them."""

import pytest

from origin_qa.attributes import as_stated, attributes, find_label, fold, read_examples
from origin_qa.attributes.likely import NONE, is_explained_by, likely_attributes
from origin_qa.ingest.pair_facts import pair_fact
from origin_qa.types import Block, SourceDocument, Span


def fact_of(label: str, value: str) -> str:
    """The attribute of the pair `label: value`."""
    text = f"{label}: {value}"
    block = Block(
        "pair", Span(0, len(text)), label=Span(0, len(label)), value=Span(len(label) + 2, len(text))
    )
    document = SourceDocument("page.txt", "text/plain", "0" * 64, "Page", text)
    fact = pair_fact("miravalle", document, block)
    assert fact is not None
    assert document.text[fact.value_span.start : fact.value_span.end] == fact.raw
    return fact.attribute


@pytest.mark.parametrize(
    ("label", "value", "attribute"),
    [
        ("Height of the terraces", "900 – 1,650 m", "altitude"),
        ("Our shrubs", "Typica, Bourbon", "varieties"),
        ("Labels on the bag", "organic, Fairtrade", "certifications"),
        ("Families in membership", "1,855", "members"),
        ("Share of women among members", "45%", "women_share"),
        ("Year of birth", "2009", "founded"),
        ("Port of loading", "Mombasa", "port"),
        ("Picked from", "November to February", "harvest"),
        ("People in it", "265", "members"),
        ("Women among them", "340", "women"),
        ("Nearest town", "Caranavi, Yungas", "region"),
        ("womenPercent", "45%", "women_share"),
        ("num_members", "1,204", "members"),
        ("dryingDays", "12 to 15 days", "drying"),
        ("Zyx", "Fairtrade, organic", "certifications"),
        ("Zyx", "fully washed and honey", "process"),
        ("Metres over the sea", "1,200 – 1,600", "altitude"),
        ("Co-op harvest", "March – July", "harvest"),
        ("Where it grows", "1,700 - 2,000 masl", "altitude"),
        ("Turned out as", "washed, honey, natural", "process"),
        ("Cherries brought by", "87 families", "members"),
    ],
)
def test_an_unlisted_label_with_a_value_of_its_kind(label: str, value: str, attribute: str) -> None:
    assert find_label(label) is None or attribute in find_label(label).attributes  # type: ignore[union-attr]
    assert fact_of(label, value) == attribute


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Compost output", "900 tonnes a year"),
        ("School founded", "1986"),
        ("Minimum order", "60 bags"),
        ("Mill manager", "José Pérez"),
        ("Moisture", "12%"),
        ("Plot rents", "40 soles"),
        ("Dog", "Rex"),
        ("Running time", "2019 to 2022"),
        ("Zyx", "They are washed in the river by the women of the village"),
        ("Washing stations", "Kibo, Sumbira and Kanda"),
    ],
)
def test_what_belongs_to_another_thing_keeps_its_own_label(label: str, value: str) -> None:
    assert fact_of(label, value) not in attributes()


def test_what_counted_things_are_called_is_kept_beside_their_attribute() -> None:
    assert fact_of("Washing stations", "Kibo, Sumbira and Kanda") == as_stated("stations")
    assert fact_of("Municipalities", "Caranavi y Coroico") == as_stated("communities")


def test_the_unit_decides_where_one_label_has_two_meanings() -> None:
    assert fact_of("Plots", "1,050 to 1,650 metres up") == "altitude"
    assert fact_of("Plots", "1.5 ha") == "farm_size"
    assert fact_of("Embarque", "Buenaventura") == "port"
    assert fact_of("Embarque", "agosto a octubre") == "shipping"


def test_a_label_of_words_never_seen_means_nothing() -> None:
    assert likely_attributes("Zyx qwv") == ()
    assert [one.attribute for one in likely_attributes("Minimum order")] == [NONE]
    assert not is_explained_by("volume", "Compost output")


def test_the_likeliest_comes_first_and_examples_are_of_known_attributes() -> None:
    found = likely_attributes("How high the coffee grows")
    assert [one.log for one in found] == sorted((one.log for one in found), reverse=True)
    assert {key for key, _, _ in read_examples("labels")} <= {*attributes(), NONE}
    assert {key for key, _, _ in read_examples("questions")} <= {*attributes(), "other"}
    assert {key for key, _, _ in read_examples("scopes")} == {"all", "one"}


def test_no_example_stands_twice() -> None:
    for name in ("questions", "scopes"):
        texts = [fold(text) + text[-1] for _, _, text in read_examples(name)]
        assert len(texts) - len(set(texts)) < len(texts) / 100

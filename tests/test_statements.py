"""The sentences that state an attribute: there for every one of them, in every language, well formed."""

import re

import pytest
from test_saying import LANGUAGES, stated

from origin_qa.answer.listing import wordings
from origin_qa.answer.phrases import phrase, title_of
from origin_qa.answer.saying import within_sentence
from origin_qa.answer.sentences import alternatives, disagreement, sentences, statement
from origin_qa.attributes import attributes
from origin_qa.types import Fact

SAMPLES = {
    "count": "12",
    "year": "1999",
    "percent": "45%",
    "height": "1,250 m",
    "mass": "600 t",
    "area": "2 ha",
    "length": "900 mm",
    "months": "April to October",
    "number": "84",
    "list": "Bourbon and Caturra",
    "text": "Paita",
}


def sample(attribute: str) -> Fact:
    return stated(attribute, SAMPLES[attributes()[attribute].kind])


def test_every_attribute_has_a_sentence_in_every_language() -> None:
    assert sentences().keys() == attributes().keys()
    for attribute, kinds in sentences().items():
        assert tuple(kinds["say"]) == LANGUAGES, attribute
        assert tuple(kinds.get("differ", LANGUAGES)) == LANGUAGES, attribute
        for wordings_of in kinds.values():
            for language, text in wordings_of.items():
                assert set(re.findall(r"\{(\w*)\}", text)) <= {"name", "value"}, text
                assert (" :" in text) == (language == "fr" and ":" in text), text


@pytest.mark.parametrize("attribute", attributes())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_holds_the_value_and_needs_no_fallback(attribute: str, language: str) -> None:
    value = within_sentence(sample(attribute), language)
    said = statement("Kanda", [sample(attribute)], language)
    assert value is not None and said.count(value) == 1
    title = title_of(attributes()[attribute], language)
    assert said != phrase(language, "untitled", name="Kanda", title=title, value=value)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The coffee of Kanda grows at 1,250 m"),
        ("es", "Los cafetales de Kanda están a 1.250 m de altitud"),
        ("de", "Die Höfe von Kanda liegen auf 1.250 m Höhe"),
        ("fr", "Chez Kanda, le café pousse à 1 250 m d’altitude"),
        ("pt", "O café de Kanda cresce a 1.250 m de altitude"),
    ],
)
def test_a_lead_sentence(language: str, said: str) -> None:
    assert " ".join(statement("Kanda", [sample("altitude")], language).split()) == said


def test_a_figure_that_fits_into_no_sentence_stands_after_its_title() -> None:
    fact = stated("altitude", "3,900 ft")
    assert statement("Kanda", [fact], "de") == "Kanda – Höhe: 3,900 ft"
    assert statement("Kanda", [fact], "fr") == "Kanda – Altitude : 3,900 ft"
    assert statement("Kanda", [fact], "en") == "The coffee of Kanda grows at 3,900 ft"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The sources do not agree on how many members Kanda has."),
        ("es", "Las fuentes no coinciden sobre cuántos miembros hay en Kanda."),
        ("de", "Die Quellen sind sich nicht einig, wie viele Mitglieder zu Kanda gehören."),
        ("fr", "Les sources divergent sur le nombre de membres chez Kanda."),
        ("pt", "As fontes não concordam sobre quantos membros há em Kanda."),
    ],
)
def test_that_sources_disagree(language: str, said: str) -> None:
    assert disagreement("Kanda", sample("members"), language) == said


def test_what_can_be_compared_can_disagree_in_words() -> None:
    figures = {key for key, entry in attributes().items() if entry.kind not in ("text", "list")}
    assert figures <= {key for key, kinds in sentences().items() if "differ" in kinds}


def test_each_alternative_is_said_once() -> None:
    assert alternatives(["20 %", "45 %", "20 %"], "de") == "20 % oder 45 %"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wordings_of_lists_compile(language: str) -> None:
    words = wordings(language)
    assert words.lists.search("compare the harvest")
    assert not words.lists.search("it") and not words.outright.search("")

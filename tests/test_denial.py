"""What a sentence denies, has given up or only wishes for is no fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_facts import prose

from origin_qa.ingest.denial import denies, denies_figure


def varieties(sentences: str) -> list[str]:
    return [fact.raw for fact in prose(sentences) if fact.attribute == "varieties"]


@pytest.mark.parametrize(
    "sentences",
    [
        "Roasters keep asking for Geisha. We have none.",
        "We do not grow Geisha.",
        "There is no Geisha on our land.",
        "We have never planted Typica or Geisha.",
        "Most plots used to hold Typica until the rust came.",
        "The old Typica rows were given up.",
        "The members gave up Typica for good.",
        "Nobody here grows Geisha.",
        "They pulled out Typica after the frost.",
        "Here Typica has died out.",
        "The university is testing Geisha on a plot of its own.",
        "No cultivamos Geisha.",
        "Wir bauen keinen Geisha an.",
        "Nous ne cultivons jamais de Geisha.",
        "Nous ne cultivons pas de Geisha.",
        "Of Geisha there is none.",
        "We hope to plant Geisha one day.",
        "Geisha would not grow here.",
    ],
)
def test_a_variety_that_is_not_there_is_none(sentences: str) -> None:
    assert varieties(sentences) == []


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        ("We grow nothing but Bourbon.", ["Bourbon"]),
        ("We do not grow Geisha but Bourbon.", ["Bourbon"]),
        ("The growers replaced Typica with Castillo.", ["Castillo"]),
        ("Not only Bourbon grows here.", ["Bourbon"]),
        ("Rust killed the Caturra, so Castillo was planted.", ["Castillo"]),
        ("On the slopes grow Typica and Bourbon.", ["Typica", "Bourbon"]),
        ("Cultivamos Geisha y Bourbon.", ["Geisha", "Bourbon"]),
        ("Once nobody knew what to plant; today Bourbon covers the slopes.", ["Bourbon"]),
        ("We grow Bourbon. We have no mill.", ["Bourbon"]),
        ("Members who lost their trees planted Bourbon.", ["Bourbon"]),
    ],
)
def test_a_variety_that_is_there_stays(sentences: str, found: list[str]) -> None:
    assert varieties(sentences) == found


def test_no_is_in_the_in_portuguese() -> None:
    sentence = "No planalto cultivam Bourbon."
    at = sentence.index("Bourbon")
    assert not denies(sentence, at, at + 7, language="pt-BR")
    assert denies("No cultivan Bourbon.", 12, 19, language="es")


@pytest.mark.parametrize(
    ("before", "denied"),
    [
        ("The co-operative does not have ", True),
        ("We never had ", True),
        ("Not fewer than ", False),
        ("Nobody plants below ", False),
        ("The school is not ours; the co-op has ", False),
    ],
)
def test_figures_are_denied_only_from_close_by(before: str, denied: bool) -> None:
    assert denies_figure(before) is denied


@given(st.text(max_size=200), st.integers(0, 200), st.text(max_size=80))
def test_any_text_is_judged(sentence: str, at: int, following: str) -> None:
    at = min(at, len(sentence))
    assert denies(sentence, at, len(sentence), following) in (True, False)

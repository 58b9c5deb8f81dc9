"""Which language a question is in, from words that several languages share."""

import json
import re
from pathlib import Path

import pytest

from origin_qa.answer.words import language_of
from origin_qa.attributes import fold
from origin_qa.serve.languages import NAMES, Visit, gettext, speaking
from origin_qa.serve.suggest import COMPARISONS, WORDINGS

EVAL = Path(__file__).parent / "eval"
OFFERED = (*WORDINGS.values(), *COMPARISONS.values())


def language_in(question: str) -> str:
    return language_of(fold(question).split(), question)


@pytest.mark.parametrize("language", NAMES)
def test_an_offered_question_is_answered_in_the_language_it_is_offered_in(language: str) -> None:
    with speaking(Visit(language)):
        offers = [gettext(wording, name="Norandino") for wording in OFFERED]
    assert [offer for offer in offers if language_in(offer) != language] == []


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Qué variedades cultiva OCFCU?", "es"),
        ("¿A qué sabe el café de HOAC?", "es"),
        ("Welche Sorten baut CECANOR an?", "de"),
        ("auf welcher höhe wächst der kaffee", "de"),
        ("Quand a lieu la récolte chez CECANOR ?", "fr"),
        ("de quel port part le café de CECANOR ?", "fr"),
        ("quantas toneladas a HOAC produz por ano?", "pt"),
        ("o café da CECANOR é orgânico?", "pt"),
        ("¿Qué cafés venden?", "es"),
        ("äthiopische Kooperativen", "de"),
        ("Quais regiões?", "pt"),
        ("Señor Ñuñez", "en"),
        ("cecanr altitud", "en"),
        ("harvest", "en"),
        ("women of La Central de Cafetaleros del Nor Oriente, how many are there?", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert language_in(question) == language


def test_english_questions_are_taken_for_english() -> None:
    lines = [json.loads(line) for line in (EVAL / "questions.jsonl").read_text("utf-8").splitlines()]
    asked = [
        line["question"]
        for line in lines
        if re.search(r"\b(?:the|is|are|does|did|has|have|of)\b", line["question"])
    ]
    assert len(asked) > 80
    assert [question for question in asked if language_in(question) != "en"] == []

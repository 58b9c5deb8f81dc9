"""Comparisons and lists: the right producers, in the right order, every value cited."""

import pytest

from origin_qa.answer.assistant import Assistant
from origin_qa.types import Answer


def cited_producers(answer: Answer) -> set[str]:
    return {citation.producer for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "producers"),
    [
        ("Which of your producers grow Bourbon?", {"kanda", "sumbira"}),
        ("Which producers grow Caturra?", {"lindero"}),
        ("which of the growers have bourbon", {"kanda", "sumbira"}),
        ("who does caturra", {"lindero"}),
        ("got anything from Bolivia? who grows it", {"lindero", "nueva-lindero"}),
        ("anything from Bolivia? who", {"lindero", "nueva-lindero"}),
        ("what have we got from Bolivia", {"lindero", "nueva-lindero"}),
        ("who do you buy from in Bolivia", {"lindero", "nueva-lindero"}),
        ("Which co-ops are in Bolivia?", {"lindero", "nueva-lindero"}),
        ("Which producers have more than 1,500 members?", {"kanda", "sumbira"}),
        ("Who harvests in December?", {"kanda"}),
        ("whose harvest is on in December", {"kanda"}),
        ("whose coffee contains Caturra?", {"lindero"}),
        ("Which of your producers harvest in July?", {"lindero", "nueva-lindero"}),
        ("Which producers were founded before 2000?", {"kanda", "lindero"}),
    ],
)
def test_lists(assistant: Assistant, question: str, producers: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert cited_producers(answer) == set(answer.producers) == producers


@pytest.mark.parametrize(
    ("question", "first", "values"),
    [
        ("Which is older, Kanda or Sumbira?", "kanda", ("1996", "2001")),
        ("Which has more members, Lindero or Kanda?", "kanda", ("2,600", "412")),
        ("Which has fewer members, Kanda or Lindero?", "lindero", ("2,600", "412")),
        ("Who was founded first, Kanda or Sumbira?", "kanda", ("1996", "2001")),
        ("Sumbira vs Kanda, who started earlier", "kanda", ("1996", "2001")),
        ("Which lies higher up, Sumbira or Kanda?", "kanda", ("1650", "2,000")),
        ("Which is higher, Kanda or Sumbira?", "kanda", ("1650", "2,000")),
        ("Which of your producers is the oldest?", "lindero", ("1988", "1996", "2001", "2009")),
    ],
)
def test_the_first_of_the_order_leads(
    assistant: Assistant, question: str, first: str, values: tuple[str, ...]
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    lead = answer.sentences[0]
    owners = {citation.n: citation.producer for citation in answer.citations}
    assert {owners[n] for n in lead.citations} == {first}
    assert all(value in answer.text for value in values)


@pytest.mark.parametrize(
    ("question", "producers"),
    [
        ("Quais produtores cultivam Bourbon?", {"kanda", "sumbira"}),
        ("¿Quién cultiva Caturra?", {"lindero"}),
        ("Welche Kooperativen sind in Bolivien?", {"lindero", "nueva-lindero"}),
        ("cooperativas en Bolivia", {"lindero", "nueva-lindero"}),
        ("coopératives en Bolivie", {"lindero", "nueva-lindero"}),
        ("Was bieten Sie aus Bolivien?", {"lindero", "nueva-lindero"}),
        ("Welche haben mehr als 1.500 Mitglieder?", {"kanda", "sumbira"}),
        ("Quelles coopératives ont plus de 1 500 membres ?", {"kanda", "sumbira"}),
        ("¿Qué cooperativas tienen menos de 500 socios?", {"lindero", "nueva-lindero"}),
        ("Wer erntet im Dezember?", {"kanda"}),
        ("Quem colhe em dezembro?", {"kanda"}),
        ("¿Quién cosecha en julio?", {"lindero", "nueva-lindero"}),
        ("Qui récolte en juillet ?", {"lindero", "nueva-lindero"}),
        ("Welche Produzenten wurden vor 2000 gegründet?", {"kanda", "lindero"}),
        ("Vergleiche die Ernte von Kanda, Lindero und Sumbira.", {"kanda", "lindero", "sumbira"}),
        ("Quels sont vos producteurs ?", {"kanda", "sumbira", "lindero", "nueva-lindero"}),
    ],
)
def test_lists_in_every_language(assistant: Assistant, question: str, producers: set[str]) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert cited_producers(answer) == set(answer.producers) == producers


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Welcher Produzent liegt am höchsten?", "kanda"),
        ("¿Cuál cooperativa tiene más socios?", "kanda"),
        ("Qual cooperativa tem menos membros?", "nueva-lindero"),
        ("Quelle coopérative est la plus ancienne ?", "lindero"),
        ("Wer ist am ältesten?", "lindero"),
        ("¿Quién se fundó primero?", "lindero"),
        ("Welche Genossenschaft ist die größte?", "kanda"),
    ],
)
def test_the_first_of_all_leads_in_every_language(assistant: Assistant, question: str, first: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and answer.table, answer.text
    owners = {citation.n: citation.producer for citation in answer.citations}
    assert {owners[n] for n in answer.sentences[0].citations} == {first}


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Mitglieder hat Kanda?",
        "Wer leitet Kanda?",
        "¿Cuándo cosechan los productores de Kanda?",
        "¿A qué altura están las fincas de Lindero?",
        "Quelles variétés cultivent les producteurs de Kanda ?",
        "Quais variedades os produtores de Kanda cultivam?",
    ],
)
def test_what_is_asked_of_one_producer_is_not_compared(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not [step for step in answer.trace if step.stage == "compare"]
    assert answer.table is None and len(answer.producers) == 1


@pytest.mark.parametrize(
    "question",
    ["Welche Sorten bauen sie an?", "¿Cuántos socios tienen?", "Qui la dirige ?", "Quando colhem?"],
)
def test_the_page_of_a_producer_is_not_left_by_an_ordinary_question(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question, page_producer="kanda").producers == ("kanda",)


def test_every_value_that_is_shown_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the harvest of Kanda, Lindero and Sumbira.")
    assert cited_producers(answer) == {"kanda", "lindero", "sumbira"}
    assert all(sentence.citations for sentence in answer.sentences)


def test_who_does_not_state_it_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the altitude of Lindero and Nueva Lindero.")
    assert cited_producers(answer) == {"lindero"}
    assert any("Nueva Lindero" in sentence.text and not sentence.citations for sentence in answer.sentences)


def test_nobody_grows_it(assistant: Assistant) -> None:
    answer = assistant.ask("Which of your producers grow Geisha?")
    assert answer.citations == ()
    assert answer.status in ("not_found", "clarify")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "¿Cuál está más alto, Sumbira o Kanda?",
            "Los cafetales de Kanda Farmers Union están a 1.500–2.000 m de altitud, más arriba que en",
        ),
        (
            "Wer liegt höher, Sumbira oder Kanda?",
            "Die Höfe von Kanda Farmers Union liegen auf 1.500–2.000 m Höhe, höher als bei",
        ),
        (
            "Lequel est le plus ancien, Sumbira ou Kanda ?",
            "Chez Kanda Farmers Union, la fondation remonte à 1996, plus tôt que chez",
        ),
        (
            "Qual tem mais membros, Sumbira ou Kanda?",
            "Em Kanda Farmers Union há mais de 2.600 membros, mais que em",
        ),
        (
            "Which was founded first, Sumbira or Kanda?",
            "Kanda Farmers Union was founded in 1996, earlier than",
        ),
    ],
)
def test_two_producers_are_compared_in_every_language(
    assistant: Assistant, question: str, first: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert " ".join(answer.sentences[0].text.split()).startswith(first), answer.text


def test_a_comparison_carries_its_table(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the altitude of Lindero and Nueva Lindero.")
    assert answer.table and answer.table.attribute == "altitude" and answer.table.title == "Altitude"
    stated, unstated = answer.table.rows
    assert (stated.producer, unstated.producer, unstated.values) == ("lindero", "nueva-lindero", ())
    owners = {citation.n: citation.producer for citation in answer.citations}
    assert all(owners[n] == "lindero" for value in stated.values for n in value.citations)
    assert stated.values[0].text in answer.text


def test_the_rows_of_an_order_stand_in_it_below_who_comes_first(assistant: Assistant) -> None:
    table = assistant.ask("Which has fewer members, Kanda or Lindero?").table
    assert table and [row.producer for row in table.rows] == ["lindero", "kanda"] and table.lead == 1
    assert all(value.citations for row in table.rows for value in row.values)


def test_one_producer_makes_no_table(assistant: Assistant) -> None:
    assert assistant.ask("Which producers grow Caturra?").table is None
    assert assistant.ask("How high does Kanda lie?").table is None

"""Values in the forms of a language, and only those that are wholly understood."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from origin_qa.answer.saying import value_phrase, within_sentence
from origin_qa.attributes import attributes
from origin_qa.attributes.months import MONTHS, parse_months
from origin_qa.ingest.fact_values import counted_noun, read_value
from origin_qa.types import Fact, Span, Value

LANGUAGES = ("en", "es", "de", "fr", "pt")


def stated(attribute: str, raw: str, label: str = "", as_of: int | None = None) -> Fact:
    read = read_value(attributes()[attribute], raw, label)
    assert read is not None, raw
    value, unit, within = read
    whole = Span(0, len(raw))
    noun = counted_noun(attribute, raw, label)
    return Fact(
        "kanda", attribute, label, value, unit, within.of(raw), "kanda.txt", whole, within, noun, as_of
    )


@pytest.mark.parametrize(
    ("attribute", "raw", "es", "de", "fr", "pt"),
    [
        ("altitude", "1,500 to 2,000 metres above sea level", *["1.500–2.000 m"] * 2, "1 500–2 000 m", "1.500–2.000 m"),
        ("members", "64 families", "64 familias", "64 Familien", "64 familles", "64 famílias"),
        ("area", "over 260 hectares", "más de 260 ha", "mehr als 260 ha", "plus de 260 ha", "mais de 260 ha"),
        ("volume", "at least 9 t", "al menos 9 t", "mindestens 9 t", "au moins 9 t", "pelo menos 9 t"),
        ("women_share", "about 45 percent", "aproximadamente 45 %", "etwa 45 %", "environ 45 %", "cerca de 45%"),
        ("farm_size", "0.4 ha", *["0,4 ha"] * 4),
        ("volume", "9 containers", "9 contenedores", "9 Container", "9 conteneurs", "9 contêineres"),
        ("communities", "sixteen villages", "16 aldeas", "16 Dörfer", "16 villages", "16 aldeias"),
        ("founded", "1999", *["1999"] * 4),
        ("harvest", "April to October", "abril a octubre", "April bis Oktober", "avril à octobre", "abril a outubro"),
        ("shipping", "March and April", "marzo y abril", "März und April", "mars et avril", "março e abril"),
        ("varieties", "SL28 and Kent", "SL28 y Kent", "SL28 und Kent", "SL28 et Kent", "SL28 e Kent"),
        ("country", "Ethiopia", "Etiopía", "Äthiopien", "Éthiopie", "Etiópia"),
        ("process", "Washed", *["Washed"] * 4),
    ],
)  # fmt: skip
def test_a_value_in_every_language(attribute: str, raw: str, es: str, de: str, fr: str, pt: str) -> None:
    fact = stated(attribute, raw)
    spoken = [" ".join(value_phrase(fact, language).split()) for language in LANGUAGES[1:]]
    assert spoken == [es, de, fr, pt]


@pytest.mark.parametrize(
    ("attribute", "raw"),
    [
        ("altitude", "3,900 ft"),
        ("altitude", "1,100 m, the highest plots at 1,480 m"),
        ("members", "2,424 producers, 20% of them women"),
        ("members", "854 proud growers"),
        ("farm_size", "7 ha on average"),
        ("women_share", "half"),
    ],
)
def test_what_is_not_wholly_understood_stands_as_it_is_written(attribute: str, raw: str) -> None:
    fact = replace(stated(attribute, raw), raw=raw)
    assert all(value_phrase(fact, language) == raw for language in LANGUAGES)
    assert within_sentence(fact, "de") is None
    assert within_sentence(fact, "en") == raw


def test_english_says_figures_as_they_are_written() -> None:
    assert value_phrase(stated("altitude", "1250"), "en") == "1250 m"
    assert value_phrase(stated("members", "1340", "Members"), "en") == "1340 members"
    assert value_phrase(stated("members", "1,340 growers"), "en") == "1,340 growers"


def test_a_year_stands_beside_what_it_dates() -> None:
    dated = stated("women", "22,302 women", as_of=2015)
    assert value_phrase(dated, "en") == "22,302 women (2015)"
    assert value_phrase(dated, "de") == "22.302\N{NO-BREAK SPACE}Frauen (2015)"


@pytest.mark.parametrize(
    ("language", "season", "single", "pair"),
    [
        ("en", "from April to October", "in May", "in May and June"),
        ("es", "de abril a octubre", "en mayo", "en mayo y junio"),
        ("de", "von April bis Oktober", "im Mai", "im Mai und Juni"),
        ("fr", "entre avril et octobre", "en mai", "en mai et juin"),
        ("pt", "de abril a outubro", "em maio", "em maio e junho"),
    ],
)
def test_a_season_goes_into_a_sentence_with_its_preposition(
    language: str, season: str, single: str, pair: str
) -> None:
    raws = ("April to October", "May", "May and June")
    said = [within_sentence(stated("harvest", raw), language) for raw in raws]
    assert said == [season, single, pair]


@given(
    low=st.integers(100, 3900),
    width=st.integers(0, 99),
    language=st.sampled_from(LANGUAGES),
)
def test_no_figure_is_changed_by_saying_it(low: int, width: int, language: str) -> None:
    raw = f"{low:,} m" if width == 0 else f"{low:,} to {low + width:,} m"
    said = value_phrase(stated("altitude", raw), language)
    again = read_value(attributes()["altitude"], said.replace("\N{NARROW NO-BREAK SPACE}", " "))
    assert again is not None and (again[0].low, again[0].high) == (low, low + width)


@given(start=st.integers(0, 11), length=st.integers(1, 11), language=st.sampled_from(LANGUAGES))
def test_no_season_is_changed_by_saying_it(start: int, length: int, language: str) -> None:
    months = tuple(MONTHS[(start + step) % 12] for step in range(length))
    raw = f"{months[0]} to {months[-1]}" if length > 2 else " and ".join(months)
    fact = replace(stated("harvest", raw), value=Value(items=months))
    again = parse_months(value_phrase(fact, language))
    assert again is not None and again.items == months

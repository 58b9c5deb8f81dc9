"""Facts however they are spelled: labels, numbers, units, months and layouts of five languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from origin_qa.attributes.months import MONTHS
from origin_qa.ingest.facts import extract_facts
from origin_qa.ingest.readers import understand
from origin_qa.types import Fact

Case = tuple[str, str, str, float, float]
"""Label, value, attribute and the two ends of the value."""

LAYOUTS = {
    "colon": "\n".join,
    "bullets": lambda rows: "\n".join(f"• {row}" for row in rows),
    "blank lines": "\n\n".join,
}
JOINS = (": ", ":\t", " – ", " | ", "\t", " = ", "\n", ":\n")
LANGUAGES = {
    "en": {
        "members": ("Members", "Farmers", "Number of members", "No. of farmers", "Smallholder farmers"),
        "altitude": ("Altitude", "Elevation", "Growing altitude"),
        "harvest": ("Harvest", "Harvest period", "Picking season"),
        "founded": ("Founded", "Established", "Year of foundation"),
        "women_share": ("Women", "Share of women", "Female members"),
        "words": ("about", "more than", "to", "in", "since"),
        "metres": ("m", "metres", "masl", "m.a.s.l.", "meters above sea level"),
    },
    "es": {
        "members": ("Socios", "Miembros", "N.º de socios", "Número de socios", "Productores"),
        "altitude": ("Altitud", "Altura", "Altitud de cultivo"),
        "harvest": ("Cosecha", "Época de cosecha", "Zafra"),
        "founded": ("Fundación", "Fundada en", "Año de fundación"),
        "women_share": ("Mujeres", "Porcentaje de mujeres", "Participación femenina"),
        "words": ("unos", "más de", "a", "en", "desde"),
        "metres": ("m", "metros", "msnm", "m.s.n.m.", "m s.n.m.", "metros sobre el nivel del mar"),
    },
    "de": {
        "members": ("Mitglieder", "Bauern", "Anzahl Mitglieder", "Kleinbauern"),
        "altitude": ("Höhe", "Anbauhöhe", "Höhenlage"),
        "harvest": ("Ernte", "Erntezeit", "Haupternte"),
        "founded": ("Gegründet", "Gründungsjahr", "Besteht seit"),
        "women_share": ("Frauen", "Frauenanteil", "Anteil der Frauen"),
        "words": ("rund", "mehr als", "bis", "im Jahr", "seit"),
        "metres": ("m", "Meter", "m ü. M.", "m.ü.M.", "m ü. NN"),
    },
    "fr": {
        "members": ("Membres", "Producteurs", "Nombre de membres", "Adhérents"),
        "altitude": ("Altitude", "Altitude de culture"),
        "harvest": ("Récolte", "Période de récolte"),
        "founded": ("Fondée en", "Création", "Année de création"),
        "women_share": ("Femmes", "Part des femmes", "Pourcentage de femmes"),
        "words": ("environ", "plus de", "à", "en", "depuis"),
        "metres": ("m", "mètres", "m d’altitude"),
    },
    "pt": {
        "members": ("Membros", "Produtores", "Cooperados", "Número de membros"),
        "altitude": ("Altitude", "Elevação"),
        "harvest": ("Colheita", "Safra", "Período de colheita"),
        "founded": ("Fundação", "Fundada em", "Ano de fundação"),
        "women_share": ("Mulheres", "Percentual de mulheres", "Participação feminina"),
        "words": ("cerca de", "mais de", "a", "em", "desde"),
        "metres": ("m", "metros"),
    },
}
MONTHS_OF = {
    "en": (MONTHS, "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
        "ene feb mar abr may jun jul ago set oct nov dic".split(),
    ),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
        "Jan Feb Mrz Apr Mai Jun Jul Aug Sept Okt Nov Dez".split(),
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
        "janv févr mars avr mai juin juil août sept oct nov déc".split(),
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
        "jan fev mar abr mai jun jul ago set out nov dez".split(),
    ),
}


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def facts_of(text: str) -> list[Fact]:
    (document,) = understand("valle.txt", text.encode(), 1_000_000).documents
    facts = extract_facts("valle", document)
    for fact in facts:
        assert fact.value_span.of(document.text) == fact.raw
    return list(facts)


def states(facts: list[Fact], attribute: str, low: float, high: float) -> bool:
    return any(
        fact.attribute == attribute
        and fact.value.low is not None
        and fact.value.high is not None
        and abs(fact.value.low - low) < 0.2
        and abs(fact.value.high - high) < 0.2
        for fact in facts
    )


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, list[Case]]:
    """A sheet of one language in one layout, with what it states."""
    language = draw(st.sampled_from(sorted(LANGUAGES)))
    words = LANGUAGES[language]
    about, over, to, in_, since = words["words"]
    mark = draw(st.sampled_from({"en": (",", ""), "fr": (" ", "\u202f", "")}.get(language, (".", "’", ""))))
    members = draw(st.integers(30, 99_999))
    low, high = draw(st.integers(500, 1500)), draw(st.integers(1501, 2500))
    dash = draw(st.sampled_from((" - ", "–", " – ", "-", f" {to} ")))
    metres = draw(st.sampled_from(words["metres"]))
    first, last = draw(st.integers(0, 11)), draw(st.integers(0, 11))
    names = MONTHS_OF[language][draw(st.integers(0, 1))]
    dot = draw(st.sampled_from(("", "."))) if len(names[0]) < 5 and language != "en" else ""
    year = draw(st.integers(1900, 2024))
    share = draw(st.integers(1, 99))
    hedge = draw(st.sampled_from(("", about + " ", over + " ")))
    altitude = draw(st.sampled_from(words["altitude"]))
    named_unit = draw(st.booleans())
    heights = f"{grouped(low, mark)}{dash}{grouped(high, mark)}"
    month_to = draw(st.sampled_from((f" {to} ", " – ", "-", "–")))
    rows: list[tuple[str, str, str, float, float]] = [
        (
            draw(st.sampled_from(words["members"])),
            hedge + grouped(members, mark),
            "members",
            members,
            members,
        ),
        (f"{altitude} (m)", heights, "altitude", low, high)
        if named_unit
        else (altitude, f"{heights} {metres}", "altitude", low, high),
        (
            draw(st.sampled_from(words["harvest"])),
            f"{names[first]}{dot}{month_to}{names[last]}{dot}",
            "harvest",
            first + 1,
            last + 1,
        ),
        (
            draw(st.sampled_from(words["founded"])),
            draw(st.sampled_from(("", in_ + " ", since + " "))) + str(year),
            "founded",
            year,
            year,
        ),
        (
            draw(st.sampled_from(words["women_share"])),
            hedge + draw(st.sampled_from((f"{share}%", f"{share} %"))),
            "women_share",
            share,
            share,
        ),
    ]
    rows = draw(st.permutations(rows))
    join = draw(st.sampled_from(JOINS))
    layout = LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))] if "\n" not in join else "\n".join
    return layout([f"{label}{join}{value}" for label, value, *_ in rows]), rows


@settings(max_examples=120)
@given(sheets())
def test_any_spelling_in_any_layout_gives_the_facts(sheet: tuple[str, list[Case]]) -> None:
    text, rows = sheet
    facts = facts_of(f"Valle Alto\n\n{text}\n")
    for label, value, attribute, low, high in rows:
        assert states(facts, attribute, low, high), (label, value, text)
    assert len(facts) == len(rows), text


@pytest.mark.parametrize(
    ("label", "value", "attribute", "low", "high"),
    [
        ("Members", "2 thousand", "members", 2000, 2000),
        ("Socios", "dos mil", "members", 2000, 2000),
        ("Mitglieder", "2 Tausend", "members", 2000, 2000),
        ("Members (2019)", "1,340", "members", 1340, 1340),
        ("Farmers / members", "1340", "members", 1340, 1340),
        ("Altitude [m]", "1250", "altitude", 1250, 1250),
        ("Altitude in metres", "1250", "altitude", 1250, 1250),
        ("Höhe (m ü. M.)", "1’250", "altitude", 1250, 1250),
        ("Elevation (ft)", "3,900", "altitude", 1188.7, 1188.7),
        ("Elevation", "3,900–4,900 feet", "altitude", 1188.7, 1493.5),
        ("Altitude", "1,200/1,800 m", "altitude", 1200, 1800),
        ("Altitude", "1200m-1800m", "altitude", 1200, 1800),
        ("Altitude", "min. 1200 m, max. 1800 m", "altitude", 1200, 1800),
        ("Altitude", "1,250 m (4,101 ft)", "altitude", 1250, 1250),
        ("Harvest", "mid-April to early October", "harvest", 4, 10),
        ("Récolte", "d’avril à octobre", "harvest", 4, 10),
        ("Cosecha", "desde abril hasta octubre", "harvest", 4, 10),
        ("Ernte", "zwischen April und Oktober", "harvest", 4, 10),
        ("Harvest months", "4–10", "harvest", 4, 10),
        ("Gegründet", "12.05.1999", "founded", 1999, 1999),
        ("Fundación", "12 de mayo de 1999", "founded", 1999, 1999),
        ("Fairtrade", "seit 1999", "fairtrade_since", 1999, 1999),
        ("Comercio justo desde", "1999", "fairtrade_since", 1999, 1999),
        ("Certifiée commerce équitable depuis", "1999", "fairtrade_since", 1999, 1999),
        ("Women (%)", "20", "women_share", 20, 20),
        ("% mujeres", "20", "women_share", 20, 20),
        ("Mujeres", "un tercio", "women_share", 33.3, 33.3),
        ("Frauenanteil", "zwei Drittel", "women_share", 66.7, 66.7),
        ("Women", "2/3", "women_share", 66.7, 66.7),
        ("Women members", "420", "women", 420, 420),
        ("Women members", "20%", "women_share", 20, 20),
        ("Hombres / mujeres", "820 / 420", "women", 420, 420),
        ("Mujeres/hombres", "34% / 66%", "women_share", 34, 34),
        ("Production (bags)", "1200", "volume", 1200, 1200),
        ("Producción anual (qq)", "1.200", "volume", 1200, 1200),
        ("Jahresproduktion", "1.200 Tonnen", "volume", 1200, 1200),
        ("Farm size (ha)", "2,5", "farm_size", 2.5, 2.5),
    ],
)
def test_odd_spellings(label: str, value: str, attribute: str, low: float, high: float) -> None:
    facts = facts_of(f"Valle Alto\n\nName: Valle Alto\n{label}: {value}\nPort: Callao\n")
    assert states(facts, attribute, low, high), facts
    assert len(facts) == 3, facts


@pytest.mark.parametrize(
    ("label", "value", "attributes"),
    [
        ("Women (%)", "420", {"women", "women_share"}),
        ("Men/women", "820", {"women", "women_share", "members"}),
        ("Mujeres", "dos tercios", {"women"}),
        ("Altitude", "2 km from the river", {"altitude"}),
        ("Volume", "3 of the handbook", {"members"}),
        ("Members", "see the register of 2/3/2015", {"women_share"}),
        ("Start", "at the gate", {"founded"}),
        ("Farmers in", "5 villages", {"members"}),
        ("% members", "30", {"members"}),
    ],
)
def test_what_a_pair_does_not_say_is_no_fact(label: str, value: str, attributes: set[str]) -> None:
    facts = facts_of(f"Valle Alto\n\nName: Valle Alto\n{label}: {value}\nPort: Callao\n")
    assert not {fact.attribute for fact in facts} & attributes, facts

"""How long something takes, as texts put it: `18 to 20 hours`, `six days`, `two weeks`."""

import re
from functools import cache

from origin_qa.attributes.numbers import parse_number
from origin_qa.attributes.values import grammar

_HOURS = {
    "minute minutes minuto minutos minuten": 1 / 60,
    "hour hours hora horas stunde stunden heure heures": 1.0,
    "day days día días dia dias tag tage tagen jour jours": 24.0,
    "week weeks semana semanas woche wochen semaine semaines": 168.0,
    "month months mes meses monat monate monaten mois mês": 730.0,
}


@cache
def _units() -> dict[str, float]:
    return {word: hours for words, hours in _HOURS.items() for word in words.split()}


@cache
def _pattern() -> re.Pattern[str]:
    number = grammar()["N"]
    units = "|".join(sorted(_units(), key=len, reverse=True))
    return re.compile(
        rf"(?P<low>{number})(?:\s?(?:-|–|to|or|bis|a|à)\s?(?P<high>{number}))?[\s-](?P<unit>{units})\b", re.I
    )


def parse_duration(text: str) -> tuple[float, float] | None:
    """The shortest and the longest of the one duration in a text, in hours; None if it has none or several."""
    found = list(_pattern().finditer(text))
    if len(found) != 1:
        return None
    low = parse_number(found[0]["low"])
    high = parse_number(found[0]["high"]) if found[0]["high"] else low
    hours = _units()[found[0]["unit"].lower()]
    return None if low is None or high is None else (low * hours, high * hours)

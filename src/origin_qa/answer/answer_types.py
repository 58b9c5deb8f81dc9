"""Whether a sentence holds the kind of thing that a question asks for: a number, a share, a time, a name."""

import re

from origin_qa.answer.wanted import Wanted
from origin_qa.attributes import Attribute, fold
from origin_qa.attributes.values import grammar, parse_count, parse_measure
from origin_qa.types import Value

_VALUE = {
    "year": "Y",
    "percent": "P",
    "height": "L",
    "months": "M",
    "mass": "Q",
    "area": "A",
    "length": "R",
    "count": "N",
}


def holds_value(sentence: str, asked: Attribute | None) -> bool:
    """Whether `sentence` holds a value of the attribute's kind; anything does where none is asked for."""
    if asked is None:
        return True
    if asked.lexicon:
        named = any(item in sentence for item in asked.lexicon)
        return named or any(fold(label) in fold(sentence) for label in asked.labels.get("en", ())[:2])
    if asked.kind not in _VALUE:
        return not asked.proper or bool(_CAPITAL_NAME.search(sentence))
    written = (match.group() for match in re.finditer(grammar()[_VALUE[asked.kind]], sentence))
    if asked.within is None:
        return any(written)
    read = (_figure(text, asked.kind) for text in written)
    return any(value and asked.admits(value) for value in read)


def _figure(text: str, kind: str) -> Value | None:
    if kind == "count":
        return parse_count(text)
    measured = parse_measure(text, kind)
    return measured[0] if measured else None


_CAPITAL_NAME = re.compile(r"(?<![.!?“\"]\s)(?<!^)\b[A-ZÀ-Þ][\wÀ-ÿ’'-]+")
_PERSON = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|farmers?|growers?|members?|famil(?:y|ies)|students?|workers?|producers?|neighbou?rs?"
    r"|children|people|volunteers?|delegates?|board|chair\w*|manager|founder|team|staff|company|agency|government"
    r"|army|co-?operatives?|union|association|teachers?|nurses?|doctors?|elders?|youth|committee|organi[sz]ation|club|school|\w{3,}(?:ers|ors|ists|men|women))\b",
    re.I,
)


_QUANTITY = re.compile(
    r"\b(?:no|none|few|several|many|most|half|all|dozens?|hundreds?|thousands?|a|an|one)\b", re.I
)
_CURRENCIES = (
    r"dollars?|cents?|euros?|pounds?|pence|francs?|francos|shillings?|pesos?|soles|lempiras?|quetzale?s?|c[oó]rdobas?"
    r"|colones|bolivianos|reais|real|guaran[ií]es|birr|kwacha|naira|cedis?|rand|dinars?|dirhams?|ri[yj]als?|rupees?"
    r"|rupiah|taka|kip|baht|dong|yuan|yen|won|kina|kyat|USD|EUR|GBP|CHF|RWF|BIF|UGX|TZS|KES|ETB|HNL|GTQ|NIO|PEN|COP"
    r"|BRL|MXN|CRC|BOB|IDR|VND|LAK|PGK|INR|FCFA|CFA"
)
_MONEY = re.compile(
    rf"[$€£¥₹₱₡₲₫]\s?\d|\d\s?[$€£¥₹]|\b(?:{_CURRENCIES})\b"
    r"|\b(?:pa(?:y|ys|id)|costs?|fetch(?:es|ed)|earn(?:s|ed)?|price) (?:\w+ ){0,2}\d|\b(?:for free|free of charge)\b",
)
_DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|seasons?|years?|decades?"
    r"|overnight|d[ií]as?|horas?|semanas?|meses|a[nñ]os?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|heures?|jours?"
    r"|semaines?|mois|ans|dias?|anos?)\b",
    re.I,
)
_TIME = re.compile(
    r"\b(?:when|after|before|during|until|since|while|every|once|twice|year|month|week|day|season|century|nineties"
    r"|eighties|seventies|sixties|morning|evening|as soon as|noon|midday|midnight|dawn|dusk|sunrise|sunset|afternoon"
    r"|night|o.clock|hours?|days?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|spring|summer"
    r"|autumn|winter|christmas|easter|daily|weekly|monthly|yearly|annual)",
    re.I,
)


def holds_type(sentence: str, wanted: Wanted, quoted: bool = False) -> bool:
    """Whether `sentence` holds the kind of thing that is wanted: a number, a share, a time, a name."""
    if wanted == "number":
        return bool(re.search(rf"\d|{grammar()['N']}", sentence) or _QUANTITY.search(sentence))
    if wanted == "money":
        return bool(_MONEY.search(sentence))
    if wanted == "duration":
        return bool(_DURATION.search(sentence))
    if wanted == "share":
        return bool(re.search(grammar()["P"], sentence))
    if wanted == "time":
        return bool(re.search(rf"{grammar()['Y']}|{grammar()['M']}", sentence) or _TIME.search(sentence))
    if wanted == "person":
        return quoted or bool(_CAPITAL_NAME.search(sentence) or _PERSON.search(sentence))
    if wanted == "place":
        return bool(
            _CAPITAL_NAME.search(sentence) or re.search(r"\b(?:in|at|to|from|on|near|into|along)\b", sentence)
        )
    return True

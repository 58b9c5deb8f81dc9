"""E-mail addresses and phone numbers are masked before a text is written.

In doubt a figure is masked: a log that hides a harvest volume is a smaller harm than one that keeps a
visitor's number. Years, ranges, dates and figures under eight digits stay readable.
"""

import re

EMAIL_MASK = "[e-mail]"
PHONE_MASK = "[phone]"

_EMAIL = re.compile(
    r"[^\s@＠<>()\[\]{},;\"“”]{1,64}[@＠][^\s@＠<>()\[\]{},;\"“”]{1,255}"
    r"|[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\{at\})\s?[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<!\w)(?:\+\s?)?\(?\d(?:[ \u00a0\u202f().\-–/]{0,3}\d){5,19}(?!\w)")
_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-](?:19|20)\d\d)"
_DATES = re.compile(rf"{_DATE}(?: {{0,2}}[-–/ ] {{0,2}}{_DATE})*")
_YEARS = re.compile(r"(?:1[6-9]|20)\d\d(?:[ /\-–]{1,3}(?:(?:1[6-9]|20)\d\d|\d\d))*")
_RANGE = re.compile(r"(\d{3,4}) ?[-–/] ?(\d{3,4})")
_ANNOUNCED = re.compile(
    r"(?:phone|mobile|cell|call|text|ring|tel|whats ?app|signal|telegram|tel[eé]fono|m[oó]vil|celular|ll[aá]m\w*"
    r"|n[uú]mero|telefon\w*|handy\w*|anruf\w*|t[eé]l[eé]phone|portable|appel\w*|telefone|ligu\w*|ligar)"
    r"[^\d+(]{0,24}$",
    re.IGNORECASE,
)
HIGHEST_FARM = 3_000
"""Metres: two rising figures up to here are an altitude, beyond it the halves of a phone number."""


def mask(text: str) -> str:
    """The text with every e-mail address and phone number replaced by what it was."""
    return _FIGURES.sub(_phone_masked, _EMAIL.sub(EMAIL_MASK, text))


def _phone_masked(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 40) : match.start()]
    return PHONE_MASK if _is_phone(match[0], before) else match[0]


def _is_phone(written: str, before: str) -> bool:
    digits = sum(char.isdigit() for char in written)
    if digits >= 6 and _ANNOUNCED.search(before):
        return True
    if written[0] in "+(" or written.startswith("00"):
        return digits >= 7
    if _DATES.fullmatch(written) or _YEARS.fullmatch(written):
        return False
    if span := _RANGE.fullmatch(written):
        low, high = int(span[1]), int(span[2])
        return digits == 8 and not low < high <= HIGHEST_FARM
    return digits >= 8

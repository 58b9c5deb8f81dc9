"""From bytes to the text that is stored: decoded, composed, and free of what nobody can see.

Everything shown later is a slice of this text, so cleaning only normalises form (line ends,
spaces, composition) and removes invisible characters. Spelling and punctuation stay as they are.
"""

import re
import unicodedata

from origin_qa.errors import ReadError
from origin_qa.types import Dropped

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\u0085\u2028\u2029]")
# More marks on one letter than any writing has; composing them takes time by the square (UAX 15, D4).
_MARKS_TOO_MANY = re.compile(
    "([\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{30})"
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_TAGS = re.compile("[\U000e0020-\U000e007e]")
_HIDDEN_KINDS = (
    ("zero-width", re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064]")),
    ("bidirectional", re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")),
    ("tags", _TAGS),
    ("control characters", _CONTROL),
)
_SHOWN_CHARS = 500

_BINARY_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or Office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"SQLite format 3": "a database",
}


def clean_text(text: str) -> str:
    r"""Normalise `text` to the form in which documents are stored.

    Line ends become a line feed, exotic spaces a plain one, a tab two (so that pasted columns stay
    apart); soft hyphens, zero-width, bidi-control and other invisible characters go; the rest is
    composed (Unicode NFC). Idempotent.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text).replace("\t", "  ")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _MARKS_TOO_MANY.sub(r"\1", text))


def clean_line(text: str) -> str:
    """`clean_text` on one line: every run of white space becomes a single space, the ends are trimmed."""
    return " ".join(clean_text(text).split())


def hidden_characters(text: str) -> tuple[Dropped, ...]:
    """What `clean_text` takes out of `text` that a person might have hidden there, for the report.

    Soft hyphens, byte order marks and variants of emoji are everybody's, and not worth a word.
    """
    counts = {name: len(pattern.findall(text)) for name, pattern in _HIDDEN_KINDS}
    found = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    # Tag characters are a shadow of ASCII: what they spell can't be seen but can be read by programs.
    spelled = "".join(chr(ord(character) - 0xE0000) for character in _TAGS.findall(text))
    words = f": {spelled[:_SHOWN_CHARS]}" if spelled.strip() else ""
    return (Dropped(found + words, "invisible characters"),) if found else ()


def decode(data: bytes) -> tuple[str, str]:
    """Decode a text file; returns the text and a warning, empty when the file was plain UTF-8.

    Anything else is given to charset-normalizer, and the warning names the charset it found.

    Raises:
        ReadError: if the bytes are no text at all.
    """
    kind = next((name for magic, name in _BINARY_SIGNATURES.items() if data.startswith(magic)), None)
    if kind:
        raise ReadError(f"it is {kind}, not text; rename it with its own extension or remove it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ""
        except UnicodeDecodeError as error:
            raise ReadError(f"it starts like UTF-16 but breaks off: {error}; save it as UTF-8") from error
    if b"\x00" in data:
        raise ReadError("it holds NUL bytes and is binary, not text; remove it or convert it to UTF-8")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> tuple[str, str]:
    import charset_normalizer

    # Only the bytes that are not ASCII tell charsets apart, and a sample of them is as good as all.
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    charset = best.encoding if best else "cp1252"
    # Latin text in the Windows charset is what shops send; rarer guesses on a short text are mostly luck.
    alphabets = [name for name in best.alphabets if name != "Control character"] if best else []
    if best is None or (alphabets and all("Latin" in name for name in alphabets)):
        charset = "cp1252" if _decodes(data, "cp1252") else charset
    text = data.decode(charset, errors="replace")
    odd = sum(
        1
        for character in text
        if unicodedata.category(character) in {"Cc", "Co", "Cn"} and character not in "\n\r\t\f"
    )
    if odd + text.count("\ufffd") > len(text) * 0.02:
        raise ReadError("it is no text in any known charset; remove it or save it as UTF-8")
    return text, f"not valid UTF-8; read as {charset}"


def _decodes(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except UnicodeDecodeError:
        return False
    return True

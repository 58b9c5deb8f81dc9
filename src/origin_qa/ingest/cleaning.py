"""From bytes to the text that is stored: decoded, composed, and free of what nobody can see.

Everything shown later is a slice of this text, so cleaning only normalises form (line ends,
spaces, composition) and removes invisible characters. Spelling and punctuation stay as they are.
"""

import re
import unicodedata

from origin_qa.errors import ReadError

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")

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
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """`clean_text` on one line: every run of white space becomes a single space, the ends are trimmed."""
    return " ".join(clean_text(text).split())


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

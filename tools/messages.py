"""Collects the interface's messages and brings the catalogues in web/locales up to date.

    python tools/messages.py            write them
    python tools/messages.py --check    tell what is out of date or untranslated, write nothing

Templates and the web room's Python are searched for `_()`, `ngettext()`, `N_()` and `{% trans %}`;
the titles of the vocabulary's attributes belong to them.
Translations are kept, new messages are added empty, and what nothing says any more is dropped.
Written by hand afterwards: an entry without a translation fails the tests.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from origin_qa.attributes import attributes

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "web" / "locales"
TEMPLATES = ROOT / "web" / "templates"
CODE = ROOT / "src" / "origin_qa" / "serve"
VOCABULARY = "src/origin_qa/attributes/attributes.toml"
LANGUAGES = ("de", "es", "fr", "pt")
PLURALS = {"de": "n != 1", "es": "n != 1", "fr": "n > 1", "pt": "n > 1"}
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
OPTIONS = {
    "extensions": "jinja2.ext.i18n",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "silent": "false",
}


def sources() -> Iterator[tuple[Path, str, dict[str, str]]]:
    """Every file that may speak, with the method that reads it."""
    for path in sorted(TEMPLATES.rglob("*.*")):
        yield path, "jinja2", OPTIONS
    for path in sorted(CODE.rglob("*.py")):
        yield path, "python", {}


def extract() -> Catalog:
    """The messages of all sources, each with the files that say it."""
    found = Catalog()
    for path, method, options in sources():
        place = path.relative_to(ROOT).as_posix()
        for _, message, comments, context in extract_from_file(
            method, path, KEYWORDS, ("Translators:",), options, strip_comment_tags=True
        ):
            found.add(message, None, [(place, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    for attribute in attributes().values():
        found.add(attribute.title, None, [(VOCABULARY, None)])  # type: ignore[list-item]
    return found


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands; empty where there is none."""
    if not path_of(language).is_file():
        return Catalog(locale=language)
    with path_of(language).open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def updated(language: str, messages: Catalog) -> tuple[bytes, list[str]]:
    """The catalogue of a language as it should be, and what it lacks."""
    old = read(language)
    new = Catalog(locale=language, fuzzy=False)
    for message in messages:
        if message.id:
            known = old.get(message.id, message.context)
            kept = known.string if known is not None and not known.fuzzy else ""
            if message.pluralizable and not isinstance(kept, (tuple, list)):
                kept = ("", "")
            new.add(
                message.id,
                kept,
                message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    written = io.BytesIO(header(language).encode())
    written.seek(0, io.SEEK_END)
    write_po(written, new, width=100, sort_by_file=True, omit_header=True, include_lineno=False)
    return written.getvalue(), [str(message.id) for message in new if message.id and not translated(message)]


def translated(message: Message) -> bool:
    """Whether every form of a message has words."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms)


def header(language: str) -> str:
    """The head of a catalogue: what it is and how its language counts; no dates, so that builds repeat."""
    return (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: origin-qa\\n"\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=({PLURALS[language]});\\n"\n\n'
    )


def main() -> int:
    """Bring every catalogue up to date; 1 if a message lacks a translation or `--check` finds a change."""
    check = "--check" in sys.argv[1:]
    messages = extract()
    faults = 0
    for language in LANGUAGES:
        path = path_of(language)
        content, missing = updated(language, messages)
        stale = not path.is_file() or path.read_bytes() != content
        if stale and not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        faults += len(missing) + (stale and check)
        state = "; out of date, run `make messages`" if stale and check else ""
        print(f"{path.relative_to(ROOT)}: {len(messages)} messages, {len(missing)} to translate{state}")
        for message in missing:
            print(f"  {message}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

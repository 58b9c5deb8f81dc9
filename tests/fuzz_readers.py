"""Fuzzing every reader: valid files with bytes changed must be read or refused, and nothing else.

`make fuzz` runs this for some minutes; a failure is shrunk by hypothesis and printed as a file.
"""

import argparse
import io
import logging
import random
import sys
import time
import traceback
import zipfile
from collections.abc import Sequence
from pathlib import Path

from hostile_documents import page, paragraph, word
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from small_documents import FORMATS, MIRAVALLE

from origin_qa.errors import ReadError
from origin_qa.ingest.passages import make_passages
from origin_qa.ingest.profile import build_profile
from origin_qa.ingest.readers import understand

_SLOW_SECONDS = 10.0
_OURS = str(Path("src") / "origin_qa")

_CSV = "Name;Country;Altitude;Harvest\nMiravalle;Bolivia;1.300 m;May – September\nOtra;Perú;1 250 m;abril\n"
_PDF = b"BT /F 20 Tf 50 760 Td (Miravalle) Tj ET BT /F 11 Tf 50 700 Td (Altitude: 1,300 m) Tj ET"
_PIECES = (
    *(
        b"<",
        b">",
        b"</div>",
        b"<table><tr><td>",
        b"<!--",
        b"]]>",
        b"&#x200b;",
        b"<style>p{display:none",
        b"style='",
    ),
    *(
        b"---\n",
        b"| a | b |\n|---|---|\n",
        b"> ",
        b"# ",
        b"* ",
        b"`",
        b"[a](",
        b"\xff\xfe",
        b"\x00",
        b"\r",
        b"\xe2\x80\x9c",
    ),
    *(
        b"endobj",
        b"<<",
        b">>",
        b"stream",
        b" 3 Tr ",
        b"/Filter/FlateDecode",
        b"999999999",
        b"-1",
        b"1e308",
        b"\\",
        b"(",
    ),
    *(
        b"<w:p/>",
        b"<w:tbl/>",
        b"<w:vanish/>",
        b'w:val="x"',
        b"PK\x05\x06",
        b"Members: ",
        b"April to ",
        b"\xcc\x81" * 40,
    ),
)


def seeds() -> list[tuple[str, bytes]]:
    """Valid files of every format with their suffixes."""
    import openpyxl

    found = [(suffix, make(MIRAVALLE)) for suffix, make in FORMATS.values()]
    book = openpyxl.Workbook()
    for line in _CSV.splitlines():
        book.worksheets[0].append(line.split(";"))
    target = io.BytesIO()
    book.save(target)
    found += [(".csv", _CSV.encode()), (".xlsx", target.getvalue()), (".pdf", page(_PDF))]
    table = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Port</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    found.append((".docx", word(paragraph("Miravalle") + table + paragraph("It is old.", "<w:vanish/>"))))
    return found


Change = tuple[str, float, float, bytes]
changes = st.lists(
    st.tuples(
        st.sampled_from(("insert", "replace", "delete", "copy")),
        st.floats(0, 1),
        st.floats(0, 1),
        st.one_of(st.sampled_from(_PIECES), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=8,
)


def changed(data: bytes, todo: Sequence[Change]) -> bytes:
    """The bytes after some changes at relative places."""
    for kind, at, length, piece in todo:
        start = int(at * len(data))
        end = min(len(data), start + int(length * length * 200))
        if kind == "insert":
            data = data[:start] + piece + data[start:]
        elif kind == "replace":
            data = data[:start] + piece + data[start + len(piece) :]
        elif kind == "delete":
            data = data[:start] + data[end:]
        else:
            data = data[:end] + data[start:]
    return data


def changed_inside(data: bytes, part: float, todo: Sequence[Change]) -> bytes:
    """An archive with one of its files changed, so that it stays one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        names = source.namelist()
        chosen = names[min(int(part * len(names)), len(names) - 1)]
        for name in names:
            content = source.read(name)
            archive.writestr(name, changed(content, todo) if name == chosen else content)
    return target.getvalue()


def survives(suffix: str, data: bytes) -> None:
    """Whether a file is read whole, with all that follows, or refused by name; our own code never fails."""
    started = time.monotonic()
    try:
        understood = understand(f"fuzzed{suffix}", data, 2_000_000)
    except ReadError as error:
        cause = error.__cause__
        if cause is not None and "reader failed" in str(error):
            last = traceback.extract_tb(cause.__traceback__)[-1]
            assert _OURS not in last.filename, f"{last.filename}:{last.lineno}: {cause!r}"
        return
    for document in understood.documents:
        at = 0
        for block in document.blocks:
            assert at <= block.span.start <= block.span.end <= len(document.text), block
            at = block.span.end
        profile = build_profile("fuzzed", [document])
        assert all(fact.value_span.of(document.text) for fact in profile.facts)
        make_passages(document, "fuzzed", profile.quotes)
        document.text.encode()
    assert time.monotonic() - started < _SLOW_SECONDS, f"{suffix} took {time.monotonic() - started:.1f} s"


def fuzz(valid: tuple[str, bytes], inside: bool, part: float, todo: Sequence[Change]) -> None:
    """One file with some changes."""
    suffix, data = valid
    packed = data.startswith(b"PK")
    survives(suffix, changed_inside(data, part, todo) if packed and inside else changed(data, todo))


def main() -> None:
    """Fuzz until the time is over; exit code 1 if something was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given_ = parser.parse_args()
    end, rounds, examples = time.monotonic() + given_.minutes * 60, 0, 200
    logging.disable(logging.CRITICAL)  # parsers have much to say of broken files
    files = seeds()
    quick = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    while time.monotonic() < end:
        try:
            given_files = given(st.sampled_from(files), st.booleans(), st.floats(0, 1), changes)
            seed(given_.seed + rounds)(quick(given_files(fuzz)))()
        except Exception:
            traceback.print_exc()
            sys.exit(f"a reader failed in round {rounds} of seed {given_.seed}")
        rounds += 1
    sys.stdout.write(
        f"{rounds * examples:,} files in {given_.minutes:g} minutes, seed {given_.seed}: none failed\n"
    )


if __name__ == "__main__":
    main()

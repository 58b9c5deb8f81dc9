"""How well facts are extracted, and how fast each format is read.

What should come out is derived here without the readers: HTML tables and definition lists through the
standard library's parser, other sheets from the plain renderings in `texts/` (`Key: value` lines, and
labels glued to a capital or a digit). The attribute of a label is told by a list of its own, its
figures by a small reading of numbers that knows feet. A pair is right if a fact of the same label has
that attribute, that value and its words; a fact of a sheet that no pair accounts for is wrong.

    python benchmarks/extraction.py ../shared/eval/origins
"""

# ruff: noqa: T201

import argparse
import html.parser
import io
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from origin_qa.ingest.facts import extract_facts
from origin_qa.ingest.readers import FORMATS, understand
from origin_qa.types import Fact

_CHARS = 5_000_000
_ATTRIBUTES = (
    # The first pattern that a label begins with; unknown labels are judged by their words alone.
    (r"(\w+ )?(co-?op\w*s|cooperativas|groups|societies|associations)$", "member_groups"),
    (r"(name|producer|co-?op\w*|cooperativa|consor\w+|factory|organi[sz]a\w+|association|union|productor)$", "name"),
    (r"(country|país|pays)", "country"),
    (r"(society|part of|belongs)", "society"),
    (r"(region|provinces?|county|area|district|departamento|department|región|zona|location)$", "region"),
    (r"(office|sede)", "office"),
    (r"(fair.?trade|comercio justo|flo)\b", "fairtrade_since"),
    (r".*organic since", "organic_since"),
    (r"(founded|established|fundación|founding year|año de fundación|gegründet|fondée|set up|since)", "founded"),
    (r"(certif|seals)", "certifications"),
    (r"(women|mujeres|female)", "women"),
    (r"(members|farmers|producers|growers|families|productores|socios|households|smallholders)", "members"),
    (r"(villages|communities|comunidades)", "communities"),
    (r"trees per", "trees_per_farmer"),
    (r"(altitude|elevation|height|altura|altitud)", "altitude"),
    (r"(harvest|cosecha|picking|crop season)", "harvest"),
    (r"(shipping|shipment|export months)", "shipping"),
    (r"(varieties|variety|variedad\w*|cultivar)", "varieties"),
    (r"(process\w*|proceso|beneficio)$", "process"),
    (r"(washing stations|wet mills|stations)", "stations"),
    (r"(land|area under coffee|coffee area|total area)", "area"),
    (r"(products|side products|other crops|otros cultivos)", "products"),
    (r"(roast)", "roast"),
    (r"(cup|flavou?r|notes|taste)", "flavour"),
    (r"(port|puerto)$", "port"),
    (r"(soil)", "soil"),
    (r"(rain)", "rainfall"),
    (r"(annual production|production|volume|yearly)", "volume"),
)  # fmt: skip
_NUMERIC = frozenset(
    "founded fairtrade_since organic_since women members member_groups communities trees_per_farmer altitude area "
    "stations volume rainfall".split()
)
_WORDS = {
    w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value as a person would read them off the page."""

    label: str
    value: str


class _Tables(html.parser.HTMLParser):
    """The cells of two-column tables and definition lists."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[Pair] = []
        self._tag = ""
        self._label: list[str] = []
        self._value: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a label or a value begins."""
        if tag in ("th", "dt") or (tag == "td" and not self._label):
            self._tag, self._label, self._value = "label", [], []
        elif tag in ("td", "dd"):
            self._tag = "value"

    def handle_endtag(self, tag: str) -> None:
        """Keep the pair when its value ends."""
        if tag in ("td", "dd") and self._tag == "value":
            self.pairs.append(Pair(" ".join(self._label).strip(" :"), " ".join(self._value).strip()))
            self._label = []
        if tag in ("th", "td", "dt", "dd"):
            self._tag = ""

    def handle_data(self, data: str) -> None:
        """Collect the words of the cell at hand."""
        if words := data.strip():
            (self._label if self._tag == "label" else self._value if self._tag else []).append(words)


def squash(text: str) -> str:
    """Letters and digits only, without case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def expected_pairs(source: Path, rendering: str) -> list[Pair]:
    """The pairs of a document, read without our readers."""
    if source.suffix == ".html":
        tables = _Tables()
        tables.feed(source.read_text(encoding="utf-8"))
        return tables.pairs
    return list(_sheet_lines(rendering))


def _sheet_lines(rendering: str) -> Iterator[Pair]:
    """The pairs of the lines before the first long one; the first line and its like are the title."""
    lines = [
        re.sub(r"^[\s•]+", "", unicodedata.normalize("NFKC", line)).strip() for line in rendering.split("\n")
    ]
    lines = [line for line in lines if line]
    for line in lines:
        if len(line) > 110:
            return
        if line == lines[0]:
            continue
        found = re.fullmatch(r"([^:.!?“\"]{2,40}?): (\S.*)", line)
        glued = re.fullmatch(r"([A-Z][a-z]+(?:[ -][a-z]+)*)(?=[A-Z\d~])(\S.*)", line)
        if (found or glued) and not re.match(r"https?:", line):
            label, value = (found or glued).groups()  # type: ignore[union-attr]
            yield Pair(label, value)


def attribute_of(label: str) -> str:
    """The attribute that a label means, "" for labels not listed here."""
    words = label.casefold().strip()
    return next((key for pattern, key in _ATTRIBUTES if re.match(pattern, words)), "")


def figures(words: str) -> list[float]:
    """The numbers in some words, feet turned into metres."""
    words = unicodedata.normalize("NFKC", words)
    plain = re.sub(r"(?<=\d)[.,'’  ](?=\d{3}(?!\d))", "", words)
    found = [float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]\d+)?", plain)]
    found = found or [float(_WORDS[w]) for w in re.findall(r"[a-z]+", words.casefold()) if w in _WORDS]
    return [n * 0.3048 if re.search(r"\b(?:feet|ft)\b", words) else n for n in found]


def is_right(pair: Pair, fact: Fact) -> bool:
    """Whether a fact says what the pair says."""
    attribute = attribute_of(pair.label)
    same = {"women": {"women", "women_share"}, "fairtrade_since": {"fairtrade_since", "certifications"}}
    if attribute and fact.attribute not in same.get(attribute, {attribute}):
        return False
    if attribute in _NUMERIC and fact.value.low is not None:
        numbers = figures(pair.value)
        ends = {round(fact.value.low, 0), round(fact.value.high or 0.0, 0)}
        return ends <= {round(n, 0) for n in numbers[:2]}
    return squash(fact.raw) in squash(pair.value) and len(squash(fact.raw)) * 2 >= len(squash(pair.value))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders with docs/ and texts/")
    parser.add_argument("--repeat", type=int, default=5, help="times each document is read, for the median")
    parser.add_argument("--prose", action="store_true", help="list the facts found in running text, to judge")
    arguments = parser.parse_args()
    total = right = wrong = prose = 0
    speed: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
    print(f"{'document':34} {'pairs':>6} {'right':>6} {'wrong':>6} {'prose':>6}")
    for folder in arguments.data:
        renderings = {
            path.stem: path.read_text(encoding="utf-8") for path in (folder / "texts").glob("*.txt")
        }
        for path in sorted(
            p for p in (folder / "docs").rglob("*") if p.suffix in FORMATS and p.stem in renderings
        ):
            data = path.read_bytes()
            taken = []
            for _ in range(arguments.repeat):
                start = time.perf_counter()
                document = understand(path.name, data, _CHARS).documents[0]
                taken.append(time.perf_counter() - start)
            speed[path.suffix].append((len(data), median(taken), 1))
            facts = extract_facts("p", document)
            lines = {block.span for block in document.blocks if block.kind == "pair"}
            sheet = [fact for fact in facts if fact.span in lines]
            pairs = expected_pairs(path, renderings[path.stem])
            met = {
                pair: [f for f in sheet if squash(f.label) == squash(pair.label) and is_right(pair, f)]
                for pair in pairs
            }
            missed = [pair for pair in pairs if not met[pair]]
            accounted = {id(fact) for found in met.values() for fact in found}
            extra = [
                fact for fact in sheet
                if id(fact) not in accounted
                and not any(
                    squash(fact.raw) in squash(pair.value) and fact.value.low in figures(pair.value) for pair in pairs
                )
            ]  # fmt: skip
            said = [fact for fact in facts if fact.origin == "prose"]
            counts = (len(pairs), len(pairs) - len(missed), len(extra), len(said))
            print(f"{path.name:34} " + " ".join(f"{n:6}" for n in counts))
            for pair in missed:
                print(f"    missed: {pair.label}: {pair.value}")
            for fact in extra:
                print(f"    wrong: {fact.attribute} = {fact.raw!r} under {fact.label!r}")
            if arguments.prose:
                for fact in said:
                    print(
                        f"    prose: {fact.attribute} = {fact.raw!r} in {fact.span.of(document.text)[:150]!r}"
                    )
            total, right, wrong, prose = (
                a + b for a, b in zip((total, right, wrong, prose), counts, strict=True)
            )
    print(
        f"\n{total} pairs: {right / total:.1%} right (target 95%), {wrong / total:.1%} wrong (target at most 2%)"
    )
    print(f"{prose} facts in running text; --prose lists them")
    speed |= {suffix: [_timed(suffix, data)] for suffix, data in _tables().items()}
    print(f"\n{'format':8} {'documents':>10} {'kB each':>8} {'ms each':>8} {'documents/s':>12} {'MB/s':>7}")
    for suffix, taken in sorted(speed.items()):
        size, seconds, count = (sum(column) for column in zip(*taken, strict=True))
        print(
            f"{suffix:8} {count:10} {size / count / 1e3:8.1f} {1e3 * seconds / count:8.1f} "
            f"{count / seconds:12.0f} {size / 1e6 / seconds:7.2f}"
        )
    return 0


def _timed(suffix: str, data: bytes) -> tuple[int, float, int]:
    """Bytes, seconds and documents of a table; the readers' libraries are loaded before the clock starts."""
    understand(f"table{suffix}", data, _CHARS)
    start = time.perf_counter()
    documents = understand(f"table{suffix}", data, _CHARS).documents
    return len(data), time.perf_counter() - start, len(documents)


def _tables() -> dict[str, bytes]:
    """A table of 500 producers, which the evaluation sets lack."""
    import openpyxl

    rows = [("Name", "Country", "Members", "Altitude (m)", "Harvest", "Varieties")]
    rows += [
        (f"Valle {n}", "Peru", f"{300 + n:,}", f"{900 + n}-1800", "April to July", "Typica, Caturra")
        for n in range(500)
    ]
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    workbook.save(target)
    lines = "\n".join(";".join(row) for row in rows)
    return {".csv": lines.encode(), ".xlsx": target.getvalue()}


if __name__ == "__main__":
    sys.exit(main())

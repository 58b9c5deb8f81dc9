"""A small shop: four invented producers, in the styles of shops' pages, and files that can't be read."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUMBIRA = """Producer Profile – Rwanda

Producer Profile
Area/Region
Flavour Profile
  • NameSUMBIRA - Union des Caféiculteurs de la Vallée Sumbira
    CountryRwanda
    Established2001
    Fairtrade CertifiedSince 2004
    Members1830 producers, 35% women
    RegionNyamasheke district
    Altitude1650 meters
    VarietyBourbon, Jackson and Mibirizi
    MethodWashed
    Harvest PeriodMarch to June
  • rwanda-map

  • Type: Arabica

    Roast Profile: Medium

    Cupping Notes: Shows orange blossom with a long caramel finish


Introduction

The Union des Caféiculteurs (SUMBIRA) is a coopertive based in the hills above Lake Kivu. SUMBIRA is now \
made up of 1,210 members across 7 cooperatives. Women make up 48% of the membership. Its mission is to \
raise incomes whilst keeping the shore\u00ad line clean.

From hill to harbour

coffee_cherry

\u00a0

Neighbours carry the cherries to the washing station in baskets of woven reed. They are then dried on \
tables under nets. Finally the coffee is taken to the port of Mombasa to be exported.

Benefits of Fairtrade

Fairtrade gave our daughters desks of their own. It means that nobody has to sell a goat to pay the fees.

– Claudine Mukamana

The General Assembly meets twice a year. All 7 cooperatives are represented by 52 elected delegates.

Community

The Premium paid for a bridge over the Kamiranzovu stream, which had cut off two villages in every rainy \
season. Three classrooms got new roofs.

Copyright 2016. A Shop. Terms & Conditions  | Shipping & Returns  |  Privacy Policy
"""

KANDA = """---
title: Kanda Farmers Union
country: Ethiopia
founded: 1996
members: over 2,600
altitude: 1,500 to 2,000 m
varieties: [Heirloom, Bourbon]
harvest: October to January
---

# Kanda Farmers Union

## The forest

Kanda's farmers grow coffee under old fig trees, together with cardamom and ginger.
The shade keeps the soil moist.

## The bank

Kanda runs a bank of its own. It lends money to members before the harvest, so that nobody sells to middlemen.

> The bank came before the road did.
> — Tesfaye Bekele, accountant
"""

KANDA_IN_2014 = """Kanda in 2014

In 2014 Kanda had 1,900 members. A laboratory for cupping was opened in the same year.
"""

LINDERO = """Cooperativa Lindero

Name: Cooperativa Lindero
Country: Bolivia
Founded: 1988
Members: 412 families
Altitude: 1.400 - 1.750 m
Varieties: Typica, Caturra
Harvest: May to September

The señal

Every morning Señor Ibáñez hangs a red flag when the mill is open. The coffee dries on patios of stone.
"""

NUEVA_LINDERO = """Nueva Lindero

Name: Nueva Lindero
Country: Bolivia
Founded: 2009
Members: 95 families
Harvest: June to August
Screen: 15 and up
Moisture: 10.9 %
Coffee trees: 310,000
We buy here since: 2012

The new mill

A second mill was bought in 2019. It runs on solar power.
"""

DOCUMENTS = {
    "sumbira.txt": SUMBIRA.encode(),
    "kanda/kanda.md": KANDA.encode(),
    "kanda/kanda-2014.txt": KANDA_IN_2014.encode(),
    "lindero.txt": LINDERO.encode("latin-1"),
    "nueva-lindero.txt": NUEVA_LINDERO.encode(),
}
UNREADABLE = {
    "photo.txt": bytes(range(256)) * 40,
    "scan.pdf": b"%PDF-1.7\nnot much of a file\n",
}
HUGE, HUGE_BYTES = "ledger.txt", 50_000_000


def write_shop(folder: Path) -> None:
    """Put every document into `folder`, and among them the files that a build has to pass over."""
    for name, content in (DOCUMENTS | UNREADABLE).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with (folder / HUGE).open("wb") as ledger:
        ledger.write(b"Page after page. ")
        ledger.truncate(HUGE_BYTES)


def origin_qa(*arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a script would, and let it fail."""
    command = [sys.executable, "-m", "origin_qa.cli", *map(str, arguments)]
    return subprocess.run(
        command, input=given, capture_output=True, encoding="utf-8", check=False, timeout=240
    )


def write_and_build(folder: Path) -> None:
    """Fill `folder` with the corpus, its index and what the build had to say."""
    write_shop(folder / "corpus")
    build = origin_qa("build", "--corpus", folder / "corpus", "--index", folder / "index")
    assert not build.returncode, f"the small shop can't be built: {build.stderr}"
    said = {"stdout": build.stdout, "stderr": build.stderr}
    (folder / "build.json").write_text(json.dumps(said), encoding="utf-8")


@dataclass(frozen=True)
class Shop:
    """The shop's folders, and what the build said that made its index."""

    corpus: Path
    index: Path
    stdout: str
    stderr: str

    def run(self, command: str, *arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command that must succeed on this index."""
        done = origin_qa(command, *arguments, "--index", self.index, given=given)
        assert (done.returncode, done.stderr) == (0, "")
        return done

    def ask_lines(self, records: list[dict[str, Any]], *options: str) -> list[dict[str, Any]]:
        """`ask --jsonl -`: one answer for each record."""
        lines = "".join(json.dumps(record) + "\n" for record in records)
        return [
            json.loads(line)
            for line in self.run("ask", "--jsonl", "-", *options, given=lines).stdout.splitlines()
        ]


def open_shop(folder: Path) -> Shop:
    """The shop that `write_and_build` put into `folder`."""
    said = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    return Shop(folder / "corpus", folder / "index", said["stdout"], said["stderr"])

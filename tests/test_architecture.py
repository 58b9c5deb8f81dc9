"""Imports point one way, are declared and locked, and the command line starts without the heavy ones."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from small_shop import Shop

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "origin_qa"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if line[0] != "#"]
FLOORS = (
    ("errors", "spreadsheet", "types"),
    ("attributes", "settings"),
    ("ingest", "journal"),
    ("index",),
    ("answer",),
    ("evaluate", "serve"),
    ("cli", "console"),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
NEIGHBOURS = {("cli", "console")}
"""Rooms of one floor that may look at each other, as (importer, imported)."""
LOOKS_INTO_INGEST = {"index/build.py"}

HEAVY = frozenset(
    "docx faiss fastapi onnxruntime pdfplumber selectolax sentence_transformers torch transformers".split()
)
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, at its top or within functions."""
    for node in ast.walk(ast.parse((PACKAGE / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def rooms_used(path: Path) -> set[str]:
    """The rooms of ours that a module looks into, its own left out."""
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("origin_qa.")}
    return (ours & FLOOR_OF.keys()) - {room_of(path)}


def test_every_room_has_its_floor() -> None:
    assert {room_of(path) for path in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_downwards(path: Path) -> None:
    room = room_of(path)
    upward = {
        used
        for used in rooms_used(path)
        if FLOOR_OF[used] >= FLOOR_OF[room] and (room, used) not in NEIGHBOURS
    }
    assert upward == set()


def test_the_index_meets_the_documents_in_one_place() -> None:
    meeting = {
        path.as_posix() for path in MODULES if room_of(path) == "index" and "ingest" in rooms_used(path)
    }
    assert meeting <= LOOKS_INTO_INGEST


def test_nobody_pickles() -> None:
    pickling = {
        path for path in MODULES if {"pickle", "joblib"} & {name.split(".")[0] for name in imports(path)}
    }
    assert pickling == set()


def names_of(requirements: Iterable[str]) -> set[str]:
    """Names of distributions, in the one spelling that is compared."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[;@ ]", each)[0]).lower() for each in requirements}


def test_what_is_imported_is_declared() -> None:
    tops = {name.split(".")[0] for path in MODULES for name in imports(path)}
    others = tops - sys.stdlib_module_names - {"origin_qa"}
    declared = names_of(PROJECT["dependencies"])
    owners = packages_distributions()
    assert [top for top in sorted(others) if not names_of(owners[top]) & declared] == []


def test_what_is_declared_is_locked_to_one_version() -> None:
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in LOCK)
    assert names_of([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]) <= names_of(LOCK)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded once `code` has run in a new process."""
    report = "import sys\ntry:\n    {}\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", report.format(code)], capture_output=True, encoding="utf-8", check=True
    )
    return {name.split(".")[0] for name in done.stderr.split()}


def test_the_command_line_starts_light() -> None:
    loaded = loaded_by("import origin_qa.cli")
    assert "origin_qa" in loaded
    assert loaded & HEAVY == set()


def test_a_question_is_answered_without_torch(shop: Shop) -> None:
    arguments = ["origin-qa", "ask", "How high is Kanda?", "--index", str(shop.index)]
    loaded = loaded_by(f"from origin_qa.cli import main; sys.argv = {arguments!r}; main()")
    assert "onnxruntime" in loaded
    assert loaded & (HEAVY - {"onnxruntime", "faiss"}) == set()

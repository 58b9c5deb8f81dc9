"""What the documents claim must be what the code does."""

import re
from pathlib import Path

import pytest

from origin_qa import __version__
from origin_qa.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")))
PICTURES = ROOT / "docs" / "screenshots"


def test_the_table_of_settings_is_complete() -> None:
    rows = re.findall(r"^\| `(ORIGIN_QA_\w+)` \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
    expected = [
        (
            f"ORIGIN_QA_{name.upper()}",
            f"`{field.default}`" if field.default != "" else "(empty)",
            field.description,
        )
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_corpus_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"[\w-]+\.(?:txt|md)", README.split("corpus/\n", 1)[1].split("```", 1)[0])
    assert sorted(drawn) == sorted(path.name for path in (ROOT / "corpus").rglob("*.*"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", PICTURES / "README.md"], ids=["README", "screenshots"])
def test_every_picture_is_described_to_those_who_do_not_see_it(page: Path) -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text("utf-8"))
    assert shown and [path for alt, path in shown if len(alt.split()) < 8] == []


def test_every_picture_is_shown_and_taken_by_the_tool() -> None:
    files = sorted(path.stem for path in PICTURES.glob("*.png"))
    assert sorted(re.findall(r"\]\((\w+)\.png\)", (PICTURES / "README.md").read_text("utf-8"))) == files
    tool = (ROOT / "tools" / "screenshots.py").read_text("utf-8")
    assert sorted(re.findall(r'Picture\(\s*"(\w+)"', tool)) == files


def test_the_pictures_stay_light() -> None:
    assert sum(path.stat().st_size for path in PICTURES.glob("*.png")) <= 1_500_000

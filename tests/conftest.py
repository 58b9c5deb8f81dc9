"""One index for the whole run: making it loads torch, so it is made once and shared by all processes."""

import os
from pathlib import Path

import pytest
from browser_site import browser, page, playwright, site
from hypothesis import settings
from shared_folders import made_once, share
from small_shop import Shop, open_shop, write_and_build

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.settings import Settings

__all__ = ["assistant", "browser", "page", "playwright", "shop", "site"]

# On a busy machine one slow example says nothing about the code. In CI the same examples are drawn
# every time, so that a change fails for what it did; new ones are looked for on developers' machines.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "unhurried")

LONGEST = (
    "test_cli",
    "test_browser_axe",
    "test_hostile",
    "test_xss",
    "test_encoder",
    "test_build",
    "test_browser_staff",
    "test_architecture",
)
"""Files that take long, the longest first: begun last, one of them would keep a single process busy."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files. Among the others, and within each, the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(Path(item.path).stem, len(places)))


@pytest.fixture(scope="session", autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes to the checkout's own journal, nor is limited by how fast the others ask."""
    share(tmp_path_factory)
    os.environ["ORIGIN_QA_DATA"] = str(tmp_path_factory.mktemp("data"))
    os.environ["ORIGIN_QA_RATE_PER_MINUTE"] = os.environ["ORIGIN_QA_SEND_PER_MINUTE"] = "0"


@pytest.fixture(scope="session")
def shop() -> Shop:
    """The small shop, built from the command line with the packaged model."""
    return open_shop(made_once("shop", write_and_build))


@pytest.fixture(scope="session")
def assistant(shop: Shop) -> Assistant:
    """An assistant over the small shop."""
    return open_assistant(shop.index, Settings(threads=1))

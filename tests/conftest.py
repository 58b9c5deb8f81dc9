"""One index for the whole run: making it loads torch, so it is made once and shared."""

import os

import pytest
from browser_site import browser, page, playwright, site
from hypothesis import settings
from small_shop import Shop, origin_qa, write_shop

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.settings import Settings

__all__ = ["assistant", "browser", "page", "playwright", "shop", "site"]

# On a busy machine one slow example says nothing about the code. In CI the same examples are drawn
# every time, so that a change fails for what it did; new ones are looked for on developers' machines.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "unhurried")


@pytest.fixture(scope="session", autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes to the checkout's own journal, nor is limited by how fast the others ask."""
    os.environ["ORIGIN_QA_DATA"] = str(tmp_path_factory.mktemp("data"))
    os.environ["ORIGIN_QA_RATE_PER_MINUTE"] = os.environ["ORIGIN_QA_SEND_PER_MINUTE"] = "0"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The small shop, built from the command line with the packaged model."""
    folder = tmp_path_factory.mktemp("shop")
    corpus, index = folder / "corpus", folder / "index"
    write_shop(corpus)
    build = origin_qa("build", "--corpus", corpus, "--index", index)
    if build.returncode:
        pytest.fail(f"the small shop can't be built: {build.stderr}")
    return Shop(corpus, index, build)


@pytest.fixture(scope="session")
def assistant(shop: Shop) -> Assistant:
    """An assistant over the small shop."""
    return open_assistant(shop.index, Settings(threads=1))

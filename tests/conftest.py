"""One index for the whole run: making it loads torch, so it is made once and shared."""

from pathlib import Path

import pytest
from small_shop import Shop, origin_qa, write_shop

from origin_qa.answer.assistant import Assistant, open_assistant
from origin_qa.settings import Settings


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The small shop, built from the command line with the packaged model."""
    folder = tmp_path_factory.mktemp("shop")
    corpus, index = folder / "corpus", folder / "index"
    write_shop(corpus)
    return Shop(corpus, index, origin_qa("build", "--corpus", corpus, "--index", index))


@pytest.fixture(scope="session")
def assistant(shop: Shop) -> Assistant:
    """An assistant over the small shop."""
    return open_assistant(Path(shop.index), Settings(threads=1))

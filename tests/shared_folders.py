"""Folders that are slow to fill, filled once for a whole run, in whichever of its processes comes first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

RUN = "ORIGIN_QA_TEST_RUN"
MADE = ".made"


def share(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Choose the folder that all processes of this run share; pytest removes it as it does all of its own."""
    base = tmp_path_factory.getbasetemp()
    os.environ[RUN] = str(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


def made_once(name: str, fill: Callable[[Path], object]) -> Path:
    """The folder `name` of this run. Who comes first has it filled, and all others wait for that.

    Nobody may change what is in it. If filling it fails, the next one tries again.
    """
    run = Path(os.environ[RUN])
    folder, made = run / name, run / name / MADE
    with (run / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            made.touch()
    return folder

"""Writes requirements.lock: the exact versions that a fresh install with the development tools resolves to.

    python tools/lock.py

Nothing is installed: pip resolves the project, its `dev` extra and the build backend, and reports what it
would install. Local labels such as `+cpu` are left out, so that each machine takes the build made for it.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
EDITABLE_HOOK = "editables"
"""What hatchling needs besides itself to install a checkout in place, without fetching anything."""

HEAD = """\
# Every package of a working install, development tools and build backend included.
# Refreshed by `make lock`; read by `make serve`, `make test` and `make check`.
"""


def resolve() -> dict[str, str]:
    """The version of every package that pip would put into an empty environment, without local labels."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    backend = project["build-system"]["requires"]
    wanted = [f"{ROOT}[dev]", *backend, EDITABLE_HOOK]
    options = ["--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    pip = [sys.executable, "-m", "pip", "install", *options, *wanted]
    report = json.loads(subprocess.run(pip, check=True, stdout=subprocess.PIPE).stdout)
    packages = (entry["metadata"] for entry in report["install"])
    own = project["project"]["name"]
    return {each["name"]: each["version"].partition("+")[0] for each in packages if each["name"] != own}


def main() -> None:
    """Resolve, then replace the lock as a whole."""
    versions = resolve()
    lines = [f"{name}=={versions[name]}\n" for name in sorted(versions, key=str.casefold)]
    fresh = LOCK.with_suffix(".new")
    fresh.write_text(HEAD + "".join(lines), encoding="utf-8")
    fresh.replace(LOCK)
    print(f"{LOCK.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()

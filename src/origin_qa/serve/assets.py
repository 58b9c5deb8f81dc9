"""Where the templates, catalogues and static files live, and the addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from origin_qa.errors import OriginQAError

PACKAGE = Path(__file__).resolve().parents[1]


def web_folder() -> Path:
    """The folder that holds `templates/` and `static/`: the installed wheel's, else the checkout's.

    Raises:
        OriginQAError: neither is there.
    """
    candidates = (PACKAGE / "web", PACKAGE.parents[1] / "web")
    for folder in candidates:
        if (folder / "templates").is_dir() and (folder / "static").is_dir():
            return folder
    looked = " nor ".join(str(folder) for folder in candidates)
    raise OriginQAError(f"The web pages are missing: neither {looked} exists. Reinstall origin-qa.")


@cache
def static_url(name: str) -> str:
    """The URL of a static file, stamped with its content so that browsers may keep it for good."""
    digest = hashlib.sha256((web_folder() / "static" / name).read_bytes()).hexdigest()
    return f"/static/{quote(name)}?v={digest[:12]}"

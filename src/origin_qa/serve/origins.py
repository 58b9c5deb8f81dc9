"""Whether a form comes from a page of ours: the check against forged posts, without a token to carry."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from origin_qa.serve.languages import gettext as _


def same_origin(request: Request) -> None:
    """A dependency that refuses a request which another site's page has made a browser send.

    Browsers tell it by `Sec-Fetch-Site`, older ones by `Origin` or `Referer`. A request with none of
    these comes from a program or a very old browser, and carries no visitor's rights that could be abused.

    Raises:
        HTTPException: 403, the page belongs to another site.
    """
    if not comes_from_here(request):
        raise HTTPException(
            403, _("This was sent from a page of another site. Open the question here and send it again.")
        )


def comes_from_here(request: Request) -> bool:
    """Whether the headers say that a page of this site, or no page at all, sent the request."""
    headers = request.headers
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    page = headers.get("origin") or headers.get("referer")
    return page is None or _authority(page) == headers.get("host", "").lower()


def _authority(url: str) -> str | None:
    """Host and port of an address; the scheme is left out, it changes behind a proxy that ends TLS."""
    try:
        return urlsplit(url).netloc.lower() or None
    except ValueError:
        return None

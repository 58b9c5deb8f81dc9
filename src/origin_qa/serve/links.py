"""The addresses of pages, made from names that may hold any character."""

from urllib.parse import quote, urlsplit

from origin_qa.types import Span


def producer_url(producer: str) -> str:
    """The page of a producer."""
    return f"/producers/{quote(producer, safe='')}"


def source_url(document: str, *cited: Span) -> str:
    """The page of a source document, opened at the first of the cited slices if any are given."""
    page = f"/sources/{quote(document)}"
    slices = "&".join(f"start={span.start}&end={span.end}" for span in cited)
    return f"{page}?{slices}#mark" if cited else page


def outside_url(url: str | None) -> str | None:
    """An address that a document gives for itself, if it is one to follow: http or https, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None

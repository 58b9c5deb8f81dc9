"""Fetching from the web, against servers of our own on the loopback address."""

import gzip
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from origin_qa.errors import FetchError
from origin_qa.ingest.addresses import Address, is_public, literal_address
from origin_qa.ingest.fetch import Fetched, FetchLimits, fetch

Answer = tuple[int, Mapping[str, str], bytes]
PAGE = b"<title>Miravalle</title><p>Miravalle has 40 members."
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """A web server that answers by path, and remembers who asked for what."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {
            "/page": (200, HTML, PAGE)
        }
        self.asked: list[tuple[str, str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
                answer = site.pages.get(self.path, (404, HTML, b""))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str, host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def loopback(address: Address) -> bool:
    return address == ipaddress.ip_address("127.0.0.1")


def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def limits(site: Site) -> FetchLimits:
    return FetchLimits(seconds=10, ports=frozenset({site.port}), allow=loopback, resolver=here)


def refused(address: str, given: FetchLimits | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(address, given)
    return str(caught.value)


def test_a_page_is_fetched_by_its_name_from_the_checked_address(site: Site) -> None:
    found = fetch(site.url("/page#part"), limits(site))
    assert found == Fetched(site.url("/page"), "page.html", "text/html", PAGE)
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/page"]
    assert {host for _, host, _ in site.asked} == {f"shop.example:{site.port}"}
    assert all(agent.startswith("origin-qa/") for _, _, agent in site.asked)


@pytest.mark.parametrize(
    ("type_", "path", "name"),
    [
        ("text/plain", "/a/notes.md", "notes.md"),
        ("text/plain; charset=x", "/a/notes.exe", "notes.txt"),
        ("application/pdf", "/sheet.php", "sheet.pdf"),
        ("text/csv", "/", "shop.example.csv"),
    ],
)
def test_the_type_names_the_file(site: Site, type_: str, path: str, name: str) -> None:
    site.pages[path] = (200, {"Content-Type": type_}, b"x")
    assert fetch(site.url(path), limits(site)).name == name


@pytest.mark.parametrize("type_", ["image/png", "application/zip", "application/octet-stream", ""])
def test_other_types_are_refused(site: Site, type_: str) -> None:
    site.pages["/x"] = (200, {"Content-Type": type_} if type_ else {}, b"x")
    assert "text/html" in refused(site.url("/x"), limits(site))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://shop.example/a",
        "file:///etc/passwd",
        "shop.example/a",
        "//shop.example/a",
        "http://",
        "http://user:secret@shop.example/",
        "http://shop.example:8080/",
        "http://shop.example:22/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://１２７.0.0.1/",
        "http://exa mple/",
        "http://[/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_public_address_of_the_web_is_refused(address: str) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError(f"{host} was resolved")

    message = refused(address, FetchLimits(seconds=5, resolver=never))
    assert "secret" not in message


def test_public_addresses_are_allowed() -> None:
    for address in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"):
        assert is_public(ipaddress.ip_address(address))
    assert literal_address("shop.example") is None


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"], []])
def test_a_name_is_refused_for_any_of_its_addresses(found: list[str]) -> None:
    assert "shop.example" in refused("http://shop.example/", FetchLimits(resolver=lambda host, port: found))


def test_a_name_that_changes_its_meaning_is_asked_once_for_each_connection(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["127.0.0.9"]])
    given = replace(limits(site), resolver=lambda host, port: next(answers))
    assert fetch(site.url("/page"), given).data == PAGE  # robots.txt, then the page: no third look
    assert next(answers) == ["127.0.0.9"]


def test_rebinding_between_robots_and_page_is_noticed(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])
    given = replace(limits(site), resolver=lambda host, port: next(answers))
    assert "127.0.0.9" in refused(site.url("/page"), given)
    assert [path for path, _, _ in site.asked] == ["/robots.txt"]


# ── redirects ─────────────────────────────────────────────────────────────────────────────────


def redirect(to: str, status: int = 302) -> Answer:
    return status, {"Location": to}, b""


def test_three_redirects_are_followed_and_no_fourth(site: Site) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n - 1}") for n in range(1, 5)} | {"/0": redirect("/page")}
    assert fetch(site.url("/2"), limits(site)).url == site.url("/page")
    assert "3 redirects" in refused(site.url("/3"), limits(site))


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "file:///etc/passwd",
        "http://u:p@shop.example/",
        "http://2130706433/",
        "//10.0.0.1/",
    ],
)
def test_a_redirect_leads_nowhere_else(site: Site, to: str) -> None:
    site.pages["/x"] = redirect(to)
    with_names = replace(
        limits(site),
        ports=frozenset({site.port, 80, 443}),
        resolver=lambda host, port: ["::1"] if host == "localhost" else ["127.0.0.1"],
    )
    refused(site.url("/x"), with_names)
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/x"]


# ── limits ────────────────────────────────────────────────────────────────────────────────────


def test_a_large_body_is_cut_off(site: Site) -> None:
    site.pages["/x"] = (200, HTML, b"x" * 50_001)
    assert "50,000" in refused(site.url("/x"), replace(limits(site), max_bytes=50_000))


def test_a_packed_body_counts_unpacked(site: Site) -> None:
    site.pages["/x"] = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"x" * 1_000_000))
    assert "50,000" in refused(site.url("/x"), replace(limits(site), max_bytes=50_000))


def test_a_body_that_never_ends_is_left(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    site.pages["/x"] = drip
    started = time.monotonic()
    assert "0.5 s" in refused(site.url("/x"), replace(limits(site), seconds=0.5))
    assert time.monotonic() - started < 5


def test_errors_of_the_site_are_named(site: Site) -> None:
    site.pages["/x"] = (500, HTML, b"")
    assert "500" in refused(site.url("/x"), limits(site))
    assert "404" in refused(site.url("/nowhere"), limits(site))


# ── robots.txt ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "rules", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /private\n", True),
        (200, b"User-agent: *\nDisallow: /\n", False),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: origin-qa\nAllow: /\n", True),
        (200, b"User-agent: origin-qa\nDisallow: /page\n", False),
        (200, b"\xff\xfe\x00 no rules", True),
        (404, b"", True),
        (403, b"", True),
        (503, b"", False),
    ],
)
def test_robots_are_respected(site: Site, status: int, rules: bytes, allowed: bool) -> None:
    site.pages["/robots.txt"] = (status, {"Content-Type": "text/plain"}, rules)
    if allowed:
        assert fetch(site.url("/page"), limits(site)).data == PAGE
    else:
        assert "robots.txt" in refused(site.url("/page"), limits(site))
        assert [path for path, _, _ in site.asked] == ["/robots.txt"]


def test_robots_of_another_site_are_asked_before_it_is_visited(site: Site) -> None:
    site.pages["/x"] = redirect(site.url("/page", host="other.example"))
    assert fetch(site.url("/x"), limits(site)).data == PAGE
    assert [(path, host.partition(":")[0]) for path, host, _ in site.asked] == [
        ("/robots.txt", "shop.example"),
        ("/x", "shop.example"),
        ("/robots.txt", "other.example"),
        ("/page", "other.example"),
    ]

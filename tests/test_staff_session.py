"""Signing in to the desk: who gets in, for how long, and what a form has to carry."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr
from selectolax.lexbor import LexborHTMLParser
from small_site import one
from staff_site import PASSWORD, StaffSite, cookie_of, staff_site

from origin_qa.errors import OriginQAError
from origin_qa.serve.staff.session import COOKIE, SECONDS, Sessions, read_secret
from origin_qa.serve.staff.throttle import SignInThrottle

PAGES = [
    "/staff",
    "/staff/facts.csv",
    "/staff/disagreements",
    "/staff/questions",
    "/staff/questions/1",
    "/staff/answer",
    "/staff/notes/x.md",
    "/staff/feedback",
    "/staff/messages",
    "/staff/corpus",
    "/staff/rebuild",
    "/staff/documents/brisa.txt",
]
FORMS = [
    "/staff/answer",
    "/staff/rebuild",
    "/staff/sign-out",
    "/staff/questions/1/done",
    "/staff/feedback/1",
    "/staff/messages/1",
]


@pytest.fixture
def site(tmp_path: Path) -> StaffSite:
    return staff_site(tmp_path)


@pytest.mark.parametrize("url", PAGES)
def test_without_a_session_every_page_leads_to_the_sign_in(site: StaffSite, url: str) -> None:
    response = site.client.get(url, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/staff/sign-in?next=%2Fstaff")


@pytest.mark.parametrize("url", FORMS)
def test_a_form_needs_a_session_and_its_token(site: StaffSite, url: str) -> None:
    assert site.client.post(url, follow_redirects=False).headers["location"] == "/staff/sign-in"
    site.sign_in()
    for token in ({}, {"csrf": "0" * 64}, {"csrf": "é"}):
        assert site.client.post(url, data=token, follow_redirects=False).status_code == 403


def test_the_cookie_and_the_pages_are_kept_to_the_browser(site: StaffSite) -> None:
    response = site.client.post("/staff/sign-in", data={"password": PASSWORD}, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=strict", f"Max-Age={SECONDS}", "Path=/staff"):
        assert part in cookie
    assert "Secure" not in cookie
    page = site.client.get("/staff")
    assert page.headers["cache-control"] == "no-store" and "noindex" in page.headers["x-robots-tag"]
    assert one(LexborHTMLParser(page.text), "meta[name=robots]")
    site.client.base_url = "https://testserver"
    again = site.client.post("/staff/sign-in", data={"password": PASSWORD}, follow_redirects=False)
    assert "Secure" in again.headers["set-cookie"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/staff/corpus?x=1", "/staff/corpus?x=1"),
        ("https://evil.example/staff", "/staff"),
        ("//evil.example", "/staff"),
        ("/staff\\@evil.example", "/staff"),
        ("/staffing", "/staff"),
        ("/staff/\r\nSet-Cookie: a=b", "/staff"),
    ],
)
def test_the_way_back_stays_at_the_desk(site: StaffSite, asked: str, shown: str) -> None:
    response = site.client.post(
        "/staff/sign-in", data={"password": PASSWORD, "next": asked}, follow_redirects=False
    )
    assert response.headers["location"] == shown


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(site: StaffSite) -> None:
    site.sign_in()
    stolen = site.client.cookies[COOKIE]
    site.client.post("/staff/sign-out", data={"csrf": site.csrf()})
    site.client.cookies.set(COOKIE, stolen)
    assert site.client.get("/staff", follow_redirects=False).status_code == 303


def test_guessing_is_limited_and_says_how_long(site: StaffSite) -> None:
    for _ in range(5):
        wrong = site.client.post("/staff/sign-in", data={"password": "guess"})
        assert wrong.status_code == 401
        assert "not the password" in one(LexborHTMLParser(wrong.text), ".fault[role=alert]").text()
    refused = site.client.post("/staff/sign-in", data={"password": PASSWORD}, follow_redirects=False)
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 200
    assert "Too many tries" in refused.text


def test_guessers_with_many_addresses_are_limited_in_all() -> None:
    throttle = SignInThrottle()
    waits = [throttle.wait(f"198.51.100.{n}") for n in range(60)]
    assert waits[:50] == [0] * 50 and all(waits[50:])


def test_knowing_the_password_clears_ones_own_failures() -> None:
    throttle = SignInThrottle()
    for _ in range(4):
        throttle.wait("192.0.2.1")
    throttle.succeeded("192.0.2.1")
    assert [throttle.wait("192.0.2.1") for _ in range(6)][:5] == [0] * 5


def test_another_sites_page_can_not_sign_anybody_in(site: StaffSite) -> None:
    sent = {"password": PASSWORD}
    foreign = site.client.post("/staff/sign-in", data=sent, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    own = site.client.post("/staff/sign-in", data=sent, headers={"Origin": "http://testserver"})
    assert own.status_code == 200


def test_without_a_password_the_desk_is_closed_and_tells_how_to_open_it(tmp_path: Path) -> None:
    closed = staff_site(tmp_path, "")
    for url in (*PAGES, "/staff/sign-in"):
        response = closed.client.get(url)
        assert response.status_code == 404 and "ORIGIN_QA_STAFF_PASSWORD" in response.text
    assert closed.client.post("/staff/sign-in", data={"password": ""}).status_code == 404
    assert not Sessions(closed.settings).right("")


def test_sessions_survive_a_restart_and_end_with_the_password(site: StaffSite) -> None:
    cookie = Sessions(site.settings).open()
    assert Sessions(site.settings).read(cookie)
    changed = site.settings.model_copy(update={"staff_password": SecretStr("new")})
    assert Sessions(changed).read(cookie) is None
    # Not the last letter: two of its bits mean nothing, so that another one may stand for the same signature.
    altered = cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1]
    for forged in ("", "x.y.z", altered):
        assert Sessions(site.settings).read(forged) is None


def test_the_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "staff" / "secret"
    assert read_secret(file) == read_secret(file) and len(read_secret(file)) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]
    file.write_bytes(b"short")
    with pytest.raises(OriginQAError, match="Remove it"):
        read_secret(file)


def test_the_cookie_is_signed(site: StaffSite) -> None:
    response = site.client.post("/staff/sign-in", data={"password": PASSWORD}, follow_redirects=False)
    assert Sessions(site.settings).read(cookie_of(response.headers["set-cookie"]))

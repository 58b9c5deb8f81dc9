"""Who is signed in: the password, the signed cookie, and the tokens that forms carry.

The signing key is made of a random secret in the data folder and of the password, so that a changed
password ends every session, and a restart or a second worker process ends none.
"""

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from origin_qa.errors import OriginQAError
from origin_qa.settings import Settings

COOKIE = "staff"
PATH = "/staff"
SECONDS = 12 * 3600
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: its random id, and the token that its forms must carry."""

    id: str
    csrf: str


class Sessions:
    """Opens, reads and ends sessions. Without a password nobody can sign in."""

    def __init__(self, settings: Settings) -> None:
        password = settings.staff_password
        self._password = password.get_secret_value() if password else ""
        self._folder = settings.data / "staff"

    @property
    def enabled(self) -> bool:
        """Whether a password is set."""
        return bool(self._password)

    def right(self, password: str) -> bool:
        """Whether a password is the one that is set; takes the same time for every wrong one."""
        given, known = (hashlib.sha256(text.encode()).digest() for text in (password, self._password))
        return self.enabled and hmac.compare_digest(given, known)

    def open(self) -> str:
        """A new session, as the cookie's value.

        Raises:
            OriginQAError: the data folder can't be written.
        """
        return str(self._serializer.dumps(secrets.token_urlsafe(24)))

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None if it is forged, older than `SECONDS`, or was ended."""
        if not cookie or not self.enabled:
            return None
        try:
            id = self._serializer.loads(cookie, max_age=SECONDS)
        except BadData:
            return None
        if not isinstance(id, str) or self._ended(id).exists():
            return None
        return Session(id, self._token(id))

    def end(self, session: Session) -> None:
        """Make the session's cookie worthless, wherever it was copied to."""
        ended = self._ended(session.id)
        ended.parent.mkdir(parents=True, exist_ok=True)
        forgotten = time.time() - SECONDS
        for old in ended.parent.iterdir():
            if old.stat().st_mtime < forgotten:
                old.unlink(missing_ok=True)
        ended.touch()

    def genuine(self, session: Session, token: str) -> bool:
        """Whether a form that was sent carries the session's own token."""
        return hmac.compare_digest(session.csrf.encode(), token.encode())

    @cached_property
    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt="staff session")

    @cached_property
    def _key(self) -> bytes:
        return hmac.digest(read_secret(self._folder / "secret"), self._password.encode(), "sha256")

    def _token(self, id: str) -> str:
        return hmac.new(self._key, b"form of " + id.encode(), "sha256").hexdigest()

    def _ended(self, id: str) -> Path:
        return self._folder / "ended" / hashlib.sha256(id.encode()).hexdigest()


def read_secret(file: Path) -> bytes:
    """The random secret in `file`, which is made on first use and readable by its owner only.

    Raises:
        OriginQAError: it can't be read or written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make_secret(file)
        secret = file.read_bytes()
    except OSError as error:
        raise OriginQAError(
            f"The staff desk can't keep its secret in {file}: {error.strerror or error}. "
            "Make the folder writable, or name another one with ORIGIN_QA_DATA."
        ) from error
    if len(secret) < _SECRET_BYTES:
        raise OriginQAError(f"{file} is cut short. Remove it; everybody will have to sign in again.")
    return secret


def _make_secret(file: Path) -> None:
    """Write it aside and link it in: of several processes that start at once, the first one wins."""
    aside = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(secrets.token_bytes(_SECRET_BYTES))
            target.flush()
            os.fsync(target.fileno())
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()

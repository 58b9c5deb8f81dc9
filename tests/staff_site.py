"""A small site with an open staff desk: signing in, and a build that is quick because it is not one."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from small_assistant import SmallAssistant, SmallIndex, words
from small_site import ALAMEDA, BRISA, assistant_over, one

from origin_qa.journal import Journal
from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

PASSWORD = "pass phrase ñ"


class Bag(frozenset[str]):
    """Words as the small index encodes them, with a vector of their own: hashed, of unit length."""

    @property
    def vector(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        vector = np.zeros(64, dtype=np.float32)
        for word in self:
            vector[sum(map(ord, word)) % 64] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


class VectorIndex(SmallIndex):
    def encode(self, question: str, /) -> Bag:
        return Bag(words(question))


@dataclass
class StaffSite:
    client: TestClient
    settings: Settings
    assistant: SmallAssistant
    journal: Journal

    def page(self, url: str) -> LexborHTMLParser:
        response = self.client.get(url)
        assert response.status_code == 200, response.text
        return LexborHTMLParser(response.text)

    def csrf(self) -> str:
        return one(self.page("/staff"), "input[name=csrf]").attributes["value"] or ""

    def sign_in(self) -> "StaffSite":
        response = self.client.post("/staff/sign-in", data={"password": PASSWORD}, follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (303, "/staff")
        return self


def staff_site(folder: Path, password: str = PASSWORD) -> StaffSite:
    """A desk over the small corpus in `folder`; nobody is signed in yet."""
    texts = {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA}
    assistant = assistant_over(folder / "corpus", texts)
    small = assistant.index
    assistant.index = VectorIndex(small.manifest, small.documents, small.profiles, small.passages)
    settings = Settings.model_validate(
        {
            "corpus": folder / "corpus",
            "index": folder / "index",
            "data": folder / "data",
            "staff_password": password,
        }
    )
    app = create_app(Service(lambda: "g1", lambda: assistant), settings)
    client = TestClient(app, raise_server_exceptions=False)
    return StaffSite(client, settings, assistant, Journal.open(settings))


def script(code: str) -> list[str]:
    """A command that runs some Python in place of a build."""
    return [sys.executable, "-c", code]


def cookie_of(header: str) -> str:
    found = re.match(r"staff=([^;]+)", header)
    assert found
    return found[1]

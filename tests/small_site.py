"""A small site over two producers, and a visitor without scripts: pages by selector, forms by hand."""

from pathlib import Path

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from small_assistant import SmallAssistant, small_assistant

from origin_qa.ingest.corpus import read_corpus
from origin_qa.serve.app import create_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

ALAMEDA = """Alameda Cooperative

Name: Alameda Cooperative
Country: Peru
Founded: 1987
Members: 640 producers
Altitude: 1,350 to 1,700 m
Port: Callao

About us

Alameda began with a shared mule track over the pass. Alameda is made up of 810 members in nine villages.

Every cherry is picked by hand and washed in spring water before it dries on raised beds.

Voices

“We taste our own coffee before anybody else does, and we argue about it.”

– Rosa Quispe, quality lead
"""

BRISA = """Brisa Union

Name: Brisa Union
Country: Honduras
Founded: 2004
Altitude: 1,100 m
Harvest: October to January
"""


def assistant_over(folder: Path, texts: dict[str, str], version: str = "g1") -> SmallAssistant:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return small_assistant(read_corpus(folder, Settings()), version)


def client_of(assistant: SmallAssistant, **settings: int) -> TestClient:
    service = Service(lambda: "g1", lambda: assistant)
    app = create_app(service, Settings.model_validate(settings))
    return TestClient(app, raise_server_exceptions=False)


def page(client: TestClient, url: str) -> LexborHTMLParser:
    response = client.get(url)
    assert response.status_code == 200, response.text
    return LexborHTMLParser(response.text)


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, f"nothing matches {selector}"
    return found


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def submit(client: TestClient, tree: LexborHTMLParser, form: str, **fields: str) -> LexborHTMLParser:
    """Send a form as a browser without scripts would: its hidden fields and what the visitor chose."""
    node = one(tree, form)
    data: dict[str, list[str]] = {name: [value] for name, value in fields.items()}
    for hidden in node.css("input[type=hidden]"):
        name, value = hidden.attributes["name"], hidden.attributes["value"]
        assert name
        data.setdefault(name, []).append(value or "")
    response = client.post(node.attributes["action"] or "", data=data)
    assert response.status_code == 200, response.text
    return LexborHTMLParser(response.text)

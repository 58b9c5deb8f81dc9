"""The API does what its description says, whatever it is sent; schemathesis makes up the requests."""

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from small_site import ALAMEDA, BRISA, assistant_over

from origin_qa.serve.app import create_app
from origin_qa.serve.counter.forms import Kept
from origin_qa.serve.counter.sharing import SharedLink
from origin_qa.serve.schemas import AskAnswer, FactItem, Health, ProducerItem, SearchHit
from origin_qa.serve.service import Service
from origin_qa.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ANSWERS: dict[tuple[str, str], Any] = {
    ("/api/ask", "post"): AskAnswer,
    ("/api/search", "get"): list[SearchHit],
    ("/api/producers", "get"): list[ProducerItem],
    ("/api/facts", "get"): list[FactItem],
    ("/feedback", "post"): Kept,
    ("/messages", "post"): Kept,
    ("/share", "post"): SharedLink,
    ("/healthz", "get"): Health,
    ("/readyz", "get"): Health,
    ("/metrics", "get"): None,
}
"""Every route of the description, with the model of its JSON."""
REFUSING = [place for place in ANSWERS if place[0] in ("/api/ask", "/api/search", "/feedback", "/share")]
"""Where something can be sent that fits no type; a message is any texts, and is checked beyond its types."""
AS_PROGRAM = {"accept": "application/json, text/plain"}
UNHURRIED = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> tuple[BaseSchema, TestClient]:
    folder = tmp_path_factory.mktemp("described")
    assistant = assistant_over(folder / "corpus", {"alameda.txt": ALAMEDA, "brisa.txt": BRISA})
    app = create_app(Service(lambda: "g1", lambda: assistant), Settings(data=folder / "data"))
    return schemathesis.openapi.from_asgi("/openapi.json", app), TestClient(app, client=("127.0.0.1", 1))


def operations(described: tuple[BaseSchema, TestClient]) -> dict[tuple[str, str], dict[str, Any]]:
    paths = described[1].get("/openapi.json").json()["paths"]
    return {(path, method): said for path, methods in paths.items() for method, said in methods.items()}


def success(said: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = next(
        said["responses"][code] for code in ("200", "201") if code in said["responses"]
    )
    return content["content"]  # type: ignore[no-any-return]


def test_every_route_is_described_with_an_example(described: tuple[BaseSchema, TestClient]) -> None:
    found = operations(described)
    assert set(found) == set(ANSWERS)
    for place, said in found.items():
        assert said["summary"] and said["tags"], place
        assert all("example" in each for each in success(said).values()), place
        assert "HTTPValidationError" not in str(said), f"{place} refuses with a problem document"


def test_examples_are_what_the_routes_would_answer(described: tuple[BaseSchema, TestClient]) -> None:
    for place, said in operations(described).items():
        if ANSWERS[place]:
            example = success(said)["application/json"]["example"]
            adapter = TypeAdapter(ANSWERS[place])
            assert adapter.dump_python(adapter.validate_python(example), mode="json") == example, place


@pytest.mark.parametrize(
    ("place", "mode"),
    [(place, GenerationMode.POSITIVE) for place in ANSWERS]
    + [(place, GenerationMode.NEGATIVE) for place in REFUSING],
    ids=lambda each: each.value if isinstance(each, GenerationMode) else each[0],
)
def test_whatever_is_sent_is_answered_as_described(
    place: tuple[str, str], mode: GenerationMode, described: tuple[BaseSchema, TestClient]
) -> None:
    operation = described[0][place[0]][place[1]]
    asked = operation.as_strategy(generation_mode=mode)

    @UNHURRIED
    @given(asked, st.sampled_from(({}, AS_PROGRAM)))
    def send(case: "Case[Any]", headers: dict[str, str]) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    send()

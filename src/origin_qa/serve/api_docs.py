"""The API as a page: made from the description that programs read, with requests to copy."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from origin_qa.serve.languages import N_
from origin_qa.serve.openapi import example_of

Schema = Mapping[str, Any]

FORM = "application/x-www-form-urlencoded"
EVENTS = "text/event-stream"
TITLES = {
    "answers": N_("Ask"),
    "documents": N_("Look things up"),
    "counter": N_("Leave a word"),
    "state": N_("State of the service"),
}
"""What the page calls the tags of the description, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of the address or a field of the body; `kind` are its types and limits in words."""

    name: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A request as a command, and what comes back."""

    command: str
    media: str
    answer: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route. `refusals` pair each status with its meaning."""

    method: str
    path: str
    anchor: str
    summary: str
    text: str
    fields: tuple[Field, ...]
    samples: tuple[Sample, ...]
    refusals: tuple[tuple[str, str], ...]


def router(templates: Environment) -> APIRouter:
    """The page."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/api")
    def docs(request: Request) -> HTMLResponse:
        site = str(request.base_url).rstrip("/")
        problem = json.dumps(example_of(422, "/api/ask"), indent=2)
        groups = grouped(request.app.openapi(), site)
        return HTMLResponse(templates.get_template("api.html").render(groups=groups, problem=problem))

    return pages


def grouped(description: Schema, site: str) -> dict[str, tuple[Endpoint, ...]]:
    """The endpoints by the titles of their groups; `site` is what their addresses begin with."""
    found: dict[str, list[Endpoint]] = {tag: [] for tag in TITLES}
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            found[said["tags"][0]].append(_endpoint(description, site, path, method, said))
    return {TITLES[tag]: tuple(endpoints) for tag, endpoints in found.items() if endpoints}


def _endpoint(description: Schema, site: str, path: str, method: str, said: Schema) -> Endpoint:
    body = _body(description, said)
    fields = [
        Field(each["name"], _kind(each["schema"], description), each["required"], each.get("description", ""))
        for each in said.get("parameters", ())
    ]
    needed = body.get("required", ())
    fields += [
        Field(name, _kind(schema, description), name in needed, schema.get("description", ""))
        for name, schema in body.get("properties", {}).items()
    ]
    return Endpoint(
        method.upper(),
        path,
        path.strip("/").replace("/", "-"),
        said["summary"],
        said.get("description", ""),
        tuple(fields),
        tuple(_samples(site + path, said, body)),
        tuple((code, each["description"]) for code, each in said["responses"].items() if code >= "300"),
    )


def _body(description: Schema, said: Schema) -> Schema:
    for media in said.get("requestBody", {}).get("content", {}).values():
        return _resolved(media["schema"], description)
    return {}


def _resolved(schema: Schema, description: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = description["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return found


def _kind(schema: Schema, description: Schema) -> str:
    """Types and limits in words: `integer, 1 to 100`, `list of strings, at most 12`."""
    schema = _resolved(schema, description)
    if "anyOf" in schema:
        return " or ".join(_kind(each, description) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array":
        limit = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {_kind(schema['items'], description)}s{limit}"
    kind = str(schema.get("type", "any"))
    if "minimum" in schema and "maximum" in schema:
        unsaid = f"; {schema['default']} if left out" if "default" in schema else ""
        return f"{kind}, {schema['minimum']} to {schema['maximum']}{unsaid}"
    return f"{kind}, at most {schema['maxLength']:,} characters" if "maxLength" in schema else kind


# ── samples ───────────────────────────────────────────────────────────────────────────────────


def _samples(url: str, said: Schema, body: Schema) -> Iterator[Sample]:
    """One for each media type that a request may be answered with."""
    success = next(each for code, each in said["responses"].items() if code < "300")
    for media, content in success["content"].items():
        example = content["example"]
        answer = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
        yield Sample(_command(url, said, body, media), media, answer.strip())


def _command(url: str, said: Schema, body: Schema, media: str) -> str:
    """A request with curl, an option a line."""
    asked = [
        (each["name"], each["schema"]["examples"][0])
        for each in said.get("parameters", ())
        if "examples" in each["schema"]
    ]
    lines = ["curl " + shlex.quote(f"{url}?{urlencode(asked)}" if asked else url)]
    form = FORM in said.get("requestBody", {}).get("content", {})
    if media == EVENTS:
        lines[0] = lines[0].replace("curl ", "curl -N ", 1)
        lines.append(f"-H 'Accept: {EVENTS}'")
    elif form:
        lines.append("-H 'Accept: application/json'")
    # The description has the fields of its examples in alphabetical order.
    sent = (
        {name: body["examples"][0][name] for name in body["properties"] if name in body["examples"][0]}
        if body
        else {}
    )
    if form:
        for name, value in sent.items():
            values = value if isinstance(value, list) else [value]
            lines += ["--data-urlencode " + shlex.quote(f"{name}={each}") for each in values]
    elif sent:
        lines.append("-H 'Content-Type: application/json'")
        lines.append("-d " + shlex.quote(json.dumps(sent, ensure_ascii=False)))
    return " \\\n  ".join(lines)

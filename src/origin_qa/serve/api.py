"""The JSON API: answers, search, producers, facts, and the state of the service."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Query, Response

from origin_qa.answer.present import answer_json
from origin_qa.errors import UsageError
from origin_qa.serve.links import producer_url, source_url
from origin_qa.serve.openapi import refused
from origin_qa.serve.schemas import AskAnswer, AskBody, FactItem, Health, ProducerItem, SearchHit
from origin_qa.serve.service import Edition, Service
from origin_qa.settings import Settings
from origin_qa.types import Fact, Hit, Profile


def router(service: Service, settings: Settings) -> APIRouter:
    """The API over one service. Endpoints that work run in the thread pool."""
    api = APIRouter()
    # Whoever watches over the server is answered also when askers hold every thread of the pool.
    observing = CapacityLimiter(1)

    @api.post(
        "/api/ask",
        summary="Answer a question, every sentence cited",
        tags=["answers"],
        response_model=AskAnswer,
        responses={
            200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
            **refused(400, 413, 422, 429, 503),
        },
    )
    def ask(body: AskBody) -> Response:
        edition = service.edition()
        check_history(body.history, settings)
        answer = edition.ask(body.question, body.history, body.page_producer)
        return Response(msgspec.json.encode(answer_json(answer)), media_type="application/json")

    @api.get(
        "/api/search",
        summary="Find passages, without answering",
        tags=["documents"],
        responses=refused(422, 429, 503),
    )
    def search(
        q: Annotated[
            str,
            Query(
                min_length=1,
                max_length=settings.max_question_chars,
                description="what to look for",
                examples=["drying the coffee"],
            ),
        ],
        top: Annotated[int, Query(ge=1, le=100, description="how many passages", examples=[1])] = 10,
    ) -> list[SearchHit]:
        index = service.edition().index
        return [_hit(hit) for hit in index.search(index.encode(q), top=top)]

    @api.get(
        "/api/producers",
        summary="List the producers",
        tags=["documents"],
        responses=refused(503),
    )
    def producers() -> list[ProducerItem]:
        return [_producer(profile) for profile in service.edition().index.profiles.values()]

    @api.get(
        "/api/facts",
        summary="List what the documents state",
        tags=["documents"],
        responses=refused(404, 422, 503),
    )
    def facts(
        producer: Annotated[
            str | None, Query(description="id of one producer; of all without", examples=["cecanor"])
        ] = None,
        attribute: Annotated[
            str | None, Query(description="one attribute, such as members", examples=["founded"])
        ] = None,
    ) -> list[FactItem]:
        edition = service.edition()
        profiles = edition.index.profiles.values() if producer is None else [_known(edition, producer)]
        return [
            _fact(fact)
            for profile in profiles
            for fact in profile.facts
            if attribute is None or fact.attribute == attribute
        ]

    @api.get(
        "/healthz",
        summary="Whether the process answers",
        tags=["state"],
    )
    async def health() -> Health:
        return Health(status="ok")

    @api.get(
        "/readyz",
        summary="Whether questions can be answered, and from which index",
        tags=["state"],
        responses=refused(503),
    )
    async def ready() -> Health:
        edition = await to_thread.run_sync(service.edition, limiter=observing)
        return Health(status="stale" if service.fault else "ok", index_version=edition.version)

    return api


def check_history(history: Sequence[str], settings: Settings) -> None:
    """Refuse a history that holds too long a question; the question itself is checked as it is asked.

    Raises:
        UsageError: a question of the history is too long.
    """
    longest = settings.max_question_chars
    for question in history:
        if len(question) > longest:
            raise UsageError(
                f"A question of the history has {len(question):,} characters; the limit is {longest:,}."
            )


def _known(edition: Edition, producer: str) -> Profile:
    profile = edition.index.profiles.get(producer)
    if profile is None:
        raise HTTPException(404, f"There is no producer {producer!r}. GET /api/producers lists them.")
    return profile


def _hit(hit: Hit) -> SearchHit:
    passage = hit.passage
    return SearchHit(
        passage=passage.id,
        producer=passage.producer,
        document=passage.document,
        heading_path=passage.heading_path,
        text=passage.text,
        start=passage.span.start,
        end=passage.span.end,
        score=hit.score,
        dense_rank=hit.dense_rank,
        lexical_rank=hit.lexical_rank,
        url=source_url(passage.document, passage.span),
    )


def _producer(profile: Profile) -> ProducerItem:
    return ProducerItem(
        id=profile.id,
        name=profile.name,
        aliases=profile.aliases,
        country=profile.country,
        documents=profile.documents,
        facts=len(profile.facts),
        quotes=len(profile.quotes),
        url=producer_url(profile.id),
    )


def _fact(fact: Fact) -> FactItem:
    return FactItem(
        producer=fact.producer,
        attribute=fact.attribute,
        label=fact.label,
        value=fact.value,
        unit=fact.unit,
        raw=fact.raw,
        noun=fact.noun,
        as_of=fact.as_of,
        past=fact.past,
        document=fact.document,
        start=fact.span.start,
        end=fact.span.end,
        url=source_url(fact.document, fact.span),
    )

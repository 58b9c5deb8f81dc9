"""A profile says the same whatever format it is saved in."""

from hypothesis import given, settings
from profile_writers import WRITERS, profiles
from small_documents import SmallProfile

from origin_qa.ingest.facts import extract_facts
from origin_qa.ingest.readers import understand

Said = tuple[str, float | None, float | None, tuple[str, ...], str, int | None, bool, str]


def said(name: str, data: bytes) -> list[Said]:
    """Attribute, value, unit, date and kind of every fact of a document, in no order."""
    (document,) = understand(name, data, 1_000_000).documents
    facts = extract_facts("valle-alto", document)
    for fact in facts:
        assert fact.value_span.of(document.text) == fact.raw
    found = [
        (f.attribute, f.value.low, f.value.high, f.value.items, f.unit, f.as_of, f.past, f.origin)
        for f in facts
    ]
    return sorted(found, key=repr)


@settings(max_examples=12)
@given(profiles())
def test_a_profile_gives_the_same_facts_in_every_format(profile: SmallProfile) -> None:
    found = {name: said(f"valle-alto{suffix}", make(profile)) for name, (suffix, make) in WRITERS.items()}
    assert len(found["text"]) > len(profile.pairs)
    for name, facts in found.items():
        assert facts == found["text"], name

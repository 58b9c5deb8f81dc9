"""Questions to offer, each made from a fact that the documents state."""

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from origin_qa.types import Profile

WORDINGS = {
    "founded": "When was {name} founded?",
    "flavour": "What does the coffee of {name} taste like?",
    "altitude": "How high do the farms of {name} lie?",
    "members": "How many members does {name} have?",
    "harvest": "When is the harvest at {name}?",
    "varieties": "Which varieties does {name} grow?",
    "region": "Where is {name}?",
    "process": "How does {name} process its coffee?",
    "fairtrade_since": "Since when is {name} Fairtrade certified?",
    "certifications": "Which certifications does {name} hold?",
    "port": "Which port does {name} export from?",
    "women_share": "What share of the members of {name} are women?",
    "volume": "How much coffee does {name} produce in a year?",
}


def suggest(profiles: Sequence[Profile], count: int, asked: Iterable[str] = ()) -> tuple[str, ...]:
    """At most `count` questions that the profiles can answer, in turn over them, none asked before.

    Neighbouring producers begin with different attributes, so that the offers differ in kind.
    """
    before = {question.casefold() for question in asked}
    columns = (_questions(profile, place) for place, profile in enumerate(profiles))
    rows = chain.from_iterable(zip_longest(*columns))
    fresh = (question for question in rows if question and question.casefold() not in before)
    return tuple(dict.fromkeys(fresh))[:count]


def _questions(profile: Profile, place: int) -> list[str]:
    stated = {fact.attribute for fact in profile.facts if not fact.past}
    keys = [key for key in WORDINGS if key in stated]
    turned = keys[place % len(keys) :] + keys[: place % len(keys)] if keys else []
    return [WORDINGS[key].format(name=profile.name) for key in turned]

"""Questions to offer, each made from a fact that the documents state, and none that stays unanswered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from origin_qa.attributes import fold, match_cues
from origin_qa.serve.languages import N_
from origin_qa.serve.languages import gettext as _
from origin_qa.serve.service import Edition
from origin_qa.types import Profile

SUGGESTIONS = 4
ENOUGH_TO_COMPARE = 2

WORDINGS = {
    "founded": N_("When was %(name)s founded?"),
    "flavour": N_("What does the coffee of %(name)s taste like?"),
    "altitude": N_("How high do the farms of %(name)s lie?"),
    "members": N_("How many members does %(name)s have?"),
    "harvest": N_("When is the harvest at %(name)s?"),
    "varieties": N_("Which varieties does %(name)s grow?"),
    "region": N_("Where is %(name)s?"),
    "process": N_("How does %(name)s process its coffee?"),
    "fairtrade_since": N_("Since when is %(name)s Fairtrade certified?"),
    "certifications": N_("Which certifications does %(name)s hold?"),
    "port": N_("Which port does %(name)s export from?"),
    "women_share": N_("What share of the members of %(name)s are women?"),
    "volume": N_("How much coffee does %(name)s produce in a year?"),
}
COMPARISONS = {
    "altitude": N_("Which of the producers lies highest?"),
    "members": N_("Which of the producers has the most members?"),
    "founded": N_("Which of the producers is the oldest?"),
    "harvest": N_("Compare the harvest of all producers."),
}


def offers(edition: Edition, about: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    """What to ask next: of the producers just talked about, then one question over all producers.

    `about` are their ids, none to offer something of everybody; `asked` are the questions so far.
    """
    profiles = edition.index.profiles
    everyone = tuple(profiles.values())
    near = [profiles[id] for id in about if id in profiles] or everyone
    compared = tuple(islice(filter(edition.answers, comparisons(everyone, asked)), 1))
    return suggest(near, SUGGESTIONS - len(compared), asked, edition.answers) + compared


def suggest(
    profiles: Sequence[Profile],
    count: int,
    asked: Iterable[str] = (),
    answered: Callable[[str], bool] = lambda question: True,
) -> tuple[str, ...]:
    """At most `count` questions that the profiles can answer, in turn over them.

    None is about an attribute that was asked for before, and `answered` has the last word on each.
    Neighbouring producers begin with different attributes, so that the offers differ in kind.
    """
    before = _attributes_of(asked)
    columns = (_questions(profile, place, before) for place, profile in enumerate(profiles))
    rows = chain.from_iterable(zip_longest(*columns))
    fresh = dict.fromkeys(question for question in rows if question)
    return tuple(islice(filter(answered, fresh), count))


def comparisons(profiles: Sequence[Profile], asked: Sequence[str]) -> Iterator[str]:
    """Questions over all producers, that about what was asked last first, none asked before."""
    latest = _attributes_of(asked[-1:])
    keys = sorted(COMPARISONS, key=lambda key: key not in latest)
    for key in keys:
        stating = sum(key in _stated(profile) for profile in profiles)
        if stating >= ENOUGH_TO_COMPARE and _(COMPARISONS[key]) not in asked:
            yield _(COMPARISONS[key])


def _questions(profile: Profile, place: int, before: frozenset[str]) -> list[str]:
    stated = _stated(profile) - before
    keys = [key for key in WORDINGS if key in stated]
    turned = keys[place % len(keys) :] + keys[: place % len(keys)] if keys else []
    return [_(WORDINGS[key], name=profile.name) for key in turned]


def _stated(profile: Profile) -> frozenset[str]:
    return frozenset(fact.attribute for fact in profile.facts if not fact.past)


def _attributes_of(questions: Iterable[str]) -> frozenset[str]:
    """The attributes that some questions ask for, by their words."""
    return frozenset(cue.attribute for question in questions for cue in match_cues(fold(question)))

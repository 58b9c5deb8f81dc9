"""What is offered to be asked next: answerable, not asked before, and about whom the talk is."""

from pathlib import Path

import pytest
from small_site import ALAMEDA, BRISA, assistant_over

from origin_qa.serve.service import Edition
from origin_qa.serve.suggest import comparisons, offers, suggest


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return Edition(assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA, "brisa.txt": BRISA}))


def test_they_stay_with_the_producer_just_talked_about(edition: Edition) -> None:
    offered = offers(edition, ["brisa"], ["When is the harvest at Brisa?"])
    assert 0 < len(offered) <= 4
    assert all("Brisa Union" in question for question in offered)
    assert not any("harvest" in question for question in offered)


def test_what_was_asked_in_other_words_is_not_offered_again(edition: Edition) -> None:
    profiles = list(edition.index.profiles.values())
    assert any("How high" in question for question in suggest(profiles, 50))
    assert not any("How high" in question for question in suggest(profiles, 50, ["altitude of Brisa?"]))


def test_none_is_offered_that_stays_unanswered(edition: Edition) -> None:
    profiles = list(edition.index.profiles.values())
    assert suggest(profiles, 50, answered=lambda question: False) == ()
    for question in offers(edition, [], []):
        assert edition.ask(question).status in ("answered", "conflict")


def test_producers_are_compared_where_two_or_more_state_it(edition: Edition) -> None:
    alameda, brisa = edition.index.profiles.values()
    asked = ["When was Brisa founded?"]
    assert next(comparisons([alameda, brisa], asked)) == "Which of the producers is the oldest?"
    assert list(comparisons([alameda], asked)) == []
    assert "members" not in " ".join(comparisons([alameda, brisa], []))


def test_looking_for_them_is_not_heard_as_a_question(edition: Edition) -> None:
    from origin_qa.serve.hearing import listening

    with listening() as heard:
        offers(edition, ["brisa"], [])
    assert heard == []

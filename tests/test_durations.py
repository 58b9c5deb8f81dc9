"""Lengths of time as texts put them."""

import pytest

from origin_qa.attributes.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("six days", (144, 144)),
        ("five days, in boxes of wood", (120, 120)),
        ("18 to 20 hours", (18, 20)),
        ("14–18 hours in tanks", (14, 18)),
        ("two weeks", (336, 336)),
        ("seis días", (144, 144)),
        ("18 hours dry, then 12 hours under water", None),
        ("on the patio", None),
        ("since 2014", None),
    ],
)
def test_one_length_of_time_is_read_in_hours(text: str, hours: tuple[float, float] | None) -> None:
    assert parse_duration(text) == hours

"""Whether two values of one attribute say the same thing.

A range holds its values, `over 2,600` agrees with 2,623, and a converted unit may be off by its
rounding; what remains apart is a disagreement that customers must see.
"""

from origin_qa.types import Value

HEDGED = 0.05
"""How far, as a share, a hedged figure may lie from another."""
ROUNDING = 0.015
"""How far a measured figure may move through conversion and rounding (3,900 ft is 1,189 m)."""


def agree(kind: str, a: Value, b: Value, *, a_whole: bool = False, b_whole: bool = False) -> bool:
    """Whether `a` and `b` are compatible values of an attribute of this kind.

    `a_whole` and `b_whole` mark that a value claims to be the whole answer, as those of a sheet do: what reaches
    beyond it is a disagreement, while prose may well speak of a part.
    """
    if kind == "list":
        return True
    if kind == "text":
        return _texts_agree(a, b)
    if kind == "months":
        return _months_agree(a, b, a_whole, b_whole)
    if a.low is None or b.low is None:
        return True
    if kind == "year":
        return a.low == b.low
    slack = ROUNDING if kind in ("height", "mass", "area", "length") else 0.001
    return _figures_agree(a, b, slack, a_whole, b_whole)


def _figures_agree(a: Value, b: Value, slack: float, a_whole: bool, b_whole: bool) -> bool:
    slack = HEDGED if "about" in (a.bound, b.bound) else slack
    a_low, a_high = _reach(a, slack)
    b_low, b_high = _reach(b, slack)
    a_range, b_range = a.low != a.high, b.low != b.high
    if a_range and b_range:
        same = _close(a.low, b.low, slack) and _close(a.high, b.high, slack)
        within_a = a_low <= b_low and b_high <= a_high and not b_whole
        within_b = b_low <= a_low and a_high <= b_high and not a_whole
        return same or within_a or within_b
    return a_low <= b_high and b_low <= a_high


def _reach(value: Value, slack: float) -> tuple[float, float]:
    low, high = value.low or 0.0, value.high or 0.0
    below = 1 - (HEDGED if value.bound in ("about", "at_most") else slack)
    above = 1 + (HEDGED if value.bound in ("about", "at_least") else slack)
    return low * (1.0 if value.bound == "at_least" else below), high * (
        1.0 if value.bound == "at_most" else above
    )


def _close(x: float | None, y: float | None, slack: float) -> bool:
    return x is not None and y is not None and abs(x - y) <= slack * max(abs(x), abs(y))


def _months_agree(a: Value, b: Value, a_whole: bool, b_whole: bool) -> bool:
    first, second = set(a.items), set(b.items)
    return first == second or (first <= second and not a_whole) or (second <= first and not b_whole)


def _texts_agree(a: Value, b: Value) -> bool:
    """Texts disagree only when they share no word at all; `washed` agrees with `fully washed`."""
    first = {word for item in a.items for word in item.casefold().replace("-", " ").split()}
    second = {word for item in b.items for word in item.casefold().replace("-", " ").split()}
    return not first or not second or bool(first & second)

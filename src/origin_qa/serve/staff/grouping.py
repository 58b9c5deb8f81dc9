"""Groups questions that ask nearly the same: average linkage over the vectors of the open index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.7
"""Mean cosine from which two groups of questions are one; see the tests for pairs on both sides of it."""


def group_alike(
    vectors: NDArray[np.float32], about: Sequence[object], alike: float = ALIKE
) -> list[list[int]]:
    """Rows that belong together, in the order of their first members.

    The two groups with the highest mean cosine between their members are joined, again and again,
    until none reaches `alike` (unweighted average linkage, Sokal and Michener 1958). Rows with
    unlike `about` are never joined.

    Args:
        vectors: (n, dim) float32, unit rows.
        about: what each row is about; n of them.
        alike: cosine, -1 to 1.
    """
    groups = {row: [row] for row in range(len(vectors))}
    keys = {key: number for number, key in enumerate(dict.fromkeys(about))}
    kinds = np.array([keys[key] for key in about])
    cosines = np.where(kinds[:, None] == kinds[None, :], vectors @ vectors.T, -np.inf).astype(np.float64)
    np.fill_diagonal(cosines, -np.inf)
    while len(groups) > 1:
        kept, gone = sorted(divmod(int(cosines.argmax()), len(vectors)))
        if cosines[kept, gone] < alike:
            break
        a, b = len(groups[kept]), len(groups[gone])
        joined = (a * cosines[kept] + b * cosines[gone]) / (a + b)
        cosines[kept], cosines[:, kept] = joined, joined
        cosines[gone], cosines[:, gone] = -np.inf, -np.inf
        cosines[kept, kept] = -np.inf
        groups[kept] += groups.pop(gone)
    return [sorted(rows) for _, rows in sorted(groups.items())]

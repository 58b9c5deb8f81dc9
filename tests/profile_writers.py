"""Profiles made up for property tests, and the writers that `small_documents` lacks: CSV and Excel."""

import csv
import io
from collections.abc import Callable

from hypothesis import strategies as st
from small_documents import FORMATS, SmallProfile
from test_spellings import sheets

MADE_UP = (
    "The farms lie on the slopes above the river. Most of them have less than three hectares. "
    "Mules carry the sacks to the road when it rains.",
    "Valle Alto was founded in 1987. In 2014 the co-op had 300 members, and the road ended at the bridge.",
    "A health post was built in 2012, and two teachers are paid from it. Women lead three of the seven "
    "committees. Cherries are picked over by hand on long tables.",
    "The farms lie between 1,150 and 1,900 metres. Nobody remembers who planted the first trees there.",
)
HEADINGS = (
    "Above the clouds",
    "What the premium paid for",
    "How it began",
    "Around the mill",
    "On the slopes",
)


def as_csv(profile: SmallProfile) -> bytes:
    """Labels in the first column; the text of each section beside its heading."""
    target = io.StringIO()
    csv.writer(target).writerows([*profile.pairs, *profile.sections])
    return target.getvalue().encode()


def as_xlsx(profile: SmallProfile) -> bytes:
    """A producer a row, the labels above."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    rows = [*profile.pairs, *profile.sections]
    sheet.append([label for label, _ in rows])
    sheet.append([value for _, value in rows])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


WRITERS: dict[str, tuple[str, Callable[[SmallProfile], bytes]]] = {
    **{name: writer for name, writer in FORMATS.items() if name != "glued"},
    "csv": (".csv", as_csv),
    "xlsx": (".xlsx", as_xlsx),
}


@st.composite
def profiles(draw: st.DrawFn) -> SmallProfile:
    """A profile whose sheet is spelled in one of five languages, with a few sections of text."""
    _, cases = draw(sheets())
    pairs = [(label, value.replace("\u202f", "\u00a0")) for label, value, *_ in cases]
    headings = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=3, unique=True))
    texts = draw(st.permutations(MADE_UP))
    return SmallProfile(
        title="Valle Alto, Peru",
        pairs=(("Name", "Valle Alto"), *pairs),
        sections=tuple(zip(headings, texts, strict=False)),
        quote="“We dry on tables now. The dogs had to find another bed.”",
        speaker="Rosa Quispe Mamani, warehouse keeper",
    )

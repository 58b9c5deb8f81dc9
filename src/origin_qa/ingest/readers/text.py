"""Plain text, as pasted from a web page or kept by hand."""

from origin_qa.ingest.cleaning import clean_text, decode, hidden_characters
from origin_qa.ingest.draft import Draft
from origin_qa.ingest.markup import has_markup, write_markup
from origin_qa.ingest.readers.reading import Reading


def read_text(data: bytes) -> Reading:
    """Read plain text; mark-up that a content system left in it is taken for what it meant.

    Raises:
        ReadError: if the bytes are no text.
    """
    text, warning = decode(data)
    dropped = hidden_characters(text)
    text = clean_text(text)
    draft = Draft()
    if has_markup(text):
        dropped += write_markup(draft, text)
    else:
        draft.text(text)
    return Reading(draft, "text/plain", guess_headings=True, dropped=dropped, warning=warning)

"""What can go wrong, as one tree. Every message names the value and the next step.

OriginQAError
├── UsageError            the caller asked for something that makes no sense (exit code 2)
├── CorpusError           the corpus folder is missing or holds nothing readable
├── ReadError             one document can't be read; a build skips it with a warning
├── FetchError            a document can't or may not be fetched from the web
├── JournalError          the journal can't be read or written; answers don't depend on it
├── EncoderError          the sentence-transformers model can't be found, loaded or exported
└── BadIndex              the index on disk can't be used
    ├── IndexMissing      nothing was published there yet
    ├── IndexMismatch     made by another schema, model or vocabulary
    └── IndexDamaged      a file is missing or its checksum differs
"""


class OriginQAError(Exception):
    """Base of every error that is ours to explain; `str(error)` is fit to show to a user."""


class UsageError(OriginQAError):
    """The caller asked for something that makes no sense."""


class CorpusError(OriginQAError):
    """The corpus folder is missing or holds nothing readable."""


class ReadError(OriginQAError):
    """One document can't be read."""


class FetchError(OriginQAError):
    """A document can't or may not be fetched from the web."""


class EncoderError(OriginQAError):
    """The model can't be found, loaded or exported."""


class JournalError(OriginQAError):
    """The journal can't be read or written."""


class BadIndex(OriginQAError):
    """The index on disk can't be used."""


class IndexMissing(BadIndex):
    """Nothing was published in the index folder yet."""


class IndexMismatch(BadIndex):
    """The index was made by another schema, model or vocabulary."""


class IndexDamaged(BadIndex):
    """A file of the generation is missing or its checksum differs."""

"""Office files are zip archives: checked for what they would unpack to before anything is unpacked."""

import io
import zipfile

from origin_qa.errors import ReadError

UNPACKED_AT_MOST = 200_000_000
_PART_AT_MOST = 100_000_000


def check_archive(data: bytes, kind: str, suffix: str) -> None:
    """Refuse what is no zip archive, or one that declares too much.

    `zipfile` never unpacks more of a part than the archive declares, so what passes here stays so.
    `kind` and `suffix` are for the message: "Word document", ".docx".

    Raises:
        ReadError: with the reason.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(f"is an old or encrypted Office file; save it as {suffix} without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [entry.file_size for entry in archive.infolist()]
    except zipfile.BadZipFile as error:
        raise ReadError(
            f"is no {kind} (not a zip archive); it may be damaged or have the wrong suffix"
        ) from error
    for size, most in ((sum(sizes), UNPACKED_AT_MOST), (max(sizes, default=0), _PART_AT_MOST)):
        if size > most:
            raise ReadError(
                f"would unpack to {size:,} bytes, more than {most:,}; remove its images or split it"
            )

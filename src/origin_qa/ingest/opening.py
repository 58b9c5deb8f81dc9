"""The bytes of a file that somebody sent: opened once, and only if it is a plain file of sane size."""

import os
import stat
from pathlib import Path

from origin_qa.errors import ReadError


def read_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a regular file.

    Neither a pipe without a writer nor a device that never ends can hold up the caller, and a file
    that grows while it is read is still cut off at `limit`.

    Raises:
        ReadError: if it can't be opened, is no regular file, is empty, or has more than `limit` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("is no regular file (a pipe, socket, device or folder); remove it")
            data = file.read(limit + 1) if status.st_size <= limit else b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"can't be opened: {reason}; check its permissions") from error
    size = max(status.st_size, len(data))
    if size > limit:
        raise ReadError(
            f"has {size:,} bytes, more than the limit of {limit:,}; "
            "split it or raise ORIGIN_QA_MAX_DOCUMENT_BYTES"
        )
    if not data.strip():
        raise ReadError("is empty; fill it or remove it")
    return data

# SPDX-License-Identifier: Apache-2.0
"""Files read whole: what is no file, or larger than memory has room for, is refused before a byte is read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 1 << 30  # bytes of a file that is read whole


def regular_bytes(path: Path, most: int = LARGEST) -> bytes:
    """All of a file; OSError where it is a pipe or a device, which never end, or has more than ``most`` bytes."""
    found = os.stat(path)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
    if found.st_size > most:
        size, limit = found.st_size / 1e9, most / 1e9
        raise OSError(errno.EFBIG, f"it is too large: {size:.1f} GB where {limit:.1f} GB can be read", str(path))
    return Path(path).read_bytes()


def regular_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The text of a file; what is no text of this encoding becomes the replacement character."""
    return regular_bytes(path).decode(encoding, errors="replace")

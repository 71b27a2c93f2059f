# SPDX-License-Identifier: Apache-2.0
"""Files written aside and renamed, so that no half of one stands under its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sponge.base.errors import UsageError

LONGEST = 255  # bytes of a name in a folder


def check_folder(path: Path, what: str = "") -> None:
    """UsageError where the folder of a file to be does not take files; ``what`` names the file's kind."""
    name = f"{what} {path}".strip()
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {name}: the folder {path.parent} does not exist")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"cannot write {name}: the folder {path.parent} is not writable")


def hidden(path: Path, mark: str, ending: str = "") -> Path:
    """A hidden name beside a path, of its own name and a mark; of names as long as a folder takes, in short."""
    name = f".{path.stem if ending else path.name}.{mark}{ending}"
    if len(os.fsencode(name)) > LONGEST:
        name = f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.{mark}{ending}"
    return path.with_name(name)


@contextmanager
def aside(path: Path, what: str = "") -> Iterator[Path]:
    """A name beside ``path`` to write to: it becomes ``path`` at the end, and is gone where anything fails.

    UsageError where it cannot be written. The ending is kept, which tells some libraries the format.
    """
    part = hidden(path, f"{os.getpid()}.part", path.suffix)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {f'{what} {path}'.strip()}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # on a disk that takes nothing there is nothing to remove either
            part.unlink(missing_ok=True)

"""Files written aside and renamed, so that no half of one stands under its name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sponge.base.errors import UsageError


def check_folder(path: Path, what: str = "") -> None:
    """UsageError where the folder of a file to be does not take files; ``what`` names the file's kind."""
    name = f"{what} {path}".strip()
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {name}: the folder {path.parent} does not exist")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"cannot write {name}: the folder {path.parent} is not writable")


@contextmanager
def aside(path: Path, what: str = "") -> Iterator[Path]:
    """A name beside ``path`` to write to: it becomes ``path`` at the end, and is gone where anything fails.

    UsageError where it cannot be written. The ending is kept, which tells some libraries the format.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {f'{what} {path}'.strip()}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # on a disk that takes nothing there is nothing to remove either
            part.unlink(missing_ok=True)

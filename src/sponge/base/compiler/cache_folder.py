# SPDX-License-Identifier: Apache-2.0
"""Where compiled kernels are kept: a folder that nobody else can put code into, or nowhere.

What is loaded from it is run, so it must be the user's own and closed to the writing of others. Where the folder that
was asked for, or the user's cache, cannot be used (no home, no space, somebody else's), one of the user's under the
system's temporary folder takes its place; where that cannot be used either, nothing is kept.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

import platformdirs

VARIABLE = "SPONGE_CACHE_DIR"
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class CacheFolder(NamedTuple):
    """A folder that can be used, if any, and why it is not the one that was asked for."""

    path: Path | None
    refused: str = ""


def choose(below: str) -> CacheFolder:
    """The first folder of those possible whose subfolder ``below``, made where it is not there, can be used."""
    refused: list[str] = []
    for root in (_wanted(), _temporary()):
        why = "there is no such folder" if root is None else _unusable(root / below)
        if root and not why:
            return CacheFolder(root / below, "; ".join(refused))
        refused.append(f"{root or 'a cache folder of the user'}: {why}")
    return CacheFolder(None, "; ".join(refused))


def _wanted() -> Path | None:
    """What the variable names, or the user's cache; None of a user without a home."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).absolute()
    try:
        usual = Path(platformdirs.user_cache_dir("sponge"))
    except RuntimeError:  # no home can be told
        return None
    return usual if usual.is_absolute() else None


def _temporary() -> Path | None:
    """The user's own under the system's temporary folder; None where there is none, or somebody took its name first.

    Everybody may make folders there, and whoever owns one may put another in the place of what lies in it.
    """
    owner = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    try:
        folder = Path(tempfile.gettempdir()) / f"sponge-{owner}"
    except OSError:
        return None
    return None if _unusable(folder) else folder


def _unusable(folder: Path) -> str:
    """Why code cannot be kept in a folder and loaded from it; nothing where it can."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode):
            return "is a link, no folder"
        if hasattr(os, "getuid"):  # elsewhere a folder of the user is closed to others by where it lies
            if status.st_uid != os.getuid():
                return "belongs to another user"
            if status.st_mode & OTHERS_WRITE:
                return "others may write to it"
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""

# SPDX-License-Identifier: Apache-2.0
"""What is compiled and kept: by the sources that it is of, how much, and what of it these sources no longer use."""

from __future__ import annotations

import io
import pickle
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from sponge.base.compiler.kernels import UNREADABLE, _solver_digests, cache_folder

DIGEST = re.compile(r"[0-9a-f]{16}")
LIST = re.compile(r"\.py(\d)(\d+)\w*\.nbi$")  # Numba's list of what is kept of a kernel, by the Python that it is for


@dataclass(frozen=True)
class Kept:
    """A folder of compiled kernels."""

    folder: Path
    stale: bool  # of other sources than these
    bytes: int
    written: datetime | None
    numba: tuple[str, ...]  # versions
    python: tuple[str, ...]


def kept() -> list[Kept]:
    """What is kept, that of these sources first; nothing where there is no folder to keep it in."""
    here = cache_folder().path
    if here is None:
        return []
    inside = sorted(here.iterdir())
    old = [path for path in inside if _is_folder(path) and _is_of_old_solver(path.name)]
    others = [p for p in sorted(here.parent.iterdir()) if p != here and DIGEST.fullmatch(p.name) and _is_folder(p)]
    current = _look_at(here, [path for path in inside if path not in old], False)
    return [current, *(_look_at(path, [path], True) for path in old + others)]


def prune(folders: Iterable[Kept]) -> None:
    """Remove what is stale. Whoever still runs those sources compiles anew."""
    for one in folders:
        if one.stale:
            shutil.rmtree(one.folder, ignore_errors=True)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_of_old_solver(name: str) -> bool:
    """Is a folder of a solver's kernels, whose name ends with the digest of its files, not of these files?"""
    _, _, end = name.rpartition("-")
    return bool(DIGEST.fullmatch(end)) and end not in _solver_digests().values()


def _look_at(folder: Path, parts: list[Path], stale: bool) -> Kept:
    files = [file for part in parts for file in (part, *part.rglob("*")) if file.is_file()]
    written = max((file.stat().st_mtime for file in files), default=None)
    lists = {match[1] + "." + match[2]: file for file in files if (match := LIST.search(file.name))}
    numba = {version for file in lists.values() if (version := _numba_of(file))}
    when = None if written is None else datetime.fromtimestamp(written)
    return Kept(folder, stale, sum(f.stat().st_size for f in files), when, tuple(sorted(numba)), tuple(sorted(lists)))


class _WordsAlone(pickle.Unpickler):
    """Reads a word of a file that anybody may have written: it makes no object of any class."""

    def find_class(self, module: str, name: str) -> NoReturn:
        """Refuse."""
        raise pickle.UnpicklingError(f"{module}.{name} is no word")


def _numba_of(file: Path) -> str:
    """The version of Numba at the head of one of its lists; nothing where it cannot be read."""
    try:
        word: Any = _WordsAlone(io.BytesIO(file.read_bytes())).load()
    except UNREADABLE:
        return ""
    return word if isinstance(word, str) else ""

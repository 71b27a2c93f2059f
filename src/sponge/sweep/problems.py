"""What is wrong with a TOML file, as lines: file, path of the key, what, hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from sponge.base.errors import UsageError


def key_path(location: Iterable[Any]) -> str:
    """A place as ``vary[2].values[0]``: tables of a list are counted from 1, as a reader does."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part:
            path += f".{part}" if path else str(part)
    return path


def near(word: str, known: Iterable[str]) -> str:
    """', did you mean ...?', or the list of what there is, or nothing where there is nothing."""
    names = sorted(known)
    plain = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), plain, n=1, cutoff=0.5)
    if close:
        return f", did you mean '{plain[close[0]]}'?"
    return f"; there are: {', '.join(names)}" if 0 < len(names) <= 30 else ""


def refuse(file: str, lines: Sequence[str]) -> UsageError:
    """One error that names every problem of a file."""
    if len(lines) == 1:
        return UsageError(f"{file}: {lines[0]}")
    return UsageError(f"{file}: {len(lines)} problems\n" + "\n".join(f"  {line}" for line in lines))

"""What a user may have meant by a file that is not there."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

LISTED = 10  # files named where none is called alike


def nearby(path: Path) -> str:
    """', did you mean ...?' of the files beside it with the same ending, else what there is of these, or nothing."""
    there = {p.stem: p.name for p in path.parent.glob(f"*{path.suffix}")} if path.parent.is_dir() else {}
    close = get_close_matches(path.stem, there, n=1, cutoff=0.5)
    if close:
        return f", did you mean '{there[close[0]]}'?"
    return f"; there are: {', '.join(sorted(there.values()))}" if 0 < len(there) <= LISTED else ""

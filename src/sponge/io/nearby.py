# SPDX-License-Identifier: Apache-2.0
"""What a user may have meant by a file that is not there."""

from __future__ import annotations

from pathlib import Path

from sponge.base.did_you_mean import nearest

LISTED = 10  # files named where none is called alike


def nearby(path: Path) -> str:
    """', did you mean ...?' of the files beside it with the same ending, else what there is of these, or nothing."""
    there = {p.stem: p.name for p in path.parent.glob(f"*{path.suffix}")} if path.parent.is_dir() else {}
    near = nearest(path.stem, there)
    if near:
        return f", did you mean '{there[near]}'?"
    return f"; there are: {', '.join(sorted(there.values()))}" if 0 < len(there) <= LISTED else ""

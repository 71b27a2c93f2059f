"""Sections kept as they stand: what is not simulated yet, and the map. Their references are checked all the same."""

from __future__ import annotations

from sponge.io.inp.inflows import keep
from sponge.io.inp.row import Row

# section -> (least number of items, {item: kinds of object that it must name})
CHECKED: dict[str, tuple[int, dict[int, tuple[str, ...]]]] = {
}
MAPS = ("MAP", "LABELS", "BACKDROP", "PROFILES")


def read_kept(row: Row, section: str) -> None:
    """Check what can be checked without knowing the process, and keep the row."""
    needed, references = CHECKED.get(section, (1, {}))
    row.need(needed, "see EPA SWMM's manual")
    for i, kinds in references.items():
        if i < len(row) and row.item(i) not in ("", "*"):
            row.ref(i, *kinds)
    keep(row, section)

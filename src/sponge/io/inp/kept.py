"""Sections kept as they stand: what is not simulated yet, and the map. Their references are checked all the same."""

from __future__ import annotations

from sponge.io.inp.inflows import keep
from sponge.io.inp.row import Row

# section -> (least number of items, {item: kinds of object that it must name})
CHECKED: dict[str, tuple[int, dict[int, tuple[str, ...]]]] = {
    "POLLUTANTS": (6, {}),
    "LANDUSES": (1, {}),
    "BUILDUP": (1, {0: ("land use",), 1: ("pollutant",)}),
    "WASHOFF": (1, {0: ("land use",), 1: ("pollutant",)}),
    "COVERAGES": (3, {0: ("subcatchment",), 1: ("land use",)}),
    "LOADINGS": (3, {0: ("subcatchment",), 1: ("pollutant",)}),
    "TREATMENT": (3, {0: ("node",), 1: ("pollutant",)}),
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

"""Text on water deeper than a metre: where, and why the model has it there."""

from __future__ import annotations

from collections import defaultdict

from geography import Zone, load_zones, parcels

from paging.marks import table
from paging.runs import Runs

DEEP = 1.0  # m
REASONS = {
    "ditch": "fields and ponds behind a sluice: ditches and their pumps for 0.6 m³/s a km², which stop while the river "
             "is high; what is left stands on the low strips of the ground",
    "town": "all that the station does not lift stands on the low part of the streets",
}  # fmt: skip


def reason(zone: Zone) -> str:
    """Key of why water stands deep in a zone: its fields where it has many, else its town."""
    mine = [p for p in parcels().values() if p.zone == zone.zone]
    fields = sum(p.area for p in mine if p.land_use in ("farmland", "water"))
    return "ditch" if fields > 0.2 * sum(p.area for p in mine) else "town"


def deep(runs: Runs) -> str:
    """Zones over a metre in 24 h, rivers as they stand, no measure: by reason."""
    zones = load_zones()
    rows: list[list[object]] = []
    for years in (20, 50):
        run = runs["waterlogging"].sel(scenario=f"{years} a, normal rivers, base")
        found: dict[str, list[str]] = defaultdict(list)
        for name, depth in zip(run.secondary_zone.values.astype(str), run.zone_max_ponded_depth.values, strict=True):
            if depth > DEEP:
                found[reason(zones[str(name)])].append(f"{name} {depth:.2f}")
        rows += [[years, REASONS[key], ", ".join(found[key])] for key in REASONS if key in found]
    if not rows:
        return "Nowhere."
    return table(["years", "reason", "zones and depths, m"], rows)

"""Texts on the scenarios and their rain."""

from __future__ import annotations

import numpy as np

from paging.marks import table
from paging.runs import ROOT, Runs
from sponge.rain import rain_spec
from sponge.rain.families import FORMULAS
from sponge.rain.table import shipped
from sponge.sweep.plan import read_plan


def scenarios(runs: Runs) -> str:
    """A row a file."""
    rows: list[list[object]] = []
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        plan = read_plan(path)
        rows.append([f"`scenarios/{path.name}`", plan.sweep.title, f"{len(plan):,}"])
    return table(["file", "what", "scenarios"], rows)


def depths(runs: Runs) -> str:
    """Depths of both families, mm, and how far apart they are where the station's are published."""
    rows: list[list[object]] = []
    for years in (1, 2, 5, 10, 20, 50, 100):
        cells = [_depth(formula, years, hours) for hours in (2, 24) for formula in ("tianjin-1", "station")]
        rows.append([years, *(f"{depth:.1f}" for depth in cells)])
    station = shipped("station")
    law = FORMULAS["tianjin-1"]
    over = [law.depth(t, P) / depth - 1.0 for P, row in zip(station.periods, station.depths)
            for t, depth in zip(station.durations, row)]  # fmt: skip
    head = ["years", "`tianjin-1` 2 h", "`station` 2 h", "`tianjin-1` 24 h", "`station` 24 h"]
    return table(head, rows) + (
        f"\n\n`tianjin-1` is {100 * np.min(over):.0f} to {100 * np.max(over):.0f} % over the station's published "
        "depths (30, 60, 120 min, 1 to 50 years)."
    )


def _depth(formula: str, years: float, hours: int) -> float:
    keys = {"formula": formula, "return_period": years, "duration": hours * 3600.0}
    return 1000.0 * rain_spec({"kind": "chicago" if hours <= 3 else "pattern24", **keys}).build().total

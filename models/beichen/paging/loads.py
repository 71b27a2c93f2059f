"""Texts on pollutants: what comes off the parcels, what reaches sewers and rivers."""

from __future__ import annotations

import xarray as xr

from paging.marks import table
from paging.runs import Runs

TONNE = 1e-3  # of kg
POLLUTANTS = ("TSS", "COD", "TN", "TP")
PERIODS = ("1 a", "10 a")


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.1f}" if value >= 10.0 else f"{value:.2f}"


def _load(run: xr.Dataset, *terms: str) -> list[float]:
    """Tonnes of each pollutant: the sum of some terms of the ledger, those with a minus taken off."""
    found = []
    for pollutant in POLLUTANTS:
        parts = [(-1.0 if t[0] == "-" else 1.0) * run[f"routing_quality_{t.lstrip('-')}"] for t in terms]
        found.append(float(sum(p.sel(pollutant=pollutant) for p in parts)) * TONNE)
    return found


def off_parcels(runs: Runs) -> str:
    """Runoff and underdrains, without and with LID."""
    rows: list[list[object]] = []
    for period in PERIODS:
        pairs = zip(*(_load(runs["pollution"].sel(scenario=f"{period}, {n}"), "wet_weather_inflow")
                      for n in ("base", "LID")), strict=True)  # fmt: skip
        rows.append([period, *(f"{_digits(b)} → {_digits(a)} ({100 * (a / b - 1):+.0f} %)" for b, a in pairs)])
    return table(["storm", *POLLUTANTS], rows)


def to_water(runs: Runs) -> str:
    """What reaches sewers and rivers: runoff, underdrains and sewage less what plants and treatment take out."""
    results = runs["pollution"]
    names = [str(n).removeprefix("1 a, ") for n in results.scenario.values if str(n).startswith("1 a, ")]
    rows: list[list[object]] = []
    for name in names:
        cells = [_load(results.sel(scenario=f"{p}, {name}"), "wet_weather_inflow", "dry_weather_inflow", "-reacted")
                 for p in PERIODS]  # fmt: skip
        rows.append([name, *(_digits(x) for row in cells for x in row)])
    sewage = _load(results.sel(scenario="1 a, base"), "dry_weather_inflow")
    head = [f"{period}: {p}" if p == "TSS" else p for period in PERIODS for p in POLLUTANTS]
    said = ", ".join(f"{_digits(x)} {p}" for x, p in zip(sewage, POLLUTANTS, strict=True))
    return table(["measures", *head], rows) + f"\n\nOf these, sewage brings in over the run (56 h), t: {said}."

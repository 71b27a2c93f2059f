# SPDX-License-Identifier: Apache-2.0
"""Summaries of subcatchments: runoff, LID units, groundwater, washoff."""

from __future__ import annotations

import numpy as np

from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, ruled, titled
from sponge.model.processes import with_groundwater


def surfaces(run: ReportedRun) -> list[str]:
    """The tables that the model has."""
    model = run.model
    groundwater = with_groundwater(model)
    if not model.subcatchments or (model.options.ignore_rainfall and not groundwater):
        return []
    lines = _runoff(run)
    lines += _lids(run) if model.lid_uses else []
    lines += _groundwater(run) if groundwater else []
    return lines + (washoff(run) if model.has_quality else [])


def _runoff(run: ReportedRun) -> list[str]:
    names = tuple(run.model.subcatchments)
    count = len(names)
    areas = np.array([s.area for s in run.model.subcatchments.values()])
    kinds = ("rainfall", "runon", "evaporation", "infiltration", "impervious_runoff", "pervious_runoff", "runoff")
    depths = {kind: run.by_element(f"subcatchment_{kind}_depth", count) for kind in kinds}
    volume = run.units.volume(1e-3 * depths["runoff"] * areas)
    peak = run.units.flow(run.by_element("subcatchment_max_runoff", count))
    share = run.by_element("subcatchment_runoff_coefficient", count)
    unit = "in" if run.units.us else "mm"
    heads = (
        "                          Total      Total      Total      Total     Imperv       Perv      Total"
        "       Total     Peak  Runoff",
        "                         Precip      Runon       Evap      Infil     Runoff     Runoff     Runoff"
        "      Runoff   Runoff   Coeff",
        f"Subcatchment        {''.join(f'{unit:>11}' for _ in range(7))}    {run.units.volume_word:>8}"
        f"      {run.units.flow_word:>3}",
    )
    rows = []
    for k in np.flatnonzero(areas > 0.0):
        cells = "".join(f" {cell(run.units.depth(depths[kind][k]), 10, 2)}" for kind in kinds)
        rows.append(f"{names[k]:<20}{cells}{cell(volume[k], 12, 2)} {cell(peak[k], 8, 2)}{cell(share[k], 8, 3)}")
    return [*titled("Subcatchment Runoff Summary"), *ruled(126, heads, rows)]


def _lids(run: ReportedRun) -> list[str]:
    uses = tuple(run.model.lid_uses.values())
    terms = ("inflow_depth", "evaporation_depth", "infiltration_depth", "outflow_depth", "drain_depth",
             "initial_storage", "final_storage")  # fmt: skip
    values = [run.units.depth(run.by_element(f"lid_unit_{term}", len(uses))) for term in terms]
    errors = run.by_element("lid_unit_continuity_error", len(uses))
    unit = "in" if run.units.us else "mm"
    heads = (
        "                                       Total      Evap     Infil   Surface    Drain    Initial     Final"
        "  Continuity",
        "                                      Inflow      Loss      Loss   Outflow   Outflow   Storage   Storage"
        "       Error",
        f"Subcatchment      LID Control       {''.join(f'{unit:>8}  ' for _ in range(7))}         %",
    )
    rows = [
        f"{use.subcatchment:<16}  {use.control:<16}" + "".join(cell(v[k], 10, 2) for v in values)
        + "  " + cell(errors[k], 10, 2)
        for k, use in enumerate(uses)
    ]  # fmt: skip
    return [*titled("LID Performance Summary"), *ruled(116, heads, rows)]


def _groundwater(run: ReportedRun) -> list[str]:
    names = tuple(run.model.subcatchments)

    def of(name: str) -> np.ndarray:
        return run.by_element(f"subcatchment_groundwater_{name}", len(names))

    columns = [run.units.depth(of(f"{n}_depth")) for n in ("infiltration", "evaporation", "percolation", "outflow")]
    columns += [run.units.flow(of("max_outflow")), of("mean_moisture"), run.units.length(of("mean_level"))]
    columns += [of("final_moisture"), run.units.length(of("final_level"))]
    unit, length = ("in", "ft") if run.units.us else ("mm", "m")
    heads = (
        "                                          Total    Total  Maximum  Average  Average    Final    Final",
        "                        Total    Total    Lower  Lateral  Lateral    Upper    Water    Upper    Water",
        "                        Infil     Evap  Seepage  Outflow  Outflow   Moist.    Table   Moist.    Table",
        f"Subcatchment             {unit:>4}     {unit:>4}     {unit:>4}     {unit:>4}      {run.units.flow_word:>3}"
        f"                {length:>2}                {length:>2}",
    )
    under = [k for k, name in enumerate(names) if name in run.model.groundwater]
    rows = [f"{names[k]:<20}" + "".join(f" {cell(v[k], 8, 2)}" for v in columns) for k in under]
    return [*titled("Groundwater Summary"), *ruled(101, heads, rows)]


def washoff(run: ReportedRun) -> list[str]:
    """Masses of pollutants that left each subcatchment, and their sums."""
    names, pollutants = tuple(run.model.subcatchments), tuple(run.model.pollutants)
    loads = run.get("subcatchment_washoff_load")
    loads = loads if loads.ndim else np.full((len(pollutants), len(names)), np.nan)
    rows = [load_row(run, name, loads[:, k]) for k, name in enumerate(names)]
    rows += ["-" * (20 + 14 * len(pollutants)), load_row(run, "System", loads.sum(axis=1))]
    table = ruled(20 + 14 * len(pollutants), load_heads(run, "Subcatchment"), rows)
    return [*titled("Subcatchment Washoff Summary"), *table]


def load_heads(run: ReportedRun, what: str) -> tuple[str, str]:
    """Heads of a table of masses: pollutants and their units."""
    names = tuple(run.model.pollutants)
    return (
        " " * 20 + "".join(f"{name:>14}" for name in names),
        f"{what:<20}" + "".join(f"{run.load_word(name):>14}" for name in names),
    )


def load_row(run: ReportedRun, name: str, masses: np.ndarray) -> str:
    """A row of it."""
    values = [run.load(mass, p) for mass, p in zip(masses, run.model.pollutants)]
    return f"{name:<20}" + "".join(cell(v, 14, 3) for v in values)

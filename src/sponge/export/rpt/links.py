# SPDX-License-Identifier: Apache-2.0
"""Summaries of links: flows, pumps, loads of pollutants."""

from __future__ import annotations

import numpy as np

from sponge.engine.network import CONDUIT, OUTLET, PUMP
from sponge.export.rpt.conduits import flow_classes, surcharge
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.surfaces import load_heads
from sponge.export.rpt.table_text import cell, ruled, titled
from sponge.model.compile.codes import LINK_OF_CODE

FASTEST = 50.0  # shown, in the model's units
LARGEST_LOAD = 1e4  # written without an exponent


def links(run: ReportedRun) -> list[str]:
    """All tables of links."""
    lines = _flows(run)
    lines += flow_classes(run) if run.dynamic else []
    lines += surcharge(run)
    lines += _pumps(run) if run.model.pumps else []
    return lines + (_loads(run) if run.model.has_quality else [])


def _of(run: ReportedRun, name: str) -> np.ndarray:
    return run.by_element(name, len(run.model.link_order))


def _flows(run: ReportedRun) -> list[str]:
    names, links = run.model.link_order, run.network.links
    peak = _of(run, "link_max_flow")
    when = run.moments("link_time_of_max_flow", len(names))
    speed = run.units.length(_of(run, "link_max_velocity"))
    filled = _full_shares(run)
    barrels = np.array([run.model.conduits[n].section.barrels if n in run.model.conduits else 1 for n in names])
    units = run.units
    heads = (
        "                               Maximum  Time of Max   Maximum    Max/    Max/",
        "                                |Flow|   Occurrence   |Veloc|    Full    Full",
        f"Link                 Type          {units.flow_word:>3}  days hr:min    {'ft/sec' if units.us else ' m/sec'}"
        "    Flow   Depth",
    )
    rows = []
    for j, name in enumerate(names):
        row = f"{name:<20} {_word(run, j):<7} {run.rate(run.units.flow(peak[j]))}  {run.elapsed(when[j])}"
        full = links.full_flow[j] * barrels[j]
        if links.kind[j] == PUMP and full > 0.0:
            row += " " * 12 + cell(peak[j] / full, 6, 2)
        elif links.kind[j] != OUTLET and not links.is_dummy[j]:
            if links.kind[j] == CONDUIT:
                row += "    >50.00" if speed[j] > FASTEST else f"   {cell(speed[j], 7, 2)}"
                row += f"  {cell(peak[j] / full if full > 0.0 else 0.0, 6, 2)}"
            else:
                row += " " * 18
            row += f"  {cell(filled[j], 6, 2)}" if filled[j] >= 0.0 else " " * 8
        rows.append(row)
    return [*titled("Link Flow Summary", 20), *ruled(77, heads, rows)]


def _full_shares(run: ReportedRun) -> np.ndarray:
    """The largest depth over the full one; −1 where there is none."""
    names = run.model.link_order
    full = run.network.links.full_depth.copy()
    for j, name in enumerate(names):
        if name in run.model.orifices and run.model.orifices[name].kind.upper() == "BOTTOM":
            full[j] = 0.0
    return np.where(full > 0.0, _of(run, "link_max_depth") / np.where(full > 0.0, full, 1.0), -1.0)


def _word(run: ReportedRun, j: int) -> str:
    name = run.model.link_order[j]
    conduit = run.model.conduits.get(name)
    if conduit is not None and conduit.section.shape in ("DUMMY", "IRREGULAR"):
        return "DUMMY" if conduit.section.shape == "DUMMY" else "CHANNEL"
    kind = LINK_OF_CODE[run.network.links.kind[j]]
    return "DUMMY" if kind.is_regulator and not kind.has_cross_section else kind.word


def _pumps(run: ReportedRun) -> list[str]:
    names = run.model.link_order
    hours, volume = _of(run, "pump_hours"), _of(run, "pump_volume")
    starts, energy, peak = (_of(run, name) for name in ("pump_starts", "pump_energy", "link_max_flow"))
    least, *beside = (_of(run, f"pump_{name}") for name in ("min_flow", "hours_below_curve", "hours_above_curve"))
    unit = run.units.flow_word
    heads = (
        "                                                Min       Avg       Max     Total     Power    % Time Off",
        "                      Percent   Number of      Flow      Flow      Flow    Volume     Usage    Pump Curve",
        f"Pump                 Utilized   Start-Ups       {unit:>3}       {unit:>3}       {unit:>3}"
        f"  {run.units.volume_word:>8}     Kw-hr    Low   High",
    )
    rows = []
    for j in np.flatnonzero(run.network.links.kind == PUMP):
        used = 100.0 * hours[j] * 3600.0 / run.span if run.span > 0.0 else 0.0
        mean = volume[j] / (3600.0 * hours[j]) if hours[j] else 0.0
        off = [100.0 * v[j] / hours[j] if hours[j] else 0.0 for v in beside]
        flows = " ".join(cell(run.units.flow(v), 9, 2) for v in (least[j], mean, peak[j]))
        rows.append(
            f"{names[j]:<20} {cell(used, 8, 2)}  {cell(starts[j], 10, 0)} {flows} "
            f"{cell(run.units.volume(volume[j]), 9, 3)} {cell(energy[j], 9, 2)} {' '.join(cell(v, 6, 1) for v in off)}"
        )
    return [*titled("Pumping Summary"), *ruled(105, heads, rows)]


def _loads(run: ReportedRun) -> list[str]:
    names, pollutants = run.model.link_order, tuple(run.model.pollutants)
    loads = run.get("link_load")
    loads = loads if loads.ndim else np.full((len(pollutants), len(names)), np.nan)
    rows = []
    for j, name in enumerate(names):
        values = [run.load(loads[k, j], p) for k, p in enumerate(pollutants)]
        rows.append(f"{name:<20}" + "".join(f"{v:>14.3e}" if v >= LARGEST_LOAD else cell(v, 14, 3) for v in values))
    table = ruled(20 + 14 * len(pollutants), load_heads(run, "Link"), rows)
    return [*titled("Link Pollutant Load Summary"), *table]

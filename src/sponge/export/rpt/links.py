# SPDX-License-Identifier: Apache-2.0
"""Summaries of links: flows, pumps, loads of pollutants."""

from __future__ import annotations

import numpy as np

from sponge.engine.network import CONDUIT, OUTLET, PUMP
from sponge.export.rpt.conduits import flow_classes, surcharge
from sponge.export.rpt.frame import Frame, cell, ruled, titled
from sponge.export.rpt.surfaces import load_heads

FASTEST = 50.0  # shown, in the model's units
LARGEST_LOAD = 1e4  # written without an exponent
WORDS = ("CONDUIT", "PUMP", "ORIFICE", "WEIR", "DUMMY")


def links(frame: Frame) -> list[str]:
    """All tables of links."""
    lines = _flows(frame)
    lines += flow_classes(frame) if frame.dynamic else []
    lines += surcharge(frame)
    lines += _pumps(frame) if frame.model.pumps else []
    return lines + (_loads(frame) if frame.model.has_quality else [])


def _of(frame: Frame, name: str) -> np.ndarray:
    return frame.by_element(name, len(frame.model.link_order))


def _flows(frame: Frame) -> list[str]:
    names, links = frame.model.link_order, frame.network.links
    peak = _of(frame, "link_max_flow")
    when = frame.moments("link_time_of_max_flow", len(names))
    speed = frame.length(_of(frame, "link_max_velocity"))
    filled = _full_shares(frame)
    barrels = np.array([frame.model.conduits[n].section.barrels if n in frame.model.conduits else 1 for n in names])
    heads = (
        "                               Maximum  Time of Max   Maximum    Max/    Max/",
        "                                |Flow|   Occurrence   |Veloc|    Full    Full",
        f"Link                 Type          {frame.flow_word:>3}  days hr:min    {'ft/sec' if frame.us else ' m/sec'}"
        "    Flow   Depth",
    )
    rows = []
    for j, name in enumerate(names):
        row = f"{name:<20} {_word(frame, j):<7} {frame.rate(frame.flow(peak[j]))}  {frame.elapsed(when[j])}"
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


def _full_shares(frame: Frame) -> np.ndarray:
    """The largest depth over the full one; −1 where there is none."""
    names = frame.model.link_order
    full = frame.network.links.full_depth.copy()
    for j, name in enumerate(names):
        if name in frame.model.orifices and frame.model.orifices[name].kind.upper() == "BOTTOM":
            full[j] = 0.0
    return np.where(full > 0.0, _of(frame, "link_max_depth") / np.where(full > 0.0, full, 1.0), -1.0)


def _word(frame: Frame, j: int) -> str:
    name = frame.model.link_order[j]
    conduit = frame.model.conduits.get(name)
    if conduit is not None and conduit.section.shape in ("DUMMY", "IRREGULAR"):
        return "DUMMY" if conduit.section.shape == "DUMMY" else "CHANNEL"
    return WORDS[frame.network.links.kind[j]]


def _pumps(frame: Frame) -> list[str]:
    names = frame.model.link_order
    hours, volume = _of(frame, "pump_hours"), _of(frame, "pump_volume")
    starts, energy, peak = (_of(frame, name) for name in ("pump_starts", "pump_energy", "link_max_flow"))
    least, *beside = (_of(frame, f"pump_{name}") for name in ("min_flow", "hours_below_curve", "hours_above_curve"))
    unit = frame.flow_word
    heads = (
        "                                                Min       Avg       Max     Total     Power    % Time Off",
        "                      Percent   Number of      Flow      Flow      Flow    Volume     Usage    Pump Curve",
        f"Pump                 Utilized   Start-Ups       {unit:>3}       {unit:>3}       {unit:>3}"
        f"  {frame.volume_word:>8}     Kw-hr    Low   High",
    )
    rows = []
    for j in np.flatnonzero(frame.network.links.kind == PUMP):
        used = 100.0 * hours[j] * 3600.0 / frame.span if frame.span > 0.0 else 0.0
        mean = volume[j] / (3600.0 * hours[j]) if hours[j] else 0.0
        off = [100.0 * v[j] / hours[j] if hours[j] else 0.0 for v in beside]
        flows = " ".join(cell(frame.flow(v), 9, 2) for v in (least[j], mean, peak[j]))
        rows.append(
            f"{names[j]:<20} {cell(used, 8, 2)}  {cell(starts[j], 10, 0)} {flows} "
            f"{cell(frame.volume(volume[j]), 9, 3)} {cell(energy[j], 9, 2)} {' '.join(cell(v, 6, 1) for v in off)}"
        )
    return [*titled("Pumping Summary"), *ruled(105, heads, rows)]


def _loads(frame: Frame) -> list[str]:
    names, pollutants = frame.model.link_order, tuple(frame.model.pollutants)
    loads = frame.get("link_load")
    loads = loads if loads.ndim else np.full((len(pollutants), len(names)), np.nan)
    rows = []
    for j, name in enumerate(names):
        values = [frame.load(loads[k, j], p) for k, p in enumerate(pollutants)]
        rows.append(f"{name:<20}" + "".join(f"{v:>14.3e}" if v >= LARGEST_LOAD else cell(v, 14, 3) for v in values))
    table = ruled(20 + 14 * len(pollutants), load_heads(frame, "Link"), rows)
    return [*titled("Link Pollutant Load Summary"), *table]

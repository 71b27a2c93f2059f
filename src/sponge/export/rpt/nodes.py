# SPDX-License-Identifier: Apache-2.0
"""Summaries of nodes: depths, inflows, surcharge, flooding, storage units, outfalls."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.engine.network import OUTFALL, STORAGE
from sponge.export.rpt.continuity import node_balance
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, ruled, titled
from sponge.model.compile.codes import NODE_OF_CODE

LEAST_HOURS = 0.01  # shown for less


def nodes(run: ReportedRun) -> list[str]:
    """All tables of nodes."""
    kinds = run.network.nodes.kind
    lines = _depths(run) + _inflows(run)
    lines += _surcharge(run) if run.dynamic else []
    lines += _flooding(run)
    lines += _storages(run) if (kinds == STORAGE).any() else []
    return lines + (_outfalls(run) if (kinds == OUTFALL).any() else [])


def _head(run: ReportedRun, k: Any) -> str:
    return f"{run.model.node_order[k]:<20} {NODE_OF_CODE[run.network.nodes.kind[k]].word:<9}"


def _of(run: ReportedRun, name: str) -> np.ndarray:
    return run.by_element(name, len(run.model.node_order))


def _depths(run: ReportedRun) -> list[str]:
    columns = [run.units.length(_of(run, f"node_{name}")) for name in ("mean_depth", "max_depth", "max_head")]
    largest = run.units.length(run.series("node_depth", len(run.model.node_order)).max(axis=0))
    when = run.moments("node_time_of_max_depth", len(largest))
    word = run.units.length_word
    heads = (
        "                               Average  Maximum  Maximum  Time of Max    Reported",
        "                                 Depth    Depth      HGL   Occurrence   Max Depth",
        f"Node                 Type     {word:>8} {word:>8} {word:>8}  days hr:min  {word:>10}",
    )
    rows = [
        f"{_head(run, k)} " + "  ".join(cell(v[k], 7, 2) for v in columns)
        + f"  {run.elapsed(when[k])}  {cell(largest[k], 10, 2)}"
        for k in range(len(largest))
    ]  # fmt: skip
    return [*titled("Node Depth Summary"), *ruled(81, heads, rows)]


def _inflows(run: ReportedRun) -> list[str]:
    lateral = run.units.flow(_of(run, "node_max_lateral_inflow"))
    total = run.units.flow(_of(run, "node_max_total_inflow"))
    when = run.moments("node_time_of_max_inflow", len(total))
    came, left, lost = node_balance(run)
    volumes = run.units.volume(_of(run, "node_lateral_inflow_volume")), run.units.volume(came)
    flow, volume = run.units.flow_word, run.units.volume_word
    heads = (
        "                                Maximum  Maximum                  Lateral       Total        Flow",
        "                                Lateral    Total  Time of Max      Inflow      Inflow     Balance",
        "                                 Inflow   Inflow   Occurrence      Volume      Volume       Error",
        f"Node                 Type           {flow:>3}      {flow:>3}  days hr:min    {volume:>8}    {volume:>8}"
        "     Percent",
    )
    rows = []
    for k in range(len(total)):
        cells = "".join(f"{v[k]:>12.3g}" if np.isfinite(v[k]) else cell(v[k], 12, 3) for v in volumes)
        cells += _balance(run, left[k], lost[k])
        rows.append(f"{_head(run, k)}{run.rate(lateral[k])}{run.rate(total[k])}  {run.elapsed(when[k])}{cells}")
    return [*titled("Node Inflow Summary"), *ruled(97, heads, rows)]


def _balance(run: ReportedRun, left: float, lost: float) -> str:
    """The error in per cent of what left the node, or as gallons or litres where that is nothing."""
    if abs(left) < run.units.file.volume:
        return f"{cell(1e6 * run.units.volume(lost), 12, 3)} {'gal' if run.units.us else 'ltr'}"
    return cell(100.0 * lost / left, 12, 3)


def _surcharge(run: ReportedRun) -> list[str]:
    nodes, hours = run.network.nodes, _of(run, "node_hours_surcharged")
    deepest = _of(run, "node_max_depth")
    above = run.units.length(np.maximum(deepest - nodes.crown, 0.0))
    below = run.units.length(np.maximum(nodes.full_depth - deepest, 0.0))
    word = run.units.length_word
    heads = (
        "                                             Max. Height   Min. Depth",
        "                                 Hours       Above Crown    Below Rim",
        f"Node                 Type      Surcharged  {word:>13}{word:>13}",
    )
    rows = [
        f"{_head(run, k)}  {cell(max(hours[k], LEAST_HOURS), 9, 2)}      {cell(above[k], 9, 3)}    "
        f"{cell(below[k], 9, 3)}"
        for k in np.flatnonzero((hours > 0.0) & (nodes.kind != OUTFALL))
    ]
    if not rows:
        return [*titled("Node Surcharge Summary"), "", "No nodes were surcharged.", ""]
    said = "Surcharging occurs when water rises above the top of the highest conduit."
    return [*titled("Node Surcharge Summary"), "", said, *ruled(69, heads, rows)[1:]]


def _flooding(run: ReportedRun) -> list[str]:
    nodes, hours = run.network.nodes, _of(run, "node_hours_flooded")
    peak, volume = run.units.flow(_of(run, "node_max_flooding")), run.units.volume(_of(run, "node_flooding_volume"))
    when = run.moments("node_time_of_max_flooding", len(hours))
    if run.dynamic:
        ponded, word = run.units.length(_of(run, "node_max_depth") - nodes.full_depth), run.units.length_word
    else:
        ponded = run.units.thousand(np.maximum(_of(run, "node_max_volume") - nodes.full_volume, 0.0))
        word = run.units.thousand_word
    heads = (
        "                                                           Total   Maximum",
        "                               Maximum   Time of Max       Flood    Ponded",
        f"                      Hours       Rate    Occurrence      Volume{'Depth' if run.dynamic else 'Volume':>10}",
        f"Node                 Flooded       {run.units.flow_word:>3}   days hr:min    {run.units.volume_word:>8}"
        f"{word:>{10 if run.dynamic else 10 + (not run.units.us)}}",
    )
    rows = [
        f"{run.model.node_order[k]:<20} {cell(max(hours[k], LEAST_HOURS), 7, 2)} {run.rate(peak[k])}"
        f"   {run.elapsed(when[k])}{cell(volume[k], 12, 3)} {cell(ponded[k], 9, 3)}"
        for k in np.flatnonzero((hours > 0.0) & (nodes.kind != OUTFALL))
    ]
    if not rows:
        return [*titled("Node Flooding Summary"), "", "No nodes were flooded.", ""]
    said = "Flooding refers to all water that overflows a node, whether it ponds or not."
    return [*titled("Node Flooding Summary"), "", said, *ruled(74, heads, rows)[1:]]


def _storages(run: ReportedRun) -> list[str]:
    full = run.network.nodes.full_volume
    mean, largest = _of(run, "node_mean_volume"), _of(run, "node_max_volume")
    came = node_balance(run)[0]
    lost = [_of(run, f"node_{kind}_volume") for kind in ("evaporation", "seepage")]
    when = run.moments("node_time_of_max_depth", len(mean))
    outflow = _of(run, "node_max_outflow")
    thousand = run.units.thousand_word
    heads = (
        "                       Average    Avg   Evap  Exfil     Maximum    Max    Time of Max    Maximum",
        "                        Volume   Pcnt   Pcnt   Pcnt      Volume   Pcnt     Occurrence    Outflow",
        f"Storage Unit        {thousand:>10}   Full   Loss   Loss  {thousand:>10}   Full    days hr:min        "
        f"{run.units.flow_word:>3}",
    )
    rows = []
    for k in np.flatnonzero(run.network.nodes.kind == STORAGE):
        share = [100.0 * v[k] / full[k] if full[k] > 0.0 else 0.0 for v in (mean, largest)]
        gone = [100.0 * v[k] / came[k] if came[k] > 0.0 or np.isnan(came[k]) else 0.0 for v in lost]
        cells = [cell(run.units.thousand(mean[k]), 10, 3), *(cell(v, 5, 1) for v in (share[0], *gone))]
        cells += [cell(run.units.thousand(largest[k]), 10, 3), cell(share[1], 5, 1)]
        rows.append(f"{run.model.node_order[k]:<20}{'  '.join(cells)}    {run.elapsed(when[k])}  "
                    f"{run.rate(run.units.flow(outflow[k]))}")  # fmt: skip
    return [*titled("Storage Volume Summary"), *ruled(96, heads, rows)]


def _outfalls(run: ReportedRun) -> list[str]:
    model = run.model
    places = np.flatnonzero(run.network.nodes.kind == OUTFALL)
    seconds, came = 3600.0 * _of(run, "node_hours_flowing")[places], _of(run, "node_total_inflow_volume")[places]
    share = 100.0 * seconds / run.span if run.span > 0.0 else 0.0 * seconds
    mean = run.units.flow(np.where(seconds > 0.0, came, 0.0) / np.where(seconds > 0.0, seconds, 1.0))
    peak = run.units.flow(_of(run, "node_max_total_inflow")[places])
    volume = run.units.volume(came)
    pollutants = tuple(model.pollutants) if model.has_quality else ()
    loads = run.get("node_outlet_load") if pollutants else np.zeros((0, len(model.node_order)))
    loads = loads[:, places] if loads.ndim else np.full((len(pollutants), len(places)), np.nan)
    width, unit = 59 + 14 * len(pollutants), run.units.flow_word
    heads = (
        "                       Flow       Avg       Max       Total" + "         Total" * len(pollutants),
        "                       Freq      Flow      Flow      Volume" + "".join(f"{p:>14}" for p in pollutants),
        f"Outfall Node           Pcnt       {unit:>3}       {unit:>3}    {run.units.volume_word:>8}"
        + "".join(f"{run.load_word(p):>14}" for p in pollutants),
    )

    def row(name: str, *values: float, masses: np.ndarray) -> str:
        first, average, largest, total = values
        cells = f"{cell(first, 7, 2)} {run.rate(average)} {run.rate(largest)}{cell(total, 12, 3)}"
        return f"{name:<20}{cells}" + "".join(cell(run.load(m, p), 14, 3) for m, p in zip(masses, pollutants))

    rows = [
        row(model.node_order[k], share[i], mean[i], peak[i], volume[i], masses=loads[:, i])
        for i, k in enumerate(places)
    ]
    at_once = float(run.units.flow(run.get("system_max_outflow")))
    rows += ["-" * width, row("System", share.mean(), mean.sum(), at_once, volume.sum(), masses=loads.sum(axis=1))]
    return [*titled("Outfall Loading Summary"), *ruled(width, heads, rows)]

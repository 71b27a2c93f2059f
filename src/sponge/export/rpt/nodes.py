# SPDX-License-Identifier: Apache-2.0
"""Summaries of nodes: depths, inflows, surcharge, flooding, storage units, outfalls."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.engine.network import OUTFALL, STORAGE
from sponge.export.rpt.continuity import node_balance
from sponge.export.rpt.frame import Frame, cell, ruled, titled

WORDS = ("JUNCTION", "OUTFALL", "STORAGE", "DIVIDER")
LEAST_HOURS = 0.01  # shown for less


def nodes(frame: Frame) -> list[str]:
    """All tables of nodes."""
    kinds = frame.network.nodes.kind
    lines = _depths(frame) + _inflows(frame)
    lines += _surcharge(frame) if frame.dynamic else []
    lines += _flooding(frame)
    lines += _storages(frame) if (kinds == STORAGE).any() else []
    return lines + (_outfalls(frame) if (kinds == OUTFALL).any() else [])


def _head(frame: Frame, k: Any) -> str:
    return f"{frame.model.node_order[k]:<20} {WORDS[frame.network.nodes.kind[k]]:<9}"


def _of(frame: Frame, name: str) -> np.ndarray:
    return frame.by_element(name, len(frame.model.node_order))


def _depths(frame: Frame) -> list[str]:
    columns = [frame.length(_of(frame, f"node_{name}")) for name in ("mean_depth", "max_depth", "max_head")]
    largest = frame.length(frame.series("node_depth", len(frame.model.node_order)).max(axis=0))
    when = frame.moments("node_time_of_max_depth", len(largest))
    word = frame.length_word
    heads = (
        "                               Average  Maximum  Maximum  Time of Max    Reported",
        "                                 Depth    Depth      HGL   Occurrence   Max Depth",
        f"Node                 Type     {word:>8} {word:>8} {word:>8}  days hr:min  {word:>10}",
    )
    rows = [
        f"{_head(frame, k)} " + "  ".join(cell(v[k], 7, 2) for v in columns)
        + f"  {frame.elapsed(when[k])}  {cell(largest[k], 10, 2)}"
        for k in range(len(largest))
    ]  # fmt: skip
    return [*titled("Node Depth Summary"), *ruled(81, heads, rows)]


def _inflows(frame: Frame) -> list[str]:
    lateral = frame.flow(_of(frame, "node_max_lateral_inflow"))
    total = frame.flow(_of(frame, "node_max_total_inflow"))
    when = frame.moments("node_time_of_max_inflow", len(total))
    came, left, lost = node_balance(frame)
    volumes = frame.volume(_of(frame, "node_lateral_inflow_volume")), frame.volume(came)
    flow, volume = frame.flow_word, frame.volume_word
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
        cells += _balance(frame, left[k], lost[k])
        rows.append(f"{_head(frame, k)}{frame.rate(lateral[k])}{frame.rate(total[k])}  {frame.elapsed(when[k])}{cells}")
    return [*titled("Node Inflow Summary"), *ruled(97, heads, rows)]


def _balance(frame: Frame, left: float, lost: float) -> str:
    """The error in per cent of what left the node, or as gallons or litres where that is nothing."""
    if abs(left) < frame.units.volume:
        return f"{cell(1e6 * frame.volume(lost), 12, 3)} {'gal' if frame.us else 'ltr'}"
    return cell(100.0 * lost / left, 12, 3)


def _surcharge(frame: Frame) -> list[str]:
    nodes, hours = frame.network.nodes, _of(frame, "node_hours_surcharged")
    deepest = _of(frame, "node_max_depth")
    above = frame.length(np.maximum(deepest - nodes.crown, 0.0))
    below = frame.length(np.maximum(nodes.full_depth - deepest, 0.0))
    word = frame.length_word
    heads = (
        "                                             Max. Height   Min. Depth",
        "                                 Hours       Above Crown    Below Rim",
        f"Node                 Type      Surcharged  {word:>13}{word:>13}",
    )
    rows = [
        f"{_head(frame, k)}  {cell(max(hours[k], LEAST_HOURS), 9, 2)}      {cell(above[k], 9, 3)}    "
        f"{cell(below[k], 9, 3)}"
        for k in np.flatnonzero((hours > 0.0) & (nodes.kind != OUTFALL))
    ]
    if not rows:
        return [*titled("Node Surcharge Summary"), "", "No nodes were surcharged.", ""]
    said = "Surcharging occurs when water rises above the top of the highest conduit."
    return [*titled("Node Surcharge Summary"), "", said, *ruled(69, heads, rows)[1:]]


def _flooding(frame: Frame) -> list[str]:
    nodes, hours = frame.network.nodes, _of(frame, "node_hours_flooded")
    peak, volume = frame.flow(_of(frame, "node_max_flooding")), frame.volume(_of(frame, "node_flooding_volume"))
    when = frame.moments("node_time_of_max_flooding", len(hours))
    if frame.dynamic:
        ponded, word = frame.length(_of(frame, "node_max_depth") - nodes.full_depth), frame.length_word
    else:
        ponded = frame.thousand(np.maximum(_of(frame, "node_max_volume") - nodes.full_volume, 0.0))
        word = frame.thousand_word
    heads = (
        "                                                           Total   Maximum",
        "                               Maximum   Time of Max       Flood    Ponded",
        f"                      Hours       Rate    Occurrence      Volume{'Depth' if frame.dynamic else 'Volume':>10}",
        f"Node                 Flooded       {frame.flow_word:>3}   days hr:min    {frame.volume_word:>8}"
        f"{word:>{10 if frame.dynamic else 10 + (not frame.us)}}",
    )
    rows = [
        f"{frame.model.node_order[k]:<20} {cell(max(hours[k], LEAST_HOURS), 7, 2)} {frame.rate(peak[k])}"
        f"   {frame.elapsed(when[k])}{cell(volume[k], 12, 3)} {cell(ponded[k], 9, 3)}"
        for k in np.flatnonzero((hours > 0.0) & (nodes.kind != OUTFALL))
    ]
    if not rows:
        return [*titled("Node Flooding Summary"), "", "No nodes were flooded.", ""]
    said = "Flooding refers to all water that overflows a node, whether it ponds or not."
    return [*titled("Node Flooding Summary"), "", said, *ruled(74, heads, rows)[1:]]


def _storages(frame: Frame) -> list[str]:
    full = frame.network.nodes.full_volume
    mean, largest = _of(frame, "node_mean_volume"), _of(frame, "node_max_volume")
    came = node_balance(frame)[0]
    lost = [_of(frame, f"node_{kind}_volume") for kind in ("evaporation", "seepage")]
    when = frame.moments("node_time_of_max_depth", len(mean))
    outflow = _of(frame, "node_max_outflow")
    thousand = frame.thousand_word
    heads = (
        "                       Average    Avg   Evap  Exfil     Maximum    Max    Time of Max    Maximum",
        "                        Volume   Pcnt   Pcnt   Pcnt      Volume   Pcnt     Occurrence    Outflow",
        f"Storage Unit        {thousand:>10}   Full   Loss   Loss  {thousand:>10}   Full    days hr:min        "
        f"{frame.flow_word:>3}",
    )
    rows = []
    for k in np.flatnonzero(frame.network.nodes.kind == STORAGE):
        share = [100.0 * v[k] / full[k] if full[k] > 0.0 else 0.0 for v in (mean, largest)]
        gone = [100.0 * v[k] / came[k] if came[k] > 0.0 or np.isnan(came[k]) else 0.0 for v in lost]
        cells = [cell(frame.thousand(mean[k]), 10, 3), *(cell(v, 5, 1) for v in (share[0], *gone))]
        cells += [cell(frame.thousand(largest[k]), 10, 3), cell(share[1], 5, 1)]
        rows.append(f"{frame.model.node_order[k]:<20}{'  '.join(cells)}    {frame.elapsed(when[k])}  "
                    f"{frame.rate(frame.flow(outflow[k]))}")  # fmt: skip
    return [*titled("Storage Volume Summary"), *ruled(96, heads, rows)]


def _outfalls(frame: Frame) -> list[str]:
    model = frame.model
    places = np.flatnonzero(frame.network.nodes.kind == OUTFALL)
    seconds, came = 3600.0 * _of(frame, "node_hours_flowing")[places], _of(frame, "node_total_inflow_volume")[places]
    share = 100.0 * seconds / frame.span if frame.span > 0.0 else 0.0 * seconds
    mean = frame.flow(np.where(seconds > 0.0, came, 0.0) / np.where(seconds > 0.0, seconds, 1.0))
    peak = frame.flow(_of(frame, "node_max_total_inflow")[places])
    volume = frame.volume(came)
    pollutants = tuple(model.pollutants) if model.has_quality else ()
    loads = frame.get("node_outlet_load") if pollutants else np.zeros((0, len(model.node_order)))
    loads = loads[:, places] if loads.ndim else np.full((len(pollutants), len(places)), np.nan)
    width, unit = 59 + 14 * len(pollutants), frame.flow_word
    heads = (
        "                       Flow       Avg       Max       Total" + "         Total" * len(pollutants),
        "                       Freq      Flow      Flow      Volume" + "".join(f"{p:>14}" for p in pollutants),
        f"Outfall Node           Pcnt       {unit:>3}       {unit:>3}    {frame.volume_word:>8}"
        + "".join(f"{frame.load_word(p):>14}" for p in pollutants),
    )

    def row(name: str, *values: float, masses: np.ndarray) -> str:
        first, average, largest, total = values
        cells = f"{cell(first, 7, 2)} {frame.rate(average)} {frame.rate(largest)}{cell(total, 12, 3)}"
        return f"{name:<20}{cells}" + "".join(cell(frame.load(m, p), 14, 3) for m, p in zip(masses, pollutants))

    rows = [
        row(model.node_order[k], share[i], mean[i], peak[i], volume[i], masses=loads[:, i])
        for i, k in enumerate(places)
    ]
    at_once = float(frame.flow(frame.get("system_max_outflow")))
    rows += ["-" * width, row("System", share.mean(), mean.sum(), at_once, volume.sum(), masses=loads.sum(axis=1))]
    return [*titled("Outfall Loading Summary"), *ruled(width, heads, rows)]

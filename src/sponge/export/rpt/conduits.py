# SPDX-License-Identifier: Apache-2.0
"""How conduits flowed, and how long they were full."""

from __future__ import annotations

import numpy as np

from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, ruled, titled

CLASSES = (
    "dry", "up_dry", "down_dry", "subcritical", "supercritical", "up_critical", "down_critical", "normal_flow",
    "inlet_control",
)  # fmt: skip
FLOW_CLASSES = 7  # of them, those that a conduit is in one at a time
CLASS_HEADS = (
    "                    Adjusted    ---------- Fraction of Time in Flow Class ---------- ",
    "                     /Actual         Up    Down  Sub   Sup   Up    Down  Norm  Inlet ",
    "Conduit               Length    Dry  Dry   Dry   Crit  Crit  Crit  Crit  Ltd   Ctrl  ",
)
SURCHARGE_HEADS = (
    "                                                         Hours        Hours ",
    "                       --------- Hours Full --------   Above Full   Capacity",
    "Conduit                Both Ends  Upstream  Dnstream   Normal Flow   Limited",
)
SURCHARGE = ("surcharged", "full_up", "full_down", "above_full_flow", "capacity_limited")
LEAST = 0.01  # h, printed of what was full at all


def _hours(run: ReportedRun, names: tuple[str, ...]) -> np.ndarray:
    """Hours by conduit with a section, (conduit, name); its ends as in the dynamic wave: it runs downhill."""
    count = len(run.model.link_order)
    hours = [run.by_element(f"link_hours_{name}", count) for name in names]
    return np.column_stack(hours)[run.network.conduits.link]


def _names(run: ReportedRun) -> list[str]:
    return [run.model.link_order[j] for j in run.network.conduits.link]


def flow_classes(run: ReportedRun) -> list[str]:
    """A row a conduit: shares of the time in each class of flow."""
    conduits, hours = run.network.conduits, _hours(run, CLASSES)
    longer = np.asarray(conduits.modified_length / conduits.length)
    total = hours[:, :FLOW_CLASSES].sum(axis=1)
    shares = hours / np.where(total > 0.0, total, 1.0)[:, None]
    rows = [
        f"{name:<20}  {cell(float(ratio), 6, 2)} " + "".join(f"  {cell(share, 4, 2)}" for share in row)
        for name, ratio, row in zip(_names(run), longer, shares, strict=True)
    ]
    return [*titled("Flow Classification Summary"), *ruled(85, CLASS_HEADS, rows)]


def surcharge(run: ReportedRun) -> list[str]:
    """A row a conduit that was full."""
    rows = []
    for name, (*full, limited) in zip(_names(run), _hours(run, SURCHARGE), strict=True):
        if any(full):
            cells = "".join(f"  {cell(max(value, LEAST), 8, 2)}" for value in full)
            rows.append(f"{name:<20}  {cells}     {cell(max(limited, LEAST), 8, 2)}")
    title = titled("Conduit Surcharge Summary")
    return [*title, *ruled(76, SURCHARGE_HEADS, rows)] if rows else [*title, "", "No conduits were surcharged.", ""]

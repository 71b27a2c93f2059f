# SPDX-License-Identifier: Apache-2.0
"""Hours that conduits were full and above their normal flow."""

from __future__ import annotations

import numpy as np

from sponge.export.rpt.frame import Frame, cell, ruled, titled

HEADS = (
    "                                                         Hours        Hours ",
    "                       --------- Hours Full --------   Above Full   Capacity",
    "Conduit                Both Ends  Upstream  Dnstream   Normal Flow   Limited",
)
LEAST = 0.01  # h, printed of what was full at all


def surcharge(frame: Frame) -> list[str]:
    """A row a conduit that was; ends as the dynamic wave has them, so that conduits run downhill."""
    hours = _hours(frame)
    names = [frame.model.link_order[j] for j in frame.network.conduits.link]
    rows = []
    for name, (*full, limited) in zip(names, hours, strict=True):
        if any(full):
            cells = "".join(f"  {cell(max(value, LEAST), 8, 2)}" for value in full)
            rows.append(f"{name:<20}  {cells}     {cell(max(limited, LEAST), 8, 2)}")
    title = titled("Conduit Surcharge Summary")
    return [*title, *ruled(76, HEADS, rows)] if rows else [*title, "", "No conduits were surcharged.", ""]


def _hours(frame: Frame) -> np.ndarray:
    """(conduit, 5): both ends full, the upper one, the lower one, above full flow, held back by nothing but its size
    (the upper end is full and the water's slope steeper than the conduit's). The first is of every step, the others of
    reporting times; an end is full at least as long as both are."""
    links, conduits = frame.network.links, frame.network.conduits
    at = conduits.link
    head = frame.series("node_head", len(frame.model.node_order))
    flow = np.abs(frame.series("link_flow", len(frame.model.link_order))[:, at])
    both = frame.by_element("link_hours_surcharged", len(frame.model.link_order))[at]
    bottoms = frame.network.nodes.invert
    ends = [(links.up[at], links.offset_up[at]), (links.down[at], links.offset_down[at])]
    full = [head[:, node] - bottoms[node] - offset >= links.full_depth[at] for node, offset in ends]
    drop = head[:, ends[0][0]] - head[:, ends[1][0]]
    limited = full[0] & (drop > np.abs(conduits.slope) * conduits.length)
    above = (flow >= links.full_flow[at] * conduits.barrels) & (links.full_flow[at] > 0.0)
    step = frame.model.options.report_step / 3600.0
    sampled = [step * np.count_nonzero(found, axis=0) for found in (*full, above, limited)]
    upper, lower = (np.fmax(hours, both) for hours in sampled[:2])
    return np.column_stack([both, upper, lower, *sampled[2:]])

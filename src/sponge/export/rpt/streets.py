# SPDX-License-Identifier: Apache-2.0
"""Flow of streets, and what their inlets took of it."""

from __future__ import annotations

import numpy as np

from sponge.engine.inlets.capture import ON_GRADE
from sponge.export.rpt.frame import Frame, cell, ruled, titled
from sponge.physics.sections.lookup import WIDTH, Y

TOP = (
    "                                                                                      Peak     Avg.   Bypass"
    "     Back     Peak     Peak",
    "                      Peak   Maximum   Maximum                                        Flow     Flow     Flow"
    "     Flow  Capture   Bypass",
    "                      Flow    Spread     Depth  Inlet             Inlet     Inlet  Capture  Capture     Freq"
    "     Freq  / Inlet     Flow",
)


def streets(frame: Frame) -> list[str]:
    """A row a conduit that is a street."""
    model, conduits = frame.model, frame.network.conduits
    names = [model.link_order[j] for j in conduits.link]
    rows = [_row(frame, c, name) for c, name in enumerate(names) if _is_street(frame, name)]
    if not rows:
        return []
    length = "ft" if frame.us else " m"
    unit = f"{frame.flow_word:>3}"
    last = (
        f"Street Conduit         {unit}        {length}        {length}  Design            Location  "
        f"{'Count' if frame.us else '     '}     Pcnt     Pcnt     Pcnt     Pcnt      {unit}      {unit}"
    )
    return [*titled("Street Flow Summary"), *ruled(135, (*TOP, last), rows)]


def _is_street(frame: Frame, name: str) -> bool:
    return frame.model.conduits[name].section.shape == "STREET"


def _row(frame: Frame, c: int, name: str) -> str:
    j, street = frame.network.conduits.link[c], frame.model.streets[frame.model.conduits[name].section.reference]
    count = len(frame.model.link_order)
    flow = float(frame.flow(frame.by_element("link_max_flow", count)[j]))
    depth = float(frame.by_element("link_max_depth", count)[j])
    spread = min(_width(frame, c, depth) / street.sides, street.width)
    row = f"{name:<16} {cell(flow, 9, 3)} {cell(float(frame.length(spread)), 9, 3)} "
    row += cell(float(frame.length(depth)), 9, 3)
    use = next((use for use in frame.model.inlet_uses if use.link == name), None)
    if use is None:
        return row
    k = list(frame.network.inlets.link).index(j)
    placed = "ON-GRADE" if frame.network.inlets.placement[k] == ON_GRADE else "ON-SAG  "
    row += f"  {use.inlet:<16}  {placed}  {use.number:5d}"
    if not frame.by_element("link_inlet_steps", count)[j] > 0.0:
        return row
    terms = ("peak_capture", "mean_capture", "bypass_frequency", "backflow_frequency")
    peak, *others = (float(frame.by_element(f"link_inlet_{term}", count)[j]) for term in terms)
    taken, passed = flow / street.sides * 0.01 * peak / use.number, flow * 0.01 * (100.0 - peak)
    return row + "".join(f"  {cell(value, 7, 2)}" for value in (peak, *others, taken, passed))


def _width(frame: Frame, c: int, depth: float) -> float:
    """Width [m] of the water at a depth [m]."""
    conduits = frame.network.conduits
    table, full = conduits.sections.depth[conduits.section[c]], float(conduits.full_depth[c])
    ratio = min(depth / full, 1.0) if full > 0.0 else 0.0
    return float(np.interp(ratio, table[:, Y], table[:, WIDTH])) * float(conduits.max_width[c])

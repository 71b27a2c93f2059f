# SPDX-License-Identifier: Apache-2.0
"""Flow of streets, and what their inlets took of it."""

from __future__ import annotations

import numpy as np

from sponge.engine.inlets.capture import ON_GRADE
from sponge.export.rpt.reported_run import ReportedRun
from sponge.export.rpt.table_text import cell, ruled, titled
from sponge.physics.sections.lookup import WIDTH, Y

TOP = (
    "                                                                                      Peak     Avg.   Bypass"
    "     Back     Peak     Peak",
    "                      Peak   Maximum   Maximum                                        Flow     Flow     Flow"
    "     Flow  Capture   Bypass",
    "                      Flow    Spread     Depth  Inlet             Inlet     Inlet  Capture  Capture     Freq"
    "     Freq  / Inlet     Flow",
)


def streets(run: ReportedRun) -> list[str]:
    """A row a conduit that is a street."""
    model, conduits = run.model, run.network.conduits
    names = [model.link_order[j] for j in conduits.link]
    rows = [_row(run, c, name) for c, name in enumerate(names) if _is_street(run, name)]
    if not rows:
        return []
    length = "ft" if run.units.us else " m"
    unit = f"{run.units.flow_word:>3}"
    last = (
        f"Street Conduit         {unit}        {length}        {length}  Design            Location  "
        f"{'Count' if run.units.us else '     '}     Pcnt     Pcnt     Pcnt     Pcnt      {unit}      {unit}"
    )
    return [*titled("Street Flow Summary"), *ruled(135, (*TOP, last), rows)]


def _is_street(run: ReportedRun, name: str) -> bool:
    return run.model.conduits[name].section.shape == "STREET"


def _row(run: ReportedRun, c: int, name: str) -> str:
    j, street = run.network.conduits.link[c], run.model.streets[run.model.conduits[name].section.reference]
    count = len(run.model.link_order)
    flow = float(run.units.flow(run.by_element("link_max_flow", count)[j]))
    depth = float(run.by_element("link_max_depth", count)[j])
    spread = min(_width(run, c, depth) / street.sides, street.width)
    row = f"{name:<16} {cell(flow, 9, 3)} {cell(float(run.units.length(spread)), 9, 3)} "
    row += cell(float(run.units.length(depth)), 9, 3)
    use = next((use for use in run.model.inlet_uses if use.link == name), None)
    if use is None:
        return row
    k = list(run.network.inlets.link).index(j)
    placed = "ON-GRADE" if run.network.inlets.placement[k] == ON_GRADE else "ON-SAG  "
    row += f"  {use.inlet:<16}  {placed}  {use.number:5d}"
    if not run.by_element("link_inlet_steps", count)[j] > 0.0:
        return row
    terms = ("peak_capture", "mean_capture", "bypass_frequency", "backflow_frequency")
    peak, *others = (float(run.by_element(f"link_inlet_{term}", count)[j]) for term in terms)
    taken, passed = flow / street.sides * 0.01 * peak / use.number, flow * 0.01 * (100.0 - peak)
    return row + "".join(f"  {cell(value, 7, 2)}" for value in (peak, *others, taken, passed))


def _width(run: ReportedRun, c: int, depth: float) -> float:
    """Width [m] of the water at a depth [m]."""
    conduits = run.network.conduits
    table, full = conduits.sections.depth[conduits.section[c]], float(conduits.full_depth[c])
    ratio = min(depth / full, 1.0) if full > 0.0 else 0.0
    return float(np.interp(ratio, table[:, Y], table[:, WIDTH])) * float(conduits.max_width[c])

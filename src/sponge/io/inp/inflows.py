# SPDX-License-Identifier: Apache-2.0
"""[INFLOWS]: direct inflows of flow and of pollutants."""

from __future__ import annotations

from sponge.base.units import MASS_UNITS
from sponge.io.inp.pollutants import unit_of
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, num, quoted
from sponge.model import quality as ql
from sponge.model.elements import DirectInflow
from sponge.model.model import Model
from sponge.model.series_use import unit_in


def is_flow(row: Row) -> bool:
    """Whether token 1 says FLOW; else it must name a pollutant."""
    if row.item(1).upper() in row.context.names["pollutant"]:
        return False
    if row.item(1).upper().startswith("FLOW"):
        return True
    row.ref(1, "pollutant")
    return False


def read_inflow(row: Row) -> None:
    """Node FLOW Series (FLOW 1.0 Scale Baseline Pattern)."""
    row.need(3, "Node FLOW Series (FLOW 1.0 ScaleFactor Baseline Pattern)")
    node = row.ref(0, "node")
    flow = is_flow(row)
    series = row.ref(2, "series") if row.item(2) else ""
    scale, baseline = row.number(5, "scale factor", 1.0), row.number(6, "baseline", 0.0)
    pattern = row.ref(7, "pattern") if row.item(7) else ""
    if not flow:
        _read_pollutant_inflow(row, node, series, scale, baseline, pattern)
    elif not row.failed:
        inflow = DirectInflow(node, series, scale, baseline * row.context.units.flow, pattern, line=row.line)
        row.keep("inflows", node, inflow)


def _read_pollutant_inflow(row: Row, node: str, series: str, scale: float, baseline: float, pattern: str) -> None:
    """Node Pollutant Series (CONCEN|MASS UnitsFactor Scale Baseline Pattern), the rest of it."""
    pollutant, kind, factor = row.ref(1, "pollutant"), "CONCEN", 1.0
    if len(row) > 3:
        kind = row.word(3, ("CONCEN", "MASS"), "type of inflow")
        if kind == "MASS":
            factor = row.number(4, "units factor", 1.0, above=0.0)
    if not row.failed:
        baseline *= inflow_factor(unit_of(row.context, pollutant), kind, factor)
        found = ql.PollutantInflow(node, pollutant, kind, series, factor, scale, baseline, pattern, line=row.line)
        row.keep("pollutant_inflows", (node, pollutant), found)


def inflow_factor(unit: str, kind: str, factor: float) -> float:
    """What makes a pollutant inflow of the file SI: kg/m3, or kg/s of a mass."""
    return factor * MASS_UNITS[unit] if kind == "MASS" else ql.CONCENTRATIONS[unit]


def write_inflows(model: Model, out: Output) -> Lines:
    """Flows, then pollutants."""
    lines: Lines = []
    for i in model.inflows:
        items = [quoted(i.node), "FLOW", quoted(i.series), "FLOW", "1.0", num(i.scale), num(i.baseline, out.units.flow)]
        lines.append(columns(*items, *([quoted(i.pattern)] if i.pattern else [])))
    for p in model.pollutant_inflows:
        baseline = num(p.baseline, inflow_factor(unit_in(model, p.pollutant), p.kind, p.units_factor))
        items = [quoted(p.node), quoted(p.pollutant), quoted(p.series), p.kind, num(p.units_factor), num(p.scale)]
        lines.append(columns(*items, baseline, *([quoted(p.pattern)] if p.pattern else [])))
    return lines


INFLOWS = Section(
    name="INFLOWS", heading="[INFLOW", read=read_inflow, write=write_inflows,
    build=rows_of("inflows", "pollutant_inflows"),
)  # fmt: skip

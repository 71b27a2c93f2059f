# SPDX-License-Identifier: Apache-2.0
"""[DWF]: dry weather flow and its pollutants."""

from __future__ import annotations

from sponge.io.inp.inflows import is_flow
from sponge.io.inp.pollutants import unit_of
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, num, quoted
from sponge.model import quality as ql
from sponge.model.elements import DryWeatherInflow
from sponge.model.model import Model
from sponge.model.series_use import unit_in


def read_dry_weather(row: Row) -> None:
    """Node FLOW Average (Pattern1 ... Pattern4)."""
    row.need(3, "Node FLOW Average (Pattern1 ... Pattern4)")
    node = row.ref(0, "node")
    flow = is_flow(row)
    average = row.number(2, "average")
    patterns = tuple(row.ref(i, "pattern") if row.item(i) else "" for i in range(3, min(7, len(row))))
    while patterns and not patterns[-1]:
        patterns = patterns[:-1]
    if not flow:
        _read_pollutant_dry_weather(row, node, average, patterns)
    elif not row.failed:
        inflow = DryWeatherInflow(node, average * row.context.units.flow, patterns, line=row.line)
        row.keep("dry_weather", node, inflow)


def _read_pollutant_dry_weather(row: Row, node: str, average: float, patterns: tuple[str, ...]) -> None:
    """Node Pollutant Average (Pattern1 ... Pattern4), the rest of it."""
    pollutant = row.ref(1, "pollutant")
    if not row.failed:
        average *= ql.CONCENTRATIONS[unit_of(row.context, pollutant)]
        found = ql.PollutantDryWeather(node, pollutant, average, patterns, line=row.line)
        row.keep("pollutant_dry_weather", (node, pollutant), found)


def write_dry_weather(model: Model, out: Output) -> Lines:
    """Flows, then pollutants."""
    flows = [
        columns(quoted(i.node), "FLOW", num(i.average, out.units.flow), *(f'"{p}"' for p in i.patterns))
        for i in model.dry_weather
    ]
    return flows + [
        columns(
            quoted(i.node), quoted(i.pollutant), num(i.average, ql.CONCENTRATIONS[unit_in(model, i.pollutant)]),
            *(f'"{p}"' for p in i.patterns),
        )
        for i in model.pollutant_dry_weather
    ]  # fmt: skip


DWF = Section(
    name="DWF", heading="[DWF", read=read_dry_weather, write=write_dry_weather,
    build=rows_of("dry_weather", "pollutant_dry_weather"),
)  # fmt: skip

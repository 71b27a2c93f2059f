# SPDX-License-Identifier: Apache-2.0
"""[AQUIFERS], [GROUNDWATER] and [GWF]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of, tables_of
from sponge.io.inp.text import Lines, columns, num, quoted, with_comment
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression
from sponge.model.model import Model


def read_aquifer(row: Row) -> None:
    """Name Porosity WiltingPoint FieldCapacity Ks KSlope TSlope UpperEvap LowerDepth Seepage Bottom Table Moisture
    (Pattern)."""
    row.need(13, "Name Por WP FC Ksat Kslope Tslope ETu ETs Seep Ebot Egw Umc (Pattern)")
    units = row.context.units
    x = row.numbers(1, 12, "aquifer parameter")
    aquifer = Aquifer(
        row.own("aquifer"), porosity=x[0], wilting_point=x[1], field_capacity=x[2], conductivity=x[3] * units.rate,
        conductivity_slope=x[4], tension_slope=x[5] * units.length, upper_evaporation=x[6],
        lower_evaporation_depth=x[7] * units.length, seepage=x[8] * units.rate, bottom=x[9] * units.length,
        water_table=x[10] * units.length, moisture=x[11],
        evaporation_pattern=row.ref(13, "pattern") if row.item(13) else "", line=row.line, comment=row.comment,
    )  # fmt: skip
    if not row.failed:
        row.context.table("aquifers")[aquifer.name] = aquifer


def write_aquifers(model: Model, out: Output) -> Lines:
    """A row an aquifer."""
    units = out.units
    lines: Lines = []
    for a in model.aquifers.values():
        items = [
            quoted(a.name), num(a.porosity), num(a.wilting_point), num(a.field_capacity),
            num(a.conductivity, units.rate), num(a.conductivity_slope), num(a.tension_slope, units.length),
            num(a.upper_evaporation), num(a.lower_evaporation_depth, units.length), num(a.seepage, units.rate),
            num(a.bottom, units.length), num(a.water_table, units.length), num(a.moisture),
        ]  # fmt: skip
        pattern = [quoted(a.evaporation_pattern)] if a.evaporation_pattern else []
        lines += with_comment(a.comment, columns(*items, *pattern))
    return lines


def exchange_factors(units: Units, b1: float, b2: float) -> tuple[float, float, float]:
    """What makes a1, a2 and a3 (flow per land area at lengths in the file's units) SI."""
    flow = units.length**3 / units.land  # cfs an acre, m3/s a hectare
    return flow * units.length**-b1, flow * units.length**-b2, flow * units.length**-2


def read_groundwater(row: Row) -> None:
    """Subcatchment Aquifer Node Surface A1 B1 A2 B2 A3 SurfaceDepth (Threshold Bottom WaterTable Moisture)."""
    row.need(10, "Subcatchment Aquifer Node Esurf A1 B1 A2 B2 A3 Dsw (Egwt Ebot Egw Umc)")
    length = row.context.units.length
    name, aquifer, node = row.ref(0, "subcatchment"), row.ref(1, "aquifer"), row.ref(2, "node")
    surface, a1, _, a2, _, a3, depth = row.numbers(3, 7, "groundwater parameter")
    b1, b2 = row.exponent(5), row.exponent(7)
    f1, f2, f3 = exchange_factors(row.context.units, b1, b2)
    threshold, bottom, table = (_read_optional(row, i, length) for i in (10, 11, 12))
    groundwater = Groundwater(
        name, aquifer=aquifer, node=node, surface=surface * length, a1=a1 * f1, b1=b1, a2=a2 * f2, b2=b2, a3=a3 * f3,
        surface_depth=depth * length, threshold=threshold, bottom=bottom, water_table=table,
        moisture=_read_optional(row, 13, 1.0), line=row.line, comment=row.comment,
    )  # fmt: skip
    if not row.failed:
        row.keep("groundwater", name, groundwater)


def _read_optional(row: Row, i: int, factor: float) -> float | None:
    return None if row.starred(i) else row.number(i, "elevation or moisture") * factor


def write_groundwater(model: Model, out: Output) -> Lines:
    """A row a subcatchment with groundwater; stars where the aquifer or the node says it."""
    units = out.units
    lines: Lines = []
    for g in model.groundwater.values():
        f1, f2, f3 = exchange_factors(units, g.b1, g.b2)
        items = [
            quoted(g.name), quoted(g.aquifer), quoted(g.node), num(g.surface, units.length), num(g.a1, f1), num(g.b1),
            num(g.a2, f2), num(g.b2), num(g.a3, f3), num(g.surface_depth, units.length),
        ]  # fmt: skip
        items += [_or_star(value, units.length) for value in (g.threshold, g.bottom, g.water_table)]
        items.append(_or_star(g.moisture, 1.0))
        lines += with_comment(g.comment, columns(*items))
    return lines


def _or_star(value: float | None, factor: float) -> str:
    """A number in the file's units, or a star."""
    return "*" if value is None else num(value, factor)


FLOWS = {"LATERAL": "LATERAL", "LAT": "LATERAL", "DEEP": "DEEP"}  # as a row may begin the word


def read_expression(row: Row) -> None:
    """Subcatchment LATERAL|DEEP formula."""
    row.need(3, "Subcatchment LATERAL|DEEP formula")
    name, kind = row.ref(0, "subcatchment"), FLOWS[row.word(1, tuple(FLOWS), "flow", "LATERAL")]
    if not row.failed:
        text = " ".join(row.tokens[2:])
        found = GroundwaterExpression(name, kind, text, line=row.line)
        row.keep("groundwater_expressions", (name, kind), found)


def write_expressions(model: Model, _: Output) -> Lines:
    """A row a formula."""
    return [columns(quoted(e.subcatchment), e.kind, e.text) for e in model.groundwater_expressions]


AQUIFERS = Section(
    name="AQUIFERS", heading="[AQUIFER", read=read_aquifer, write=write_aquifers, build=tables_of("aquifers"),
    defines=("aquifer",),
)  # fmt: skip
GROUNDWATER = Section(
    name="GROUNDWATER", heading="[GROUNDWATER", read=read_groundwater, write=write_groundwater,
    build=tables_of("groundwater"),
)  # fmt: skip
GWF = Section(
    name="GWF", heading="[GWF", read=read_expression, write=write_expressions, build=rows_of("groundwater_expressions")
)

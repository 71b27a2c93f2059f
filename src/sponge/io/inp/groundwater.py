"""[AQUIFERS], [GROUNDWATER] and [GWF]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.row import Row
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression


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


def exchange_factors(units: Units, b1: float, b2: float) -> tuple[float, float, float]:
    """What makes a1, a2 and a3 (flow per land area at lengths in the file's units) SI."""
    flow = units.length**3 / units.land  # cfs an acre, m3/s a hectare
    return flow * units.length**-b1, flow * units.length**-b2, flow * units.length**-2


def read_groundwater(row: Row) -> None:
    """Subcatchment Aquifer Node Surface A1 B1 A2 B2 A3 SurfaceDepth (Threshold Bottom WaterTable Moisture)."""
    row.need(11, "Subcatchment Aquifer Node Esurf A1 B1 A2 B2 A3 Dsw (Egwt Ebot Egw Umc)")
    length = row.context.units.length
    name, aquifer, node = row.ref(0, "subcatchment"), row.ref(1, "aquifer"), row.ref(2, "node")
    surface, a1, b1, a2, b2, a3, depth = row.numbers(3, 7, "groundwater parameter")
    f1, f2, f3 = exchange_factors(row.context.units, b1, b2) if not row.failed else (1.0, 1.0, 1.0)
    threshold, bottom, table = (_optional(row, i, length) for i in (10, 11, 12))
    groundwater = Groundwater(
        name, aquifer=aquifer, node=node, surface=surface * length, a1=a1 * f1, b1=b1, a2=a2 * f2, b2=b2, a3=a3 * f3,
        surface_depth=depth * length, threshold=threshold, bottom=bottom, water_table=table,
        moisture=_optional(row, 13, 1.0), line=row.line, comment=row.comment,
    )  # fmt: skip
    if not row.failed:
        row.context.table("groundwater")[name] = groundwater


def _optional(row: Row, i: int, factor: float) -> float | None:
    return None if row.starred(i) else row.number(i, "elevation or moisture") * factor


def read_expression(row: Row) -> None:
    """Subcatchment LATERAL|DEEP formula."""
    row.need(3, "Subcatchment LATERAL|DEEP formula")
    name, kind = row.ref(0, "subcatchment"), row.word(1, ("LATERAL", "DEEP"), "flow", "LATERAL")
    if not row.failed:
        text = " ".join(row.tokens[2:])
        row.context.table("groundwater_expressions")[name, kind] = GroundwaterExpression(
            name, kind, text, line=row.line
        )

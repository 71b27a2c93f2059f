"""[AQUIFERS], [GROUNDWATER] and [GWF]."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.groundwater import exchange_factors
from sponge.io.inp.writer.text import Lines, num, quoted, row, with_comment
from sponge.model.model import Model


def aquifers_section(model: Model, units: Units) -> Lines:
    """A row an aquifer."""
    lines: Lines = []
    for a in model.aquifers.values():
        items = [
            quoted(a.name), num(a.porosity), num(a.wilting_point), num(a.field_capacity),
            num(a.conductivity, units.rate), num(a.conductivity_slope), num(a.tension_slope, units.length),
            num(a.upper_evaporation), num(a.lower_evaporation_depth, units.length), num(a.seepage, units.rate),
            num(a.bottom, units.length), num(a.water_table, units.length), num(a.moisture),
        ]  # fmt: skip
        pattern = [quoted(a.evaporation_pattern)] if a.evaporation_pattern else []
        lines += with_comment(a.comment, row(*items, *pattern))
    return lines


def groundwater_section(model: Model, units: Units) -> Lines:
    """A row a subcatchment with groundwater; stars where the aquifer or the node says it."""
    lines: Lines = []
    for g in model.groundwater.values():
        f1, f2, f3 = exchange_factors(units, g.b1, g.b2)
        items = [
            quoted(g.name), quoted(g.aquifer), quoted(g.node), num(g.surface, units.length), num(g.a1, f1), num(g.b1),
            num(g.a2, f2), num(g.b2), num(g.a3, f3), num(g.surface_depth, units.length),
        ]  # fmt: skip
        items += [optional(value, units.length) for value in (g.threshold, g.bottom, g.water_table)]
        items.append(optional(g.moisture, 1.0))
        lines += with_comment(g.comment, row(*items))
    return lines


def optional(value: float | None, factor: float) -> str:
    """A number in the file's units, or a star."""
    return "*" if value is None else num(value, factor)


def expressions_section(model: Model) -> Lines:
    """A row a formula."""
    return [row(quoted(e.subcatchment), e.kind, e.text) for e in model.groundwater_expressions]

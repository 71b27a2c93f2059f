"""Sections of water quality."""

from __future__ import annotations

from sponge.base.units import MASS_UNITS, Units
from sponge.io.inp.quality import buildup_mass, inflow_factor, power_rate, washoff_factor
from sponge.io.inp.writer.text import Lines, divided, num, percent, quoted, row, with_comment, yes_no
from sponge.model import quality as ql
from sponge.model.model import Model
from sponge.model.series_use import unit_of

DAY = 86400.0


def pollutants_section(model: Model) -> Lines:
    """Pollutants; a co-pollutant's fraction is by the file's own masses."""
    lines: Lines = []
    for p in model.pollutants.values():
        factor = p.unit
        items = [quoted(p.name), p.units, *(num(v, factor) for v in (p.rain, p.groundwater, p.rdii))]
        items += [divided(p.decay, DAY), yes_no(p.snow_only), quoted(p.co_pollutant) if p.co_pollutant else "*"]
        by = MASS_UNITS[p.units] / MASS_UNITS[unit_of(model, p.co_pollutant)] if p.co_pollutant else 1.0
        items += [num(p.co_fraction, by), num(p.dry_weather, factor), num(p.initial, factor)]
        lines += with_comment(p.comment, row(*items))
    return lines


def land_uses_section(model: Model) -> Lines:
    """Land uses and their sweeping."""
    lines: Lines = []
    for u in model.land_uses.values():
        items = [num(u.sweep_interval, DAY), num(u.sweep_availability), num(u.since_swept, DAY)]
        lines += with_comment(u.comment, row(quoted(u.name), *items))
    return lines


def coverages_section(model: Model) -> Lines:
    """A land use a row."""
    return [row(quoted(c.subcatchment), quoted(c.land_use), percent(c.fraction)) for c in model.coverages]


def loadings_section(model: Model, units: Units) -> Lines:
    """A pollutant a row."""
    return [
        row(
            quoted(x.subcatchment), quoted(x.pollutant),
            num(x.mass, buildup_mass(units, unit_of(model, x.pollutant)) / units.land),
        )
        for x in model.loadings
    ]  # fmt: skip


def buildups_section(model: Model, units: Units) -> Lines:
    """A land use and pollutant a row."""
    return [
        row(quoted(b.land_use), quoted(b.pollutant), b.kind, *_coefficients(model, b, units), b.per)
        for b in model.buildups
    ]


def _coefficients(model: Model, b: ql.Buildup, units: Units) -> list[str]:
    by = buildup_mass(units, unit_of(model, b.pollutant)) / (units.land if b.per == "AREA" else units.length)
    largest = num(b.maximum, by)
    if b.kind == "POW":
        return [largest, num(b.rate, power_rate(by, b.exponent)), num(b.exponent)]
    if b.kind == "EXP":
        return [largest, divided(b.rate, DAY), "0"]
    if b.kind == "SAT":
        return [largest, "0", num(b.half_time, DAY)]
    return [largest, num(b.scale), quoted(b.series)] if b.kind == "EXT" else ["0", "0", "0"]


def washoffs_section(model: Model, units: Units) -> Lines:
    """A land use and pollutant a row."""
    lines: Lines = []
    for w in model.washoffs:
        factor = washoff_factor(units, unit_of(model, w.pollutant), w.kind, w.exponent)
        items = [num(w.coefficient, factor), num(w.exponent), percent(w.sweeping), percent(w.removal)]
        lines.append(row(quoted(w.land_use), quoted(w.pollutant), w.kind, *items))
    return lines


def treatments_section(model: Model) -> Lines:
    """A node and pollutant a row."""
    return [row(quoted(t.node), quoted(t.pollutant), t.expression) for t in model.treatments]


def inflow_lines(model: Model) -> Lines:
    """Rows of pollutants in [INFLOWS]."""
    lines: Lines = []
    for i in model.pollutant_inflows:
        unit = unit_of(model, i.pollutant)
        back = inflow_factor(unit, i.kind, i.units_factor)
        baseline = num(i.baseline, back)
        items = [quoted(i.node), quoted(i.pollutant), quoted(i.series), i.kind, num(i.units_factor), num(i.scale)]
        lines.append(row(*items, baseline, *([quoted(i.pattern)] if i.pattern else [])))
    return lines


def dry_weather_lines(model: Model) -> Lines:
    """Rows of pollutants in [DWF]."""
    return [
        row(
            quoted(i.node), quoted(i.pollutant), num(i.average, ql.CONCENTRATIONS[unit_of(model, i.pollutant)]),
            *(f'"{p}"' for p in i.patterns),
        )
        for i in model.pollutant_dry_weather
    ]  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""[POLLUTANTS], and the units of what other sections say of pollutants."""

from __future__ import annotations

from sponge.base.units import MASS_UNITS, Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, tables_of
from sponge.io.inp.text import Lines, columns, divided, num, quoted, with_comment, yes_no
from sponge.model import quality as ql
from sponge.model.model import Model
from sponge.model.series_use import unit_in

UNITS = tuple(ql.CONCENTRATIONS)


def unit_of(context: Context, pollutant: str) -> str:
    """The unit of a pollutant's concentrations, MG/L where its row does not say so."""
    known = context.table("pollutant_units")
    if not known:
        for line in context.lines("POLLUTANTS"):
            unit = match(line.tokens[1], UNITS) if len(line.tokens) > 1 else None
            known.setdefault(line.tokens[0].upper(), unit or UNITS[0])
    return known.get(pollutant.upper(), UNITS[0])


def buildup_mass(units: Units, unit: str) -> float:
    """What makes a mass that builds up in the file kg: lb or kg, counts as they are."""
    return 1.0 if unit == "#/L" else units.mass


def read_pollutant(row: Row) -> None:
    """Name Units Rain GW RDII Decay (SnowOnly CoPollutant CoFraction DWF Initial)."""
    row.need(6, "Name Units Rain GW RDII Decay (SnowOnly CoPollutant CoFraction DWF Initial)")
    unit = row.word(1, UNITS, "unit of concentration")
    factor, other, fraction = ql.CONCENTRATIONS[unit], "", 0.0
    if len(row) > 8 and row.item(7) != "*":
        other = row.ref(7, "pollutant")
        fraction = row.number(8, "co-pollutant fraction", low=0.0)
        fraction *= MASS_UNITS[unit] / MASS_UNITS[unit_of(row.context, other)]
    rain, groundwater, rdii = (row.number(i, "concentration", low=0.0) * factor for i in (2, 3, 4))
    found = ql.Pollutant(
        row.name, unit, rain, groundwater, rdii, row.number(5, "decay") / SECONDS_PER_DAY,
        row.flag(6, "snow only"), other, fraction, row.number(9, "concentration", 0.0, low=0.0) * factor,
        row.number(10, "concentration", 0.0, low=0.0) * factor, line=row.line, comment=row.comment,
    )  # fmt: skip
    row.context.table("pollutants")[row.own("pollutant")] = found


def write_pollutants(model: Model, out: Output) -> Lines:
    """Pollutants; a co-pollutant's fraction is by the file's own masses."""
    lines: Lines = []
    for p in model.pollutants.values():
        factor = p.unit
        items = [quoted(p.name), p.units, *(num(v, factor) for v in (p.rain, p.groundwater, p.rdii))]
        items += [divided(p.decay, SECONDS_PER_DAY), yes_no(p.snow_only), quoted(p.co_pollutant or "*")]
        by = MASS_UNITS[p.units] / MASS_UNITS[unit_in(model, p.co_pollutant)] if p.co_pollutant else 1.0
        items += [num(p.co_fraction, by), num(p.dry_weather, factor), num(p.initial, factor)]
        lines += with_comment(p.comment, columns(*items))
    return lines


POLLUTANTS = Section(
    name="POLLUTANTS", heading="[POLLUT", read=read_pollutant, write=write_pollutants, build=tables_of("pollutants"),
    defines=("pollutant",),
)  # fmt: skip

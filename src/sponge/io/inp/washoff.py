# SPDX-License-Identifier: Apache-2.0
"""[WASHOFF]."""

from __future__ import annotations

from collections.abc import Callable

from sponge.base.units import MASS_UNITS, Units
from sponge.io.inp.buildup import function_of, says_nothing
from sponge.io.inp.pollutants import unit_of
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, num, percent, quoted
from sponge.model import quality as ql
from sponge.model.model import Model
from sponge.model.series_use import unit_in

LAYOUT = "LandUse Pollutant Function C1 C2 (SweepEfficiency BmpEfficiency)"


def read_washoff(row: Row) -> None:
    """LandUse Pollutant Function C1 C2 (SweepEfficiency BmpEfficiency), per cent."""
    if says_nothing(row, LAYOUT):
        return
    land, pollutant, kind = function_of(row, ql.WASHOFFS, "wash-off function")
    found = ql.Washoff(land, pollutant, line=row.line)
    if kind != "NONE":
        row.need(5, LAYOUT)
        coefficient = row.number(3, "coefficient", low=0.0)
        exponent = row.number(4, "exponent", low=-10.0, high=10.0)
        swept, removed = (row.number(i, "efficiency", 0.0, low=0.0, high=100.0) / 100.0 for i in (5, 6))
        if not row.failed:  # an exponent that was refused may overflow
            coefficient *= washoff_factor(row.context.units, unit_of(row.context, pollutant), kind, exponent)
        found = ql.Washoff(land, pollutant, kind, coefficient, exponent, swept, removed, line=row.line)
    if not row.failed:
        row.keep("washoffs", (land, pollutant), found)


FACTORS: dict[str, Callable[[Units, str, float], float]] = {
    "NONE": lambda units, unit, exponent: ql.CONCENTRATIONS[unit],
    "EXP": lambda units, unit, exponent: units.rate**-exponent / 3600.0,
    "RC": lambda units, unit, exponent: MASS_UNITS[unit] * units.flow**-exponent,
    "EMC": lambda units, unit, exponent: ql.CONCENTRATIONS[unit],
}


def washoff_factor(units: Units, unit: str, kind: str, exponent: float) -> float:
    """What makes a wash-off coefficient of the file SI."""
    return FACTORS[kind](units, unit, exponent)


def write_washoffs(model: Model, out: Output) -> Lines:
    """A land use and pollutant a row."""
    lines: Lines = []
    for w in model.washoffs:
        factor = washoff_factor(out.units, unit_in(model, w.pollutant), w.kind, w.exponent)
        items = [num(w.coefficient, factor), num(w.exponent), percent(w.sweeping), percent(w.removal)]
        lines.append(columns(quoted(w.land_use), quoted(w.pollutant), w.kind, *items))
    return lines


WASHOFF = Section(
    name="WASHOFF", heading="[WASHOFF", read=read_washoff, write=write_washoffs, build=rows_of("washoffs")
)

# SPDX-License-Identifier: Apache-2.0
"""[BUILDUP] and [LOADINGS]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from sponge.base.units import Units
from sponge.io.inp.land_uses import read_pairs
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.pollutants import buildup_mass, unit_of
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, rows_of
from sponge.io.inp.text import Lines, columns, divided, num, quoted
from sponge.model import quality as ql
from sponge.model.choices import CHOICES
from sponge.model.model import Model
from sponge.model.series_use import unit_in

PER = CHOICES["Buildup", "per"]
LAYOUT = "LandUse Pollutant Function C1 C2 C3 PerUnit"


class Function(NamedTuple):
    """How the coefficients of a function are read (row, second coefficient, factor of masses) and written."""

    read: Callable[[Row, float, float], dict[str, Any]]
    write: Callable[[ql.Buildup, float], list[str]]


def _read_power(row: Row, second: float, by: float) -> dict[str, Any]:
    exponent = row.number(5, "coefficient", low=0.0)
    if exponent > 0.0 and not 0.01 <= exponent <= 10.0:
        row.bad(f"the exponent of a power build-up lies between 0.01 and 10, not {exponent:g}")
        exponent = 1.0
    return {"rate": second * power_rate(by, exponent), "exponent": exponent}


def _write_power(b: ql.Buildup, by: float) -> list[str]:
    return [num(b.maximum, by), num(b.rate, power_rate(by, b.exponent)), num(b.exponent)]


def _read_exponential(row: Row, second: float, by: float) -> dict[str, Any]:
    row.number(5, "coefficient", low=0.0)
    return {"rate": second / SECONDS_PER_DAY}


def _write_exponential(b: ql.Buildup, by: float) -> list[str]:
    return [num(b.maximum, by), divided(b.rate, SECONDS_PER_DAY), "0"]


def _read_saturation(row: Row, second: float, by: float) -> dict[str, Any]:
    return {"half_time": row.number(5, "coefficient", low=0.0) * SECONDS_PER_DAY}


def _write_saturation(b: ql.Buildup, by: float) -> list[str]:
    return [num(b.maximum, by), "0", num(b.half_time, SECONDS_PER_DAY)]


def _read_external(row: Row, second: float, by: float) -> dict[str, Any]:
    return {"scale": second, "series": row.ref(5, "series")}


def _write_external(b: ql.Buildup, by: float) -> list[str]:
    return [num(b.maximum, by), num(b.scale), quoted(b.series)]


FUNCTIONS = {
    "POW": Function(_read_power, _write_power),
    "EXP": Function(_read_exponential, _write_exponential),
    "SAT": Function(_read_saturation, _write_saturation),
    "EXT": Function(_read_external, _write_external),
}


def read_buildup(row: Row) -> None:
    """LandUse Pollutant Function C1 C2 C3 PerUnit."""
    if says_nothing(row, LAYOUT):
        return
    land, pollutant, kind = function_of(row, ql.BUILDUPS, "build-up function")
    found = ql.Buildup(land, pollutant, line=row.line)
    if kind != "NONE":
        row.need(7, LAYOUT)
        per = row.word(6, PER, "normalizer")
        by = _factor(row.context.units, unit_of(row.context, pollutant), per)
        largest, second = (row.number(i, "coefficient", low=0.0) for i in (3, 4))
        found = replace(found, kind=kind, maximum=largest * by, per=per, **FUNCTIONS[kind].read(row, second, by))
    if not row.failed:
        row.keep("buildups", (land, pollutant), found)


def _factor(units: Units, unit: str, per: str) -> float:
    """What makes a mass that builds up by area or curb kg/m2 or kg/m."""
    return buildup_mass(units, unit) / {"AREA": units.land, "CURB": units.length}[per]


def says_nothing(row: Row, layout: str) -> bool:
    """Is a row too short to tell of a function? It is warned of."""
    if len(row) < 3:
        row.warn(f"says nothing: {layout}")
    return len(row) < 3


def function_of(row: Row, kinds: tuple[str, ...], what: str) -> tuple[str, str, str]:
    """Land use, pollutant and kind of function."""
    return row.ref(0, "land use"), row.ref(1, "pollutant"), row.word(2, kinds, what)


def power_rate(by: float, exponent: float) -> float:
    """What makes the rate of a power build-up a day^exponent one a s^exponent."""
    return by / SECONDS_PER_DAY**exponent


def write_buildups(model: Model, out: Output) -> Lines:
    """A land use and pollutant a row."""
    lines: Lines = []
    for b in model.buildups:
        by = _factor(out.units, unit_in(model, b.pollutant), b.per)
        coefficients = ["0", "0", "0"] if b.kind == "NONE" else FUNCTIONS[b.kind].write(b, by)
        lines.append(columns(quoted(b.land_use), quoted(b.pollutant), b.kind, *coefficients, b.per))
    return lines


def read_loading(row: Row) -> None:
    """Subcatchment Pollutant Mass, and more pairs."""
    units = row.context.units
    for place, what, value in read_pairs(row, "pollutant", "Subcatchment Pollutant Mass ..."):
        mass = value * (buildup_mass(units, unit_of(row.context, what)) / units.land)
        row.keep("loadings", (place, what), ql.Loading(place, what, mass, line=row.line))


def write_loadings(model: Model, out: Output) -> Lines:
    """A pollutant a row."""
    units = out.units
    return [
        columns(
            quoted(x.subcatchment), quoted(x.pollutant),
            num(x.mass, buildup_mass(units, unit_in(model, x.pollutant)) / units.land),
        )
        for x in model.loadings
    ]  # fmt: skip


BUILDUP = Section(
    name="BUILDUP", heading="[BUILDUP", read=read_buildup, write=write_buildups, build=rows_of("buildups")
)
LOADINGS = Section(
    name="LOADINGS", heading="[LOADING", read=read_loading, write=write_loadings, build=rows_of("loadings")
)

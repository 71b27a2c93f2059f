# SPDX-License-Identifier: Apache-2.0
"""Series and curves: the file's numbers to SI once all users are known, and back.

What serves several things, each with a unit of its own, becomes one series or curve for each of them; the first keeps
the name, and that is the one that control rules name, for their text stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.units import Units
from sponge.io.inp.inflows import inflow_factor
from sponge.io.inp.pollutants import buildup_mass
from sponge.io.inp.text import num, shortest
from sponge.model import curve_use, series_use
from sponge.model.elements import Curve, TimeSeries
from sponge.model.formula_units import FormulaUnits
from sponge.model.model import Model
from sponge.model.series_use import Role

DAY = 86400.0
T = TypeVar("T", Curve, TimeSeries)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Scale:
    """(number - offset) / divisor * factor is SI."""

    factor: float = 1.0
    divisor: float = 1.0
    offset: float = 0.0

    def to_si(self, numbers: tuple[float, ...]) -> tuple[float, ...]:
        """Numbers of the file in SI."""
        if self == BARE:
            return numbers
        return tuple(((np.array(numbers, float) - self.offset) / self.divisor * self.factor).tolist())

    def text(self, value: float) -> str:
        """The number of the file that is this value."""
        if self == BARE:
            return num(value)
        near = value / self.factor * self.divisor + self.offset
        least = 6 if self.offset else 12  # after a subtraction many numbers come to the same
        return shortest(value, near, lambda x: (x - self.offset) / self.divisor * self.factor, least)


BARE = Scale()


def scale_of(role: Role, units: Units) -> Scale:
    """What makes the values of a series SI that is used so."""
    if role in (series_use.INTENSITY, series_use.RAIN_DEPTH):
        return Scale(units.depth, 3600.0 if role == series_use.INTENSITY else 1.0)
    if role == series_use.TEMPERATURE:
        return Scale(divisor=1.8, offset=32.0) if units.us else BARE
    if role.what in ("CONCEN", "MASS"):
        return Scale(inflow_factor(role.units, role.what, role.factor))
    if role.what == "BUILDUP":
        land = units.land if role.per == "AREA" else units.length
        return Scale(buildup_mass(units, role.units) / land / DAY)
    return Scale({
        series_use.LEVEL: units.length, series_use.FLOW: units.flow, series_use.EVAPORATION: units.evaporation,
        series_use.SETTING: 1.0,
    }[role])  # fmt: skip


def curve_scales(kind: str, units: Units) -> tuple[Scale, Scale]:
    """What makes x and y of a curve SI."""
    length, flow = units.length, units.flow
    x, y = {
        "STORAGE": (length, units.area),
        "DIVERSION": (flow, flow),
        "TIDAL": (1.0, length),  # hour of the day
        "RATING": (length, flow),
        curve_use.LID_DRAIN: (units.depth, 1.0),
        "WEIR": (length, length**0.5),
        "PUMP1": (units.volume, flow),
        "PUMP2": (length, flow),
        "PUMP3": (length, flow),
        "PUMP4": (length, flow),
        "PUMP5": (length, flow),
        "CONTROL": (1.0, 1.0),
        "SHAPE": (1.0, 1.0),
        curve_use.SETTING: (1.0, 1.0),
    }[kind]
    return Scale(x), Scale(y)


def formula_units_of(units: Units) -> FormulaUnits:
    """The units of the formulas of a model that is written in these."""
    return FormulaUnits(units.flow, units.length, units.depth, units.rate, units.land)


def series_in_si(series: TimeSeries, role: Role | None, units: Units) -> TimeSeries:
    """A series of the file that is used so; None = not used."""
    return replace(series, values=(scale_of(role, units) if role else BARE).to_si(series.values))


def curve_in_si(curve: Curve, role: str, units: Units) -> Curve:
    """A curve of the file, its numbers taken for those of the role, or of its own kind."""
    x, y = (scale.to_si(numbers) for scale, numbers in zip(curve_scales(role or curve.kind, units), _columns(curve)))
    return replace(curve, points=tuple(zip(x, y, strict=True)))


def _columns(curve: Curve) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(x for x, _ in curve.points), tuple(y for _, y in curve.points)


# --- reading ------------------------------------------------------------------------------------------------------


def in_si(model: Model, units: Units) -> Model:
    """The model of the file's numbers with its series and curves in SI."""
    curves = {name: list(roles) for name, roles in curve_use.roles_of_curves(model).items()}
    series = {name: list(roles) for name, roles in series_use.roles_of_series(model).items()}
    tables = curve_use.tables_with_curves(model, lambda name, role: name_for(name, role, role, curves[name]))
    model = replace(
        model, **tables, formula_units=formula_units_of(units),
        curves=_each(model.curves, curves, lambda c, role: curve_in_si(c, role or "", units), str),
    )  # fmt: skip
    fields = series_use.tables_with_series(
        model, lambda name, role, _: name_for(name, role, role.what, series[name])
    )
    return replace(
        model, **fields,
        series=_each(model.series, series, lambda s, role: series_in_si(s, role, units), lambda role: role.what),
    )  # fmt: skip


def name_for(name: str, role: R, what: str, roles: list[R]) -> str:
    """The name under which a series or curve serves as this."""
    at = roles.index(role)
    if at == 0:
        return name
    return f"{name}@{what or 'OWN'}" + (f"{at}" if at > 1 else "")


def _each(
    table: dict[str, T], roles: dict[str, list[R]], in_si_as: Callable[[T, R | None], T], what: Callable[[R], str]
) -> dict[str, T]:
    """All rows in SI, one for everything that each serves as."""
    found: dict[str, T] = {}
    for name, row in table.items():
        used: list[R | None] = list(roles.get(name, [])) or [None]
        for role in used:
            own = name if role is None else name_for(name, role, what(role), roles[name])
            found[own] = replace(in_si_as(row, role), name=own, source=name if len(used) > 1 else "")
    return found


# --- writing ------------------------------------------------------------------------------------------------------

Texts = dict[str, list[str]]  # name -> the text of each value or point


def in_file_units(model: Model, units: Units) -> tuple[Model, Texts, Texts]:
    """The model with the names that its file has for series and curves, and the texts of those of them to write.

    What came of one of the file is written as one where it is still alike there. UsageError where formulas, whose text
    stays, are in other units than the file's.
    """
    formulas = model.rules or model.rule_variables or model.treatments or model.groundwater_expressions
    if formulas and model.formula_units != formula_units_of(units):
        raise UsageError(
            f"rules, treatments and groundwater formulas are not in the units of a file in {units.flow_units}: "
            "see formula_units"
        )
    series, curves = series_texts(model, units), curve_texts(model, units)
    series_names, curve_names = (
        written_names(rows.values(), texts) for rows, texts in ((model.series, series), (model.curves, curves))
    )
    named = replace(model, **series_use.tables_with_series(model, lambda name, *_: series_names.get(name, name)))
    named = replace(named, **curve_use.tables_with_curves(named, lambda name, _: curve_names.get(name, name)))
    return named, _written(series, series_names), _written(curves, curve_names)


def series_texts(model: Model, units: Units) -> Texts:
    """The values of each series as the file has them."""
    roles = series_use.roles_of_series(model)
    scales = {name: scale_of(next(iter(roles[name])), units) if name in roles else BARE for name in model.series}
    return {name: [scales[name].text(value) for value in s.values] for name, s in model.series.items()}


def curve_texts(model: Model, units: Units) -> Texts:
    """x and y of each point of each curve as the file has them."""
    roles, texts = curve_use.roles_of_curves(model), {}
    for name, curve in model.curves.items():
        x, y = curve_scales(next(iter(roles.get(name, {"": None}))) or curve.kind, units)
        texts[name] = [f"{x.text(a):<16} {y.text(b)}" for a, b in curve.points]
    return texts


def written_names(rows: Iterable[Curve | TimeSeries], texts: Texts) -> dict[str, str]:
    """What each series or curve is called in the file: those of one source that are still alike, as the first."""
    rows = list(rows)
    first = {row.source: row.name for row in reversed(rows) if row.source}
    return {
        row.name: first[row.source] if row.source and texts[first[row.source]] == texts[row.name] else row.name
        for row in rows
    }


def _written(texts: Texts, names: dict[str, str]) -> Texts:
    return {name: text for name, text in texts.items() if names[name] == name}

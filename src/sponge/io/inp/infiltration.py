"""[INFILTRATION]: the methods, each with the row of the Model that holds its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section
from sponge.io.inp.text import Lines, columns, divided, num, quoted
from sponge.model import elements as el
from sponge.model.model import Model

WRONG = "invalid infiltration parameters"


@dataclass(frozen=True, slots=True)
class Method:
    """How a method's parameters are read and written."""

    row: type[Any]  # what holds them, SI
    modified: bool  # the method is the modified form of the row's
    needed: int  # parameters that a row must have
    most: int  # that it may have
    read: Callable[[Row, str, list[float]], Any]  # the file's numbers -> the row
    write: Callable[[Any, Units], list[str]]  # the row -> the file's numbers


def _read_horton(row: Row, method: str, values: list[float]) -> el.Horton:
    units = row.context.units
    if min(values) < 0.0 or values[0] < values[1]:
        row.bad(WRONG, "none may be negative, nor the least rate exceed the greatest")
    return el.Horton(
        values[0] * units.rate, values[1] * units.rate, values[2] / 3600.0, values[3] * SECONDS_PER_DAY,
        values[4] * units.depth, METHODS[method].modified,
    )  # fmt: skip


def _write_horton(i: el.Horton, units: Units) -> list[str]:
    rates = [num(i.max_rate, units.rate), num(i.min_rate, units.rate), divided(i.decay, 3600.0)]
    return [*rates, num(i.drying_time, SECONDS_PER_DAY), num(i.max_volume, units.depth)]


def _read_green_ampt(row: Row, method: str, values: list[float]) -> el.GreenAmpt:
    units = row.context.units
    suction, conductivity, deficit = values[:3]
    if suction < 0.0 or conductivity <= 0.0 or not 0.0 <= deficit <= 1.0:
        row.bad(WRONG, f"{method} needs suction >= 0, conductivity > 0 and a deficit from 0 to 1")
    return el.GreenAmpt(suction * units.depth, conductivity * units.rate, deficit, METHODS[method].modified)


def _write_green_ampt(i: el.GreenAmpt, units: Units) -> list[str]:
    return [num(i.suction, units.depth), num(i.conductivity, units.rate), num(i.initial_deficit)]


def _read_curve_number(row: Row, method: str, values: list[float]) -> el.CurveNumber:
    if values[2] <= 0.0:
        row.bad(WRONG, f"{method} needs a drying time greater than 0")
    return el.CurveNumber(values[0], values[2] * SECONDS_PER_DAY, values[1] * row.context.units.rate)


def _write_curve_number(i: el.CurveNumber, units: Units) -> list[str]:
    return [num(i.curve_number), num(i.conductivity, units.rate), num(i.drying_time, SECONDS_PER_DAY)]


METHODS = {
    "HORTON": Method(el.Horton, False, 4, 5, _read_horton, _write_horton),
    "MODIFIED_HORTON": Method(el.Horton, True, 4, 5, _read_horton, _write_horton),
    "GREEN_AMPT": Method(el.GreenAmpt, False, 3, 3, _read_green_ampt, _write_green_ampt),
    "MODIFIED_GREEN_AMPT": Method(el.GreenAmpt, True, 3, 3, _read_green_ampt, _write_green_ampt),
    "CURVE_NUMBER": Method(el.CurveNumber, False, 3, 3, _read_curve_number, _write_curve_number),
}
NAMES = {(method.row, method.modified): name for name, method in METHODS.items()}


def read_infiltration(row: Row) -> None:
    """Subcatchment and three to five parameters (Method)."""
    name = row.ref(0, "subcatchment")
    own = match(row.tokens[-1], tuple(METHODS))
    if own is not None:
        row.tokens = row.tokens[:-1]
    name_of_method = own or row.context.options.infiltration
    method = METHODS[name_of_method]
    row.need(1 + method.needed, f"Subcatchment and {method.needed} parameters of {name_of_method}")
    count = min(max(len(row) - 1, method.needed), method.most)
    values = list(row.numbers(1, count, "infiltration parameter")) + [0.0] * method.most
    if not row.failed:
        infiltration = method.read(row, name_of_method, values)
        if not row.failed:
            row.context.table("infiltration")[name] = infiltration


def write_infiltration(model: Model, out: Output) -> Lines:
    """Parameters, and the method where it is not the model's."""
    lines: Lines = []
    for s in model.subcatchments.values():
        if s.infiltration is not None:
            name = method_of(s.infiltration)
            own = [] if name == model.options.infiltration else [name]
            lines.append(columns(quoted(s.name), *METHODS[name].write(s.infiltration, out.units), *own))
    return lines


def method_of(infiltration: el.Infiltration) -> str:
    """The method's name in the file; KeyError of what is no method's row."""
    return NAMES[type(infiltration), getattr(infiltration, "modified", False)]


INFILTRATION = Section(name="INFILTRATION", heading="[INFIL", read=read_infiltration, write=write_infiltration)

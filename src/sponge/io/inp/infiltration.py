# SPDX-License-Identifier: Apache-2.0
"""[INFILTRATION]: the columns of a row are the parameters of its method, in their order."""

from __future__ import annotations

from sponge.base.units import Units
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section
from sponge.io.inp.text import Lines, columns, num, quoted, shortest
from sponge.model.model import Model
from sponge.physics.infiltration import BY_KEYWORD
from sponge.physics.infiltration.method import DECAY, DEPTH, DRYING_TIME, RATE, Method, Quantity, parameters_of

WRONG = "invalid infiltration parameters"


def scale_of(quantity: Quantity, units: Units) -> tuple[float, float]:
    """Factor and divisor that make a number of the file SI; those of 1 change nothing."""
    return {
        DEPTH: (units.depth, 1.0), RATE: (units.rate, 1.0), DECAY: (1.0, 3600.0), DRYING_TIME: (SECONDS_PER_DAY, 1.0),
    }.get(quantity, (1.0, 1.0))  # fmt: skip


def read_infiltration(row: Row) -> None:
    """Subcatchment and the method's parameters (Method)."""
    name = row.ref(0, "subcatchment")
    keyword = match(row.tokens[-1], tuple(BY_KEYWORD))
    if keyword is not None:
        row.tokens = row.tokens[:-1]
    method = BY_KEYWORD[keyword or row.context.options.infiltration]
    wanted = parameters_of(method)
    needed = sum(not parameter.optional for parameter in wanted)
    row.need(needed + 1, f"Subcatchment and {needed} parameters of {method.keyword}")
    values = row.numbers(1, min(len(row) - 1, len(wanted)), "infiltration parameter")
    if row.failed:
        return
    scales = [scale_of(parameter.quantity, row.context.units) for parameter in wanted]
    found = method(*(value * factor / divisor for value, (factor, divisor) in zip(values, scales, strict=False)))
    problem = found.problem()
    if problem:
        row.bad(WRONG, problem)
    else:
        row.keep("infiltration", name, found)


def write_infiltration(model: Model, out: Output) -> Lines:
    """Parameters, and the method where it is not the model's."""
    lines: Lines = []
    for s in model.subcatchments.values():
        if s.infiltration is not None:
            own = [] if s.infiltration.keyword == model.options.infiltration else [s.infiltration.keyword]
            lines.append(columns(quoted(s.name), *infiltration_items(s.infiltration, out.units), *own))
    return lines


def infiltration_items(infiltration: Method, units: Units) -> list[str]:
    """Parameters in the file's units."""
    return [
        _text(getattr(infiltration, parameter.name), *scale_of(parameter.quantity, units))
        for parameter in parameters_of(type(infiltration))
    ]


def _text(value: float, factor: float, divisor: float) -> str:
    if factor == divisor == 1.0:
        return num(value)
    return shortest(value, value / factor * divisor, lambda x: x * factor / divisor)


INFILTRATION = Section(name="INFILTRATION", heading="[INFIL", read=read_infiltration, write=write_infiltration)

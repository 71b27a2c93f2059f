# SPDX-License-Identifier: Apache-2.0
"""Infiltration into the soil of a pervious surface: one class a method, and the kernel that takes the step of any.

A method is a module with one class (see ``method``): its parameters, what it asks of them, the states of its soil, and

    rate, soil = step(parameters, soil, rain, inflow, depth, factor, recovery, dt)

a kernel for numbers and lanes alike:

parameters  PARAMETERS numbers, the class's ``numbers`` and zeros
soil        SOIL_STATES numbers that change, begun by its ``dry_soil`` and zeros
rain        m/s on the surface itself
inflow      m/s of rain and what comes from elsewhere, spread over the surface
depth       m ponded at the step's start
factor      of the hydraulic conductivity in this month
recovery    of the drying rate in this month
dt          s
rate        m/s that enters the soil, the mean over the step; never more than inflow + depth/dt

A new method is a module like these, and its class in METHODS.

Equations: docs/theory/infiltration.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.compiler import merged
from sponge.physics.infiltration.curve_number import CurveNumber
from sponge.physics.infiltration.green_ampt import GreenAmpt, ModifiedGreenAmpt
from sponge.physics.infiltration.horton import Horton
from sponge.physics.infiltration.method import Method
from sponge.physics.infiltration.modified_horton import ModifiedHorton

METHODS: tuple[type[Method], ...] = (
    Horton,
    ModifiedHorton,
    GreenAmpt,
    ModifiedGreenAmpt,
    CurveNumber,
)

PARAMETERS, SOIL_STATES = 5, 6
BY_KEYWORD = {method.keyword: method for method in METHODS}
STEPS: tuple[Callable[..., Any], ...] = tuple(dict.fromkeys(method.step for method in METHODS))
NONE = 0  # the code of ground that takes nothing; those of the steps follow
CODES = range(1, len(STEPS) + 1)
STATES = (0, *(max(len(m.states) for m in METHODS if m.step is step) for step in STEPS))  # by code

Soil = tuple[int, tuple[float, ...], tuple[float, ...]]


def soil_of(row: Method | None) -> Soil:
    """Code, parameters and first states of a subcatchment's soil, as kernels take them."""
    if row is None:
        return NONE, (0.0,) * PARAMETERS, (0.0,) * SOIL_STATES
    return CODES[STEPS.index(type(row).step)], _filled(row.numbers(), PARAMETERS), _filled(row.dry_soil(), SOIL_STATES)


def _filled(numbers: tuple[float, ...], size: int) -> tuple[float, ...]:
    """The numbers and zeros; ValueError where they are too many."""
    if len(numbers) > size:
        raise ValueError(f"{len(numbers)} numbers where there is room for {size}")
    return (*numbers, *(0.0,) * (size - len(numbers)))


def _dispatch() -> Callable[..., Any]:
    """``infiltrate`` with a branch for every step: kernels cannot look functions up in a table."""
    arguments = "parameters, soil, rain, inflow, depth, factor, recovery, dt"
    branches = [f"    if code == {code}:\n        return step_{code}({arguments})\n" for code in CODES]
    source = f"def infiltrate(code, {arguments}):\n{''.join(branches)}    return 0.0 * dt, soil\n"
    names = {f"step_{code}": step for code, step in zip(CODES, STEPS, strict=True)}
    exec(source, names)
    return names["infiltrate"]


infiltrate = merged(_dispatch())  # rate [m/s] and soil after a step by the method of a code; nothing of NONE

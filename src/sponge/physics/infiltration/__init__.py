"""Infiltration into the soil of a pervious surface: the methods, one module each, and who answers to which code.

Every method is a scalar kernel with the same arguments::

    rate, soil = method(parameters, soil, rain, runon, depth, factor, recovery, dt)

parameters  5 numbers, made by the module's ``parameters``
soil        6 numbers that change, begun by the module's ``initial_soil``
rain        m/s on the surface itself
runon       m/s from elsewhere, spread over the surface
depth       m ponded at the step's start
factor      of the hydraulic conductivity in this month
recovery    of the drying rate in this month
dt          s
rate        m/s that enters the soil, the mean over the step; never more than rain + runon + depth/dt

A new method is a module like these, a code, a line in ``infiltrate`` and one in ``initial_soil``.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.physics.infiltration.curve_number import curve_number_infiltration
from sponge.physics.infiltration.curve_number import initial_soil as initial_curve_number
from sponge.physics.infiltration.green_ampt import green_ampt_infiltration
from sponge.physics.infiltration.green_ampt import initial_soil as initial_green_ampt
from sponge.physics.infiltration.horton import horton_infiltration
from sponge.physics.infiltration.modified_horton import modified_horton_infiltration

NONE, HORTON, MODIFIED_HORTON, GREEN_AMPT, CURVE_NUMBER = range(5)
PARAMETERS, SOIL_STATES = 5, 6


def initial_soil(method: int, parameters: tuple[float, ...]) -> tuple[float, ...]:
    """The dry soil that a simulation begins with, SOIL_STATES numbers."""
    begin = {GREEN_AMPT: initial_green_ampt, CURVE_NUMBER: initial_curve_number}.get(method)
    return begin(parameters) if begin else (0.0,) * SOIL_STATES


@kernel
def infiltrate(method, parameters, soil, rain, runon, depth, factor, recovery, dt):
    """Rate [m/s] that enters the soil by the method with this code, and the soil after the step."""
    if method == HORTON:
        return horton_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt)
    if method == MODIFIED_HORTON:
        return modified_horton_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt)
    if method == GREEN_AMPT:
        return green_ampt_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt)
    if method == CURVE_NUMBER:
        return curve_number_infiltration(parameters, soil, rain, runon, depth, factor, recovery, dt)
    return 0.0, soil

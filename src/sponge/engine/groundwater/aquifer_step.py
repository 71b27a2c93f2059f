# SPDX-License-Identifier: Apache-2.0
"""One aquifer through one runoff step: the two zones' equations by an embedded Runge-Kutta pair.

The four volumes that leave (evaporation from both zones, deep seepage, flow to the node) are integrated with the level
by the same weights, and the void is what they and the infiltration leave: the balance closes to rounding, whatever
the step. As in EPA SWMM each runoff step limits percolation and exchange by what is there at its start.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.compiler import kernel
from sponge.engine.groundwater.formulas import evaluate_formulas, formula_flow
from sponge.engine.groundwater.tables import DEEP, LATERAL
from sponge.physics.cash_karp import (
    AT_2,
    AT_3,
    AT_4,
    AT_5,
    AT_6,
    CHANGE,
    ERROR,
    SLOPE_2,
    SLOPE_3,
    SLOPE_4,
    SLOPE_5,
    SLOPE_6,
)
from sponge.physics.groundwater.exchange import exchange
from sponge.physics.groundwater.soil import evaporation, percolation, unsaturated_conductivity
from sponge.physics.groundwater.zones import keep_bounds, level_rate, moisture_of

TOLERANCE = 1e-4  # of level and moisture, a step's error
SMALLEST = 1.0 / 500.0  # of a runoff step: shorter parts of it are taken whatever their error


class Conditions(NamedTuple):
    """What stays the same in a step; numbers of one aquifer in one lane, rates in m/s over the subcatchment."""

    infiltration: float
    potential: float  # evaporation from the pervious surface
    available: float  # what of it the surface has left
    fraction: float  # of the potential, to the upper zone
    most_percolation: float  # what drains from the upper zone's water above field capacity in the step
    most_out: float  # flow to the node that would empty the saturated zone
    most_in: float  # flow from the node that would fill the pores, or empty the node
    surface: float  # m, the node's water above the aquifer's bottom
    length: float  # s


@kernel
def fluxes(groundwater, operand, g, lane, step, level, void):
    """dy/dt, and rates [m/s] of evaporation from both zones, deep seepage and flow to the node."""
    p, formulas = groundwater.ground, groundwater.formulas
    depth, porosity = p.depth[g, lane], p.porosity[g, lane]
    level = min(max(level, 0.0), depth)
    upper_depth, moisture = depth - level, min(max(moisture_of(level, void, depth, porosity), 0.0), porosity)
    upper, lower = evaporation(
        moisture, p.wilting_point[g, lane], upper_depth, step.fraction, p.reach[g, lane], step.potential,
        step.available,
    )  # fmt: skip
    conductivity = unsaturated_conductivity(
        moisture, porosity, p.conductivity[g, lane], p.conductivity_slope[g, lane]
    )
    percolated = percolation(
        moisture, p.capacity[g, lane], conductivity, p.tension_slope[g, lane], upper_depth
    )
    percolated = min(percolated, step.most_percolation)
    deep, lateral = p.seepage[g, lane] * level / depth, 0.0
    if formulas.first[g] < formulas.first[g + 1]:
        variables = (
            level, step.surface, p.threshold[g, lane], depth, p.conductivity[g, lane], conductivity, moisture,
            porosity, step.infiltration, percolated, p.area[g, lane],
        )  # fmt: skip
        evaluate_formulas(formulas, operand, g, variables, lane)
        deep = formula_flow(formulas, operand, g, DEEP, deep, lane)
        lateral = formula_flow(formulas, operand, g, LATERAL, 0.0, lane)
    deep = min(deep, level / step.length)
    lateral += exchange(
        level, p.threshold[g, lane], step.surface, p.a1[g, lane], p.b1[g, lane], p.a2[g, lane], p.b2[g, lane],
        p.a3[g, lane],
    )  # fmt: skip
    lateral = min(max(lateral, -step.most_in), step.most_out)
    return level_rate(porosity - moisture, percolated - deep - lower - lateral), upper, lower, deep, lateral


@kernel
def void_rate(k, infiltration):
    """dv/dt [m/s] of the fluxes k."""
    return k[1] + k[2] + k[3] + k[4] - infiltration


@kernel
def weigh(h, w1, k1, w2, k2, w3, k3, w4, k4, w5, k5):
    """h (w1 k1 + ... + w5 k5), of all five components."""
    return (
        h * (w1 * k1[0] + w2 * k2[0] + w3 * k3[0] + w4 * k4[0] + w5 * k5[0]),
        h * (w1 * k1[1] + w2 * k2[1] + w3 * k3[1] + w4 * k4[1] + w5 * k5[1]),
        h * (w1 * k1[2] + w2 * k2[2] + w3 * k3[2] + w4 * k4[2] + w5 * k5[2]),
        h * (w1 * k1[3] + w2 * k2[3] + w3 * k3[3] + w4 * k4[3] + w5 * k5[3]),
        h * (w1 * k1[4] + w2 * k2[4] + w3 * k3[4] + w4 * k4[4] + w5 * k5[4]),
    )


@kernel
def runge_kutta(groundwater, operand, g, lane, step, level, void, k1, h):
    """A step of h [s] of Cash & Karp's pair from slopes k1: changes of 5th order, errors of y and v."""
    infiltration = step.infiltration
    d = weigh(h, SLOPE_2[0], k1, 0.0, k1, 0.0, k1, 0.0, k1, 0.0, k1)
    k2 = fluxes(groundwater, operand, g, lane, step, level + d[0], void + void_rate(d, AT_2 * h * infiltration))
    d = weigh(h, SLOPE_3[0], k1, SLOPE_3[1], k2, 0.0, k1, 0.0, k1, 0.0, k1)
    k3 = fluxes(groundwater, operand, g, lane, step, level + d[0], void + void_rate(d, AT_3 * h * infiltration))
    d = weigh(h, SLOPE_4[0], k1, SLOPE_4[1], k2, SLOPE_4[2], k3, 0.0, k1, 0.0, k1)
    k4 = fluxes(groundwater, operand, g, lane, step, level + d[0], void + void_rate(d, AT_4 * h * infiltration))
    d = weigh(h, SLOPE_5[0], k1, SLOPE_5[1], k2, SLOPE_5[2], k3, SLOPE_5[3], k4, 0.0, k1)
    k5 = fluxes(groundwater, operand, g, lane, step, level + d[0], void + void_rate(d, AT_5 * h * infiltration))
    d = weigh(h, SLOPE_6[0], k1, SLOPE_6[1], k2, SLOPE_6[2], k3, SLOPE_6[3], k4, SLOPE_6[4], k5)
    k6 = fluxes(groundwater, operand, g, lane, step, level + d[0], void + void_rate(d, AT_6 * h * infiltration))
    change = weigh(h, CHANGE[0], k1, CHANGE[1], k3, CHANGE[2], k4, CHANGE[3], k6, 0.0, k1)
    error = weigh(h, ERROR[0], k1, ERROR[1], k3, ERROR[2], k4, ERROR[3], k5, ERROR[4], k6)
    return change, error[0], void_rate(error, 0.0)


@kernel
def step_zones(groundwater, operand, g, lane, step, level, void):
    """Take the zones through a step: y and v at its end, and the four volumes [m] that left in it."""
    p = groundwater.ground
    depth, porosity = p.depth[g, lane], p.porosity[g, lane]
    dt, left, h, smallest = step.length, step.length, step.length, SMALLEST * step.length
    out0, out1, out2, out3 = 0.0, 0.0, 0.0, 0.0
    for _ in range(10000):
        k1 = fluxes(groundwater, operand, g, lane, step, level, void)
        h = min(h, left)
        d, error_y, error_v = runge_kutta(groundwater, operand, g, lane, step, level, void, k1, h)
        rate_v = void_rate(k1, step.infiltration)
        held = (depth - level) * porosity - void
        excess = max(
            abs(error_y) / (level + abs(k1[0] * h) + 1e-30), abs(error_v) / (abs(held) + abs(rate_v * h) + 1e-30)
        )
        excess /= TOLERANCE
        if excess > 1.0 and h > smallest:
            h = max(h * max(0.1, 0.9 * excess**-0.25), smallest)
            continue
        level, void, upper, lower, deep, lateral = keep_bounds(
            level + d[0], void + void_rate(d, h * step.infiltration), depth, porosity, p.wilting_point[g, lane],
            d[1], d[2], d[3], d[4],
        )  # fmt: skip
        out0, out1, out2, out3 = out0 + upper, out1 + lower, out2 + deep, out3 + lateral
        left -= h
        if left <= 1e-12 * dt:
            break
        h = max(h * min(5.0, 0.9 * excess**-0.2), smallest) if excess > 1e-9 else 5.0 * h
    return level, void, (out0, out1, out2, out3)

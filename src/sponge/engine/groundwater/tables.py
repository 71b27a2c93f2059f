# SPDX-License-Identifier: Apache-2.0
"""Groundwater under subcatchments: what a model fixes, and what changes. One row an aquifer under a subcatchment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared
from sponge.physics.groundwater.zones import initial_zones

# Groundwater.number; levels are m above the aquifer's bottom
(
    POROSITY, WILTING_POINT, CAPACITY, CONDUCTIVITY, CONDUCTIVITY_SLOPE, TENSION_SLOPE, UPPER_FRACTION, REACH, SEEPAGE,
    BOTTOM, DEPTH, THRESHOLD, A1, B1, A2, B2, A3, SURFACE_DEPTH, PERVIOUS, AREA, INITIAL_LEVEL, INITIAL_MOISTURE,
) = range(22)  # fmt: skip
NUMBERS = 22
# GroundwaterState.flow, m3/s
BEFORE, MIDDLE, AFTER = range(3)
# GroundwaterState.sum, m3; sums over time of moisture and level, and the time, s; the largest flow, m3/s; OUTFLOW is
# what left the ground for the node, PASSED what went on to it
(
    INFILTRATION, UPPER_EVAPORATION, LOWER_EVAPORATION, PERCOLATION, OUTFLOW, MOISTURE_TIME, LEVEL_TIME, TIME, MAX_FLOW,
    PASSED,
) = range(10)  # fmt: skip
SUMS = 10
# kinds of operand in formulas: variables first, then CONSTANT, then operators from FIRST_OPERATOR on
VARIABLES = ("HGW", "HSW", "HCB", "HGS", "KS", "K", "THETA", "PHI", "FI", "FU", "A")
CONSTANT = 20
FIRST_OPERATOR = 100
LATERAL, DEEP = range(2)


class Formulas(NamedTuple):
    """[GWF] as operands, those of one aquifer after those of another, each after what it works on."""

    first: Shared  # (groundwater + 1,) first operand of each
    kind: Shared  # (operand,)
    left: Shared  # (operand,) operands that an operator works on
    right: Shared  # (operand,)
    number: PerLane  # (operand,) a constant's value; what turns a variable from SI to the model's unit
    root: Shared  # (groundwater, 2) operand of the LATERAL and the DEEP flow, -1 = none
    factor: PerLane  # (2,) m/s a unit of the LATERAL and the DEEP flow


class Groundwater(NamedTuple):
    """Aquifers under subcatchments."""

    subcatchment: Shared  # (groundwater,)
    node: Shared  # (groundwater,)
    number: PerLane  # (groundwater, NUMBERS)
    monthly: PerLane  # (groundwater, 12) factors of UPPER_FRACTION
    formulas: Formulas


class GroundwaterState(NamedTuple):
    """What changes."""

    level: PerLane  # (groundwater, lane) m, height of the saturated zone
    void: PerLane  # (groundwater, lane) m of pores without water above it
    flow: PerLane  # (3, groundwater, lane) m3/s to the node BEFORE, MIDDLE and AFTER the last runoff step
    held: PerLane  # (groundwater, lane) m3 on the way to the node; may be negative
    rate: PerLane  # (groundwater, lane) m3/s into the node in the last routing step
    passed: PerLane  # (2, groundwater, lane) m3 into the node and out of it, up to the middle of that step
    evaporation: PerLane  # (groundwater, lane) m/s at the end of the last step, over the subcatchment
    operand: PerLane  # (operand, lane) scratch
    initial_void: PerLane  # (groundwater, lane) m, at the start
    sum: PerLane  # (SUMS, groundwater, lane)


def new_groundwater_state(groundwater: Groundwater, lanes: int) -> GroundwaterState:
    """The state at the start."""
    n = groundwater.node.size
    shapes = {
        "level": (n,), "void": (n,), "flow": (3, n), "held": (n,), "rate": (n,), "passed": (2, n), "evaporation": (n,),
        "operand": (groundwater.formulas.kind.size,), "initial_void": (n,), "sum": (SUMS, n),
    }  # fmt: skip
    state = GroundwaterState(*(np.zeros((*shapes[name], lanes)) for name in GroundwaterState._fields))
    for g in range(n):
        for lane in range(lanes):
            number = groundwater.number[g, :, lane]
            state.level[g, lane], state.void[g, lane] = initial_zones(
                number[INITIAL_LEVEL], number[INITIAL_MOISTURE], number[DEPTH], number[POROSITY]
            )
    state.initial_void[:] = state.void
    return state

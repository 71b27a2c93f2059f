# SPDX-License-Identifier: Apache-2.0
"""Groundwater under subcatchments: what a model fixes, and what changes. One row an aquifer under a subcatchment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, zeros_of
from sponge.base.blocks import in_blocks
from sponge.physics.groundwater.zones import initial_zones

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


@in_blocks()
class Ground(NamedTuple):
    """The soil of each aquifer, and its exchange with the node; each (groundwater,). Levels are m above the bottom."""

    porosity: PerLane
    wilting_point: PerLane
    capacity: PerLane  # moisture at field capacity
    conductivity: PerLane  # m/s, saturated
    conductivity_slope: PerLane
    tension_slope: PerLane  # m
    upper_fraction: PerLane  # of the potential evaporation, to the upper zone
    reach: PerLane  # m below the surface, from which the lower zone evaporates
    seepage: PerLane  # m/s to deep ground when full
    bottom: PerLane  # m, elevation
    depth: PerLane  # m from the surface to the bottom
    threshold: PerLane  # level from which water flows to the node
    a1: PerLane
    b1: PerLane
    a2: PerLane
    b2: PerLane
    a3: PerLane
    surface_depth: PerLane  # m of surface water over the node's invert, 0: the node's own depth
    pervious: PerLane  # share of the subcatchment through which water gets in
    area: PerLane  # m2 of the subcatchment
    initial_level: PerLane
    initial_moisture: PerLane


class Groundwater(NamedTuple):
    """Aquifers under subcatchments."""

    subcatchment: Shared  # (groundwater,)
    node: Shared  # (groundwater,)
    ground: Ground
    monthly: PerLane  # (groundwater, 12) factors of the upper fraction
    formulas: Formulas


@in_blocks()
class GroundwaterSums(NamedTuple):
    """What every aquifer has moved; each (groundwater, lane), m3 but where another unit stands."""

    infiltration: PerLane
    upper_evaporation: PerLane
    lower_evaporation: PerLane
    percolation: PerLane  # to deep ground
    outflow: PerLane  # left the ground for the node
    passed: PerLane  # went on to the node
    moisture_time: PerLane  # s, moisture times time
    level_time: PerLane  # m s, elevation of the water table times time
    time: PerLane  # s
    max_flow: PerLane  # m3/s to the node, by its amount


class GroundwaterState(NamedTuple):
    """What changes."""

    level: PerLane  # (groundwater, lane) m, height of the saturated zone
    void: PerLane  # (groundwater, lane) m of pores without water above it
    flow_before: PerLane  # (groundwater, lane) m3/s to the node at the start of the last runoff step
    flow_middle: PerLane  # (groundwater, lane) m3/s, in its middle
    flow_after: PerLane  # (groundwater, lane) m3/s, at its end
    due: PerLane  # (groundwater, lane) m3 that have passed to the node and that no routing step has taken yet
    held: PerLane  # (groundwater, lane) m3 on the way to the node; may be negative
    rate: PerLane  # (groundwater, lane) m3/s into the node in the last routing step
    into_node: PerLane  # (groundwater, lane) m3 into the node
    out_of_node: PerLane  # (groundwater, lane) m3 out of it
    evaporation: PerLane  # (groundwater, lane) m/s at the end of the last step, over the subcatchment
    operand: PerLane  # (operand, lane) scratch
    initial_void: PerLane  # (groundwater, lane) m, at the start
    sums: GroundwaterSums


def new_groundwater_state(groundwater: Groundwater, lanes: int) -> GroundwaterState:
    """The state at the start."""
    n, ground = groundwater.node.size, groundwater.ground
    apart = {"operand", "sums"}
    state = GroundwaterState(
        **{name: np.zeros((n, lanes)) for name in GroundwaterState._fields if name not in apart},
        operand=np.zeros((groundwater.formulas.kind.size, lanes)), sums=zeros_of(GroundwaterSums, n, lanes),
    )  # fmt: skip
    for g in range(n):
        for lane in range(lanes):
            state.level[g, lane], state.void[g, lane] = initial_zones(
                ground.initial_level[g, lane], ground.initial_moisture[g, lane], ground.depth[g, lane],
                ground.porosity[g, lane],
            )  # fmt: skip
    state.initial_void[:] = state.void
    return state

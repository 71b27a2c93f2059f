# SPDX-License-Identifier: Apache-2.0
"""LID units: what a model fixes, and what changes.

A unit here is all replicates of one use. Shapes are those of one lane; see base.arrays. Numbers over the unit are m or
m/s, so volumes are these times its area.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.blocks import in_blocks
from sponge.base.tables import Tables
from sponge.engine.hydrology.tables import StepRates
from sponge.physics.infiltration import SOIL_STATES
from sponge.physics.lid import SWALE, LidUnit
from sponge.physics.lid.swale import swale_volume


@in_blocks()
class LidDesign(NamedTuple):
    """What a unit is, each (unit,). The first fields are those of ``physics.lid.LidUnit``, in its order."""

    surface_depth: PerLane  # m
    surface_void: PerLane
    surface_coefficient: PerLane  # m^(-2/3)/s; of a swale m^(-5/3)/s
    spills: PerLane  # 0 or 1
    pavement_depth: PerLane  # m
    pavement_void: PerLane
    pervious: PerLane
    soil_depth: PerLane  # m
    porosity: PerLane
    field_capacity: PerLane
    wilting_point: PerLane
    conductivity: PerLane  # m/s
    conductivity_slope: PerLane
    storage_depth: PerLane  # m
    storage_void: PerLane
    drain_offset: PerLane  # m
    mat_coefficient: PerLane  # m^(-2/3)/s, negative = all that arrives
    capacity: PerLane  # m/s
    bottom_width: PerLane  # m
    side_slope: PerLane
    length: PerLane  # 1/m
    area: PerLane  # m2, of all replicates
    initial_saturation: PerLane
    permeability: PerLane  # m/s
    pavement_clogging: PerLane  # m of water that clog it, 0 = never
    regeneration_interval: PerLane  # s
    regeneration: PerLane
    seepage: PerLane  # m/s
    storage_clogging: PerLane  # m
    drain_coefficient: PerLane  # SI
    drain_exponent: PerLane
    drain_delay: PerLane  # s
    open_head: PerLane  # m
    closed_head: PerLane  # m
    covered: PerLane  # 0 or 1
    from_impervious: PerLane
    from_pervious: PerLane
    returns: PerLane  # 1 where what runs off goes to the pervious surface
    returns_drain: PerLane  # 1 where what the drain carries does too
    initial_dry_time: PerLane  # s


class Lids(NamedTuple):
    """All units, in the file's order."""

    subcatchment: Shared  # (unit,)
    kind: Shared  # (unit,) code of physics.lid
    own_soil: Shared  # (unit,) method of infiltration by which water enters a soil of its own, or NONE
    on_soil: Shared  # (unit,) 1 where water seeps from it into the native soil
    drain_node: Shared  # (unit,) node that receives the drain, or -1
    drain_subcatchment: Shared  # (unit,) or subcatchment, or -1
    to_outlet: Shared  # (unit,) 1 where the drain leads to where the subcatchment's runoff goes
    in_system: PerLane  # (unit,) how much of what its drain carries counts in the system's runoff
    units: Shared  # (subcatchment,) number of units in it
    reported: Shared  # (report,) units that are reported in detail
    treated_impervious: PerLane  # (subcatchment,) fraction of the impervious surfaces' runoff that units treat
    treated_pervious: PerLane  # (subcatchment,) of the pervious surface's
    design: LidDesign
    soil: PerLane  # (unit, parameter) of its own soil
    initial_soil: PerLane  # (unit, soil state)
    drain_curve: TableRef  # (unit,) factor of the drain against head m, or -1
    tables: Tables


class LidSums(NamedTuple):
    """Since the start, m over the unit; each (unit, lane)."""

    inflow: PerLane
    evaporation: PerLane
    exfiltration: PerLane
    outflow: PerLane  # ran off its surface
    drain: PerLane  # left through the drain
    routed: PerLane  # of that, what did not return to the pervious surface
    passed: PerLane  # of that, what arrived where it went


class LidLevels(NamedTuple):
    """Water in each layer of a unit; each (unit, lane)."""

    surface: PerLane  # m
    pavement: PerLane  # m
    soil: PerLane  # moisture
    storage: PerLane  # m


class LidRates(NamedTuple):
    """Means of the last step, m/s over the unit; each (unit, lane)."""

    inflow: PerLane
    evaporation: PerLane
    infiltration: PerLane
    pavement_percolation: PerLane
    soil_percolation: PerLane
    exfiltration: PerLane
    outflow: PerLane  # off its surface; of a swale at the step's end
    drain: PerLane


class LidState(NamedTuple):
    """What changes, and what has been summed."""

    level: LidLevels
    soil: PerLane  # (unit, 6, lane)
    rate: LidRates
    flow: StepRates  # (unit, lane) m3/s that the drain sends to its node or subcatchment
    unrouted: PerLane  # (unit, lane) m3 that has left the drain and not arrived
    clogged_by: PerLane  # (unit, lane) m of water that the pavement has let through since it was new or cleaned
    cleaned_next: PerLane  # (unit, lane) s, time at which the pavement is cleaned next
    dry_time: PerLane  # (unit, lane) s since it last rained
    sums: LidSums
    initial: PerLane  # (unit, lane) m held at the start
    waiting: PerLane  # (subcatchment, lane) m over the subcatchment on its way from units to the pervious surface
    waiting_rate: PerLane  # (subcatchment, lane) m/s at which it last left the units
    treating_impervious: PerLane  # (subcatchment, lane) m over the subcatchment, from impervious surfaces to the units
    treating_pervious: PerLane  # (subcatchment, lane) m, from the pervious one
    reaching_impervious: PerLane  # (subcatchment, lane) m of that which reaches the units in this step; scratch
    reaching_pervious: PerLane  # (subcatchment, lane) m; scratch
    native: PerLane  # (subcatchment, lane) m/s that the native soil takes; scratch
    ponded: PerLane  # (subcatchment, lane) m3 of water on the units
    draining: PerLane  # (subcatchment, lane) m3/s that the units' drains carry at the step's end; scratch


UNIT_FIELDS = ("unrouted", "clogged_by", "cleaned_next", "dry_time", "initial")  # of LidState, (unit, lane)


def lid_volume(lids: Lids, state: LidState) -> np.ndarray:
    """Water [m] in each unit, (unit, lane)."""
    d, level = lids.design, state.level
    held = (
        level.surface * d.surface_void + level.pavement * d.pavement_void + level.soil * d.soil_depth
        + level.storage * d.storage_void
    )
    swales = (lids.kind == SWALE)[:, None]
    unit = LidUnit(*(getattr(d, name) for name in LidUnit._fields))
    return np.where(swales, swale_volume.py_func(unit, level.surface), held)


def new_lid_state(lids: Lids, subcatchments: int, lanes: int) -> LidState:
    """Dry surfaces; soil and storage as wet as the model says."""
    n, d = lids.kind.size, lids.design
    tables = {"level": LidLevels, "rate": LidRates, "flow": StepRates, "sums": LidSums}
    parts: dict[str, Any] = {name: np.zeros((subcatchments, lanes)) for name in LidState._fields}
    parts |= {name: np.zeros((n, lanes)) for name in UNIT_FIELDS}
    parts |= {name: zeros_of(table, n, lanes) for name, table in tables.items()}
    state = LidState(**parts | {"soil": np.zeros((n, SOIL_STATES, lanes))})
    soaked = d.wilting_point + d.initial_saturation * (d.porosity - d.wilting_point)
    state.level.soil[:] = np.where(d.soil_depth > 0.0, soaked, 0.0)
    state.level.storage[:] = d.initial_saturation * d.storage_depth
    state.soil[:] = lids.initial_soil
    state.cleaned_next[:] = d.regeneration_interval
    state.dry_time[:] = d.initial_dry_time
    state.initial[:] = lid_volume(lids, state)
    return state

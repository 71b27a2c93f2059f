# SPDX-License-Identifier: Apache-2.0
"""LID units: what a model fixes, and what changes.

A unit here is all replicates of one use. Shapes are those of one lane; see base.arrays. Numbers over the unit are m or
m/s, so volumes are these times its area.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.blocks import in_blocks
from sponge.base.tables import Tables
from sponge.engine.hydrology.tables import StepRates
from sponge.physics.infiltration import SOIL_STATES
from sponge.physics.lid import SWALE, Unit
from sponge.physics.lid.swale import swale_volume

# LidState.level
SURFACE, PAVEMENT, SOIL, STORAGE = range(4)
# LidState.rate, m/s: means of the last step, but for the OUTFLOW of a swale, which is at its end
(
    INFLOW, EVAPORATION, INFILTRATION, PAVEMENT_PERCOLATION, SOIL_PERCOLATION, EXFILTRATION, OUTFLOW, DRAIN,
) = range(8)  # fmt: skip
RATES = 8
# LidState.clogging
TREATED, REGENERATES = range(2)
# LidState.returned
WAITING, WAITING_RATE = range(2)
# LidState.scratch
NATIVE, PONDED, DRAINING, REACHING = range(4)
# LidState.treating
FROM_IMPERVIOUS, FROM_PERVIOUS = range(2)


@in_blocks()
class LidDesign(NamedTuple):
    """What a unit is, each (unit,). The first fields are those of ``physics.lid.Unit``, in its order."""

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


class LidState(NamedTuple):
    """What changes, and what has been summed."""

    level: PerLane  # (4, unit, lane) water: SURFACE, PAVEMENT, STORAGE m; SOIL moisture
    soil: PerLane  # (unit, 6, lane)
    rate: PerLane  # (8, unit, lane) m/s
    flow: StepRates  # (unit, lane) m3/s that the drain sends to its node or subcatchment
    unrouted: PerLane  # (unit, lane) m3 that has left the drain and not arrived
    clogging: PerLane  # (2, unit, lane) m of water TREATED by the pavement; time at which it REGENERATES next, s
    dry_time: PerLane  # (unit, lane) s since it last rained
    sums: LidSums
    initial: PerLane  # (unit, lane) m held at the start
    returned: PerLane  # (2, subcatchment, lane) m WAITING to reach the pervious surface, and the last rate m/s
    treating: PerLane  # (2, subcatchment, lane) m over the subcatchment on its way to the units, FROM_IMPERVIOUS and
    # FROM_PERVIOUS surfaces
    scratch: PerLane  # (5, subcatchment, lane) NATIVE infiltration m/s; water PONDED on the units, m3; what their
    # drains carry, DRAINING, m3/s; what reaches them in the step, m, in the order of ``treating``


def lid_volume(lids: Lids, state: LidState) -> np.ndarray:
    """Water [m] in each unit, (unit, lane)."""
    d, level = lids.design, state.level
    held = (
        level[SURFACE] * d.surface_void + level[PAVEMENT] * d.pavement_void + level[SOIL] * d.soil_depth
        + level[STORAGE] * d.storage_void
    )
    swales = (lids.kind == SWALE)[:, None]
    unit = Unit(*(getattr(d, name) for name in Unit._fields))
    return np.where(swales, swale_volume.py_func(unit, level[SURFACE]), held)


def new_lid_state(lids: Lids, subcatchments: int, lanes: int) -> LidState:
    """Dry surfaces; soil and storage as wet as the model says."""
    n = lids.kind.size
    shapes = {
        "level": (4, n), "soil": (n, SOIL_STATES), "rate": (RATES, n), "unrouted": (n,),
        "clogging": (2, n), "dry_time": (n,), "initial": (n,), "returned": (2, subcatchments),
        "treating": (2, subcatchments), "scratch": (5, subcatchments),
    }  # fmt: skip
    arrays, d = {name: np.zeros((*shape, lanes)) for name, shape in shapes.items()}, lids.design
    state = LidState(**arrays, flow=zeros_of(StepRates, n, lanes), sums=zeros_of(LidSums, n, lanes))
    soaked = d.wilting_point + d.initial_saturation * (d.porosity - d.wilting_point)
    state.level[SOIL] = np.where(d.soil_depth > 0.0, soaked, 0.0)
    state.level[STORAGE] = d.initial_saturation * d.storage_depth
    state.soil[:] = lids.initial_soil
    state.clogging[REGENERATES] = d.regeneration_interval
    state.dry_time[:] = d.initial_dry_time
    state.initial[:] = lid_volume(lids, state)
    return state

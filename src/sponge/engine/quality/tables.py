# SPDX-License-Identifier: Apache-2.0
"""Pollutants, land uses, loads and treatments: what a model fixes, and what changes.

Masses are in kg (or counts), concentrations in kg/m3 (or counts/m3), times in s since the simulation's start. Shapes
are those of one lane; ``PerLane`` and ``TableRef`` fields gain a last lane axis. Numbers of one kind lie in the rows of
one array, under the names given here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.tables import Tables
from sponge.engine.hydrology.tables import StepRates

# Pollutants.constant
RAIN, GROUND, SEWER, DECAY, CO_FRACTION, INITIAL = range(6)
# Surface.buildup and .washoff
MAXIMUM, RATE, EXPONENT, HALF_TIME, SCALE = range(5)
COEFFICIENT, POWER, SWEEPING, REMOVAL = range(4)
# Surface.sweeping and .cover
INTERVAL, AVAILABILITY, SINCE = range(3)
COVER_AREA, COVER_CURB, COVER_FRACTION = range(3)
# SurfaceState.ledger
INITIAL_LOAD, BUILDUP, DEPOSITION, SWEPT, INTO_GROUND, REMOVED, RUNOFF, DRIED = range(8)
# SurfaceState.before
VOLUME_LEFT, RATE_LEFT, SOAKED, EVAPORATED, LAND = range(5)
# TransportState.rate and the first rows of .ledger
DRY_WEATHER, WET_WEATHER, GROUNDWATER, RDII, EXTERNAL, FLOODING, OUTFLOW, REACTED, SEEPAGE, INITIAL_STORED = range(10)
INFLOWS = 5
# Loads.kind
CONCEN, MASS = range(2)
# TransportState ends of a link
UP, DOWN = range(2)
# Treatments.kind of an equation
REMOVES, LEAVES = range(2)
# Treatments.operand: kinds of operands; those of operators follow, as in engine.controls
CONSTANT, HRT, DT, FLOW, DEPTH, AREA, MIXED, ENTERING, REMOVED_PART = range(9)
FIRST_OPERATOR = 100


class Pollutants(NamedTuple):
    """All pollutants."""

    co_pollutant: Shared  # (pollutant,) -1 = none
    snow_only: Shared  # (pollutant,) 1 = builds up only under snow
    constant: PerLane  # (6, pollutant) concentrations in RAIN, GROUND water and SEWER infiltration; DECAY 1/s;
    # CO_FRACTION of the co-pollutant's wash-off; INITIAL concentration


class Surface(NamedTuple):
    """Land uses, and the parts of subcatchments that they cover, one subcatchment after another."""

    first_cover: Shared  # (subcatchment + 1,)
    land: Shared  # (cover,)
    buildup_kind: Shared  # (land use, pollutant)
    per_curb: Shared  # (land use, pollutant) 1 = by m of curb
    washoff_kind: Shared  # (land use, pollutant)
    season: Shared  # (3,) first and last day of a common year on which streets are swept; days by which dates after
    # 28 February count earlier in leap years
    buildup: PerLane  # (5, land use, pollutant) MAXIMUM, RATE, EXPONENT, HALF_TIME, SCALE
    washoff: PerLane  # (4, land use, pollutant) COEFFICIENT, POWER, SWEEPING, REMOVAL
    sweeping: PerLane  # (3, land use) INTERVAL s, AVAILABILITY, SINCE s before the start
    cover: PerLane  # (3, cover) COVER_AREA m2, COVER_CURB m, COVER_FRACTION of the subcatchment
    loading: PerLane  # (pollutant, subcatchment) kg/m2 at the start, 0 = what built up in the dry time
    dry_time: PerLane  # (1,) s before the start
    series: TableRef  # (land use, pollutant) of an external build-up, kg/(m2 s) or kg/(m s)
    tables: Tables


class Loads(NamedTuple):
    """Direct (``d_``), dry weather (``w_``) and interface loads (``f_``); ``row`` is that of the flow they come with in
    the state's given rates, -1 = none."""

    d_node: Shared  # (direct,)
    d_pollutant: Shared
    d_kind: Shared  # CONCEN, MASS
    d_row: Shared
    d_pattern: Shared  # row of the inflows' patterns, -1 = none
    d_scale: PerLane  # (direct,) kg/m3 or kg/s a unit of the series
    d_baseline: PerLane  # kg/m3 or kg/s
    d_series: TableRef
    w_node: Shared  # (dry,)
    w_pollutant: Shared
    w_row: Shared
    w_patterns: Shared  # (dry, 4)
    w_average: PerLane  # (dry,) kg/m3
    f_node: Shared  # (interface,)
    f_pollutant: Shared
    f_row: Shared
    f_series: TableRef  # (interface,) kg/m3, straight between rows
    tables: Tables


class Transport(NamedTuple):
    """The order in which nodes pass pollutants on, and the links at each."""

    order: Shared  # (node,) each after those upstream of it, but for loops
    first_out: Shared  # (node + 1,)
    out: Shared  # links that begin at a node, one node after another
    first_in: Shared  # (node + 1,)
    into: Shared  # links that end there
    stores: Shared  # (link,) 1 where a link holds water of its own
    outlet: Shared  # (node,) 1 where all that comes leaves the network
    idle: Shared  # (1,) 1 where nothing in the model brings any pollutant


class Treatments(NamedTuple):
    """Expressions at nodes. The operands of equation e are ``first_operand[e]:first_operand[e + 1]``, the last of them
    its value."""

    node: Shared  # (treated,)
    slot: Shared  # (node,) place among the treated, -1 = none
    first: Shared  # (treated + 1,) equations of each
    treats: Shared  # (treated, pollutant) 1 where a pollutant has one
    pollutant: Shared  # (equation,)
    kind: Shared  # (equation,) REMOVES, LEAVES
    first_operand: Shared  # (equation + 1,)
    operand: Shared  # (operand,) kind
    left: Shared  # (operand,) pollutant, or place of the first thing that an operator works on
    right: Shared  # (operand,) and of the second
    number: PerLane  # (operand,) a constant's value; else what makes SI the file's units
    unit: PerLane  # (equation,) what makes a concentration of the file kg/m3


class Quality(NamedTuple):
    """Everything about water quality."""

    pollutants: Pollutants
    surface: Surface
    loads: Loads
    transport: Transport
    treatments: Treatments


class SurfaceState(NamedTuple):
    """What lies on and leaves the land; all with a last lane axis."""

    buildup: PerLane  # (pollutant, cover) kg
    last_swept: PerLane  # (cover,) s
    ponded: PerLane  # (pollutant, subcatchment) kg in the water that stands there
    pool: PerLane  # (pollutant, subcatchment) kg on its way to the node or the subcatchment downhill
    unrouted: PerLane  # (subcatchment,) m3 of water on that way at the end of the last step
    runon: PerLane  # (pollutant, subcatchment) kg received in a step
    outfall: PerLane  # (pollutant, subcatchment) kg from outfalls, not yet spread
    runoff: PerLane  # (subcatchment,) m/s of all surfaces at the end of the last step
    snow: PerLane  # (2, subcatchment) m of snow as water: mean, and on what can be ploughed
    rate: StepRates  # (pollutant, subcatchment) kg/s that reach the node
    concentration: PerLane  # (2, pollutant, subcatchment) kg/m3 of the runoff, of the last two steps
    load: PerLane  # (pollutant, subcatchment) kg washed off
    before: PerLane  # (5, subcatchment) what the surfaces did in a step, before LID units treat it: VOLUME_LEFT m over
    # the subcatchment, RATE_LEFT m/s at the step's end, SOAKED and EVAPORATED m/s; LAND, the part under no unit
    washed: PerLane  # (pollutant,) kg, scratch
    final: PerLane  # (pollutant,) kg/m3 at the step's end, scratch
    ledger: PerLane  # (8, pollutant) kg


class TransportState(NamedTuple):
    """What nodes and links hold and pass on; all with a last lane axis."""

    node_mass: PerLane  # (pollutant, node) kg
    node_kept: PerLane  # (pollutant, node) kg after the last step: what is more has come since
    node_came: PerLane  # (node,) m3 that have come since the last step
    node_volume: PerLane  # (node,) m3, in the last step
    node_aside: PerLane  # (node,) m3 that have come and not left, and are not in its volume
    link_mass: PerLane  # (pollutant, link) kg
    link_water: PerLane  # (link,) m3
    node: PerLane  # (2, pollutant, node) kg/m3 of the last two steps
    link: PerLane  # (2, pollutant, link) kg/m3
    lateral: PerLane  # (2, pollutant, node) kg/s that comes from outside, in the last two steps
    flow: PerLane  # (2, link) m3/s at both ends of a link in the last step
    volume: PerLane  # (link,) m3, in the last step
    inflow: PerLane  # (node,) m3/s from outside, in the last step
    captured: PerLane  # (2, inlet) m3/s of inlets in the last step; m3 in this one
    passed: PerLane  # (2, link) m3 that pass both ends in this step
    drawn: PerLane  # (node,) m3 taken out in this step
    rate: PerLane  # (2, 5, pollutant) kg/s, all that comes, by kind, in the last two steps
    remains: PerLane  # (pollutant,) part that decay leaves in this step
    ledger: PerLane  # (10, pollutant) kg
    link_load: PerLane  # (pollutant, link) kg
    outlet_load: PerLane  # (pollutant, node) kg that left the network
    age: PerLane  # (treated,) s, how long water has been in a storage unit
    sent: PerLane  # (pollutant,) kg/m3 of what a node sends; scratch
    removal: PerLane  # (3, pollutant) part removed, entering and mixed concentration; scratch
    value: PerLane  # (operand,) scratch


class QualityState(NamedTuple):
    """All that changes."""

    surface: SurfaceState
    transport: TransportState


def new_quality_state(quality: Quality, inlets: int, lanes: int) -> QualityState:
    """Nothing anywhere; ``start_quality`` fills it."""
    p = len(quality.pollutants.co_pollutant)
    n, covers = len(quality.surface.first_cover) - 1, len(quality.surface.land)
    nodes, links = len(quality.transport.order), len(quality.transport.stores)
    treated, operands = len(quality.treatments.node), len(quality.treatments.operand)
    surface = {
        "buildup": (p, covers), "last_swept": (covers,), "unrouted": (n,), "concentration": (2, p, n), "washed": (p,),
        "final": (p,), "runoff": (n,), "snow": (2, n),
        "before": (5, n), "ledger": (8, p),
    }  # fmt: skip
    transport = {
        "node_mass": (p, nodes), "node_kept": (p, nodes), "node_came": (nodes,), "node_volume": (nodes,),
        "node_aside": (nodes,), "sent": (p,), "link_mass": (p, links), "link_water": (links,),
        "node": (2, p, nodes), "link": (2, p, links), "lateral": (2, p, nodes), "flow": (2, links),
        "volume": (links,), "inflow": (nodes,), "captured": (2, inlets), "passed": (2, links), "drawn": (nodes,),
        "rate": (2, INFLOWS, p), "remains": (p,), "ledger": (10, p), "link_load": (p, links),
        "outlet_load": (p, nodes), "age": (treated,),
        "removal": (3, p), "value": (operands,),
    }  # fmt: skip
    return QualityState(
        SurfaceState(
            **{f: np.zeros((*surface.get(f, (p, n)), lanes)) for f in SurfaceState._fields if f != "rate"},
            rate=zeros_of(StepRates, p, n, lanes),
        ),
        TransportState(*(np.zeros((*transport[name], lanes)) for name in TransportState._fields)),
    )

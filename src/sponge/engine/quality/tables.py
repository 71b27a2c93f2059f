# SPDX-License-Identifier: Apache-2.0
"""Pollutants, land uses, loads and treatments: what a model fixes, and what changes.

Masses are in kg (or counts), concentrations in kg/m3 (or counts/m3), times in s since the simulation's start. Shapes
are those of one lane; ``PerLane`` and ``TableRef`` fields gain a last lane axis. Only what comes from outside lies in
rows, one a kind of inflow: a loop goes through them, and what brings a load says by a number which kind it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef, zeros_of
from sponge.base.tables import Tables
from sponge.engine.hydrology.tables import StepRates

# kinds of inflow: rows of TransportState.rate, .rate_old and .came
DRY_WEATHER, WET_WEATHER, GROUNDWATER, RDII, EXTERNAL = range(5)
INFLOWS = 5
# Loads.d_kind
CONCEN, MASS = range(2)
# ends of a link
UP, DOWN = range(2)
# Treatments.kind of an equation
REMOVES, LEAVES = range(2)
# Treatments.operand: kinds of operands; those of operators follow, as in engine.controls
CONSTANT, HRT, DT, FLOW, DEPTH, AREA, MIXED, ENTERING, REMOVED_PART = range(9)
FIRST_OPERATOR = 100


class Pollutants(NamedTuple):
    """All pollutants; each (pollutant,)."""

    co_pollutant: Shared  # -1 = none
    snow_only: Shared  # 1 = builds up only under snow
    rain: PerLane  # kg/m3 in rain
    groundwater: PerLane  # kg/m3 in groundwater
    rdii: PerLane  # kg/m3 in rainfall dependent inflow and infiltration
    decay: PerLane  # 1/s
    co_fraction: PerLane  # part of the co-pollutant's wash-off that comes as this one
    initial: PerLane  # kg/m3 in the network's water at the start


class Buildup(NamedTuple):
    """Coefficients of build-up by m2 or by m of curb, each (land use, pollutant); see ``physics.quality.buildup``."""

    maximum: PerLane  # kg
    rate: PerLane  # of POWER kg/s^exponent, of EXPONENTIAL 1/s
    exponent: PerLane
    half_time: PerLane  # s
    scale: PerLane  # factor on an external series


class Washoff(NamedTuple):
    """Wash-off and what removes pollutants, each (land use, pollutant); see ``physics.quality.washoff``."""

    coefficient: PerLane
    exponent: PerLane
    sweeping: PerLane  # part of what can be swept that sweeping removes
    removal: PerLane  # part of what is washed off that best practices remove


class Sweeping(NamedTuple):
    """Street sweeping, each (land use,)."""

    interval: PerLane  # s, 0 = never
    availability: PerLane  # part of the build-up that can be swept
    since: PerLane  # s before the start


class Cover(NamedTuple):
    """The part of a subcatchment under a land use, each (cover,)."""

    area: PerLane  # m2
    curb: PerLane  # m
    fraction: PerLane  # of the subcatchment


class Surface(NamedTuple):
    """Land uses, and the parts of subcatchments that they cover, one subcatchment after another."""

    first_cover: Shared  # (subcatchment + 1,)
    land: Shared  # (cover,)
    buildup_kind: Shared  # (land use, pollutant)
    per_curb: Shared  # (land use, pollutant) 1 = by m of curb
    washoff_kind: Shared  # (land use, pollutant)
    season: Shared  # (3,) first and last day of a common year on which streets are swept; days by which dates after
    # 28 February count earlier in leap years
    buildup: Buildup
    washoff: Washoff
    sweeping: Sweeping
    cover: Cover
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
    is_end: Shared  # (node,) 1 where all that comes leaves the network
    idle: Shared  # (1,) 1 where nothing in the model brings any pollutant


class Treatments(NamedTuple):
    """Expressions at nodes. The operands of equation e are ``first_operand[e]:first_operand[e + 1]``, the last of them
    its value."""

    node: Shared  # (treated,)
    place: Shared  # (node,) place among the treated, -1 = none
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


class SurfaceLedger(NamedTuple):
    """Masses since the start, each (pollutant, lane) kg."""

    initial_load: PerLane
    buildup: PerLane
    deposition: PerLane  # with rain, and with what outfalls send to subcatchments
    swept: PerLane
    into_ground: PerLane
    removed: PerLane  # by best practices and in LID units' drains
    runoff: PerLane  # has reached nodes, or left the model
    dried: PerLane  # lies where the water dried up


class SurfacesBefore(NamedTuple):
    """What the surfaces did in a step, before LID units treat it; each (subcatchment, lane)."""

    volume_left: PerLane  # m over the subcatchment
    rate_left: PerLane  # m/s at the step's end
    soaked: PerLane  # m/s
    evaporated: PerLane  # m/s
    land: PerLane  # the part of the subcatchment under no unit


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
    snow: PerLane  # (subcatchment,) m of snow as water
    snow_on_streets: PerLane  # (subcatchment,) m of it on what can be ploughed
    rate: StepRates  # (pollutant, subcatchment) kg/s that reach the node
    concentration_old: PerLane  # (pollutant, subcatchment) kg/m3 of the runoff at the start of the last step
    concentration: PerLane  # (pollutant, subcatchment) kg/m3 at its end
    load: PerLane  # (pollutant, subcatchment) kg washed off
    before: SurfacesBefore
    washed: PerLane  # (pollutant,) kg, scratch
    final: PerLane  # (pollutant,) kg/m3 at the step's end, scratch
    ledger: SurfaceLedger


class TransportLedger(NamedTuple):
    """What left the network since the start, and what it held then; each (pollutant, lane) kg."""

    flooding: PerLane
    outflow: PerLane
    reacted: PerLane
    seepage: PerLane
    initial_stored: PerLane


class TransportState(NamedTuple):
    """What nodes and links hold and pass on; all with a last lane axis."""

    node_mass: PerLane  # (pollutant, node) kg
    node_kept: PerLane  # (pollutant, node) kg after the last step: what is more has come since
    node_came: PerLane  # (node,) m3 that have come since the last step
    node_volume: PerLane  # (node,) m3, in the last step
    node_aside: PerLane  # (node,) m3 that have come and not left, and are not in its volume
    link_mass: PerLane  # (pollutant, link) kg
    link_water: PerLane  # (link,) m3
    at_node_old: PerLane  # (pollutant, node) kg/m3 in the last step
    at_node: PerLane  # (pollutant, node) kg/m3 in this one
    in_link_old: PerLane  # (pollutant, link) kg/m3 in the last step
    in_link: PerLane  # (pollutant, link) kg/m3 in this one
    lateral_old: PerLane  # (pollutant, node) kg/s that comes from outside, in the last step
    lateral: PerLane  # (pollutant, node) kg/s, in this one
    at_once: PerLane  # (pollutant, node) kg/s of it that count in this step alone, from the land
    flow_up: PerLane  # (link,) m3/s at the upstream end of a link in the last step
    flow_down: PerLane  # (link,) m3/s at its downstream end
    volume: PerLane  # (link,) m3, in the last step
    inflow: PerLane  # (node,) m3/s from outside, in the last step, but for what counted in that alone
    capture_rate: PerLane  # (inlet,) m3/s that inlets captured in the last step
    captured: PerLane  # (inlet,) m3 that they capture in this step
    passed_up: PerLane  # (link,) m3 that pass the upstream end in this step
    passed_down: PerLane  # (link,) m3 that pass the downstream end
    drawn: PerLane  # (node,) m3 taken out in this step
    rate_old: PerLane  # (kind of inflow, pollutant) kg/s, all that comes, in the last step
    rate: PerLane  # (kind of inflow, pollutant) kg/s, in this one
    came: PerLane  # (kind of inflow, pollutant) kg since the start
    remains: PerLane  # (pollutant,) part that decay leaves in this step
    ledger: TransportLedger
    link_load: PerLane  # (pollutant, link) kg
    outlet_load: PerLane  # (pollutant, node) kg that left the network
    age: PerLane  # (treated,) s, how long water has been in a storage unit
    sent: PerLane  # (pollutant,) kg/m3 of what a node sends; scratch
    removed_part: PerLane  # (pollutant,) that a treatment has removed; scratch
    entering: PerLane  # (pollutant,) kg/m3 of what flows in where it is treated; scratch
    mixed: PerLane  # (pollutant,) kg/m3 of what is there before treatment; scratch
    value: PerLane  # (operand,) scratch


class QualityState(NamedTuple):
    """All that changes."""

    surface: SurfaceState
    transport: TransportState


def new_quality_state(quality: Quality, inlets: int, lanes: int) -> QualityState:
    """No pollutant anywhere; ``start_surface`` and ``start_transport`` fill it."""
    p = len(quality.pollutants.co_pollutant)
    n, covers = len(quality.surface.first_cover) - 1, len(quality.surface.land)
    nodes, links = len(quality.transport.order), len(quality.transport.stores)
    treated, operands = len(quality.treatments.node), len(quality.treatments.operand)
    surface = {
        "buildup": (p, covers), "last_swept": (covers,), "unrouted": (n,), "washed": (p,), "final": (p,),
        "runoff": (n,), "snow": (n,), "snow_on_streets": (n,),
    }  # fmt: skip
    transport = {
        "node_mass": (p, nodes), "node_kept": (p, nodes), "node_came": (nodes,), "node_volume": (nodes,),
        "node_aside": (nodes,), "sent": (p,), "link_mass": (p, links), "link_water": (links,),
        "at_node_old": (p, nodes), "at_node": (p, nodes), "in_link_old": (p, links), "in_link": (p, links),
        "lateral_old": (p, nodes), "lateral": (p, nodes), "at_once": (p, nodes),
        "flow_up": (links,), "flow_down": (links,),
        "volume": (links,), "inflow": (nodes,), "capture_rate": (inlets,), "captured": (inlets,),
        "passed_up": (links,), "passed_down": (links,), "drawn": (nodes,), "rate_old": (INFLOWS, p),
        "rate": (INFLOWS, p), "came": (INFLOWS, p), "remains": (p,), "link_load": (p, links),
        "outlet_load": (p, nodes), "age": (treated,), "removed_part": (p,), "entering": (p,), "mixed": (p,),
        "value": (operands,),
    }  # fmt: skip
    parts: dict[str, Any] = {name: np.zeros((*surface.get(name, (p, n)), lanes)) for name in SurfaceState._fields}
    parts |= {
        "rate": zeros_of(StepRates, p, n, lanes), "before": zeros_of(SurfacesBefore, n, lanes),
        "ledger": zeros_of(SurfaceLedger, p, lanes),
    }  # fmt: skip
    carried: dict[str, Any] = {name: np.zeros((*shape, lanes)) for name, shape in transport.items()}
    return QualityState(
        SurfaceState(**parts), TransportState(**carried, ledger=zeros_of(TransportLedger, p, lanes))
    )

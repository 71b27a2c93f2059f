# SPDX-License-Identifier: Apache-2.0
"""The Network that the machine runs: read-only tables, SI, one a kind of element.

Shapes are written for one lane; ``PerLane`` and ``TableRef`` fields gain a last lane axis (see base.arrays).
``link`` and ``node`` are indices into Links and Nodes. An index of -1 means none.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.blocks import in_blocks
from sponge.physics.sections.lookup import Sections

JUNCTION, OUTFALL, STORAGE, DIVIDER = range(4)
CONDUIT, PUMP, ORIFICE, WEIR, OUTLET = range(5)
# flow classes of a conduit
DRY, UP_DRY, DOWN_DRY, SUBCRITICAL, SUPERCRITICAL, UP_CRITICAL, DOWN_CRITICAL = range(7)


@in_blocks()
class Nodes(NamedTuple):
    """All nodes, in the file's order."""

    kind: Shared  # (node,) int64
    index: Shared  # (node,) row in Storages, Outfalls or Dividers; own row for a junction
    degree: Shared  # (node,) links leaving; negative for a node without links entering (EPA's terminal nodes)
    invert: PerLane  # m
    full_depth: PerLane  # m
    surcharge_depth: PerLane  # m
    ponded_area: PerLane  # m2
    initial_depth: PerLane  # m
    crown: PerLane  # m, highest crown of a link joined, above the invert
    full_volume: PerLane  # m3, without conduits
    filled_at: PerLane  # m, the depth at which it holds its full volume
    walls: PerLane  # m, the depth up to which open conduits hold the water that stands above them; 0: they do not


@in_blocks(apart=("full_flow",))
class Links(NamedTuple):
    """All links, in the file's order. A conduit of adverse slope is turned round for the dynamic wave."""

    kind: Shared  # (link,)
    index: Shared  # (link,) row in Conduits, Pumps, ...
    up: Shared  # (link,) node
    down: Shared  # (link,) node
    direction: Shared  # (link,) +1, or -1 where turned round
    flap_gate: Shared  # (link,) 0 or 1
    is_dummy: Shared  # (link,) 1 for a conduit of DUMMY shape
    offset_up: PerLane  # m above the node's invert
    offset_down: PerLane  # m
    rise: PerLane  # m, of the downstream node's invert over the upstream one's
    full_depth: PerLane  # m, of its section (0 for pumps, outlets)
    full_area: PerLane  # m2
    full_flow: PerLane  # m3/s
    initial_flow: PerLane  # m3/s
    max_flow: PerLane  # m3/s, 0 = no limit
    initial_setting: PerLane  # 0..1 (pumps: speed)


@in_blocks(apart=("roughness", "roughness_factor", "beta", "full_flow", "max_flow"))
class Conduits(NamedTuple):
    """Conduits that carry water (all but the DUMMY shape have sections)."""

    link: Shared  # (conduit,)
    barrels: Shared  # (conduit,)
    drained: Shared  # (conduit,) barrels into which a storage unit drains by kinematic wave
    is_open: Shared  # (conduit,) 1 = open section
    culvert: Shared  # (conduit,) FHWA code, 0 = none
    culvert_end: Shared  # (conduit,) 1 where a culvert's inlet is its upstream end, -1 where it is the other
    is_force_main: Shared  # (conduit,)
    has_losses: Shared  # (conduit,)
    length: PerLane  # m
    modified_length: PerLane  # m, after lengthening
    per_length: PerLane  # 1/m, of the modified length
    slope: PerLane
    culvert_slope: PerLane  # s of the culvert equations, of depth over full depth
    roughness: PerLane  # Manning's n (equivalent n for a force main)
    roughness_factor: PerLane  # g (n/..)^2: friction term dt * factor * |v| / R^(4/3)
    beta: PerLane  # sqrt(slope)/n: normal flow = beta * A * R^(2/3)
    max_width: PerLane  # m
    full_depth: PerLane  # m, copies of the link's, beside what else the kernel reads
    per_depth: PerLane  # 1/m, of the full depth
    full_area: PerLane  # m2
    full_radius: PerLane  # m
    full_radius_43: PerLane  # m^(4/3)
    force_main_friction: PerLane  # Hazen-Williams C or Darcy-Weisbach roughness height m
    force_main_factor: PerLane  # constant part of a force main's friction slope
    loss_inlet: PerLane
    loss_outlet: PerLane
    loss_average: PerLane
    seepage: PerLane  # m/s
    fall: PerLane  # m, of the bed from end to end
    crown_width: PerLane  # m, width at the crown cut-off: what a full closed conduit counts
    full_flow: PerLane  # m3/s a barrel, of the full section
    max_flow: PerLane  # m3/s a barrel, at the largest section factor
    width_depth: PerLane  # m, depth of the largest width
    straight: PerLane  # 1 where the sides are straight (physics.sections.straight), else 0 here and in what follows
    bottom: PerLane  # m
    run: PerLane  # m of width a metre of depth
    wall: PerLane  # m of both sides a metre of depth
    roof: PerLane  # 1/m, of the roof a square metre of area above ROOF_START
    section: TableRef  # row in Sections
    sections: Sections


@in_blocks()
class NodeState(NamedTuple):
    """What changes at nodes, each (node, lane)."""

    depth: PerLane  # m
    depth_old: PerLane
    volume: PerLane  # m3
    volume_old: PerLane
    lateral: PerLane  # m3/s, lateral inflow of this step
    lateral_old: PerLane
    from_land: PerLane  # m3/s, what runoff, drains, groundwater and RDII bring of it
    from_land_old: PerLane  # m3/s, in the last step that was routed
    inflow: PerLane  # m3/s, all inflow
    outflow: PerLane  # m3/s
    inflow_old: PerLane  # m3/s, of the step before
    net_inflow_old: PerLane  # m3/s, of the step before
    overflow: PerLane  # m3/s, flooding
    losses: PerLane  # m3/s, evaporation and exfiltration
    forced_inflow: PerLane  # m3/s, set by the user between steps (Simulation.nodes.lateral_inflow)
    forced_stage: PerLane  # m, water level at an outfall set by the user (Simulation.nodes.stage); NaN = the model's


@in_blocks()
class LinkState(NamedTuple):
    """What changes at links, each (link, lane)."""

    flow: PerLane  # m3/s, all barrels, along up -> down
    flow_old: PerLane
    depth: PerLane  # m
    depth_old: PerLane
    volume: PerLane  # m3
    volume_old: PerLane
    setting: PerLane
    target_setting: PerLane
    time_last_set: PerLane  # s since start
    area_up: PerLane  # m2, surface of a barrel that counts at its upstream node, where the solver stores water at nodes
    area_down: PerLane  # m2, at its downstream node


@in_blocks()
class ConduitState(NamedTuple):
    """What changes in conduits, each (conduit, lane); per barrel."""

    area: PerLane  # m2, what the flow of a barrel goes through
    flow_up: PerLane  # m3/s, at the upstream end
    evaporation: PerLane  # m3/s a barrel
    seepage: PerLane  # m3/s a barrel
    upper: PerLane  # m3 in the upstream half of all barrels, where conduits' water is at nodes
    full_ends: PerLane  # 0 no end runs full, 1 the upper, 2 the lower, 3 both


AT_NODES, IN_LINKS, NOWHERE = range(3)  # where a solver keeps the water of conduits


class Facts(NamedTuple):
    """What a solver makes of a network, for those who count its water (volumes, ledger, statistics, quality)."""

    conduit_storage: int  # AT_NODES: either half of a conduit's at its end's node; IN_LINKS; NOWHERE: it holds none
    has_heads: int  # 1 where nodes have heads that links feel: junctions surcharge and outfalls have levels
    ends_are_outlets: int  # 1 where water leaves the network at every node, but a storage unit, that no link leaves
    end_share: float = 0.5  # of a step for which the rates at its end count, those at its begin for the rest
    inflow_time: float = 0.0  # share of a step that has passed when its lateral inflows are taken
    land_anew: float = 0.0  # where a mean of both is taken: how much of what the land brought in the step before gives
    # way to what it brings in this one
    surface_storage: float = 0.0  # 1 where what nodes rise by holds water: MIN_SURFAREA below their conduits, the
    # surface of open conduits above their full depth
    manhole: float = 0.0  # share of MIN_SURFAREA on which a junction holds water beside that of its conduits


class Settings(NamedTuple):
    """Options that do not depend on the solver, as plain numbers, the same in every lane."""

    duration: float  # s
    report_start: float  # s after the start
    statistics_start: float  # s after the start, from which peaks and hours count
    report_step: float  # s
    routing_step: float  # s
    rule_step: float  # s, 0 = every step
    rule_interval: float  # share of the time between evaluations of rules that each stands for; else the routing step
    last_switch: float  # s, when links were last switched before a cold start
    wet_step: float  # s
    allow_ponding: int
    force_main: int  # HAZEN_WILLIAMS, DARCY_WEISBACH
    skip_steady: int
    system_flow_tolerance: float
    lateral_flow_tolerance: float
    start: float  # s since 1970-01-01
    routed: int  # 0 where IGNORE_ROUTING or no links
    runoff: int  # 0 where there is nothing to run off
    averages: int  # 1 = REPORT_AVERAGES
    slot: int  # 1 where depths in conduits go on above their crowns, as water in a Preissmann slot has them
    mean_from_land: float  # share of the mean over a routing step in what the land brings; else its rate at a moment
    counts: int  # 1 where what EPA SWMM's report counts at every step is counted (engine.accounts.counts)
    action_room: int  # control actions that are listed at most (engine.controls); 0 where none are


HAZEN_WILLIAMS, DARCY_WEISBACH = range(2)

# SPDX-License-Identifier: Apache-2.0
"""The ledger of routing: every flow in and out of the network by lane.

Volumes are summed over each step as the solver integrates (``Facts.end_share``): by the trapezoid rule, or at the
rates of its end. What the land brings is a mean over the step, and counts in it alone where the solver can take it so
(``Facts.land_anew``).
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane
from sponge.base.compiler import any_lane, flags, inlined, kernel, load, no, put
from sponge.engine.network import OUTFALL, STORAGE

# rows of Ledger.rate and Ledger.volume: loops add them all, and each process is handed its row to add to
DRY_WEATHER, WET_WEATHER, GROUNDWATER, RDII, EXTERNAL, FLOODING, OUTFLOW, EVAPORATION, SEEPAGE = range(9)


class Ledger(NamedTuple):
    """Flows of the step and their sums."""

    rate: PerLane  # (9, lane) m3/s, of the last step
    volume: PerLane  # (9, lane) m3
    initial_storage: PerLane  # (lane,) m3


@inlined
def is_open_end(facts, nodes, i):
    """Does water leave the network at node i, though it is no outfall?"""
    return facts.ends_are_outlets == 1 and nodes.degree[i] == 0 and nodes.kind[i] != STORAGE


@inlined
def may_lose(conduits, c, lanes):
    """Can water evaporate or seep from a conduit?"""
    return conduits.is_open[c] == 1 or any_lane(load(conduits.seepage, c, lanes) > 0.0)


@kernel
def end_step(facts, state, routed, lanes):
    """Keep for how long [s] the rates at this step's end count, which the next step adds; 0 where not ``routed``."""
    for lane in range(len(lanes)):
        if state.clock.active[lane]:
            state.volumes.half[lane] = facts.end_share * state.clock.dt[lane] if routed[lane] > 0 else 0.0


@inlined
def land_share(facts):
    """The part of a step for which what the land brings at its end counts."""
    return facts.end_share + facts.land_anew * (1.0 - facts.end_share)


@kernel
def add_part_of_step(facts, ledger, at_end, dt, active, lanes):
    """Add what the last rates bring in a step: for the part that they count for ``at_end`` (1), or for the rest (0)."""
    for k in range(ledger.rate.shape[0]):
        share = land_share(facts) if k == WET_WEATHER or k == GROUNDWATER or k == RDII else facts.end_share
        share = share if at_end else 1.0 - share
        for lane in range(len(lanes)):
            if active[lane]:
                ledger.volume[k, lane] += ledger.rate[k, lane] * share * dt[lane]


@kernel
def step_error(ledger, lane):
    """1 - outflow / inflow of the last step."""
    inflow = outflow = 0.0
    for k in range(5):
        inflow += ledger.rate[k, lane]
    for k in range(5, 9):
        outflow += ledger.rate[k, lane]
    if inflow != 0.0:
        return 1.0 - outflow / inflow
    return inflow / outflow - 1.0 if outflow != 0.0 else 0.0


@kernel
def land_anew(facts, state, i, lane):
    """What the land brings to outfall i in this step beyond what its rates count for [m3]: it leaves at once."""
    if facts.land_anew == 0.0 or state.clock.routed[lane] == 0:
        return 0.0
    last = state.nodes.from_land_old[i, lane] if state.volumes.half[lane] > 0.0 else 0.0
    rest = (land_share(facts) - facts.end_share) * state.clock.dt[lane]
    return rest * (state.nodes.from_land[i, lane] - last)


@kernel
def remove_outflows(network, state, active, lanes):
    """What leaves the network in this step: at outfalls, by flooding, by conduit losses. Keeps the rates at outfalls
    in ``volumes.outlet_rate``.

    What flows from an outfall into the network comes from outside as far as no inflow at the outfall brings it.
    """
    nodes, conduits, outfalls = network.nodes, network.conduits, network.outfalls
    node_state, conduit_state, ledger, dt = state.nodes, state.conduits, state.ledger, state.clock.dt
    outlet_rate, outfall_volume = state.volumes.outlet_rate, state.hydrology.outfall_volume
    rate = ledger.rate
    moving = flags(active, lanes)
    for c in range(conduits.link.size):
        if may_lose(conduits, c, lanes):
            barrels = float(conduits.barrels[c])
            evaporated = load(conduit_state.evaporation, c, lanes) * barrels
            seeped = load(conduit_state.seepage, c, lanes) * barrels
            put(rate, EVAPORATION, moving, load(rate, EVAPORATION, lanes) + evaporated)
            put(rate, SEEPAGE, moving, load(rate, SEEPAGE, lanes) + seeped)
    for i in range(nodes.kind.size):
        outlet = nodes.kind[i] == OUTFALL
        terminal = is_open_end(network.facts, nodes, i)
        if not outlet and not terminal:
            overflow = load(node_state.overflow, i, lanes)
            if any_lane(overflow != 0.0):
                kept = load(node_state.volume, i, lanes) > load(nodes.full_volume, i, lanes)
                lost = flags(active, lanes) & no(kept)
                put(rate, FLOODING, lost, load(rate, FLOODING, lanes) + overflow)
            continue
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            inflow = node_state.inflow[i, lane]
            outflow = node_state.outflow[i, lane]
            if outlet:
                to, leaves, enters = outfalls.route_to[nodes.index[i]], max(inflow - outflow, 0.0), 0.0
                if to >= 0 and leaves > 0.0:
                    outfall_volume[to, lane] += leaves * dt[lane]
                if outflow > inflow:
                    enters = outflow - inflow
                    node_state.inflow[i, lane] = outflow
                outlet_rate[0, i, lane] = leaves
                outlet_rate[1, i, lane] = enters
                anew = land_anew(network.facts, state, i, lane)
                ledger.volume[OUTFLOW, lane] += anew
                state.volumes.outlet[0, i, lane] += anew
                ledger.rate[OUTFLOW, lane] += leaves
                ledger.rate[EXTERNAL, lane] += enters
                node_state.overflow[i, lane] = 0.0
                node_state.volume[i, lane] = 0.0
            elif terminal:
                outlet_rate[0, i, lane] = inflow if outflow == 0.0 else 0.0
                ledger.rate[OUTFLOW, lane] += outlet_rate[0, i, lane]
                node_state.overflow[i, lane] = 0.0
                node_state.volume[i, lane] = 0.0


@kernel
def stored_volume(nodes, node_state, links, link_state, lane):
    """Water in nodes and links of a lane, m3."""
    total = 0.0
    for i in range(nodes.kind.size):
        total += node_state.volume[i, lane]
    for j in range(links.kind.size):
        total += link_state.volume[j, lane]
    return total

# SPDX-License-Identifier: Apache-2.0
"""Pollutants through nodes and links, a routing step at a time.

A node or a conduit is a completely mixed body of water. In an order from upstream to downstream each mixes what it held
with what has reached it, and hands on what flows out, which those downstream mix in the same step. What flows against
the order is found there in the next step. Mass only ever moves from one body to another or out of the network, so that
the ledger closes whatever the step, the direction of flow or the accuracy of the hydraulics.

The flow at either end of a conduit is that of the middle of the step, with the conduit's change of storage shared out
between both ends as the dynamic wave does: each end takes what the rise of its node spreads over the surface that the
conduit gives to that node. Where the water that so passes differs from the change of volume that the hydraulics give,
the difference stands aside at a node, or is mixed into a conduit, and settles slowly.
"""

from __future__ import annotations

from sponge.base.compiler import inlined, kernel
from sponge.engine.accounts.ledger import land_share
from sponge.engine.network import AT_NODES, CONDUIT, OUTFALL, STORAGE
from sponge.engine.quality.tables import DOWN, EXTERNAL, GROUNDWATER, INFLOWS, UP, WET_WEATHER
from sponge.engine.quality.treatment import age_of_water, treat
from sponge.physics.quality.mixing import MOST, SETTLING, TINY, concentration_in, remaining, settled

LITRE = 1e-3  # m3: less, and not flowing, has no concentration
WET = 1e-4 * 0.3048  # m: deeper water has the initial concentration


@kernel
def start_transport(network, state, lanes):
    """What nodes and conduits hold at the start: water with the initial concentration."""
    quality, transport = network.processes.quality, state.processes.quality.transport
    nodes, links, initial = state.nodes, state.links, quality.pollutants.initial
    for p in range(initial.shape[0]):
        for i in range(network.nodes.kind.size):
            for lane in range(len(lanes)):
                c = initial[p, lane] if nodes.depth[i, lane] > WET else 0.0
                transport.at_node_old[p, i, lane] = transport.at_node[p, i, lane] = c
                transport.node_mass[p, i, lane] = c * nodes.volume[i, lane]
                transport.ledger.initial_stored[p, lane] += c * nodes.volume[i, lane]
        for j in range(network.links.kind.size):
            for lane in range(len(lanes)):
                c = initial[p, lane] if links.depth[j, lane] > WET else 0.0
                transport.in_link_old[p, j, lane] = transport.in_link[p, j, lane] = c
                if quality.transport.stores[j]:
                    transport.link_mass[p, j, lane] = c * links.volume[j, lane]
                    transport.ledger.initial_stored[p, lane] += c * links.volume[j, lane]
    for i in range(network.nodes.kind.size):
        for lane in range(len(lanes)):
            transport.node_volume[i, lane] = nodes.volume[i, lane]
            for p in range(initial.shape[0]):
                transport.node_kept[p, i, lane] = transport.node_mass[p, i, lane]
    for j in range(network.links.kind.size):
        for lane in range(len(lanes)):
            transport.link_water[j, lane] = links.volume[j, lane] if quality.transport.stores[j] else 0.0
            transport.volume[j, lane] = links.volume[j, lane]
            transport.flow_up[j, lane] = links.flow[j, lane]
            transport.flow_down[j, lane] = links.flow[j, lane]


@kernel
def link_loss(network, state, j, lane):
    """Evaporation and seepage [m3/s] of a link, all barrels."""
    c = network.links.index[j]
    if network.links.kind[j] != CONDUIT or c < 0:
        return 0.0, 0.0
    barrels = float(network.conduits.barrels[c])
    return state.conduits.evaporation[c, lane] * barrels, state.conduits.seepage[c, lane] * barrels


@kernel
def rise_in(state, i, offset, full, lane):
    """Rise [m] of the water of node i in this step within a conduit of `full` depth [m], `offset` [m] above it."""
    now = min(max(state.depth[i, lane] - offset, 0.0), full)
    return now - min(max(state.depth_old[i, lane] - offset, 0.0), full)


@kernel
def stored_upstream(network, state, j, c, change, lane):
    """The part [m3] of conduit j's `change` of storage [m3] in this step that passes its upstream end.

    What the rise of both ends does not account for is shared as the rest is.
    """
    if change == 0.0:
        return 0.0
    links, conduits = network.links, network.conduits
    full, barrels = conduits.full_depth[c, lane], conduits.barrels[c]
    rise_up = rise_in(state.nodes, links.up[j], links.offset_up[j, lane], full, lane)
    rise_down = rise_in(state.nodes, links.down[j], links.offset_down[j, lane], full, lane)
    up, down = state.links.area_up[j, lane] * rise_up * barrels, state.links.area_down[j, lane] * rise_down * barrels
    total = abs(up) + abs(down)
    return up + (change - up - down) * (abs(up) / total if total > 0.0 else 0.5)


@kernel
def to_outfall(passed, stored):
    """Volume [m3] that leaves to an outfall when `passed` [m3] go to the conduit's end and `stored` [m3] stay there.

    What comes from an outfall is as the hydraulics have it, because the load that comes with it is.
    """
    return max(passed - stored, 0.0) if passed > 0.0 else passed


@inlined
def mean_over_step(facts, old, new):
    """The mean over a step of a rate that was `old` in the last one, as the solver integrates."""
    return (1.0 - facts.end_share) * old + facts.end_share * new


@kernel
def volumes_passing(network, state, now, stores, active, lanes):
    """Volumes [m3] that pass both ends of every link in this step, along it."""
    links, at_nodes = network.links, 1 if network.facts.conduit_storage == AT_NODES else 0
    for j in range(links.kind.size):
        c = links.index[j]
        at_up = network.nodes.kind[links.up[j]] == OUTFALL
        at_down = network.nodes.kind[links.down[j]] == OUTFALL
        for lane in range(len(lanes)):
            if not active[lane]:
                continue
            dt, down = state.clock.dt[lane], state.links.flow[j, lane]
            evaporated, seeped = link_loss(network, state, j, lane)
            lost, up = (evaporated + seeped) * dt, down
            change = state.links.volume[j, lane] - now.volume[j, lane]
            if stores[j] and at_nodes == 0:
                up = state.conduits.flow_up[c, lane] * network.conduits.barrels[c]
            passed_up = mean_over_step(network.facts, now.flow_up[j, lane], up) * dt
            passed_down = mean_over_step(network.facts, now.flow_down[j, lane], down) * dt
            if stores[j] and at_nodes:
                stored = stored_upstream(network, state, j, c, change, lane)
                share = lost if at_up or at_down else 0.5 * lost
                passed_up = -to_outfall(-passed_up, stored) if at_up else passed_up + stored + share
                stored = change - stored
                passed_down = to_outfall(passed_down, stored) if at_down else passed_down - stored - share
            elif not stores[j]:
                passed_up += lost
            now.passed_up[j, lane], now.passed_down[j, lane] = passed_up, passed_down
            now.flow_up[j, lane], now.flow_down[j, lane] = up, down
            now.volume[j, lane] = state.links.volume[j, lane]


@kernel
def inlet_volumes(network, state, now, active, lanes):
    """Volumes [m3] that street inlets capture in this step, and the inflows of their nodes without them."""
    for k in range(len(network.inlets.link)):
        i, to = network.inlets.bypass[k], network.inlets.capture[k]
        for lane in range(len(lanes)):
            if active[lane]:
                flow = max(state.inlets.flow[k, lane], 0.0)
                captured = mean_over_step(network.facts, now.capture_rate[k, lane], flow) * state.clock.dt[lane]
                now.capture_rate[k, lane], now.captured[k, lane] = flow, captured
                now.drawn[i, lane] -= captured
                now.drawn[to, lane] += captured


@kernel
def begin_bodies(network, quality, state, now, active, lanes):
    """Decay of what bodies of water hold, then what comes from outside."""
    decay, treatments = quality.pollutants.decay, quality.treatments
    n_nodes, n_links = network.nodes.kind.size, network.links.kind.size
    for lane in range(len(lanes)):
        if not active[lane]:
            continue
        dt = state.clock.dt[lane]
        for p in range(decay.shape[0]):
            now.remains[p, lane] = 1.0
            if decay[p, lane] != 0.0:
                now.remains[p, lane] = remaining(decay[p, lane], dt)
            for kind in range(INFLOWS):
                by_land = kind == WET_WEATHER or kind == GROUNDWATER
                share = land_share(network.facts) if by_land else network.facts.end_share
                rate = (1.0 - share) * now.rate_old[kind, p, lane] + share * now.rate[kind, p, lane]
                now.came[kind, p, lane] += rate * dt
        for i in range(n_nodes):
            at_once, lateral = network.facts.land_anew * state.nodes.from_land[i, lane], state.nodes.lateral[i, lane]
            net = mean_over_step(network.facts, now.inflow[i, lane] + at_once, lateral) * dt
            now.inflow[i, lane] = lateral - at_once
            now.drawn[i, lane] = -net
    inlet_volumes(network, state, now, active, lanes)
    for p in range(decay.shape[0]):
        for i in range(n_nodes):
            k = treatments.place[i]
            for lane in range(len(lanes)):
                if not active[lane]:
                    continue
                now.at_node_old[p, i, lane] = now.at_node[p, i, lane]
                if now.remains[p, lane] != 1.0 and not (k >= 0 and treatments.treats[k, p]):
                    now.ledger.reacted[p, lane] += now.node_mass[p, i, lane] * (1.0 - now.remains[p, lane])
                    now.node_mass[p, i, lane] *= now.remains[p, lane]
                    now.node_kept[p, i, lane] *= now.remains[p, lane]
                rate = mean_over_step(network.facts, now.lateral_old[p, i, lane], now.lateral[p, i, lane])
                now.node_mass[p, i, lane] += rate * state.clock.dt[lane]
        for j in range(n_links):
            for lane in range(len(lanes)):
                if active[lane]:
                    now.in_link_old[p, j, lane] = now.in_link[p, j, lane]
                    reacted = now.link_mass[p, j, lane] * (1.0 - now.remains[p, lane])
                    now.ledger.reacted[p, lane] += reacted
                    now.link_mass[p, j, lane] -= reacted
    for i in range(n_nodes):
        for lane in range(len(lanes)):
            if active[lane]:
                now.node_came[i, lane] += max(-now.drawn[i, lane], 0.0)
                now.drawn[i, lane] = max(now.drawn[i, lane], 0.0)


@kernel
def hand_to_link(network, quality, state, now, j, end, volume, lane):
    """A `volume` [m3] of what a node sends into link j at an ``end``; through it at once where the link holds none."""
    links = network.links
    stores = quality.transport.stores[j]
    to = links.down[j] if end == UP else links.up[j]
    if stores:
        now.link_water[j, lane] += volume
    i, seeped, time = links.up[j] if end == UP else links.down[j], 0.0, 0.0
    if not stores:
        dt = state.clock.dt[lane]
        evaporated, seeped = link_loss(network, state, j, lane)
        now.node_came[to, lane] += max(volume - (evaporated + seeped) * dt, 0.0)
        seeped = min(seeped * dt / volume, 1.0)
        if links.kind[j] == CONDUIT:  # steady flow: as long as the water takes
            time = state.links.volume[j, lane] / volume * dt
    for p in range(now.link_mass.shape[0]):
        c = now.sent[p, lane]
        mass = c * volume
        now.node_mass[p, i, lane] -= mass
        if stores:
            now.link_mass[p, j, lane] += mass
            continue
        left = mass * (1.0 - seeped)
        now.ledger.seepage[p, lane] += mass - left
        decay = quality.pollutants.decay[p, lane]
        after = left * remaining(decay, time) if decay != 0.0 else left
        now.ledger.reacted[p, lane] += left - after
        now.node_mass[p, to, lane] += after
        now.in_link[p, j, lane] = c if mass <= 0.0 else c * after / mass
        now.link_load[p, j, lane] += after


@kernel
def node_outflow(network, transport, now, i, lane):
    """Volume [m3] that leaves node i through links in this step."""
    total = 0.0
    for e in range(transport.first_out[i], transport.first_out[i + 1]):
        total += max(now.passed_up[transport.out[e], lane], 0.0)
    for e in range(transport.first_in[i], transport.first_in[i + 1]):
        total += max(-now.passed_down[transport.into[e], lane], 0.0)
    for k in range(len(network.inlets.link)):
        if network.inlets.bypass[k] == i:
            total += now.captured[k, lane]
    return total


@kernel
def send_out(network, quality, state, now, i, lane):
    """What node i sends to its links and inlets."""
    transport = quality.transport
    for e in range(transport.first_out[i], transport.first_out[i + 1]):
        volume = now.passed_up[transport.out[e], lane]
        if volume > 0.0:
            hand_to_link(network, quality, state, now, transport.out[e], UP, volume, lane)
    for e in range(transport.first_in[i], transport.first_in[i + 1]):
        volume = -now.passed_down[transport.into[e], lane]
        if volume > 0.0:
            hand_to_link(network, quality, state, now, transport.into[e], DOWN, volume, lane)
    for k in range(len(network.inlets.link)):
        volume = now.captured[k, lane]
        if network.inlets.bypass[k] == i and volume > 0.0:
            to = network.inlets.capture[k]
            now.node_came[to, lane] += volume
            for p in range(now.node_mass.shape[0]):
                mass = now.sent[p, lane] * volume
                now.node_mass[p, i, lane] -= mass
                now.node_mass[p, to, lane] += mass


@kernel
def lose_overflow(network, state, now, p, i, mass, lane):
    """A `mass` [kg] in water that overflows from node i: back to the street where inlets bring it there."""
    inlets, left = network.inlets, mass
    for k in range(len(inlets.link)):
        if inlets.capture[k] == i:
            back = mass * inlets.backflow_share[k, lane]
            now.node_mass[p, inlets.bypass[k], lane] += back
            left -= back
    now.node_mass[p, i, lane] -= mass
    now.ledger.flooding[p, lane] += left


@kernel
def mix_node(quality, now, k, i, body, is_end, lane):
    """The concentrations of what node i, the k-th treated one, held and of what has come, in a `body` of water [m3]."""
    for p in range(now.node_mass.shape[0]):
        mass = now.node_mass[p, i, lane]
        if not is_end:
            held = now.at_node_old[p, i, lane] * now.node_volume[i, lane]
            if not (k >= 0 and quality.treatments.treats[k, p]):
                held *= now.remains[p, lane]
            mass += held - now.node_kept[p, i, lane]
        now.at_node[p, i, lane] = max(mass, 0.0) / body if body > TINY else 0.0


@kernel
def is_given(loads, i, p):
    """Does the model say what of pollutant p flows in at node i?"""
    for d in range(len(loads.d_node)):
        if loads.d_node[d] == i and loads.d_pollutant[d] == p:
            return True
    return False


@kernel
def take_from_outside(network, quality, state, now, k, i, short, body, lane):
    """The `short` [m3] that an outfall sends into the network and that has not come to it, of its `body` [m3].

    It is what flowed out last, less what has decayed since, as in EPA SWMM; but for pollutants whose inflow at the
    outfall is given. What so comes counts as inflow from outside.
    """
    if network.facts.has_heads == 0 or state.nodes.depth[i, lane] <= WET:
        return
    for p in range(now.node_mass.shape[0]):
        held = now.at_node_old[p, i, lane]
        if not (k >= 0 and quality.treatments.treats[k, p]):
            held *= now.remains[p, lane]
        if body <= TINY:
            now.at_node[p, i, lane] = held
        elif short > 0.0 and held > 0.0 and not is_given(quality.loads, i, p):
            mass = held * short
            now.came[EXTERNAL, p, lane] += mass
            now.node_mass[p, i, lane] += mass
            now.at_node[p, i, lane] += mass / body


@kernel
def sent_concentrations(now, i, body, out, short, aside, more, lane):
    """Concentrations [kg/m3] in the volume `out` [m3] that node i sends.

    It comes from the node's `body` of water [m3]; what that is `short` of [m3], and `more` [m3] beside it, come from
    the water that stands `aside` [m3].
    """
    for p in range(now.node_mass.shape[0]):
        c, mass = now.at_node[p, i, lane], 0.0
        rest = max(now.node_mass[p, i, lane] - c * body, 0.0)
        if aside > TINY:
            mass = rest * min((min(short, aside) + more) / aside, 1.0)
        now.sent[p, lane] = c * max(1.0 - short / out, 0.0) + mass / out if out > TINY else 0.0


@kernel
def pass_node(network, quality, state, now, i, lane):
    """Node i mixes what it has and what has come, and passes on what flows out.

    Water that has come, and that the node's volume in the hydraulics does not hold, stands aside until more flows out
    than comes.
    """
    dt, nodes, storage = state.clock.dt[lane], state.nodes, network.nodes.index[i]
    volume, is_end, k = nodes.volume[i, lane], quality.transport.is_end[i], quality.treatments.place[i]
    overflow = 0.0 if is_end or volume > network.nodes.full_volume[i, lane] else nodes.overflow[i, lane] * dt
    evaporated = seeped = 0.0
    if network.nodes.kind[i] == STORAGE:
        evaporated = state.storages.evaporation[storage, lane] * dt
        seeped = state.storages.exfiltration[storage, lane] * dt
    linked, drawn = node_outflow(network, quality.transport, now, i, lane), now.drawn[i, lane]
    out, came = linked + overflow + seeped + drawn, now.node_came[i, lane]
    body = max(came, out) if is_end else max(now.node_volume[i, lane] - evaporated + came, volume)
    mix_node(quality, now, k, i, body, is_end, lane)
    if k >= 0:
        treat(network, quality.treatments, nodes, now, k, i, dt, came, body, lane)
    if network.nodes.kind[i] == OUTFALL:
        take_from_outside(network, quality, state, now, k, i, out - came, body, lane)
    left, aside = body - out - volume, now.node_aside[i, lane]
    short, more = 0.0 if is_end else min(max(-left, 0.0), out), min(aside * min(dt / SETTLING, 1.0), MOST * linked)
    sent_concentrations(now, i, body, out, short, aside, more, lane)
    for p in range(now.node_mass.shape[0]):
        c = now.sent[p, lane]
        if overflow > 0.0:
            lose_overflow(network, state, now, p, i, c * overflow, lane)
        now.ledger.seepage[p, lane] += c * seeped
        now.ledger.outflow[p, lane] += c * drawn
        now.outlet_load[p, i, lane] += c * drawn
        now.node_mass[p, i, lane] -= c * (seeped + drawn)
    send_out(network, quality, state, now, i, lane)
    now.node_aside[i, lane] = max(aside + left - more, 0.0)
    now.node_volume[i, lane], now.node_came[i, lane] = volume, 0.0
    if is_end:
        leave_network(network, state, now, i, lane)
    elif out <= TINY and volume < LITRE:
        for p in range(now.node_mass.shape[0]):
            now.at_node[p, i, lane] = 0.0
    for p in range(now.node_mass.shape[0]):
        now.node_kept[p, i, lane] = now.node_mass[p, i, lane]


@kernel
def leave_network(network, state, now, i, lane):
    """All that is left at an outlet leaves the network; at an outfall that goes to a subcatchment, for there."""
    to = -1
    if network.nodes.kind[i] == OUTFALL:
        to = network.outfalls.route_to[network.nodes.index[i]]
    now.node_aside[i, lane] = 0.0
    for p in range(now.node_mass.shape[0]):
        mass = now.node_mass[p, i, lane]
        now.ledger.outflow[p, lane] += mass
        now.outlet_load[p, i, lane] += mass
        now.node_mass[p, i, lane] = 0.0
        if to >= 0:
            state.processes.quality.surface.outfall[p, to, lane] += mass


@kernel
def pass_conduit(network, quality, state, now, j, lane):
    """Conduit j mixes what it has and what has come, and passes on what flows out of its ends."""
    dt, links = state.clock.dt[lane], network.links
    evaporated, seeped = link_loss(network, state, j, lane)
    back, on = max(-now.passed_up[j, lane], 0.0), max(now.passed_down[j, lane], 0.0)
    out, volume = back + on + seeped * dt, state.links.volume[j, lane]
    water = max(now.link_water[j, lane] - evaporated * dt, 0.0)
    more = settled(water - out, volume, back + on, dt)
    body = max(water, out + max(more, 0.0))
    factor = 1.0 + more / (back + on) if back + on > TINY else 1.0
    still = out <= TINY and volume < LITRE
    for p in range(now.link_mass.shape[0]):
        c = concentration_in(now.link_mass[p, j, lane], body, 0.0)
        now.in_link[p, j, lane] = 0.0 if still else c
        now.ledger.seepage[p, lane] += c * seeped * dt
        now.link_mass[p, j, lane] -= c * (seeped * dt + factor * (back + on))
        now.node_mass[p, links.up[j], lane] += c * factor * back
        now.node_mass[p, links.down[j], lane] += c * factor * on
        now.link_load[p, j, lane] += c * factor * (back + on)
    now.node_came[links.up[j], lane] += back
    now.node_came[links.down[j], lane] += on
    now.link_water[j, lane] = max(water - out - more, 0.0)


@kernel
def is_clean(now):
    """Is there no pollutant in any node or link?"""
    for p in range(now.node_mass.shape[0]):
        for i in range(now.node_mass.shape[1]):
            for lane in range(now.node_mass.shape[2]):
                if now.node_mass[p, i, lane] != 0.0 or now.at_node[p, i, lane] != 0.0:
                    return False
        for j in range(now.link_mass.shape[1]):
            for lane in range(now.link_mass.shape[2]):
                if now.link_mass[p, j, lane] != 0.0 or now.in_link[p, j, lane] != 0.0:
                    return False
    return True


@kernel
def follow_water(network, state, now, stores, active, lanes):
    """Keep the volumes of the hydraulics while all water is clean: a later run may go on from them with pollutants."""
    links, apart = network.links, 1 if network.facts.conduit_storage != AT_NODES else 0
    for lane in range(len(lanes)):
        if not active[lane]:
            continue
        for i in range(network.nodes.kind.size):
            at_once = network.facts.land_anew * state.nodes.from_land[i, lane]
            now.node_volume[i, lane] = state.nodes.volume[i, lane]
            now.inflow[i, lane] = state.nodes.lateral[i, lane] - at_once
        for j in range(links.kind.size):
            flow = up = state.links.flow[j, lane]
            if stores[j]:
                now.link_water[j, lane] = state.links.volume[j, lane]
                if apart:
                    up = state.conduits.flow_up[links.index[j], lane] * network.conduits.barrels[links.index[j]]
            now.flow_up[j, lane], now.flow_down[j, lane] = up, flow
            now.volume[j, lane] = state.links.volume[j, lane]


@kernel
def route_quality(network, state, active, lanes):
    """Route the pollutants of every lane in ``active`` over the step whose flows are known."""
    quality, now = network.processes.quality, state.processes.quality.transport
    transport = quality.transport
    if transport.idle[0] == 1 and is_clean(now):
        follow_water(network, state, now, transport.stores, active, lanes)
        return
    volumes_passing(network, state, now, transport.stores, active, lanes)
    age_of_water(
        quality.treatments, network.nodes, now, state.nodes.volume_old, state.nodes.inflow, state.clock.dt, active,
        lanes,
    )
    begin_bodies(network, quality, state, now, active, lanes)
    for position in range(len(transport.order)):
        i = transport.order[position]
        for lane in range(len(lanes)):
            if active[lane]:
                pass_node(network, quality, state, now, i, lane)
        for e in range(transport.first_out[i], transport.first_out[i + 1]):
            j = transport.out[e]
            if transport.stores[j]:
                for lane in range(len(lanes)):
                    if active[lane]:
                        pass_conduit(network, quality, state, now, j, lane)

# SPDX-License-Identifier: Apache-2.0
"""How long a step Picard iterations allow: by the Courant number, and by the rise of nodes."""

from __future__ import annotations

from math import floor

from sponge.base.compiler import any_lane, flags, kernel, load, put, store
from sponge.base.constants import SMALL_AREA, SMALL_DEPTH, SMALL_FLOW
from sponge.engine.accounts.counting import count_critical, forget_critical, noted
from sponge.engine.network import OUTFALL
from sponge.physics.conduits.momentum import froude_number


@kernel
def courant_step(network, state, settings, own, lanes):
    """Shrink each lane's longest step to what the Courant number and the rise of the nodes allow."""
    nodes, conduits, active, longest = network.nodes, network.conduits, state.clock.active, state.clock.longest_step
    critical, counts = state.counts.steps.critical, network.settings.counts
    for c in range(conduits.link.size):
        j = conduits.link[c]
        flow, volume = abs(load(state.links.flow, j, lanes)), load(state.links.volume, j, lanes)
        if conduits.barrels[c] > 1:
            flow, volume = flow / float(conduits.barrels[c]), volume / float(conduits.barrels[c])
        if conduits.is_open[c]:  # what stands above it does not flow
            volume = min(volume, load(conduits.full_area, c, lanes) * load(conduits.length, c, lanes))
        area = load(state.conduits.area, c, lanes)
        moves = flags(active, lanes) & (flow > SMALL_FLOW) & (area > SMALL_AREA)
        if any_lane(moves):
            froude = froude_number(
                load(own.links.velocity, j, lanes), load(state.links.depth, j, lanes), area,
                load(own.links.width, j, lanes), load(conduits.full_depth, c, lanes), conduits.is_open[c],
            )
            moves = moves & (froude > 0.01)
            travel = volume / flow
            stretch = load(conduits.modified_length, c, lanes) / load(conduits.length, c, lanes)
            travel = travel * stretch * (froude / (1.0 + froude) * settings.courant)
            if counts:
                noted(critical, moves & (travel < load(longest, lanes)), j)
            put(longest, moves, min(load(longest, lanes), travel))
    for i in range(nodes.kind.size):
        if nodes.kind[i] == OUTFALL:
            continue
        depth, rate = load(state.nodes.depth, i, lanes), load(own.nodes.depth_rate, i, lanes)
        crown = load(nodes.crown, i, lanes)
        rises = flags(active, lanes) & (rate >= SMALL_DEPTH) & (crown * 0.25 >= SMALL_DEPTH)
        rises = rises & (depth > SMALL_DEPTH) & (depth < crown - SMALL_DEPTH)
        if counts:
            noted(critical, rises & (crown * 0.25 / rate < load(longest, lanes)), network.links.kind.size + i)
        put(longest, rises, min(load(longest, lanes), crown * 0.25 / rate))
    store(longest, max(load(longest, lanes), settings.min_step))


@kernel
def longest_steps(network, state, settings, own, lanes):
    """Each lane's longest step [s]; the first of a variable length is the least. Whole milliseconds, as in EPA SWMM."""
    clock = state.clock
    if settings.courant == 0.0:
        return
    if network.settings.counts:
        forget_critical(state, lanes)
    courant_step(network, state, settings, own, lanes)
    if network.settings.counts:
        count_critical(network, state, lanes)
    for lane in range(len(lanes)):
        step = clock.longest_step[lane] if clock.stepped[lane] else settings.min_step
        clock.longest_step[lane] = floor(1000.0 * step) / 1000.0

# SPDX-License-Identifier: Apache-2.0
"""Evaporation and seepage of conduits in a routing step, and withdrawals that dry nodes could not give."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.implicit.nodes import DRY, is_free
from sponge.engine.network import OUTFALL
from sponge.engine.withdrawals import fall_short, forget_shortfalls, withdraws
from sponge.physics.conduits.losses import conduit_loss


@kernel
def begin_losses(network, state, settings, own, lane):
    """Set losses of conduits over the step from the depths at its begin, at most what they hold; ends share them by
    their depths."""
    conduits, dt = network.conduits, state.clock.dt[lane]
    evaporation = state.hydrology.evaporation_rate[lane]
    for c in range(conduits.link.size):
        j, seepage = conduits.link[c], conduits.seepage[c, lane] * state.hydrology.conductivity_factor[lane]
        barrels, evaporated, seeped = float(conduits.barrels[c]), 0.0, 0.0
        if seepage > 0.0 or (conduits.is_open[c] != 0 and evaporation > 0.0):
            available = max(state.links.volume[j, lane], 0.0) / barrels / dt
            evaporated, seeped = conduit_loss(
                conduits.sections, conduits.section[c, lane], state.links.depth[j, lane], conduits.length[c, lane],
                conduits.full_depth[c, lane], conduits.max_width[c, lane], conduits.is_open[c],
                conduits.width_depth[c, lane], evaporation, seepage, available,
            )  # fmt: skip
        state.conduits.evaporation[c, lane], state.conduits.seepage[c, lane] = evaporated, seeped
        own.work.lost[c] = (evaporated + seeped) * barrels
        y1, y2 = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane]
        share = y1 / (y1 + y2) if y1 + y2 > 0.0 else 0.5
        if network.nodes.kind[network.links.up[j]] == OUTFALL:
            share = 0.0
        elif network.nodes.kind[network.links.down[j]] == OUTFALL:
            share = 1.0
        own.work.lost_up[c] = share


@kernel
def settle_shortfalls(network, state, settings, own, lane):
    """Reduce withdrawals from nodes that ran dry, and losses of their conduits, by what was not there."""
    forget_shortfalls(state, lane)
    if not withdraws(network, state, lane):
        return
    nodes, dt = network.nodes, state.clock.dt[lane]
    for i in range(nodes.kind.size):
        lacking = own.nodes.carried[i, lane] / dt
        lateral = state.nodes.lateral[i, lane]
        if is_free(network, i) and state.nodes.depth[i, lane] <= DRY and lacking > 0.0 and lateral < 0.0:
            share = max(1.0 + lacking / lateral, 0.0)
            own.nodes.carried[i, lane] -= fall_short(network, state, i, lane, share) * dt

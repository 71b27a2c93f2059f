# SPDX-License-Identifier: Apache-2.0
"""Flow classes of conduits at the end of a step, and nodes whose balance was not met, for the report.

Flow classes follow from the depths that the solver has found at both ends, those of free falls included.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.accounts.counts import HELD_TO_NORMAL
from sponge.engine.implicit.conduits import SAME, depth_above
from sponge.engine.implicit.momentum import critical_flow, normal_flow
from sponge.engine.implicit.newton import is_balanced
from sponge.engine.implicit.nodes import is_free
from sponge.engine.implicit.section import flowing, shape_of
from sponge.engine.network import (
    DOWN_CRITICAL,
    DOWN_DRY,
    DRY,
    OUTFALL,
    SUBCRITICAL,
    SUPERCRITICAL,
    UP_CRITICAL,
    UP_DRY,
)
from sponge.physics.conduits.momentum import froude_number

NEARLY = 1e-3  # of normal flow: a flow so near is held to it


@kernel
def classify(network, state, settings, own, lane):
    """Set the flow class of every conduit, and whether it is held to normal flow."""
    links, conduits = network.links, network.conduits
    for c in range(conduits.link.size):
        j = conduits.link[c]
        n1, n2 = links.up[j], links.down[j]
        e1 = depth_above(network, own, n1, links.offset_up[j, lane], state.nodes.depth[n1, lane], lane)
        e2 = depth_above(network, own, n2, links.offset_down[j, lane], state.nodes.depth[n2, lane], lane)
        kind = class_of(network, settings, own, c, j, lane, max(e1, 0.0), max(e2, 0.0))
        held = kind > DOWN_DRY and is_held(network, settings, own, c, n1, n2, lane)
        state.counts.conduits.flow_class[c, lane] = kind + (HELD_TO_NORMAL if held else 0.0)


@kernel
def class_of(network, settings, own, c, j, lane, water1, water2):
    """The flow class of a conduit whose nodes' water stands ``water1`` and ``water2`` [m] above its ends."""
    links, conduits = network.links, network.conduits
    y1, y2, flow = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane], own.conduits.flow[c, lane]
    full, fall = conduits.full_depth[c, lane], conduits.fall[c, lane]
    if y1 <= SMALL_DEPTH and y2 <= SMALL_DEPTH:
        return DRY
    if y1 >= full and y2 >= full:
        return SUBCRITICAL
    if y1 <= SMALL_DEPTH:
        if y2 < fall:
            return UP_DRY
        return UP_CRITICAL if links.offset_up[j, lane] > 0.0 else SUBCRITICAL
    if y2 <= SMALL_DEPTH:
        if fall + y1 < 0.0:
            return DOWN_DRY
        return DOWN_CRITICAL if links.offset_down[j, lane] > 0.0 else SUBCRITICAL
    if flow > 0.0 and links.offset_down[j, lane] > SAME and y2 > water2 + SAME:
        return DOWN_CRITICAL
    if flow < 0.0 and links.offset_up[j, lane] > SAME and y1 > water1 + SAME:
        return UP_CRITICAL
    ym = 0.5 * (y1 + y2)
    am, _, wm, _, _, _ = flowing(settings, shape_of(conduits, c, lane), ym)
    froude = froude_number(flow / am, ym, am, wm, full, conduits.is_open[c])
    return SUPERCRITICAL if froude > 1.0 else SUBCRITICAL


@kernel
def is_held(network, settings, own, c, n1, n2, lane):
    """Whether normal flow at its upper end limits a conduit's flow."""
    conduits, nodes = network.conduits, network.nodes
    y1, y2, flow = own.conduits.depth_up[c, lane], own.conduits.depth_down[c, lane], own.conduits.flow[c, lane]
    if flow <= 0.0 or y1 >= conduits.full_depth[c, lane] or y1 <= SMALL_DEPTH:
        return False
    at_outfall = nodes.kind[n1] == OUTFALL or nodes.kind[n2] == OUTFALL
    a, _, w, _, p, _ = flowing(settings, shape_of(conduits, c, lane), y1)
    normal, _ = normal_flow(conduits, c, lane, a, 0.0, p, 0.0)
    if (settings.by_slope == 1 or at_outfall) and y2 > y1:
        return abs(flow - normal) <= NEARLY * normal
    if settings.by_froude == 1 and not at_outfall and y2 > SMALL_DEPTH:
        critical, _ = critical_flow(a, 0.0, w, 0.0, 1e-3 * conduits.max_width[c, lane])
        return normal >= critical and abs(flow - normal) <= NEARLY * normal
    return False


@kernel
def count_unbalanced(network, state, own, lane, tau):
    """Count the nodes whose balance was not met when the iterations of a step were over."""
    for i in range(network.nodes.kind.size):
        if is_free(network, i) and not is_balanced(state, own, i, lane, tau):
            state.counts.nodes.unconverged[i, lane] += 1.0

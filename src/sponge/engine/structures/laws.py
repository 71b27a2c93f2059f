# SPDX-License-Identifier: Apache-2.0
"""The law of every structure by its kind: what it passes between the heads at its ends, and its slopes with them.

A solver puts the laws into its equations as it needs them; nothing here is added to a node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sponge.base.compiler import all_alike, first_of, inlined, kernel, lanewise, load, merged, numbers, spread, where
from sponge.base.constants import SMALL_DEPTH
from sponge.engine.network import DOWN_CRITICAL, DRY, ORIFICE, PUMP, SUBCRITICAL, UP_CRITICAL, WEIR
from sponge.engine.structures.tables import CODES, LAWS
from sponge.physics.links.orifice import orifice_flow
from sponge.physics.links.pump import pump_flow
from sponge.physics.links.weir import ROADWAY, weir_flow


class Passing(NamedTuple):
    """What a structure passes along up -> down, in lanes."""

    flow: Any  # m3/s
    slope_up: Any  # m2/s, dQ/dh of the upstream head: never negative but for what a curve of the user's says
    slope_down: Any  # m2/s, of the downstream head: never positive
    free_slope: Any  # m2/s, of the free flow of an orifice, a weir or an outlet, with the head that drives it
    depth: Any  # m
    place: Any  # flow class; of a pump where it runs on its curve
    surface: Any  # m2, free surface that an orifice stands for


def _dispatch() -> Callable[..., Any]:
    """``law_flow`` with a branch for every law: kernels cannot look functions up in a table."""
    arguments = "k, lane, setting, upper, lower"
    branches = [
        f"    if kind == {CODES[name]}:\n        return law_of_{name}(structures.{name}, {arguments})\n"
        for name in LAWS
    ]
    source = f"def law_flow(structures, kind, {arguments}):\n{''.join(branches)}    return 0.0, 0.0, 0.0, 0.0\n"
    names = {f"law_of_{name}": law for name, law in LAWS.items()}
    exec(source, names)
    return names["law_flow"]


law_flow = merged(_dispatch())  # what a law of LAWS gives of the kind with a code


@kernel
def regulator_flow(structures, kind, k, lane, setting, forward, closed, upper, lower, blend):
    """Flow [m3/s] of a weir or outlet from its higher to its lower side, its slopes [m2/s] with the upper and the lower
    head and of the free flow, depth [m] and class.

    `forward` says that the upstream node is the higher; heads `upper` >= `lower` [m] above the crest; `closed` where a
    gate shuts or the higher side is dry.
    """
    crest, flow, with_upper, with_lower, free, depth = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if kind == WEIR:
        road = structures.weirs.kind[k] == ROADWAY
        if road or not closed:
            direction = 1.0 if forward else -1.0
            flow, with_upper, with_lower, free, depth = weir_flow(
                structures.weirs, k, lane, setting, direction, upper, lower, blend
            )
        if not road:
            crest = (1.0 - setting) * structures.weirs.height[k, lane]
    elif not closed:
        flow, with_upper, with_lower, depth = law_flow(structures, kind, k, lane, setting, upper, lower)
        crest, free = lower, with_upper  # a rating never falls free
    state = DRY
    if depth > 0.0:
        state = SUBCRITICAL
        if lower < crest:
            state = DOWN_CRITICAL if forward else UP_CRITICAL
    return flow, with_upper, with_lower, free, depth, state


@kernel
def regulator_of_lane(
    structures, kind, k, lane, setting, shuts_up, shuts_down, depth1, depth2, head1, head2, blend
):
    """Flow [m3/s] of a weir or outlet, negative from downstream; its slopes [m2/s] with the upstream and the downstream
    head and of the free flow; depth [m] and class.

    Depths [m] at its nodes and heads [m] above its crest are of both ends; a gate `shuts` water from up or down.
    """
    dry = SMALL_DEPTH if kind != WEIR else -1.0
    forward = head1 > head2 or (head1 == head2 and kind != WEIR)
    closed = shuts_up or depth1 <= dry if forward else shuts_down or depth2 <= dry
    flow, with_upper, with_lower, free, depth, state = regulator_flow(
        structures, kind, k, lane, setting, forward, closed, max(head1, head2), min(head1, head2), blend
    )
    if forward:
        return flow, with_upper, with_lower, free, depth, 1.0 * state
    return -flow, -with_lower, -with_upper, free, depth, 1.0 * state


@kernel
def pump_of_lane(kind, tables, curve, setting, available, volume, depth, lift):
    """``pump_flow`` of one lane."""
    return pump_flow(kind, tables, curve, setting, available, volume, depth, lift)


@inlined
def pump_flows(pumps, k, setting, available, volume, depth, lift, is_open, lanes):
    """``pump_flow`` of pump k in the lanes where it is open."""
    kind, curve = pumps.kind[k], load(pumps.curve, k, lanes)
    if all_alike(curve):
        return pump_flow(kind, pumps.tables, first_of(curve), setting, available, volume, depth, lift)
    return lanewise(is_open, pump_of_lane, kind, pumps.tables, curve, setting, available, volume, depth, lift)


@inlined
def orifice_flows(orifices, k, setting, shuts_up, shuts_down, depth1, depth2, head1, head2, blend, lanes):
    """``Passing`` of orifice k.

    Depths [m] at its nodes and heads [m] above its crest are of both ends; a gate `shuts` water from up or down.
    """
    length = load(orifices.equivalent_length, k, lanes)
    forward = head1 >= head2
    closed = where(forward, (depth1 <= SMALL_DEPTH) | shuts_up, (depth2 <= SMALL_DEPTH) | shuts_down)
    upper, lower = max(head1, head2), min(head1, head2)
    flow, with_upper, with_lower, free, depth, surface = orifice_flow(
        orifices.kind[k], orifices.shape[k], orifices.flap_gate[k], load(orifices.height, k, lanes),
        load(orifices.width, k, lanes), load(orifices.discharge_coefficient, k, lanes), length, setting, upper, lower,
        blend,
    )
    depth = where(closed, 0.0, depth)
    state = where(lower < 0.0, where(forward, DOWN_CRITICAL, UP_CRITICAL), SUBCRITICAL)
    flow = where(forward, flow, -flow)
    slope_up, slope_down = where(forward, with_upper, -with_lower), where(forward, with_lower, -with_upper)
    return Passing(
        where(closed, 0.0, flow), where(closed, 0.0, slope_up), where(closed, 0.0, slope_down),
        where(closed, 0.0, free), depth, 1.0 * where(depth > 0.0, state, DRY),
        where(closed, SMALL_DEPTH * length, surface),
    )  # fmt: skip


@inlined
def passing(links, structures, gates, node_state, link_state, j, depth_down, level, is_open, blend, lanes):
    """What a pump or regulator passes where it is open, and how that changes with the heads at its ends.

    `depth_down` [m] is that of its outlet node, `level` [m] the water there above the invert of its inlet node;
    ``gates`` say whether a gate shuts water from up and from down, `blend` over how much of its opening a drowned weir
    becomes an orifice; 0: at once, as in EPA SWMM.
    """
    n1, kind, k = links.up[j], links.kind[j], links.index[j]
    depth_up, offset = load(node_state.depth, n1, lanes), load(links.offset_up, j, lanes)
    setting = where(is_open, load(link_state.setting, j, lanes), 1.0)
    if kind == ORIFICE:
        return orifice_flows(
            structures.orifices, k, setting, gates[0], gates[1], depth_up, depth_down, depth_up - offset,
            level - offset, blend, lanes,
        )
    none = spread(0.0, lanes)
    if kind == PUMP:
        available = load(node_state.inflow, n1, lanes) + load(node_state.overflow, n1, lanes)
        flow, slope_up, slope_down, place = pump_flows(
            structures.pumps, k, setting, available, load(node_state.volume, n1, lanes), depth_up, level - depth_up,
            is_open, lanes,
        )
        return Passing(flow, slope_up, slope_down, none, none, place, none)
    flow, slope_up, slope_down, free, depth, state = lanewise(
        is_open, regulator_of_lane, structures, kind, k, numbers(lanes), setting, gates[0], gates[1], depth_up,
        depth_down, depth_up - offset, level - offset, blend,
    )
    return Passing(flow, slope_up, slope_down, free, depth, state, none)


@kernel
def structure_inflow(nodes, links, structures, node_state, link_state, j, lane):
    """Flow [m3/s] that enters pump or regulator j where nothing downstream is felt (steady flow, kinematic wave)."""
    if link_state.setting[j, lane] == 0.0:
        return 0.0
    depth_down, level = node_state.depth[links.down[j], lane], 0.0
    if links.kind[j] == PUMP:
        level = depth_down + links.rise[j, lane]
    return passing(
        links, structures, (False, False), node_state, link_state, j, depth_down, level, True, 0.0, lane
    ).flow

# SPDX-License-Identifier: Apache-2.0
"""Street and channel inlets.

Before flows are routed, what they capture leaves the node at the end of their conduit (the bypass node) for a sewer
node (the capture node), and what overflows from that comes back.

Capture follows from the flow and depth at the end of the last step, as in EPA SWMM.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import kernel
from sponge.base.constants import FOOT
from sponge.base.tables import Tables, extended
from sponge.physics.inlets.gutter import Gutter
from sponge.physics.inlets.on_grade import Channel, drop_grate_capture, street_capture
from sponge.physics.inlets.on_sag import sag_capture
from sponge.physics.inlets.opening import Opening

STREET, DROP_GRATE, DROP_CURB, DIVERSION, RATING = range(5)  # designs; the last two are custom curves
ON_GRADE, ON_SAG = range(2)
LEAST_FLOW = 0.001 * FOOT**3  # m3/s: a smaller approach flow is none
LEAST_CAPTURE = 1e-4 * FOOT**3  # m3/s


class Inlets(NamedTuple):
    """Inlets in conduits. A bypass node counts once, however many inlets send to it what they do not capture."""

    link: Shared  # (inlet,) conduit
    bypass: Shared  # (inlet,) node at the conduit's end
    capture: Shared  # (inlet,) node that receives the captured flow
    design: Shared  # (inlet,)
    placement: Shared  # (inlet,)
    number: Shared  # (inlet,) identical inlets one after another, on each side of the street
    bypass_place: Shared  # (inlet,) place of its bypass node among them all
    first_entering: Shared  # (bypass node + 1,) rows of ``entering``
    entering: Shared  # links that enter a bypass node
    limited: Shared  # (1,) 1 = capture in a sag cannot exceed what reaches the node (not in dynamic wave)
    returning: Shared  # (node,) capture nodes whose overflow comes back
    gutter: PerLane  # (inlet, fields of Gutter)
    channel: PerLane  # (inlet, fields of Channel)
    opening: PerLane  # (inlet, fields of Opening)
    unclogged: PerLane  # (inlet,) share
    max_flow: PerLane  # (inlet,) m3/s each, infinite = no limit
    backflow_share: PerLane  # (inlet,) of the capture node's overflow
    statistics_start: PerLane  # (1,) s: statistics begin after it
    curve: TableRef  # (inlet,) custom: approach -> captured flow m3/s, or depth m -> captured flow
    tables: Tables


class InletState(NamedTuple):
    """What changes, and statistics of steps with flow; each with a last lane axis."""

    flow: PerLane  # (inlet, lane) m3/s captured
    backflow: PerLane  # m3/s
    flow_steps: PerLane  # number of steps with approach flow or backflow
    capture_steps: PerLane  # of them, with more captured than flowing back
    backflow_steps: PerLane  # of them, the others
    bypass_steps: PerLane  # of the capture steps, those with some flow passing
    capture_sum: PerLane  # captured share of the approach flow, summed over capture steps
    peak_flow: PerLane  # m3/s, largest approach flow
    peak_capture: PerLane  # captured share of it
    captured: PerLane  # (inlet, lane) m3, of the whole simulation
    returned: PerLane  # (inlet, lane) m3, of the capture node's overflow
    bypass_capture: PerLane  # (bypass node, lane) m3/s captured there


def new_inlet_state(inlets: Inlets, n_lanes: int) -> InletState:
    """The state before the first step."""
    n_bypass_nodes = len(inlets.first_entering) - 1
    rows = [n_bypass_nodes if name == "bypass_capture" else len(inlets.link) for name in InletState._fields]
    return InletState(*(np.zeros((n, n_lanes)) for n in rows))


@kernel
def gutter_of(t, i, lane):
    """Row i of the table of gutters."""
    return Gutter(
        t[i, 0, lane], t[i, 1, lane], t[i, 2, lane], t[i, 3, lane], t[i, 4, lane], t[i, 5, lane], t[i, 6, lane],
        t[i, 7, lane], t[i, 8, lane], t[i, 9, lane],
    )  # fmt: skip


@kernel
def channel_of(t, i, lane):
    """Row i of the table of channels."""
    return Channel(t[i, 0, lane], t[i, 1, lane], t[i, 2, lane], t[i, 3, lane], t[i, 4, lane], t[i, 5, lane])


@kernel
def opening_of(t, i, lane):
    """Row i of the table of openings."""
    return Opening(
        t[i, 0, lane], t[i, 1, lane], t[i, 2, lane], t[i, 3, lane], t[i, 4, lane], t[i, 5, lane], t[i, 6, lane],
        t[i, 7, lane], t[i, 8, lane], t[i, 9, lane],
    )  # fmt: skip


@kernel
def captured_flow(design, on_sag, number, gutter, channel, opening, unclogged, max_flow, tables, curve, flow, depth):
    """Flow [m3/s] that ``number`` inlets on each side take of a flow [m3/s] or under a depth [m].

    Inlets that water passes take from what the one before has left; those in a sag work side by side.
    """
    passing = design == DIVERSION or not (on_sag or design == RATING)
    if passing and design != DIVERSION and flow < LEAST_FLOW:
        return 0.0
    captured, rest = 0.0, flow / gutter.sides
    for _ in range(number):
        if design >= DIVERSION:
            taken = extended(tables, curve, rest if passing else depth)
        elif not passing or design == DROP_CURB:
            taken = sag_capture(gutter, opening, depth)
        elif design == STREET:
            taken = street_capture(gutter, opening, rest)
        else:
            taken = drop_grate_capture(channel, opening, gutter.cross_slope, rest)
        taken = min(taken * unclogged, max_flow)
        if passing:
            taken = min(taken, rest)
            rest -= taken
        captured += taken
        if passing and rest < LEAST_FLOW:
            break
    return captured * gutter.sides


@kernel
def find_captures(inlets, flow, backflow, depths, overflows, link_flow, lane):
    """Captured flow and backflow of every inlet of a lane, with the depths and overflows of nodes."""
    for i in range(len(inlets.link)):
        q = captured_flow(
            inlets.design[i], inlets.placement[i] == ON_SAG, inlets.number[i], gutter_of(inlets.gutter, i, lane),
            channel_of(inlets.channel, i, lane), opening_of(inlets.opening, i, lane), inlets.unclogged[i, lane],
            inlets.max_flow[i, lane], inlets.tables, inlets.curve[i, lane], abs(link_flow[inlets.link[i], lane]),
            abs(depths[inlets.bypass[i], lane]),
        )  # fmt: skip
        back = overflows[inlets.capture[i], lane] * inlets.backflow_share[i, lane]
        flow[i, lane] = q if abs(q) >= LEAST_CAPTURE else 0.0
        backflow[i, lane] = back if abs(back) >= LEAST_CAPTURE else 0.0


@kernel
def limit_captures(inlets, flow, bypass_capture, lateral, volume, link_flow, dt, lane):
    """In a sag no more is captured than reaches the bypass node in a step [s] or is stored there."""
    for place in range(len(bypass_capture)):
        bypass_capture[place, lane] = 0.0
    for i in range(len(inlets.link)):
        bypass_capture[inlets.bypass_place[i], lane] += flow[i, lane]
    for i in range(len(inlets.link)):
        node, place = inlets.bypass[i], inlets.bypass_place[i]
        available = max(lateral[node, lane], 0.0) + volume[node, lane] / dt
        for row in range(inlets.first_entering[place], inlets.first_entering[place + 1]):
            available += max(link_flow[inlets.entering[row], lane], 0.0)
        if inlets.placement[i] == ON_SAG and bypass_capture[place, lane] > available:
            flow[i, lane] *= available / bypass_capture[place, lane]


@kernel
def add_inlet_statistics(state, i, lane, captured, backflow, approach):
    """Count a step of an inlet with its captured, back and approach flows [m3/s]."""
    if approach < LEAST_FLOW and backflow <= 0.0:
        return
    net, share = captured - backflow, 0.0
    state.flow_steps[i, lane] += 1.0
    if net > 0.0:
        share = min(net / approach, 1.0) if approach > 0.0 else 1.0
        state.capture_steps[i, lane] += 1.0
        state.capture_sum[i, lane] += share
        if approach - net > LEAST_FLOW:
            state.bypass_steps[i, lane] += 1.0
    else:
        state.backflow_steps[i, lane] += 1.0
    if approach > state.peak_flow[i, lane]:
        state.peak_flow[i, lane] = approach
        state.peak_capture[i, lane] = share


@kernel
def add_captured(state, dt, lane):
    """Half a step of `dt` [s] at the present captures and backflows."""
    for i in range(state.flow.shape[0]):
        state.captured[i, lane] += 0.5 * dt * state.flow[i, lane]
        state.returned[i, lane] += 0.5 * dt * state.backflow[i, lane]


@kernel
def capture_inlet_flows(inlets, state, node_state, link_state, time, dt, active):
    """Move captured flows from the lateral inflow of bypass nodes to that of capture nodes, and backflows back.

    After all other lateral inflows are known and before flows are routed; ``time`` (lane,) s is the step's end.
    """
    if len(inlets.link) == 0:
        return
    lateral, link_flow, flow, backflow = node_state.lateral, link_state.flow, state.flow, state.backflow
    for lane in range(len(active)):
        if not active[lane]:
            continue
        add_captured(state, dt[lane], lane)
        find_captures(inlets, flow, backflow, node_state.depth, node_state.overflow, link_flow, lane)
        if inlets.limited[0] == 1:
            limit_captures(inlets, flow, state.bypass_capture, lateral, node_state.volume, link_flow, dt[lane], lane)
        add_captured(state, dt[lane], lane)
        for i in range(len(inlets.link)):
            q, back = flow[i, lane], backflow[i, lane]
            lateral[inlets.bypass[i], lane] -= q - back
            lateral[inlets.capture[i], lane] += q
            if time[lane] >= inlets.statistics_start[0, lane]:
                add_inlet_statistics(state, i, lane, q, back, abs(link_flow[inlets.link[i], lane]))


@kernel
def returned_overflow(inlets, full_volume, node_state, lane):
    """Overflow [m3/s] of capture nodes that comes back to the street, and so is no flooding of the system."""
    total = 0.0
    for k in range(len(inlets.returning)):
        i = inlets.returning[k]
        if node_state.volume[i, lane] <= full_volume[i, lane]:
            total += node_state.overflow[i, lane]
    return total

# SPDX-License-Identifier: Apache-2.0
"""What the land brings to the network in a routing step: the mean over the step of what passes along its lines.

Every runoff step adds what passes in it to what is due (``StepRates.due``); a routing step takes all of that but what
is still to pass when it ends. So all that leaves the land comes to the network, whatever the lengths of both steps.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, kernel, load, put
from sponge.engine.hydrology.subcatchment_steps import share_over, shares_over
from sponge.physics.runoff import rate_within, rest_within


@inlined
def spans_of_land(state, lanes):
    """Of the runoff step that a routing step ends in: how much is over at the moment of inflows and at the routing
    step's end, and its length [s]; the length of the routing step [s]."""
    clock, now = state.clock, state.hydrology
    return (
        shares_over(now, load(clock.inflow_time, lanes), lanes), shares_over(now, load(clock.time, lanes), lanes),
        load(now.time, lanes) - load(now.step.time_old, lanes), load(clock.dt, lanes),
    )  # fmt: skip


@inlined
def spans_of_land_in(state, lane):
    """As ``spans_of_land``, in one lane."""
    clock, now = state.clock, state.hydrology
    return (
        share_over(now, clock.inflow_time[lane], lane), share_over(now, clock.time[lane], lane),
        now.time[lane] - now.step.time_old[lane], clock.dt[lane],
    )  # fmt: skip


@inlined
def brought(spans, mean, before, middle, after, due):
    """The rate at which the land brings what it passes, and what stays due. ``spans`` as ``spans_of_land`` has them.

    The share ``mean`` is the mean over the routing step, the rest the rate at the moment of inflows.
    """
    moment, over, length, dt = spans
    rest = rest_within(over, before, middle, after, length)
    rate = (due - rest) / dt
    if mean < 1.0:
        now = rate_within(moment, before, middle, after)
        rate = now + mean * (rate - now)
    return rate, rest


@inlined
def brings(rates, k, lanes):
    """Where row k of ``rates`` brings anything, or may take it back."""
    runs = (load(rates.before, k, lanes) != 0.0) | (load(rates.middle, k, lanes) != 0.0)
    return runs | (load(rates.after, k, lanes) != 0.0) | (load(rates.due, k, lanes) != 0.0)


@inlined
def taken_from_land(rates, k, spans, mean, moving, lanes):
    """The rate at which row k of ``rates`` brings what it passes in this routing step, as ``brought``, and that volume;
    the lanes ``moving`` keep what stays due."""
    due = load(rates.due, k, lanes)
    rate, rest = brought(
        spans, mean, load(rates.before, k, lanes), load(rates.middle, k, lanes), load(rates.after, k, lanes), due
    )
    put(rates.due, k, moving, rest)
    return rate, due - rest


@kernel
def load_from_land(rates, p, k, spans, mean, lane):
    """The rate of ``taken_from_land``, of pollutant p in one lane."""
    rate, rest = brought(
        spans, mean, rates.before[p, k, lane], rates.middle[p, k, lane], rates.after[p, k, lane], rates.due[p, k, lane]
    )
    rates.due[p, k, lane] = rest
    return rate


@inlined
def add_from_land(nodes, node, flow, total, moving, lanes):
    """A flow [m3/s] from the land comes to a node, and counts in a row of the ledger's rates."""
    put(nodes.lateral, node, moving, load(nodes.lateral, node, lanes) + flow)
    put(nodes.from_land, node, moving, load(nodes.from_land, node, lanes) + flow)
    put(total, moving, load(total, lanes) + flow)


@inlined
def add_between_events(unrouted, node, passed, between, lanes):
    """What comes to a node while no flow is routed, `passed` [m3] in the lanes ``between`` events, is nowhere after."""
    if any_lane(between & (passed != 0.0)):
        put(unrouted, node, between, load(unrouted, node, lanes) + passed)

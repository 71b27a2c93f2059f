# SPDX-License-Identifier: Apache-2.0
"""The dynamic wave for the whole network at once.

Each step solves for the heads of all nodes together, flows being eliminated link by link: backward Euler, with steps
chosen by their error. Lanes are solved one after another, each with steps and iterations of its own.
"""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.engine.accounts.counting import count_critical
from sponge.engine.implicit.events import until_event
from sponge.engine.implicit.routing import route
from sponge.engine.implicit.settings import implicit_options, prepared
from sponge.engine.implicit.state import new_implicit_state
from sponge.engine.network import AT_NODES, Facts
from sponge.engine.nodes import set_outfall_depths
from sponge.engine.reporting.periods import COUNT
from sponge.engine.reporting.results_row import write_row
from sponge.engine.solver import Solver
from sponge.engine.step import (
    after_routing,
    before_routing,
    choose_steps,
    keep_old_state,
    lanes_to_move,
    time_to_reach,
)


@kernel
def longest_steps(network, state, settings, own, lanes):
    """What the errors of the last steps allow, up to the next switch of a link; what the land brings is a mean over the
    step, whatever its length."""
    for lane in range(len(lanes)):
        step = own.step[lane]
        if settings.steered and state.clock.active[lane]:
            step = min(step, max(until_event(network, state, own, step, lane), settings.steered_step))
        state.clock.longest_step[lane] = step
    if network.settings.counts:
        count_critical(network, state, lanes)


@kernel
def route_lanes(network, state, settings, own, lanes):
    """Every lane that is to be routed."""
    clock = state.clock
    set_outfall_depths(
        network.nodes, network.links, network.conduits, network.outfalls, clock.time, state.nodes, state.links,
        clock.routed, lanes,
    )
    for lane in range(len(lanes)):
        if clock.routed[lane]:
            route(network, state, settings, own, lane)
    set_outfall_depths(
        network.nodes, network.links, network.conduits, network.outfalls, clock.time, state.nodes, state.links,
        clock.routed, lanes,
    )


@kernel
def advance_implicit(network, state, settings, own, periods, lanes):
    """Take every lane to the first step that reaches each time of ``periods``."""
    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            longest_steps(network, state, settings, own, lanes)
            choose_steps(network, state, until, lanes)
            before_routing(network, state, lanes)
            keep_old_state(network, state, until, lanes)
            route_lanes(network, state, settings, own, lanes)
            after_routing(network, state, lanes)
        write_row(network, state, periods, k, lanes)


IMPLICIT = Solver(
    name="implicit",
    routings=("DYNWAVE",),
    facts=Facts(
        conduit_storage=AT_NODES, has_heads=1, ends_are_outlets=0, end_share=1.0, inflow_time=0.5, manhole=0.05
    ),
    settings=implicit_options,
    prepare=prepared,
    new_state=new_implicit_state,
    advance=advance_implicit,
    keeps_tolerance=True,
    most_error=0.01,
    most_unconverged=0.0,
)

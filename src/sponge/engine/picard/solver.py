# SPDX-License-Identifier: Apache-2.0
"""The dynamic wave by Picard iteration, as EPA SWMM solves it.

Each iteration finds the flow of every link from the heads of the last iterate, then the depth of every node from
its net inflow (Rossman, SWMM 5 Reference Manual Vol. II, ch. 3). A lane that has converged takes no further part.
From the third iteration on a link between two converged nodes keeps its flow.
"""

from __future__ import annotations

from sponge.base.compiler import flags, kernel, load, merged, put
from sponge.engine.network import AT_NODES, Facts
from sponge.engine.nodes import set_outfall_depths
from sponge.engine.picard.conduit_flows import conduit_flows
from sponge.engine.picard.node_depths import gather_lateral, node_depths
from sponge.engine.picard.resting import begin_iterations, bypass_converged, count_unconverged, settle_nodes
from sponge.engine.picard.settings import picard_settings, with_seepage
from sponge.engine.picard.shortfalls import settle_shortfalls
from sponge.engine.picard.state import new_picard_state
from sponge.engine.picard.step_lengths import longest_steps
from sponge.engine.picard.structures import structure_flows, structures_at_work
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

BYPASSING = 2  # from this iteration on links between converged nodes keep their flow


@kernel
def keep_conduits(network, state, own, lanes):
    """The conduits' flows and areas of the last step, from which this one goes on."""
    moving, kept, conduits = flags(state.clock.routed, lanes), own.conduits, state.conduits
    for c in range(network.conduits.link.size):
        put(kept.flow_old, c, moving, load(conduits.flow_up, c, lanes))
        put(kept.area_old, c, moving, load(conduits.area, c, lanes))


@merged
def iterate(network, state, settings, own, lanes):
    """Iterations of every lane in ``clock.routed`` until its heads stay within the tolerance."""
    clock, left = state.clock, 0
    for lane in range(len(lanes)):
        own.iterating[lane] = clock.routed[lane]
        left += clock.routed[lane]
    conduits_at_work = begin_iterations(own.unsettled)
    at_work = structures_at_work(network.structures, state.links, own, lanes)
    for step in range(settings.max_trials if left > 0 else 0):  # phases go by one lane at least
        gather_lateral(network, state, settings, own, lanes)
        conduit_flows(network, state, settings, own, step, conduits_at_work, lanes)
        structure_flows(network, state, settings, own, step, at_work, lanes)
        set_outfall_depths(
            network.nodes, network.links, network.conduits, network.outfalls, clock.time, state.nodes, state.links,
            own.iterating, lanes,
        )
        for lane in range(len(lanes)):
            clock.iterations[lane] += own.iterating[lane]
        other = node_depths(network, state, settings, own, step, lanes)
        left = 0
        for lane in range(len(lanes)):
            if own.converged[lane] and step > 0:
                own.iterating[lane] = 0
            left += own.iterating[lane]
        if left == 0:
            break
        if step + 1 == BYPASSING or (step + 1 > BYPASSING and other):
            conduits_at_work = bypass_converged(network, own, lanes)
    settle_nodes(network, state, settings, own, lanes)
    for lane in range(len(lanes)):
        clock.unconverged[lane] += own.iterating[lane]
    if left > 0 and network.settings.counts:
        count_unconverged(network.nodes, own.unsettled, state.counts.nodes.unconverged, own.iterating, lanes)


@kernel
def advance_picard(network, state, settings, own, periods, lanes):
    """Take every lane to the first step that reaches each time of ``periods``."""
    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            longest_steps(network, state, settings, own, lanes)
            choose_steps(network, state, until, lanes)
            before_routing(network, state, lanes)
            keep_old_state(network, state, until, lanes)
            keep_conduits(network, state, own, lanes)
            iterate(network, state, settings, own, lanes)
            settle_shortfalls(network, state, settings, own, lanes)
            after_routing(network, state, lanes)
        write_row(network, state, periods, k, lanes)


PICARD = Solver(
    name="picard",
    routings=("DYNWAVE",),
    facts=Facts(conduit_storage=AT_NODES, has_heads=1, ends_are_outlets=0, land_anew=1.0, surface_storage=1.0),
    settings=picard_settings,
    prepare=with_seepage,
    new_state=new_picard_state,
    advance=advance_picard,
    remedy="a shorter ROUTING_STEP or --solver implicit may help",
)

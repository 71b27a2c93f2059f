# SPDX-License-Identifier: Apache-2.0
"""What a solver is: how water gets through the network in a step, and all that the rest of the engine asks of it.

A solver is a folder beside ``picard`` and ``kinematic`` and a line in ``engine.solvers``. Its ``advance`` is one
compiled loop over steps, made of the phases in ``engine.step`` with its own routing between them:

    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            ...                                        # may shorten ``clock.longest_step``
            choose_steps(network, state, until, lanes)
            before_routing(network, state, lanes)      # runoff, rules, inflows; ``clock.routed`` are the lanes to route
            keep_old_state(network, state, until, lanes)
            ...                                        # flows, depths and volumes at the end of ``clock.dt``
            after_routing(network, state, lanes)       # quality, ledger, statistics
        write_row(network, state, periods, k, lanes)

In between it fills ``state.nodes`` (depth, volume, inflow, outflow, overflow), ``state.links`` (flow, depth, volume;
area_up and area_down where conduits' water is at nodes) and ``state.conduits`` (area, flow_up, full_ends,
losses; upper where conduits' water is at nodes), and counts its iterations in ``state.clock``. All else that it needs
is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from sponge.engine.network import Facts


@dataclass(frozen=True)
class Solver:
    """One way to route flow."""

    name: str  # of --solver
    routings: tuple[str, ...]  # FLOW_ROUTING of [OPTIONS] that it serves
    facts: Facts
    # its options as a NamedTuple of plain numbers, from the Model's options, the numbers in which it differs from EPA
    # SWMM (model.compat.Corrections) and the Settings that all share
    settings: Callable[[Any, Any, Any], Any]
    # what it reads while it runs, a NamedTuple: from those options and the Network of a block
    prepare: Callable[[Any, Any], Any]
    # what it changes beside the State, a NamedTuple of arrays: from the Network, the State at the start, and what it
    # reads while it runs
    new_state: Callable[[Any, Any, Any], Any]
    # kernel(network, state, prepared, own state, periods, lanes): every lane to the first step that reaches each time
    # of ``periods`` (engine.reporting.periods), and a row at each where one is wanted
    advance: Any
    keeps_tolerance: bool = False  # does it choose its steps so that their error in depth stays within one?
    remedy: str = ""  # what may help where its continuity error is large
    most_error: float = inf  # %, of routing continuity; a run with more is told of
    most_unconverged: float = inf  # % of steps that went on without having converged; likewise

    def doubts(self, error: float, unconverged: float) -> list[str]:
        """What to tell of a run with this routing continuity error [%] and these steps carried on [%]."""
        found = []
        if not abs(error) <= self.most_error:
            kept = f"{self.name} keeps water to {self.most_error:g} % where its steps converge"
            found.append(f"the continuity error of routing is {error:.3g} %: {kept}")
        if unconverged > self.most_unconverged:
            found.append(f"{unconverged:.3g} % of the routing steps were carried on without having converged")
        return found

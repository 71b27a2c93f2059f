# SPDX-License-Identifier: Apache-2.0
"""Kinematic wave and steady flow as solvers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sponge.base.compiler import kernel
from sponge.engine.kinematic.route import route_kinematic
from sponge.engine.kinematic.tables import KinematicSettings, ends_at_start, in_order
from sponge.engine.network import IN_LINKS, NOWHERE, Facts, Settings
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
def advance_kinematic(network, state, kinematic, ends, periods, lanes):
    """Take every lane to the first step that reaches each time of ``periods``, by kinematic wave or steady flow."""
    clock = state.clock
    for k in range(periods.asked[COUNT]):
        until = time_to_reach(periods, k)
        while lanes_to_move(network, state, until, lanes) > 0:
            choose_steps(network, state, until, lanes)
            before_routing(network, state, lanes)
            keep_old_state(network, state, until, lanes)
            route_kinematic(network, state, kinematic, ends, lanes)
            for lane in range(len(lanes)):
                clock.iterations[lane] += clock.routed[lane]
            after_routing(network, state, lanes)
        write_row(network, state, periods, k, lanes)


def wave_settings(_: Any, corrections: Any, __: Settings) -> KinematicSettings:
    """Those of kinematic wave."""
    return KinematicSettings(steady=0, carried=corrections.box_remainder)


def steady_settings(_: Any, corrections: Any, __: Settings) -> KinematicSettings:
    """Those of steady flow."""
    return KinematicSettings(steady=1, carried=corrections.box_remainder)


KINEMATIC = Solver(
    name="kinematic",
    routings=("KINWAVE",),
    facts=Facts(conduit_storage=IN_LINKS, has_heads=0, ends_are_outlets=1),
    settings=wave_settings,
    prepare=in_order,
    new_state=ends_at_start,
    advance=advance_kinematic,
)
STEADY = replace(
    KINEMATIC,
    name="steady",
    routings=("STEADY",),
    facts=Facts(conduit_storage=NOWHERE, has_heads=0, ends_are_outlets=1),
    settings=steady_settings,
)

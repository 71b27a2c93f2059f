# SPDX-License-Identifier: Apache-2.0
"""The implicit solver's options, and what it reads while it runs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import Shared
from sponge.engine.controls.tables import PID
from sponge.engine.dynamic_wave import EXTRAN_CUTOFF, SLOT_CUTOFF
from sponge.engine.implicit.elimination import Elimination, eliminate
from sponge.engine.implicit.section import STORED
from sponge.engine.network import Settings
from sponge.engine.picard.settings import (
    DAMPING,
    FULL_DAMPING,
    LIMIT_BOTH,
    LIMIT_FROUDE,
    LIMIT_SLOPE,
    NO_DAMPING,
    NORMAL_FLOW,
)
from sponge.physics.conduits.slot import slot_width
from sponge.physics.links.pump import STEP_DEPTH, STEP_VOLUME
from sponge.physics.sections.lookup import WIDTH, Y

LONGEST_STEP = 120.0  # s
STEERED_STEP = 10.0  # s, or ROUTING_STEP if more: the step beside a switch, and the longest where links are set anew
# in every step, or inlets capture by its flows
LEAST_STEP = 0.5  # s: a step that does not converge is cut down to this, and then carried on and counted
MOST_ITERATIONS = 18  # of a step; one that has not converged then is cut
TOLERANCE = 0.01  # m, the error that a step may make in the depth of a node


class ImplicitOptions(NamedTuple):
    """Plain numbers, the same in every lane."""

    longest_step: float  # s
    least_step: float  # s
    tolerance: float  # m
    most_iterations: int  # of a step, before it is cut
    least_inertia: float  # share of inertia that INERTIAL_DAMPING leaves at least
    most_inertia: float  # and at most
    by_slope: int  # 1 where a water surface less steep than the bed holds flow to normal flow
    by_froude: int  # 1 where a Froude number above 1 does
    slot: int  # 1 = water stands in a Preissmann slot over closed conduits


class Prepared(NamedTuple):
    """What the solver reads beside the Network."""

    longest_step: float
    least_step: float
    tolerance: float
    most_iterations: int  # of a step, before it is cut
    least_inertia: float
    most_inertia: float
    by_slope: int
    by_froude: int
    slot: int
    steered: int  # 1 where depths of wet wells or rules switch links: steps end where they do
    steered_step: float  # s
    elimination: Elimination
    sections: Shared  # (section, row, COLUMNS): depths, areas, widths and radii, and the surfaces that store


def implicit_options(options: Any, _: Any, shared: Settings) -> ImplicitOptions:
    """From a Model's options: the step is chosen by its error, and ROUTING_STEP is where it begins."""
    return ImplicitOptions(
        longest_step=max(LONGEST_STEP, shared.routing_step),
        least_step=min(LEAST_STEP, shared.routing_step),
        tolerance=options.depth_tolerance or TOLERANCE,
        most_iterations=MOST_ITERATIONS,
        least_inertia=1.0 if DAMPING[options.inertial_damping] == NO_DAMPING else 0.0,
        most_inertia=0.0 if DAMPING[options.inertial_damping] == FULL_DAMPING else 1.0,
        by_slope=int(NORMAL_FLOW[options.normal_flow_limited] in (LIMIT_SLOPE, LIMIT_BOTH)),
        by_froude=int(NORMAL_FLOW[options.normal_flow_limited] in (LIMIT_FROUDE, LIMIT_BOTH)),
        slot=int(options.surcharge_method == "SLOT"),
    )


def sections_of(conduits: Any, slot: bool) -> np.ndarray:
    """The depth table up to its radii, then widths over their largest and their integral from the bed, over the full
    depth too: what is read of one depth lies side by side.

    A closed section keeps the width of the crown cut-off up to its crown, or has that of a Preissmann slot there.
    """
    table = conduits.sections.depth
    y, width = table[:, :, Y], table[:, :, WIDTH].copy()
    closed = np.zeros(len(table), bool)
    closed[conduits.section[conduits.is_open == 0]] = True
    crown = np.searchsorted(y[0], (SLOT_CUTOFF if slot else EXTRAN_CUTOFF) - 1e-9) if len(table) else 0
    width[closed, crown:] = width[closed, crown, None]
    if slot and len(table):
        narrow = [slot_width(float(ratio), 1.0, 0.0) for ratio in y[0, crown:]]
        width[closed, crown:] = np.minimum(width[closed, crown:], narrow)
    run = np.diff(y, axis=1)
    rise = np.diff(width, axis=1)
    slope = np.where(run > 0.0, rise / np.where(run > 0.0, run, 1.0), 0.0)
    integral = np.cumsum(0.5 * (width[:, 1:] + width[:, :-1]) * run, axis=1)
    zero = np.zeros((len(table), 1))
    surfaces = np.stack([np.hstack([zero, integral]), width, np.hstack([slope, zero])], axis=2)
    return np.concatenate([table[:, :, :STORED], surfaces], axis=2)


def prepared(options: ImplicitOptions, network: Any) -> Prepared:
    """What the solver reads of a block of lanes while it runs."""
    longest, steered_step = options.longest_step, max(STEERED_STEP, network.settings.routing_step)
    if is_set_anew(network):
        longest = min(steered_step, longest)
    return Prepared(
        longest, *options[1:], int(is_switched(network)), steered_step, eliminate(network),
        sections_of(network.conduits, options.slot == 1),
    )  # fmt: skip


def is_switched(network: Any) -> bool:
    """Whether rules or depths of wet wells switch anything."""
    pumps = network.structures.pumps
    return bool(network.controls.link.size or pumps.start_depth.any() or pumps.stop_depth.any())


def is_set_anew(network: Any) -> bool:
    """Whether links change between steps as nobody can tell before: by PID controllers, pumps with curves of steps,
    inlets that capture by the last step's flows."""
    pumps, controls = network.structures.pumps, network.controls
    controlled = controls.link.size and (controls.actions.kind == PID).any()
    return bool(controlled or np.isin(pumps.kind, (STEP_VOLUME, STEP_DEPTH)).any() or len(network.inlets.link))

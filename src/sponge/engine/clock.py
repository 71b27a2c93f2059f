# SPDX-License-Identifier: Apache-2.0
"""Each lane's own clock: which lanes move, how far, and what their steps were like."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared
from sponge.base.blocks import in_blocks
from sponge.base.compiler import kernel

# bits of Clock.health: a lane with any of them has failed and does not move on
NOT_FINITE = 1
NOT_CONVERGED = 2  # a solver that does not carry on without heads has found none for too long


class Events(NamedTuple):
    """Periods in which flow is routed; none means always."""

    start: Shared  # (event,) s since the simulation's start
    end: Shared


@in_blocks()
class Clock(NamedTuple):
    """Times in s since the simulation's start, each (lane,)."""

    time: PerLane
    time_old: PerLane
    inflow_time: PerLane  # at which the step's lateral inflows are taken
    reached: PerLane  # the end of the step that is being taken
    dt: PerLane
    longest_step: PerLane  # that the solver allows next
    rule_time: PerLane  # when rules were last due
    rule_elapsed: PerLane  # s, since rules were evaluated before
    rule_before: PerLane  # s before this step's evaluation of rules, within which it is the nearest one
    rule_after: PerLane  # s after it, likewise
    event: PerLane  # index of the next event
    between: PerLane  # 1 between events
    steady: PerLane  # 1 where this step was skipped as steady
    active: PerLane  # 1 where the lane takes this step
    stepped: PerLane  # 1 once a step was as long as the solver allowed
    rules_due: PerLane  # 1 where control rules are evaluated in this step
    in_event: PerLane  # 1 where the lane moves and water does too: what flows in this step counts
    routed: PerLane  # 1 where flow is routed anew in this step: inside an event and not steady
    routed_last: PerLane  # 1 where the last step that this lane took was routed
    changed: PerLane  # number of settings that a rule or a depth changed in this step
    step_error: PerLane  # 1 - outflow / inflow of the last step
    counted: PerLane  # s, the step where it counts for statistics, else 0
    steps: PerLane
    iterations: PerLane
    unconverged: PerLane  # steps
    steady_steps: PerLane
    health: PerLane  # flags
    next_report: PerLane  # s, end of the reporting period that is being averaged


INTEGERS = (
    "event", "between", "steady", "active", "stepped", "rules_due", "in_event", "routed", "routed_last", "changed",
    "health",
)  # fmt: skip


def new_clock(lanes: int, n_events: int) -> Clock:
    """All lanes at their start."""
    clock = Clock(*(np.zeros(lanes, np.int64 if name in INTEGERS else np.float64) for name in Clock._fields))
    clock.between[:] = 1 if n_events else 0
    return clock


@kernel
def between_events(events, clock, lane, time):
    """Is ``time`` outside every event? Moves on to the next one when the current has ended."""
    n = events.start.size
    if n == 0:
        return 0
    e = min(clock.event[lane], n - 1)
    if clock.event[lane] >= n:
        return 1
    if time > events.end[e]:
        clock.event[lane] += 1
        return 1
    return 0 if time >= events.start[e] else 1


@kernel
def step_between_events(events, clock, lane, fixed, next_stop):
    """Step [s] while waiting for the next event; 0 where an ordinary step is due."""
    if events.start.size == 0 or clock.between[lane] == 0:
        return 0.0
    time = clock.time[lane]
    e = clock.event[lane]
    begins = events.start[e] if e < events.start.size else np.inf
    if time < next_stop < begins:
        return next_stop - time
    return fixed if time + fixed < begins else 0.0


@kernel
def set_rule_spans(settings, clock, lane):
    """What time an evaluation of rules stands for: from the middle since the last one to the middle before the next.

    The share ``rule_interval`` of it counts, and of the routing step the rest.
    """
    dt, every, share = clock.dt[lane], settings.rule_step, settings.rule_interval
    first = clock.time[lane] == 0.0
    passed = every if every > 0.0 else clock.time[lane] - clock.time_old[lane]
    comes = every if every > 0.0 else dt
    rest = (1.0 - share) * dt
    clock.rule_elapsed[lane] = share * (0.0 if first else passed) + rest
    clock.rule_before[lane] = 0.5 * (share * (comes if first else passed) + rest)
    clock.rule_after[lane] = 0.5 * (share * comes + rest)


@kernel
def set_step(settings, clock, lane, step):
    """Settle a lane's step: not past the next rule or the end of the simulation."""
    time = clock.time[lane]
    if settings.rule_step > 0.0 and time + step >= clock.rule_time[lane] + settings.rule_step:
        step = clock.rule_time[lane] + settings.rule_step - time
    if time + step > settings.duration:
        step = max(settings.duration - time, 0.001)
    clock.dt[lane] = step

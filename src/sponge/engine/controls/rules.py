"""Walking the control rules of each lane, in EPA SWMM's order.

Premises join from left to right, a false one before AND ends the rule, and of the actions on one link the first of the
highest priority wins.
"""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import (
    any_lane,
    flags,
    inlined,
    kernel,
    lanewise,
    load,
    merged,
    no,
    numbers,
    put,
    spread,
    store,
    where,
)
from sponge.base.constants import SECONDS_PER_DAY
from sponge.base.tables import interpolate
from sponge.engine.controls.operands import MILLISECOND, read_operands
from sponge.engine.controls.tables import (
    CURVE,
    EQUAL,
    GREATER,
    LESS,
    LESS_EQUAL,
    MISSING,
    NOT_EQUAL,
    NUMBER,
    OR,
    PID,
    PLAIN,
    SERIES,
    SINCE_SWITCHED,
)  # fmt: skip

MINUTES_PER_DAY = 1440.0
PID_TOLERANCE = 1e-4
PID_TINY = 1e-6


@inlined
def compare(relation, left, right, half_step, timed):
    """Whether left stands in the relation to right; equal means within half a step where a time is compared."""
    if relation <= NOT_EQUAL:
        same = left == right
        if timed:
            near = (right - half_step <= left) & (left < right + half_step)
            same = where(half_step == 0.0, same, near)
        return same if relation == EQUAL else no(same)
    if relation == LESS:
        return left < right
    if relation == LESS_EQUAL:
        return left <= right
    if relation == GREATER:
        return left > right
    return left >= right


@inlined
def premise_holds(premises, state, p, half_step, modulates, tested, lanes):
    """Truth of a premise; where it is ``tested`` leaves both sides where curves and PID controllers find them.

    A match of times within the tolerance of half a step is no measurement to control by.
    """
    time, relation = premises.time[p], premises.relation[p]
    left, right = load(state.value, premises.left[p], lanes), load(state.value, premises.right[p], lanes)
    known = (left != MISSING) & (right != MISSING)
    if modulates:
        followed = time == PLAIN or relation > NOT_EQUAL
        if followed:
            put(state.set_point, 0, tested & known, right)
        if followed or time == SINCE_SWITCHED:
            put(state.controlled, 0, tested & known, left * (24.0 if time == SINCE_SWITCHED else 1.0))
    return known & compare(relation, left, right, half_step, time != PLAIN)


@inlined
def rule_holds(premises, first, end, state, half_step, modulates, moving, lanes):
    """Where the premises first..end of a rule hold, from left to right: a false one before AND ends the rule."""
    holds, undecided = moving, moving
    for p in range(first, end):
        by_or = premises.connective[p] == OR
        undecided = undecided & (holds | by_or)
        tested = undecided if not by_or else undecided & no(holds)
        if any_lane(tested):
            truth = premise_holds(premises, state, p, half_step, modulates, tested, lanes)
            holds = where(tested, truth, holds)
    return holds


@kernel
def pid_setting(actions, state, a, target, step, lane):
    """Setting by the recursive form of a PID controller.

    u = u0 + Kp ((e - e1) + e dt/Ti + Td (e - 2 e1 + e2)/dt), e the error relative to the set point, dt in min.
    """
    set_point, controlled = state.set_point[0, lane], state.controlled[0, lane]
    e = set_point - controlled
    if abs(e) > PID_TINY:
        e /= set_point if set_point != 0.0 else controlled
    e1, e2 = state.error[a, lane], state.error_before[a, lane]
    if abs(e - e1) < PID_TOLERANCE:  # stuck
        e1, e2 = 0.0, 0.0
    integral_time = actions.integral_time[a, lane]
    integral = e * step / integral_time if integral_time != 0.0 else 0.0
    derivative = actions.derivative_time[a, lane] * (e - 2.0 * e1 + e2) / step
    update = actions.value[a, lane] * ((e - e1) + integral + derivative)
    if abs(update) < PID_TOLERANCE:
        update = 0.0
    state.error_before[a, lane] = e1
    state.error[a, lane] = e
    setting = max(target + update, 0.0)
    return setting if actions.is_pump[a] else min(setting, 1.0)


@kernel
def action_setting(actions, state, a, target, time, step, lane):
    """Setting that an action asks for at a time [s] with a step [days]."""
    kind = actions.kind[a]
    if kind == CURVE:
        return interpolate(actions.tables, actions.table[a, lane], state.controlled[0, lane])
    if kind == SERIES:
        return interpolate(actions.tables, actions.table[a, lane], time + MILLISECOND)
    if kind == PID:
        return pid_setting(actions, state, a, target, step * MINUTES_PER_DAY, lane)
    return actions.value[a, lane]


@inlined
def take_actions(controls, state, r, first, end, target_setting, time, dt, acts, lanes):
    """Let the actions first..end of rule r choose settings in the lanes where it acts."""
    actions, priority = controls.actions, load(controls.priority, r, lanes)
    for a in range(first, end):
        slot = actions.slot[a]
        setting = load(actions.value, a, lanes)
        if actions.kind[a] != NUMBER:
            target = load(target_setting, controls.link[slot], lanes)
            step = load(dt, lanes) / SECONDS_PER_DAY
            setting = lanewise(acts, action_setting, actions, state, a, target, load(time, lanes), step, numbers(lanes))
        higher = acts & (priority > load(state.chosen, slot, lanes))
        put(state.chosen, slot, higher, priority)
        put(state.setting, slot, higher, setting)


@merged
def apply_rules(controls, state, target_setting, time, dt, active, lanes):
    """Walk all rules and set the targets of the links they control, in active lanes."""
    link, first_premise, first_action = controls.link, controls.first_premise, controls.first_action
    modulates = False
    for a in range(len(controls.actions.kind)):
        modulates = modulates or controls.actions.kind[a] != NUMBER
    moving, half_step = flags(active, lanes), 0.5 * (load(dt, lanes) / SECONDS_PER_DAY)
    if not any_lane(moving):
        return
    for slot in range(len(link)):
        store(state.chosen, slot, spread(-np.inf, lanes))
    for r in range(len(first_premise) - 1):
        holds = rule_holds(
            controls.premises, first_premise[r], first_premise[r + 1], state, half_step, modulates, moving, lanes,
        )
        for branch in range(2):
            first, end = first_action[2 * r + branch], first_action[2 * r + branch + 1]
            acts = holds if branch == 0 else moving & no(holds)
            if first < end and any_lane(acts):
                take_actions(controls, state, r, first, end, target_setting, time, dt, acts, lanes)
    for slot in range(len(link)):
        chosen = load(state.chosen, slot, lanes) > -np.inf
        put(target_setting, link[slot], chosen, load(state.setting, slot, lanes))


@kernel
def evaluate_controls(
    controls, state, gage_rain, gage_past, node_state, link_state, start, time, dt, active, lanes
):
    """Set link_state.target_setting by the control rules at the start of the steps of active lanes.

    gage_rain (gage, lane) m/s; gage_past (gage, hour, lane) m, of the hour that runs and of the full hours before it;
    start s since 1970-01-01.
    """
    acting = 0
    for lane in range(len(lanes)):
        acting += active[lane]
    if len(controls.link) > 0 and acting > 0:
        read_operands(controls.operands, state.value, gage_rain, gage_past, node_state, link_state, start, time, lanes)
        apply_rules(controls, state, link_state.target_setting, time, dt, active, lanes)

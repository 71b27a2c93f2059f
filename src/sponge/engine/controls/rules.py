"""Walking the control rules of each lane, in EPA SWMM's order.

Premises join from left to right, a false one before AND ends the rule, and of the actions on one link the first of the
highest priority wins.
"""

from __future__ import annotations

from sponge.base.constants import SECONDS_PER_DAY
from sponge.base.kernels import kernel
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
    OR,
    PID,
    PLAIN,
    SERIES,
    SINCE_SWITCHED,
)  # fmt: skip

MINUTES_PER_DAY = 1440.0
PID_TOLERANCE = 1e-4
PID_TINY = 1e-6


@kernel
def compare(relation, left, right, half_step):
    """Whether left stands in the relation to right; equal means within half a step, 0 for plain numbers."""
    if relation <= NOT_EQUAL:
        same = left == right if half_step == 0.0 else right - half_step <= left < right + half_step
        return same == (relation == EQUAL)
    if relation == LESS:
        return left < right
    if relation == LESS_EQUAL:
        return left <= right
    if relation == GREATER:
        return left > right
    return left >= right


@kernel
def premise_holds(premises, state, p, half_step, lane):
    """Truth of a premise; leaves both sides where curves and PID controllers find them."""
    left, right = state.value[premises.left[p], lane], state.value[premises.right[p], lane]
    if left == MISSING or right == MISSING:
        return False
    time, relation = premises.time[p], premises.relation[p]
    tolerance = half_step if time != PLAIN else 0.0
    # a match of times within the tolerance is no measurement to control by
    if time == PLAIN or relation > NOT_EQUAL:
        state.controlled[0, lane] = left
        state.set_point[0, lane] = right
    if time == SINCE_SWITCHED:
        state.controlled[0, lane] = left * 24.0
    return compare(relation, left, right, tolerance)


@kernel
def rule_holds(premises, first, end, state, half_step, lane):
    """Truth of the premises first..end of a rule, from left to right."""
    holds = True
    for p in range(first, end):
        joined_by_or = premises.connective[p] == OR
        if not holds and not joined_by_or:
            break
        if not (holds and joined_by_or):
            holds = premise_holds(premises, state, p, half_step, lane)
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


@kernel
def apply_rules(controls, state, target_setting, time, dt, lane):
    """Walk all rules of a lane and set the targets of the links they control."""
    step, actions, link, priority = dt / SECONDS_PER_DAY, controls.actions, controls.link, controls.priority
    first_premise, first_action = controls.first_premise, controls.first_action
    for slot in range(len(link)):
        state.chosen[slot, lane] = -1.0
    for r in range(len(first_premise) - 1):
        holds = rule_holds(controls.premises, first_premise[r], first_premise[r + 1], state, 0.5 * step, lane)
        branch = 2 * r if holds else 2 * r + 1
        for a in range(first_action[branch], first_action[branch + 1]):
            slot = actions.slot[a]
            setting = action_setting(actions, state, a, target_setting[link[slot], lane], time, step, lane)
            before = int(state.chosen[slot, lane])
            if before < 0 or priority[r, lane] > priority[before, lane]:
                state.chosen[slot, lane] = r
                state.setting[slot, lane] = setting
    for slot in range(len(link)):
        if state.chosen[slot, lane] >= 0.0:
            target_setting[link[slot], lane] = state.setting[slot, lane]


@kernel
def evaluate_controls(controls, state, gage_rain, gage_past, node_state, link_state, start, time, dt, active):
    """Set link_state.target_setting by the control rules at the start of the steps of active lanes.

    gage_rain (gage, lane) m/s; gage_past (gage, hour, lane) m, of the hour that runs and of the full hours before it;
    start s since 1970-01-01.
    """
    if len(controls.link) == 0:
        return
    sources = (
        node_state.depth, node_state.volume, node_state.lateral, link_state.flow, link_state.depth, link_state.setting,
        gage_rain,
    )  # fmt: skip
    target_setting, set_at = link_state.target_setting, link_state.time_last_set
    for lane in range(len(active)):
        if active[lane]:
            read_operands(controls.operands, state.value, sources, set_at, gage_past, start, time[lane], lane)
            apply_rules(controls, state, target_setting, time[lane], dt[lane], lane)

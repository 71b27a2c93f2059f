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
HOLDS, OPEN, ACTS = range(3)  # rows of ControlState.verdict


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
def weigh_premise(premises, state, p, dt, lanes):
    """Truth of a premise in the lanes where the rule is undecided and asks for it.

    Leaves both sides where curves and PID controllers find them. A match of times within the tolerance of half a step
    is no measurement to control by.
    """
    left, right, time, relation = premises.left[p], premises.right[p], premises.time[p], premises.relation[p]
    by_or = premises.connective[p] == OR
    followed = time == PLAIN or relation > NOT_EQUAL
    scale = 24.0 if time == SINCE_SWITCHED else 1.0
    for lane in range(len(lanes)):
        held = state.verdict[HOLDS, lane] > 0.0
        asked = state.verdict[OPEN, lane] > 0.0 and (held or by_or)  # false before AND: the rule has ended
        state.verdict[OPEN, lane] = 1.0 if asked else 0.0
        if asked and not (held and by_or):
            a, b = state.value[left, lane], state.value[right, lane]
            holds = a != MISSING and b != MISSING
            if holds:
                if followed:
                    state.set_point[0, lane] = b
                if followed or time == SINCE_SWITCHED:
                    state.controlled[0, lane] = a * scale
                holds = compare(relation, a, b, 0.5 * (dt[lane] / SECONDS_PER_DAY) if time != PLAIN else 0.0)
            state.verdict[HOLDS, lane] = 1.0 if holds else 0.0


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
def take_actions(controls, state, r, first, end, target_setting, time, dt, lanes):
    """Let the actions first..end of rule r choose settings in the lanes where it is to be acted upon."""
    actions, link, priority = controls.actions, controls.link, controls.priority
    for a in range(first, end):
        slot = actions.slot[a]
        for lane in range(len(lanes)):
            if state.verdict[ACTS, lane] > 0.0:
                step, target = dt[lane] / SECONDS_PER_DAY, target_setting[link[slot], lane]
                setting = action_setting(actions, state, a, target, time[lane], step, lane)
                before = int(state.chosen[slot, lane])
                if before < 0 or priority[r, lane] > priority[before, lane]:
                    state.chosen[slot, lane] = r
                    state.setting[slot, lane] = setting


@kernel
def apply_rules(controls, state, target_setting, time, dt, active, lanes):
    """Walk all rules and set the targets of the links they control, in active lanes."""
    link, first_premise, first_action = controls.link, controls.first_premise, controls.first_action
    for slot in range(len(link)):
        for lane in range(len(lanes)):
            state.chosen[slot, lane] = -1.0
    for r in range(len(first_premise) - 1):
        for lane in range(len(lanes)):
            state.verdict[HOLDS, lane] = state.verdict[OPEN, lane] = 1.0 if active[lane] else 0.0
        for p in range(first_premise[r], first_premise[r + 1]):
            weigh_premise(controls.premises, state, p, dt, lanes)
        for branch in range(2):
            first, end, acting = first_action[2 * r + branch], first_action[2 * r + branch + 1], 0
            if first == end:
                continue
            for lane in range(len(lanes)):
                acts = active[lane] != 0 and (state.verdict[HOLDS, lane] > 0.0) == (branch == 0)
                state.verdict[ACTS, lane] = 1.0 if acts else 0.0
                acting += 1 if acts else 0
            if acting > 0:
                take_actions(controls, state, r, first, end, target_setting, time, dt, lanes)
    for slot in range(len(link)):
        for lane in range(len(lanes)):
            if state.chosen[slot, lane] >= 0.0:
                target_setting[link[slot], lane] = state.setting[slot, lane]


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

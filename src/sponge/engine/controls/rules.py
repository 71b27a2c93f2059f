# SPDX-License-Identifier: Apache-2.0
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
    TIME_OF_DAY,
)  # fmt: skip

SECONDS_PER_MINUTE = 60.0
PID_TINY = 1e-6


@inlined
def compare(relation, left, right, time, before, after):
    """Whether left stands in the relation to right.

    Times are equal where left is less than ``before`` [days] ahead of right, or up to ``after`` behind it.
    """
    if relation <= NOT_EQUAL:
        same = left == right
        if time != PLAIN:
            ahead = left - right
            if time == TIME_OF_DAY:
                ahead = where(ahead >= 0.5, ahead - 1.0, where(ahead < -0.5, ahead + 1.0, ahead))
            same = where(after == 0.0, same, (-after <= ahead) & (ahead < before))
        return same if relation == EQUAL else no(same)
    if relation == LESS:
        return left < right
    if relation == LESS_EQUAL:
        return left <= right
    if relation == GREATER:
        return left > right
    return left >= right


@inlined
def premise_holds(premises, state, p, before, after, modulates, tested, lanes):
    """Truth of a premise. Where it is ``tested`` its two sides are kept for curves and PID controllers to follow.

    Times that are compared for equality are not kept: a near time is no measurement to control by.
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
    return known & compare(relation, left, right, time, before, after)


@inlined
def rule_holds(premises, first, end, state, before, after, modulates, moving, lanes):
    """Where the premises first..end of a rule hold, from left to right: a false one before AND ends the rule."""
    holds, undecided = moving, moving
    for p in range(first, end):
        by_or = premises.connective[p] == OR
        undecided = undecided & (holds | by_or)
        tested = undecided if not by_or else undecided & no(holds)
        if any_lane(tested):
            truth = premise_holds(premises, state, p, before, after, modulates, tested, lanes)
            holds = where(tested, truth, holds)
    return holds


@kernel
def pid_setting(actions, state, a, target, elapsed, lane):
    """Setting by the recursive form of a PID controller.

    u = u0 + Kp (e - e1 + e dt/Ti + Td (e' - e1')), e the error relative to the set point, e' its change in a minute,
    dt [min] the time ``elapsed`` since the last evaluation. The first error moves u by Kp e; e' is known from the
    second on.
    """
    set_point, controlled = state.set_point[0, lane], state.controlled[0, lane]
    e = set_point - controlled
    if abs(e) > PID_TINY:
        e /= set_point if set_point != 0.0 else controlled
    last, rate_before, rate = state.error[a, lane], state.error_rate[a, lane], 0.0
    if abs(e - last) < actions.dead_band[a, lane]:
        last, rate_before = 0.0, 0.0
    if state.begun[a, lane] > 0.0 and elapsed > 0.0:
        rate = (e - last) / elapsed
    integral_time = actions.integral_time[a, lane]
    integral = e * elapsed / integral_time if integral_time != 0.0 else 0.0
    derivative = actions.derivative_time[a, lane] * (rate - rate_before)
    update = actions.value[a, lane] * ((e - last) + integral + derivative)
    if abs(update) < actions.dead_band[a, lane]:
        update = 0.0
    state.error[a, lane] = e
    state.error_rate[a, lane] = rate
    state.begun[a, lane] = 1.0
    return target + update


@kernel
def action_setting(actions, state, a, target, time, elapsed, lane):
    """Setting that an action asks for at a time [s], within what its link takes: no pump runs backwards, and no opening
    is more than open."""
    kind = actions.kind[a]
    if kind == CURVE:
        setting = interpolate(actions.tables, actions.table[a, lane], state.controlled[0, lane])
    elif kind == SERIES:
        setting = interpolate(actions.tables, actions.table[a, lane], time + MILLISECOND)
    elif kind == PID:
        setting = pid_setting(actions, state, a, target, elapsed / SECONDS_PER_MINUTE, lane)
    else:
        setting = actions.value[a, lane]
    setting = max(setting, 0.0)
    return setting if actions.is_pump[a] else min(setting, 1.0)


@inlined
def take_actions(controls, state, r, first, end, target_setting, time, elapsed, acts, lanes):
    """Let the actions first..end of rule r choose settings in the lanes where it acts."""
    actions, priority = controls.actions, load(controls.priority, r, lanes)
    for a in range(first, end):
        c = actions.controlled[a]
        setting = load(actions.value, a, lanes)
        if actions.kind[a] != NUMBER:
            target = load(target_setting, controls.link[c], lanes)
            setting = lanewise(
                acts, action_setting, actions, state, a, target, load(time, lanes), load(elapsed, lanes), numbers(lanes)
            )
        higher = acts & (priority > load(state.chosen, c, lanes))
        put(state.chosen, c, higher, priority)
        put(state.setting, c, higher, setting)
        put(state.acting, c, higher, float(a))


@kernel
def list_action(controls, state, target_setting, time, c, lanes):
    """Add to the list what sets the target of controlled link c to another fixed setting, lane by lane.

    Settings that curves, time series and PID controllers give change at every evaluation: they are not listed.
    """
    for lane in range(len(lanes)):
        if not state.chosen[c, lane] > -np.inf:
            continue
        a = int(state.acting[c, lane])
        if controls.actions.kind[a] != NUMBER or target_setting[controls.link[c], lane] == state.setting[c, lane]:
            continue
        k = int(state.taken[0, lane])
        if k < len(state.taken_time):
            state.taken_time[k, lane] = time[lane]
            state.taken_action[k, lane] = float(a)
            state.taken_setting[k, lane] = state.setting[c, lane]
        state.taken[0, lane] += 1.0


@merged
def apply_rules(controls, state, target_setting, time, spans, active, lanes):
    """Walk all rules and set the targets of the links they control, in active lanes; ``spans`` as in
    ``evaluate_controls``."""
    link, first_premise, first_action = controls.link, controls.first_premise, controls.first_action
    modulates = False
    for a in range(len(controls.actions.kind)):
        modulates = modulates or controls.actions.kind[a] != NUMBER
    moving, elapsed = flags(active, lanes), spans[0]
    before, after = load(spans[1], lanes) / SECONDS_PER_DAY, load(spans[2], lanes) / SECONDS_PER_DAY
    if not any_lane(moving):
        return
    for c in range(len(link)):
        store(state.chosen, c, spread(-np.inf, lanes))
    for r in range(len(first_premise) - 1):
        holds = rule_holds(
            controls.premises, first_premise[r], first_premise[r + 1], state, before, after, modulates, moving, lanes,
        )
        for branch in range(2):
            first, end = first_action[2 * r + branch], first_action[2 * r + branch + 1]
            acts = holds if branch == 0 else moving & no(holds)
            if first < end and any_lane(acts):
                take_actions(controls, state, r, first, end, target_setting, time, elapsed, acts, lanes)
    for c in range(len(link)):
        if len(state.taken_time) > 0:
            list_action(controls, state, target_setting, time, c, lanes)
        chosen = load(state.chosen, c, lanes) > -np.inf
        put(target_setting, link[c], chosen, load(state.setting, c, lanes))


@kernel
def evaluate_controls(
    controls, state, gage_rain, gage_past, node_state, link_state, start, time, spans, active, lanes
):
    """Set link_state.target_setting by the control rules at the start of the steps of active lanes.

    gage_rain (gage, lane) m/s; gage_past (gage, hour, lane) m, of the hour that runs and of the full hours before it;
    start s since 1970-01-01; spans [s], three of (lane,): the time since the last evaluation, and how far before and
    after this one it is the nearest.
    """
    acting = 0
    for lane in range(len(lanes)):
        acting += active[lane]
    if len(controls.link) > 0 and acting > 0:
        read_operands(controls.operands, state.value, gage_rain, gage_past, node_state, link_state, start, time, lanes)
        apply_rules(controls, state, link_state.target_setting, time, spans, active, lanes)

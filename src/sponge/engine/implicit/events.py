# SPDX-License-Identifier: Apache-2.0
"""How long it takes until a pump is switched by the depth of its wet well, a premise of a rule turns, or a link that
rules set by a curve or a time series has been set anew by much.

A step may end there: depths go on as they did in the last step, and what a step errs in them, it may switch late by.
"""

from __future__ import annotations

import numpy as np

from sponge.base.compiler import kernel
from sponge.base.constants import SECONDS_PER_DAY
from sponge.base.tables import interpolate, next_step
from sponge.engine.controls.tables import (
    CLOCK_TIME,
    COMMON_DAY,
    CONSTANT,
    CURVE,
    DATE,
    GAGE_PAST_RAIN,
    GAGE_RAIN,
    LINK_SETTING,
    LINK_STATUS,
    MISSING,
    NODE_DEPTH,
    SERIES,
    TIME,
    TIME_CLOSED,
    TIME_OPEN,
)  # fmt: skip
from sponge.engine.hydrology.weather import EARLY
from sponge.engine.implicit.nodes import is_free
from sponge.engine.network import PUMP

FOREVER = 1e30  # s
MOST_TURN = 0.02  # of a link's full setting: what a curve or a time series may set it anew by in a step
DAYS = 1.0 / SECONDS_PER_DAY
HOUR = 3600.0  # s
THERE = 1e-6  # m, or days
PASSED = 0.5  # s, in which a depth surely passes what switches


@kernel
def until_crossing(ahead, rate):
    """The time [s] until what lacks ``ahead`` and grows at ``rate`` a second has passed.

    It is forever where that moves away, and none where it is there and has not been seen to pass."""
    if rate == 0.0:
        return FOREVER
    if abs(ahead) < THERE:
        return 0.0
    return ahead / rate + PASSED if ahead * rate > 0.0 else FOREVER


@kernel
def until_pumps(network, state, own, lane):
    """The time [s] until the depth of a wet well switches a pump, if all go on to rise or fall as they do."""
    structures, pumps, soonest = network.structures, network.structures.pumps, FOREVER
    for s in range(structures.link.size):
        j = structures.link[s]
        if state.links.setting[j, lane] != state.links.target_setting[j, lane]:
            return 0.0
        if network.links.kind[j] != PUMP:
            continue
        k, i = network.links.index[j], network.links.up[j]
        depth, rate = state.nodes.depth[i, lane], own.nodes.rate[i, lane]
        if state.links.setting[j, lane] > 0.0:
            if pumps.stop_depth[k, lane] > 0.0:
                soonest = min(soonest, until_crossing(pumps.stop_depth[k, lane] - depth, rate))
        elif pumps.start_depth[k, lane] > 0.0:
            soonest = min(soonest, until_crossing(pumps.start_depth[k, lane] - depth, rate))
    return soonest


@kernel
def operand(network, state, own, i, lane):
    """The value of an operand of rules now, and its rate a second; nan where nobody can tell."""
    operands, kind = network.controls.operands, network.controls.operands.kind[i]
    value, k = state.controls.value[i, lane], operands.index[i]
    if kind == CONSTANT or kind == LINK_SETTING or kind == LINK_STATUS:
        return value, 0.0
    if kind == NODE_DEPTH and is_free(network, k):
        factor = operands.factor[i, lane]
        return factor * state.nodes.depth[k, lane] + operands.offset[i, lane], factor * own.nodes.rate[k, lane]
    if kind == TIME:
        return state.clock.time[lane] * DAYS, DAYS
    if kind == TIME_OPEN or kind == TIME_CLOSED:
        if value == MISSING:
            return value, 0.0
        return (state.clock.time[lane] - state.links.time_last_set[k, lane]) * DAYS, DAYS
    return value, np.nan


@kernel
def until_premise(network, state, own, p, lane):
    """The time [s] until a premise turns; 0 where nobody can tell."""
    premises, operands = network.controls.premises, network.controls.operands
    kind = operands.kind[premises.left[p]]
    if DATE <= kind <= COMMON_DAY:  # what the calendar says changes at midnight, the time of day at the one named
        day = ((network.settings.start + state.clock.time[lane]) * DAYS) % 1.0
        named = state.controls.value[premises.right[p], lane] if kind == CLOCK_TIME else 1.0
        ahead = named - day
        return (ahead if ahead > 0.0 else ahead + 1.0) * SECONDS_PER_DAY
    now = state.clock.time[lane]
    if kind == GAGE_PAST_RAIN:  # of full hours
        return HOUR - now % HOUR
    if kind == GAGE_RAIN:
        gages = network.hydrology.gages
        return next_step(gages.tables, gages.rain[operands.index[premises.left[p]], lane], now + EARLY) - now
    left, rises = operand(network, state, own, premises.left[p], lane)
    right, falls = operand(network, state, own, premises.right[p], lane)
    closing = rises - falls
    if not closing == closing:
        return 0.0
    return until_crossing(right - left, closing)


@kernel
def until_turned(network, state, own, a, p, longest, lane):
    """The time [s] until action ``a``, by a curve that follows premise ``p`` or by a time series, sets a link anew by
    MOST_TURN, as far as one can tell from ``longest`` [s] ahead; 0 where nobody can tell."""
    actions, now = network.controls.actions, state.clock.time[lane]
    table, ahead = actions.table[a, lane], longest
    if actions.kind[a] == SERIES:
        ahead = min(next_step(actions.tables, table, now) - now, longest)
        value, rate = now, 1.0
    elif actions.kind[a] == CURVE:
        value, rate = operand(network, state, own, network.controls.premises.left[p], lane)
    else:
        return FOREVER
    if not rate == rate:
        return 0.0
    turned = interpolate(actions.tables, table, value + rate * ahead) - interpolate(actions.tables, table, value)
    return ahead * min(MOST_TURN / max(abs(turned), 1e-9), 1.0)


@kernel
def until_event(network, state, own, longest, lane):
    """The time [s] until anything is switched or set anew, as far as one can tell up to ``longest``; 0 where that may
    come at any time."""
    controls, soonest = network.controls, until_pumps(network, state, own, lane)
    for r in range(controls.first_premise.size - 1):
        p = controls.first_premise[r + 1] - 1
        for a in range(controls.first_action[2 * r], controls.first_action[2 * r + 2]):
            soonest = min(soonest, until_turned(network, state, own, a, p, longest, lane))
    for p in range(network.controls.premises.left.size):
        if soonest <= 0.0:
            break
        soonest = min(soonest, until_premise(network, state, own, p, lane))
    return soonest

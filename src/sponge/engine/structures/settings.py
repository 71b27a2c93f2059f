# SPDX-License-Identifier: Apache-2.0
"""The settings of links: how every one moves to its target."""

from __future__ import annotations

from sponge.base.compiler import any_lane, kernel, load
from sponge.engine.network import ORIFICE, PUMP

SETTLED = 0.001  # share of an orifice's travel within which it has arrived


@kernel
def moved(setting, target, open_time, dt):
    """Setting of an orifice that needs `open_time` [s] from closed to open, `dt` [s] on."""
    change = target - setting
    if open_time == 0.0 or dt / open_time + SETTLED >= abs(change):
        return target
    return setting + (dt / open_time if change > 0.0 else -dt / open_time)


@kernel
def taken(kind, target):
    """Of a target, what a link of a kind takes: no pump runs backwards, and no other link is more than open."""
    target = max(target, 0.0)
    return target if kind == PUMP else min(target, 1.0)


@kernel
def move_settings(links, structures, link_state, time, dt, changed, active, lanes):
    """Bring every link's setting to its target, an orifice's as fast as it moves; count in ``changed`` (lane,).

    Whoever steers may have written what no link takes.
    """
    for lane in range(len(lanes)):
        changed[lane] = 0
    for j in range(links.kind.size):
        moves = False
        setting = load(link_state.setting, j, lanes)
        moves = moves or any_lane(setting != load(link_state.target_setting, j, lanes))
        if not moves:
            continue
        for lane in range(len(lanes)):
            setting, target = link_state.setting[j, lane], link_state.target_setting[j, lane]
            if not active[lane] or setting == target:
                continue
            target = taken(links.kind[j], target)
            link_state.target_setting[j, lane] = target
            if setting == target:
                continue
            changed[lane] += 1
            if setting * target == 0.0:
                link_state.time_last_set[j, lane] = time[lane]
            if links.kind[j] == ORIFICE:
                target = moved(setting, target, structures.orifices.open_time[links.index[j], lane], dt[lane])
            link_state.setting[j, lane] = target

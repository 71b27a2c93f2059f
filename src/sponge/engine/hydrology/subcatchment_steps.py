# SPDX-License-Identifier: Apache-2.0
"""What the loops over subcatchments have in common: water on its way, monthly factors, infiltration."""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, kernel, lanewise, load, put, where
from sponge.physics.infiltration import SOIL_STATES, infiltrate
from sponge.physics.runoff import share_of_step


@inlined
def passed_on(stored, rate, dt, period, ahead):
    """Volume that moves on within dt [s] of what is `stored` on the way, which last left at a `rate`.

    A step as long as the `period` [s] moves on all that left in the last one, a shorter one its share of it. Never more
    than is there moves on, but for the part ``ahead`` of half a period's flow at `rate`.
    """
    owed = 0.5 * rate * period
    return max(0.0, min(stored + ahead * owed, min(1.0, dt / period) * (stored + owed)))


@inlined
def add(sums, s, mask, value, lanes):
    """Add to a sum (element, lane) where the mask holds; without touching it where there is nothing to add."""
    if any_lane(mask & (value != 0.0)):
        put(sums, s, mask, load(sums, s, lanes) + value)


@inlined
def add_in_row(sums, row, s, mask, value, lanes):
    """As ``add``, to sums (row, element, lane)."""
    if any_lane(mask & (value != 0.0)):
        put(sums, row, s, mask, load(sums, row, s, lanes) + value)


@inlined
def receive(rate, transit, s, mask, volume, dt, area, lanes):
    """A volume [m3] reaches a subcatchment in a step of dt [s]: as runon over its area, or through it without one."""
    land = mask & (area > 0.0)
    add(rate.runon, s, land, volume / where(land, dt * area, 1.0), lanes)
    bare = mask & (area <= 0.0)
    if any_lane(bare):
        add(transit.through, s, bare, volume, lanes)


@inlined
def moving_lanes(now, area, s, lanes):
    """Where a subcatchment takes a step, and its length [s], 1 elsewhere."""
    dt = load(now.length, lanes)
    moving = (dt > 0.0) & (load(area, s, lanes) > 0.0)
    return moving, where(moving, dt, 1.0)


@inlined
def share_over(now, time, lane):
    """How much of the runoff step that a ``time`` [s] lies in is over in a lane; ``now`` is the HydrologyState."""
    return share_of_step(time, now.step.time_old[lane], now.time[lane])


@inlined
def shares_over(now, time, lanes):
    """As ``share_over``, in all lanes at once."""
    return share_of_step(time, load(now.step.time_old, lanes), load(now.time, lanes))


@inlined
def evaporation_now(hydrology, state, s, lanes):
    """Potential evaporation [m/s] from a subcatchment in this step."""
    spared = (load(state.rain, s, lanes) > 0.0) & (load(hydrology.climate.dry_only, lanes) > 0.0)
    return where(spared, 0.0, load(state.evaporation_rate, lanes))


@kernel
def monthly_factor(monthly, pattern, month, lane):
    """A month's factor of a pattern in one lane."""
    return monthly[pattern, int(month), lane]


@inlined
def factor_of(monthly, pattern, month, lane, otherwise):
    """A month's factor of a pattern, `otherwise` without one; `month` a number and `lane` an index a lane."""
    factor = where(month >= 0.0, otherwise, 1.0)
    if pattern >= 0:
        factor = lanewise(month >= 0.0, monthly_factor, monthly, pattern, month, lane)
    return factor


@inlined
def five(table, s, lanes):
    """Five numbers of an element of a table (element, number, lane)."""
    return (
        load(table, s, 0, lanes), load(table, s, 1, lanes), load(table, s, 2, lanes), load(table, s, 3, lanes),
        load(table, s, 4, lanes),
    )  # fmt: skip


@kernel
def soak(method, parameters, soil, s, moving, rain, inflow, depth, factor, recovery, dt, lanes):
    """Infiltration rate [m/s] by a method into soil s of a table; moves on its ``soil`` (element, soil state, lane)."""
    now = (*five(soil, s, lanes), load(soil, s, 5, lanes))
    rate, later = infiltrate(method, five(parameters, s, lanes), now, rain, inflow, depth, factor, recovery, dt)
    for k in range(SOIL_STATES):
        put(soil, s, k, moving, later[k])
    return rate

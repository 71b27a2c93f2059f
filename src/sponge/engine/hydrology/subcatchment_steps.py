"""What the loops over subcatchments have in common: water on its way, monthly factors, infiltration."""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, kernel, lanewise, load, put, where
from sponge.engine.hydrology.tables import DRY_ONLY, STEP
from sponge.physics.infiltration import GREEN_AMPT, HORTON, NONE, infiltrate
from sponge.physics.infiltration.green_ampt import green_ampt_step
from sponge.physics.infiltration.horton import horton_step


@inlined
def passed_on(stored, rate, dt, period):
    """Volume that moves on within dt [s] of what is stored on the way, given the rate at which it last left.

    Keeps half a period's flow as overdraft, so that in steps of a period the receiver sees `rate`, and what the
    trapezoid of the rates misses follows one period later.
    """
    return max(0.0, min(1.0, dt / period) * (stored + 0.5 * rate * period))


@inlined
def add(sums, row, s, mask, value, lanes):
    """Add to a sum (row, element, lane) where the mask holds; without touching it where there is nothing to add."""
    if any_lane(mask & (value != 0.0)):
        put(sums, row, s, mask, load(sums, row, s, lanes) + value)


@inlined
def moving_lanes(now, area, s, lanes):
    """Where a subcatchment takes a step, and its length [s], 1 elsewhere."""
    dt = load(now, STEP, lanes)
    moving = (dt > 0.0) & (load(area, s, lanes) > 0.0)
    return moving, where(moving, dt, 1.0)


@inlined
def evaporation_now(hydrology, state, s, lanes):
    """Potential evaporation [m/s] from a subcatchment in this step."""
    spared = (load(state.rain, s, lanes) > 0.0) & (load(hydrology.climate.scalar, DRY_ONLY, lanes) > 0.0)
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
def soak_one(method, p0, p1, p2, p3, p4, s0, s1, s2, s3, s4, s5, rain, runon, depth, factor, recovery, dt):
    """``infiltrate`` with numbers in place of tuples."""
    rate, later = infiltrate(
        method, (p0, p1, p2, p3, p4), (s0, s1, s2, s3, s4, s5), rain, runon, depth, factor, recovery, dt
    )
    return rate, later[0], later[1], later[2], later[3], later[4], later[5]


@inlined
def soak_horton(parameters, soil, s, moving, supply, factor, recovery, dt, lanes):
    """As ``soak``, by Horton's method."""
    rate, t, held = horton_step(
        five(parameters, s, lanes), load(soil, s, 0, lanes), load(soil, s, 1, lanes), supply, factor, recovery, dt,
    )  # fmt: skip
    put(soil, s, 0, moving, t)
    put(soil, s, 1, moving, held)
    return rate


@inlined
def soak_green_ampt(parameters, soil, s, moving, supply, depth, factor, recovery, dt, lanes):
    """As ``soak``, by Green & Ampt's; also serves LID units, with tables (unit, number, lane)."""
    rate, later = green_ampt_step(five(parameters, s, lanes), five(soil, s, lanes), supply, depth, factor, recovery, dt)
    for k in range(5):
        put(soil, s, k, moving, later[k])
    return rate


@kernel
def soak(method, parameters, soil, s, moving, rain, runon, depth, factor, recovery, dt, lanes):
    """Infiltration rate [m/s] of subcatchment s; moves on its ``soil`` (subcatchment, soil state, lane)."""
    rate, supply = 0.0 * dt, rain + runon + depth / dt
    if method == HORTON:
        rate = soak_horton(parameters, soil, s, moving, supply, factor, recovery, dt, lanes)
    elif method == GREEN_AMPT:
        rate = soak_green_ampt(parameters, soil, s, moving, supply, depth, factor, recovery, dt, lanes)
    elif method != NONE:
        p, now = five(parameters, s, lanes), five(soil, s, lanes)
        found = lanewise(
            moving, soak_one, method, p[0], p[1], p[2], p[3], p[4], now[0], now[1], now[2], now[3], now[4],
            load(soil, s, 5, lanes), rain, runon, depth, factor, recovery, dt,
        )  # fmt: skip
        rate = found[0]
        for k in range(6):
            put(soil, s, k, moving, found[k + 1])
    return rate

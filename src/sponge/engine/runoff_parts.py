"""What the loops over subcatchments have in common: water on its way, monthly factors, infiltration."""

from __future__ import annotations

from sponge.base.kernels import inlined, kernel
from sponge.base.vectors import lanewise, load, put, where
from sponge.physics.infiltration import HORTON, NONE, infiltrate
from sponge.physics.infiltration.horton import horton_step


@inlined
def passed_on(stored, rate, dt, period):
    """Volume that moves on within dt [s] of what is stored on the way, given the rate at which it last left.

    Keeps half a period's flow as overdraft, so that in steps of a period the receiver sees `rate`, and what the
    trapezoid of the rates misses follows one period later.
    """
    return max(0.0, min(1.0, dt / period) * (stored + 0.5 * rate * period))


@inlined
def add(sums, row, s, part, mask, value, lanes):
    """Add to a sum (row, element, lane) where the mask holds."""
    put(sums, row, s, part, mask, load(sums, row, s, part, lanes) + value)


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


@kernel
def soak_one(method, p0, p1, p2, p3, p4, s0, s1, s2, s3, s4, s5, rain, runon, depth, factor, recovery, dt):
    """``infiltrate`` with numbers in place of tuples."""
    rate, later = infiltrate(
        method, (p0, p1, p2, p3, p4), (s0, s1, s2, s3, s4, s5), rain, runon, depth, factor, recovery, dt
    )
    return rate, later[0], later[1], later[2], later[3], later[4], later[5]


@kernel
def soak(method, parameters, soil, s, part, moving, rain, runon, depth, factor, recovery, dt, lanes):
    """Infiltration rate [m/s] of subcatchment s; moves on its ``soil`` (subcatchment, soil state, lane)."""
    rate = 0.0 * dt
    if method == HORTON:
        p = (
            load(parameters, s, 0, part, lanes), load(parameters, s, 1, part, lanes),
            load(parameters, s, 2, part, lanes), load(parameters, s, 3, part, lanes),
            load(parameters, s, 4, part, lanes),
        )  # fmt: skip
        rate, t, held = horton_step(
            p, load(soil, s, 0, part, lanes), load(soil, s, 1, part, lanes), rain + runon + depth / dt, factor,
            recovery, dt,
        )  # fmt: skip
        put(soil, s, 0, part, moving, t)
        put(soil, s, 1, part, moving, held)
    elif method != NONE:
        found = lanewise(
            moving, soak_one, method, load(parameters, s, 0, part, lanes), load(parameters, s, 1, part, lanes),
            load(parameters, s, 2, part, lanes), load(parameters, s, 3, part, lanes),
            load(parameters, s, 4, part, lanes), load(soil, s, 0, part, lanes), load(soil, s, 1, part, lanes),
            load(soil, s, 2, part, lanes), load(soil, s, 3, part, lanes), load(soil, s, 4, part, lanes),
            load(soil, s, 5, part, lanes), rain, runon, depth, factor, recovery, dt,
        )  # fmt: skip
        rate = found[0]
        for k in range(6):
            put(soil, s, k, part, moving, found[k + 1])
    return rate

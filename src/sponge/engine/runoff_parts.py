"""What the loops over subcatchments have in common: water on its way, monthly factors, infiltration."""

from __future__ import annotations

from sponge.base.kernels import kernel
from sponge.physics.infiltration import infiltrate


@kernel
def passed_on(stored, rate, dt, period):
    """Volume that moves on within dt [s] of what is stored on the way, given the rate at which it last left.

    Keeps half a period's flow as overdraft, so that in steps of a period the receiver sees `rate`, and what the
    trapezoid of the rates misses follows one period later.
    """
    return max(0.0, min(1.0, dt / period) * (stored + 0.5 * rate * period))


@kernel
def factor_of(monthly, pattern, month, lane, otherwise):
    """A month's factor of a pattern, `otherwise` without one."""
    return monthly[pattern, month, lane] if pattern >= 0 else otherwise


@kernel
def soak(method, parameters, soil, s, lane, rain, runon, depth, factor, recovery, dt):
    """Infiltration rate [m/s] of subcatchment s; moves on its ``soil`` (subcatchment, soil state, lane)."""
    p = (
        parameters[s, 0, lane], parameters[s, 1, lane], parameters[s, 2, lane], parameters[s, 3, lane],
        parameters[s, 4, lane],
    )  # fmt: skip
    now = (
        soil[s, 0, lane], soil[s, 1, lane], soil[s, 2, lane], soil[s, 3, lane], soil[s, 4, lane], soil[s, 5, lane],
    )  # fmt: skip
    rate, later = infiltrate(method, p, now, rain, runon, depth, factor, recovery, dt)
    for k in range(6):
        soil[s, k, lane] = later[k]
    return rate

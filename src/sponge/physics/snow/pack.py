# SPDX-License-Identifier: Apache-2.0
"""A snow pack on one surface: cold that must be warmed before it melts, and liquid that it holds."""

from __future__ import annotations

from sponge.base.compiler import kernel
from sponge.base.constants import INCH
from sponge.physics.snow.cover import snow_cover
from sponge.physics.snow.melt import LEAST_RAIN, dry_melt

SIX_HOURS = 6.0 * 3600.0
HEAT = 0.007 * 1.8  # 1/K: cold content of snow as a depth of melt over its own depth (Reference Manual I, eq. 6-13)
TRACE = 0.001 * INCH  # m: a thinner pack melts at once


@kernel
def temperature_index(index, temperature, weight, base, snowing, dt):
    """Antecedent temperature index [degC] of a pack after a step, no higher than the base (eq. 6-10).

    It follows the air by ``weight`` in six hours, at once where it snows.
    """
    if snowing:
        index = temperature
    else:
        index += (1.0 - (1.0 - weight) ** (dt / SIX_HOURS)) * (temperature - index)
    return min(index, base)


@kernel
def chilled(cold, index, temperature, base, coefficient, depth, cover, dt):
    """Cold content [m] after a step in which nothing melts: ``coefficient`` [m/s a K] is that of negative melt."""
    cold = max(cold + coefficient * (index - temperature) * dt * cover, 0.0)
    return min(cold, HEAT * depth * (base - index))


@kernel
def warmed(melt, cold, ratio):
    """Melt [m] that is left when cold content [m] is met, each unit of melt for ``ratio`` of it; and the cold left."""
    if melt * ratio <= cold:
        return (0.0, cold - melt * ratio) if ratio > 0.0 else (melt, cold)
    return melt - cold / ratio if ratio > 0.0 else melt, 0.0


@kernel
def drained(depth, water, melt, rain, capacity):
    """Snow and free water [m] after a melt and rain [m] on it, and what drains: free water over the pack's capacity."""
    melt = min(melt, depth)
    depth -= melt
    water += melt + rain
    out = max(water - capacity * depth, 0.0)
    return depth, water - out, out


@kernel
def step_pack(curve, surface, lane, pack, weather, parameters, dt):
    """A pack through a step of dt [s]: what leaves it and falls past it [m], and its new state.

    pack: snow and free water [m], cold content [m], index [degC], three numbers of cover. weather: rain and new snow
    [m/s], temperature [degC], melt under rain [m/s], index weight, negative melt ratio. parameters: melt coefficient
    [m/s a K], base [degC], free water fraction, depth of full cover [m]. ``surface`` < 0 is always covered.
    """
    depth, water, cold, index = pack[0], pack[1], pack[2], pack[3]
    rain, new, temperature, melt, weight, ratio = weather
    coefficient, base, capacity, full_depth = parameters
    state = (pack[4], pack[5], pack[6])
    if depth <= TRACE:
        return depth + water + rain * dt, (0.0, 0.0, 0.0, index, state[0], state[1], state[2])
    cover = 1.0
    if surface >= 0:
        cover, state = snow_cover(curve, surface, lane, depth, full_depth, new * dt, state)
    melted = 0.0
    if melt > 0.0 or temperature >= base:
        melted = melt if melt > 0.0 else dry_melt(coefficient, temperature, base)
        melted, cold = warmed(melted * cover * dt, cold, ratio * cover)
        index = base
    else:
        index = temperature_index(index, temperature, weight, base, new > LEAST_RAIN, dt)
        cold = chilled(cold, index, temperature, base, ratio * coefficient, depth, cover, dt)
    depth, water, out = drained(depth, water, melted, rain * dt * cover, capacity)
    return out + rain * dt * (1.0 - cover), (depth, water, cold, index, state[0], state[1], state[2])

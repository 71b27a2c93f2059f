# SPDX-License-Identifier: Apache-2.0
"""Overland flow: a surface as a reservoir that drains by Manning's equation.

Chen & Shubinski (1971), EPA SWMM Reference Manual I, 3.3: water of depth d on a plane of area A and width W runs off,
per unit of area, at

    q = alpha (d - d_s)^(5/3),    alpha = W sqrt(S0) / (n A)

above its depression storage d_s, and  dd/dt = i - q  with the net inflow i.

Equations: docs/theory/surface-runoff.md.
"""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import any_lane, five_thirds, inlined, inverse_fifth_root, kernel, no, two_thirds, where
from sponge.base.constants import FOOT
from sponge.physics.cash_karp import CHANGE, ERROR, SLOPE_2, SLOPE_3, SLOPE_4, SLOPE_5, SLOPE_6

MANNING = 1.49 * FOOT ** (1.0 / 3.0)  # EPA SWMM rounds 1.486 in feet
SHALLOW = 1e-10 * FOOT  # m above the storage that do not run
TOLERANCE = 1e-4  # of the depth, an integration step's error
INSTANT = -1.0  # the coefficient of a surface without roughness: the excess leaves within the step


def runoff_coefficient(area: float, width: float, slope: float, roughness: float) -> float:
    """alpha [m^(-2/3)/s]; INSTANT where the roughness is zero, 0 where nothing can run off."""
    if roughness <= 0.0:
        return INSTANT
    return MANNING * width * sqrt(slope) / (area * roughness) if area > 0.0 else 0.0


@inlined
def overland_flow(excess, coefficient):
    """q [m/s] of the depth `excess` [m] above the depression storage."""
    return coefficient * five_thirds(excess)


@inlined
def recession(excess, coefficient, dt):
    """Depth [m] after dt [s] without inflow, exact: x^(-2/3) grows by 2/3 alpha dt."""
    slowing = 1.0 + 2.0 / 3.0 * coefficient * two_thirds(excess) * dt
    return excess / (slowing * sqrt(slowing))


@inlined
def runge_kutta(depth, slope, inflow, storage, coefficient, h):
    """One step of h [s] of Cash & Karp's pair: the depth of 5th order, its error."""
    k1 = slope
    k2 = inflow - overland_flow(depth + h * SLOPE_2[0] * k1 - storage, coefficient)
    k3 = inflow - overland_flow(depth + h * (SLOPE_3[0] * k1 + SLOPE_3[1] * k2) - storage, coefficient)
    d4 = depth + h * (SLOPE_4[0] * k1 + SLOPE_4[1] * k2 + SLOPE_4[2] * k3)
    k4 = inflow - overland_flow(d4 - storage, coefficient)
    d5 = depth + h * (SLOPE_5[0] * k1 + SLOPE_5[1] * k2 + SLOPE_5[2] * k3 + SLOPE_5[3] * k4)
    k5 = inflow - overland_flow(d5 - storage, coefficient)
    d6 = depth + h * (SLOPE_6[0] * k1 + SLOPE_6[1] * k2 + SLOPE_6[2] * k3 + SLOPE_6[3] * k4 + SLOPE_6[4] * k5)
    k6 = inflow - overland_flow(d6 - storage, coefficient)
    new = depth + h * (CHANGE[0] * k1 + CHANGE[1] * k3 + CHANGE[2] * k4 + CHANGE[3] * k6)
    return new, h * (ERROR[0] * k1 + ERROR[1] * k3 + ERROR[2] * k4 + ERROR[3] * k5 + ERROR[4] * k6)


@kernel
def reservoir_depth(depth, inflow, storage, coefficient, dt):
    """Depth [m] after dt [s] of net inflow [m/s], from a depth at or above the storage, to TOLERANCE.

    Each lane by its own steps; a lane that has come to its end waits for the others.
    """
    falls = (inflow == 0.0) & (depth > storage) & (dt > 0.0)
    left, h, least = where(falls, 0.0, dt), dt, 1e-9 * dt
    if any_lane(falls):
        depth = where(falls, storage + recession(max(depth - storage, 0.0), coefficient, dt), depth)
    for _ in range(10000):
        if not any_lane(left > least):
            break
        slope = inflow - overland_flow(depth - storage, coefficient)
        scale = abs(depth) + abs(slope * h) + 1e-30
        h = min(h, left)
        new, error = runge_kutta(depth, slope, inflow, storage, coefficient, h)
        excess = abs(error) / (scale * TOLERANCE)
        bad = excess > 1.0
        good = no(bad) & (left > least)
        depth, left = where(good, new, depth), where(good, left - h, left)
        bad = bad & (left > least)
        if any_lane(good & (left > least)):
            h = h * where(bad, 1.0, min(5.0, 0.9 * inverse_fifth_root(max(excess, 1e-100))))
        if any_lane(bad):
            h = h * where(bad, max(0.1, 0.9 / sqrt(sqrt(max(excess, 1.0)))), 1.0)
    return depth


@inlined
def fill_storage(depth, net, gone, storage, coefficient, dt):
    """How a surface takes dt [s] of net inflow [m/s]: the depth [m] from which it runs off; the part of dt in which its
    storage is full; that part again where it must be integrated, else 0; and the depth at the end where it need not be.

    ``gone`` where nothing is left at the end.
    """
    total = depth + net * dt
    below = total <= storage
    fills = no(below) & (depth < storage) & (net > 0.0)
    flowing = where(fills, max(0.0, dt - (storage - depth) / where(fills, net, 1.0)), dt)
    start = where(fills, storage, depth)
    runs = no(gone | below) & (coefficient > 0.0) & (flowing > 0.0)
    idle = max(0.0, where(below, total, start + net * flowing))
    return start, flowing, where(runs, flowing, 0.0), idle


@inlined
def ran_off(depth, net, new, flowing, storage, coefficient, dt):
    """The depth [m] after the step from what the integration gives, the runoff rate at its end [m/s] and the depth that
    ran off [m], such that none is made or lost."""
    excess = new - storage
    deep = excess > SHALLOW
    instant = deep & (coefficient < 0.0)
    rate = where(deep, overland_flow(excess, coefficient), 0.0)
    if any_lane(instant):
        rate = where(instant, excess / where(flowing > 0.0, flowing, dt), rate)
        new = where(instant, storage, new)
    lost = depth + net * dt - new
    return where(lost < 0.0, new + lost, new), rate, max(lost, 0.0)  # below 0 within the integration's error


@inlined
def net_inflow(depth, inflow, evaporation, infiltration, dt):
    """Net inflow [m/s] of a surface, and where evaporation and infiltration leave nothing."""
    return inflow - evaporation - infiltration, evaporation + infiltration >= inflow + depth / dt


@inlined
def settled(depth, inflow, evaporation, infiltration, storage, coefficient, dt, integrated):
    """As ``surface_runoff``, with the depth that ``reservoir_depth`` gives for what ``fill_storage`` says."""
    net, gone = net_inflow(depth, inflow, evaporation, infiltration, dt)
    _, flowing, span, idle = fill_storage(depth, net, gone, storage, coefficient, dt)
    new = where(span > 0.0, max(0.0, integrated), idle)
    new, rate, lost = ran_off(depth, net, new, flowing, storage, coefficient, dt)
    drawn = where(gone, max(0.0, inflow + depth / dt - infiltration), evaporation)
    return where(gone, 0.0, new), where(gone, 0.0, rate), where(gone, 0.0, lost), drawn


@kernel
def surface_runoff(depth, inflow, evaporation, infiltration, storage, coefficient, dt):
    """Water balance of a surface over dt [s].

    depth [m] at the start; inflow (rain and runon), evaporation and infiltration [m/s]; storage [m] of depressions;
    coefficient alpha, or INSTANT. Returns the depth after the step, the runoff rate at its end [m/s], the depth that
    ran off [m] and the evaporation that the water sufficed for [m/s]:

        depth + (inflow - evaporation - infiltration) dt = depth after + ran off
    """
    net, gone = net_inflow(depth, inflow, evaporation, infiltration, dt)
    start, _, span, _ = fill_storage(depth, net, gone, storage, coefficient, dt)
    integrated = reservoir_depth(start, net, storage, coefficient, span)
    return settled(depth, inflow, evaporation, infiltration, storage, coefficient, dt, integrated)


@inlined
def share_of_step(time, begun, ended):
    """How much of a step from ``begun`` to ``ended`` [s] is over at a time [s], 0 to 1; 1 where there was no step."""
    span = ended - begun
    lasts = span > 0.0
    return where(lasts, min(max((time - begun) / where(lasts, span, 1.0), 0.0), 1.0), 1.0)


@inlined
def line_at(share, before, middle, after):
    """A rate when such a ``share`` of a step is over, along straight lines before - middle - after."""
    end = where(share < 0.5, before, after)
    return end - (end - middle) * (1.0 - abs(2.0 * share - 1.0))


@inlined
def rate_within(share, before, middle, after):
    """As ``line_at``, of a rate that is never negative: lines to a middle below zero rest at zero."""
    return max(0.0, line_at(share, before, middle, after))


@inlined
def passed_within(before, middle, after, dt):
    """What passes in a step [m3] along the lines of ``rate_within``."""
    below = middle < 0.0
    first, last = before + middle, after + middle
    if any_lane(below):
        first = where(below, before * (before / max(before - middle, 1e-300)), first)
        last = where(below, after * (after / max(after - middle, 1e-300)), last)
    return 0.25 * dt * (first + last)


@inlined
def above_zero(first, last, span):
    """What a rate brings over a ``span`` [s] along a straight line from ``first`` to ``last``, where it is not below
    zero."""
    high, low = max(first, 0.0), max(last, 0.0)
    crosses = (first < 0.0) | (last < 0.0)
    if not any_lane(crosses):
        return 0.5 * span * (high + low)
    sloped = (high * high + low * low) / where(crosses, max(abs(first - last), 1e-300), 1.0)
    return 0.5 * span * where(crosses, sloped, high + low)


@inlined
def halves_to_come(share, before, middle, after, dt):
    """What is left of a step of dt [s] when such a ``share`` of it is over: the rate then, how long it still goes to
    the middle [s], the rate from which it goes to the end, and how long [s]."""
    now = line_at(share, before, middle, after)
    early = share < 0.5
    return now, max(0.5 - share, 0.0) * dt, where(early, middle, now), min(1.0 - share, 0.5) * dt


@inlined
def rest_within(share, before, middle, after, dt):
    """What of ``passed_within`` is still to pass [m3] when such a ``share`` of the step is over."""
    now, first, turn, last = halves_to_come(share, before, middle, after, dt)
    return above_zero(now, middle, first) + above_zero(turn, after, last)


@inlined
def sunken_middle(before, after, volume, dt):
    """The middle below zero with which lines that rest at zero hold a volume too small for lines that do not.

    With u = -middle and c = 4 volume / dt:  before^2 / (before + u) + after^2 / (after + u) = c.
    """
    ends, c = before + after, max(4.0 * volume / dt, 1e-9 * (before + after))
    c = max(c, 1e-300)
    linear = c * ends - (before * before + after * after)
    root = sqrt(max(linear * linear + 4.0 * c * before * after * max(ends - c, 0.0), 0.0))
    return -max(root - linear, 0.0) / (2.0 * c)


@inlined
def middle_flow(before, after, volume, added, dt):
    """Flow [m3/s] half way through a step such that straight lines before - middle - after hold the ``volume`` [m3]
    that is there, of which ``added`` has come in this step.

    Never above the larger of both ends and the mean of what was added: what does not fit stays for the next step.
    Below zero where the ends alone would pass more than there is: the lines then rest at zero (``rate_within``), and
    all that is there passes. Returns the flow and the volume left, which is never negative. Serves masses [kg] and
    their rates [kg/s] alike.
    """
    wanted = 2.0 * volume / dt - 0.5 * (before + after)
    limit = where(before + after > 0.0, max(max(before, after), added / dt), wanted)
    fits = wanted <= limit
    middle = where(fits, wanted, limit)
    short = middle < 0.0
    if any_lane(short):
        middle = where(short, sunken_middle(before, after, volume, dt), middle)
    return middle, where(fits, 0.0, max(0.0, volume - 0.25 * dt * (before + 2.0 * middle + after)))

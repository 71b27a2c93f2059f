"""Overland flow: a surface as a reservoir that drains by Manning's equation.

Chen & Shubinski (1971), EPA SWMM Reference Manual I, 3.3: water of depth d on a plane of area A and width W runs off,
per unit of area, at

    q = alpha (d - d_s)^(5/3),    alpha = W sqrt(S0) / (n A)

above its depression storage d_s, and  dd/dt = i - q  with the net inflow i.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.constants import FOOT
from sponge.base.kernels import kernel

MANNING = 1.49 * FOOT ** (1.0 / 3.0)  # EPA SWMM rounds 1.486 in feet
SHALLOW = 1e-10 * FOOT  # m above the storage that do not run
TOLERANCE = 1e-4  # of the depth, an integration step's error
INSTANT = -1.0  # the coefficient of a surface without roughness: the excess leaves within the step


def runoff_coefficient(area: float, width: float, slope: float, roughness: float) -> float:
    """alpha [m^(-2/3)/s]; INSTANT where the roughness is zero, 0 where nothing can run off."""
    if roughness <= 0.0:
        return INSTANT
    return MANNING * width * sqrt(slope) / (area * roughness) if area > 0.0 else 0.0


@kernel
def overland_flow(excess, coefficient):
    """q [m/s] of the depth `excess` [m] above the depression storage."""
    if excess <= 0.0:
        return 0.0
    root = np.cbrt(excess)
    return coefficient * excess * root * root


@kernel
def recession(excess, coefficient, dt):
    """Depth [m] after dt [s] without inflow, exact: x^(-2/3) grows by 2/3 alpha dt."""
    root = np.cbrt(excess)
    slowing = 1.0 + 2.0 / 3.0 * coefficient * root * root * dt
    return excess / (slowing * sqrt(slowing))


@kernel
def cash_karp(depth, slope, inflow, storage, coefficient, h):
    """One step of h [s] of the embedded Runge-Kutta pair of Cash & Karp (1990): the depth of 5th order, its error."""
    k1 = slope
    k2 = inflow - overland_flow(depth + h * 0.2 * k1 - storage, coefficient)
    k3 = inflow - overland_flow(depth + h * (0.075 * k1 + 0.225 * k2) - storage, coefficient)
    k4 = inflow - overland_flow(depth + h * (0.3 * k1 - 0.9 * k2 + 1.2 * k3) - storage, coefficient)
    d5 = depth + h * (-11.0 / 54.0 * k1 + 2.5 * k2 - 70.0 / 27.0 * k3 + 35.0 / 27.0 * k4)
    k5 = inflow - overland_flow(d5 - storage, coefficient)
    d6 = depth + h * (
        1631.0 / 55296.0 * k1 + 175.0 / 512.0 * k2 + 575.0 / 13824.0 * k3 + 44275.0 / 110592.0 * k4
        + 253.0 / 4096.0 * k5
    )
    k6 = inflow - overland_flow(d6 - storage, coefficient)
    new = depth + h * (37.0 / 378.0 * k1 + 250.0 / 621.0 * k3 + 125.0 / 594.0 * k4 + 512.0 / 1771.0 * k6)
    error = h * (
        (37.0 / 378.0 - 2825.0 / 27648.0) * k1
        + (250.0 / 621.0 - 18575.0 / 48384.0) * k3
        + (125.0 / 594.0 - 13525.0 / 55296.0) * k4
        - 277.0 / 14336.0 * k5
        + (512.0 / 1771.0 - 0.25) * k6
    )
    return new, error


@kernel
def reservoir_depth(depth, inflow, storage, coefficient, dt):
    """Depth [m] after dt [s] of net inflow [m/s], from a depth at or above the storage, to TOLERANCE."""
    if inflow == 0.0 and depth > storage:
        return storage + recession(depth - storage, coefficient, dt)
    left, h = dt, dt
    for _ in range(10000):
        slope = inflow - overland_flow(depth - storage, coefficient)
        scale = abs(depth) + abs(slope * h) + 1e-30
        h = min(h, left)
        new, error = cash_karp(depth, slope, inflow, storage, coefficient, h)
        excess = abs(error) / scale / TOLERANCE
        if excess > 1.0:
            h *= max(0.1, 0.9 * excess**-0.25)
            continue
        depth = new
        left -= h
        if left <= 1e-9 * dt:
            break
        h *= min(5.0, 0.9 * excess**-0.2) if excess > 0.0 else 5.0
    return depth


@kernel
def ponded(depth, inflow, storage, coefficient, dt):
    """Depth [m] after a step, and the part of it [s] in which the storage is full."""
    if depth + inflow * dt <= storage:
        return max(0.0, depth + inflow * dt), dt
    flowing = dt
    if depth < storage and inflow > 0.0:
        flowing = max(0.0, dt - (storage - depth) / inflow)
        depth = storage
    if coefficient > 0.0 and flowing > 0.0:
        depth = reservoir_depth(depth, inflow, storage, coefficient, flowing)
    else:
        depth += inflow * flowing
    return max(0.0, depth), flowing


@kernel
def surface_runoff(depth, inflow, evaporation, infiltration, storage, coefficient, dt):
    """Water balance of a surface over dt [s].

    depth [m] at the start; inflow (rain and runon), evaporation and infiltration [m/s]; storage [m] of depressions;
    coefficient alpha, or INSTANT. Returns the depth after the step, the runoff rate at its end [m/s], the depth that
    ran off [m] and the evaporation that the water sufficed for [m/s]:

        depth + (inflow - evaporation - infiltration) dt = depth after + ran off
    """
    supply = inflow + depth / dt
    if evaporation + infiltration >= supply:
        return 0.0, 0.0, 0.0, max(0.0, supply - infiltration)
    net = inflow - evaporation - infiltration
    new, flowing = ponded(depth, net, storage, coefficient, dt)
    excess, rate = new - storage, 0.0
    if excess > SHALLOW:
        if coefficient >= 0.0:
            rate = overland_flow(excess, coefficient)
        else:
            rate = excess / (flowing if flowing > 0.0 else dt)
            new = storage
    lost = depth + net * dt - new
    if lost < 0.0:  # within the integration's error: none left
        return new + lost, rate, 0.0, evaporation
    return new, rate, lost, evaporation


@kernel
def middle_flow(before, after, volume, dt):
    """Flow [m3/s] half way through a step such that straight lines before - middle - after hold the volume [m3].

    Never negative, and never above the larger of both ends and the mean; what does not fit stays for the next step.
    Returns the flow and the volume left. Serves masses [kg] and their rates [kg/s] alike.
    """
    mean = volume / dt
    limit = max(before, after, mean) if before + after > 0.0 else 2.0 * mean
    middle = min(max(0.0, 2.0 * mean - 0.5 * (before + after)), max(0.0, limit))
    return middle, volume - 0.25 * dt * (before + 2.0 * middle + after)

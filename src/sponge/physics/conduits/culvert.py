# SPDX-License-Identifier: Apache-2.0
"""Culverts whose inlet controls the flow: the equations of FHWA's HDS-5 for unsubmerged and submerged inlets.

Federal Highway Administration (2001), Hydraulic Design of Highway Culverts, HDS-5, appendix A. With D full depth, A
full area, H depth of water above the inlet's invert, S slope:

form 1   H/D = y_c/D + A_c/(2 W_c D) + K (Q_c / (A sqrt(D)))^M - s   critical depth y_c
form 2   H/D = K (Q / (A sqrt(D)))^M
submerged   H/D = c (Q / (A sqrt(D)))^2 + Y - s

where s = S/2, or -0.7 S for a mitred inlet. K, M, c are for feet and seconds.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.compiler import kernel
from sponge.base.constants import FOOT, GRAVITY
from sponge.physics.sections.lookup import area_ratio, width_ratio

# form, K, M, c, Y by culvert code (FHWA charts and nomograph scales in EPA SWMM's order)
COEFFICIENTS = np.array([
    [0, 0, 0, 0, 0],  # 0
    [1, 0.0098, 2, 0.0398, 0.67],
    [1, 0.0018, 2, 0.0292, 0.74],
    [1, 0.0045, 2, 0.0317, 0.69],
    [1, 0.0078, 2, 0.0379, 0.69],
    [1, 0.021, 1.33, 0.0463, 0.75],  # 5
    [1, 0.034, 1.5, 0.0553, 0.54],
    [1, 0.0018, 2.5, 0.03, 0.74],
    [1, 0.0018, 2.5, 0.0243, 0.83],
    [1, 0.026, 1, 0.0347, 0.81],
    [1, 0.061, 0.75, 0.04, 0.8],  # 10
    [1, 0.061, 0.75, 0.0423, 0.82],
    [2, 0.51, 0.667, 0.0309, 0.8],
    [2, 0.486, 0.667, 0.0249, 0.83],
    [2, 0.515, 0.667, 0.0375, 0.79],
    [2, 0.495, 0.667, 0.0314, 0.82],  # 15
    [2, 0.486, 0.667, 0.0252, 0.865],
    [2, 0.545, 0.667, 0.04505, 0.73],
    [2, 0.533, 0.667, 0.0425, 0.705],
    [2, 0.522, 0.667, 0.0402, 0.68],
    [2, 0.498, 0.667, 0.0327, 0.75],  # 20
    [2, 0.497, 0.667, 0.0339, 0.803],
    [2, 0.493, 0.667, 0.0361, 0.806],
    [2, 0.495, 0.667, 0.0386, 0.71],
    [2, 0.497, 0.667, 0.0302, 0.835],
    [2, 0.495, 0.667, 0.0252, 0.881],  # 25
    [2, 0.493, 0.667, 0.0227, 0.887],
    [1, 0.0083, 2, 0.0379, 0.69],
    [1, 0.0145, 1.75, 0.0419, 0.64],
    [1, 0.034, 1.5, 0.0496, 0.57],
    [1, 0.01, 2, 0.0398, 0.67],  # 30
    [1, 0.0018, 2.5, 0.0292, 0.74],
    [1, 0.0045, 2, 0.0317, 0.69],
    [1, 0.01, 2, 0.0398, 0.67],
    [1, 0.0018, 2.5, 0.0292, 0.74],
    [1, 0.0095, 2, 0.0317, 0.69],  # 35
    [1, 0.0083, 2, 0.0379, 0.69],
    [1, 0.03, 1, 0.0463, 0.75],
    [1, 0.034, 1.5, 0.0496, 0.57],
    [1, 0.03, 1.5, 0.0496, 0.57],
    [1, 0.0088, 2, 0.0368, 0.68],  # 40
    [1, 0.003, 2, 0.0269, 0.77],
    [1, 0.03, 1.5, 0.0496, 0.57],
    [1, 0.0088, 2, 0.0368, 0.68],
    [1, 0.003, 2, 0.0269, 0.77],
    [1, 0.0083, 2, 0.0379, 0.69],  # 45
    [1, 0.03, 1, 0.0473, 0.75],
    [1, 0.034, 1.5, 0.0496, 0.57],
    [2, 0.534, 0.555, 0.0196, 0.9],
    [2, 0.519, 0.64, 0.021, 0.9],
    [2, 0.536, 0.622, 0.0368, 0.83],  # 50
    [2, 0.5035, 0.719, 0.0478, 0.8],
    [2, 0.547, 0.8, 0.0598, 0.75],
    [2, 0.475, 0.667, 0.0179, 0.97],
    [2, 0.56, 0.667, 0.0446, 0.85],
    [2, 0.56, 0.667, 0.0378, 0.87],  # 55
    [2, 0.5, 0.667, 0.0446, 0.65],
    [2, 0.5, 0.667, 0.0378, 0.71],])  # fmt: skip
LAST_CODE = 57
MITRED = (5, 37, 46)  # codes of inlets cut to the slope of the embankment
ROOT_FOOT = sqrt(FOOT)
UNSUBMERGED = 0.95  # depth over full depth below which the inlet is free
NO_LIMIT = 1.0e10  # m3/s


@kernel
def _form1_residual(sections, k, y, head, K, M):
    """What form 1 lacks at critical depth y, and Q_c / (A sqrt(D)) [m^0.5/s]; lengths in units of D."""
    a = area_ratio(sections, k, y)
    w = width_ratio(sections, k, y)
    hydraulic = sections.fullness[k] * a / max(w, 1e-9)
    load = a * sqrt(GRAVITY * hydraulic)
    return head - y - 0.5 * hydraulic - K * (load / ROOT_FOOT) ** M, load


@kernel
def _form1_load(sections, k, ratio, head, K, M):
    """Q/(A sqrt(D)) of form 1 at water depth ``ratio`` (of D): regula falsi (Illinois) between 1 % of it and itself."""
    low, high = 0.01 * ratio, ratio
    f_low, load_low = _form1_residual(sections, k, low, head, K, M)
    f_high, load = _form1_residual(sections, k, high, head, K, M)
    if f_high >= 0.0:
        return load
    if f_low <= 0.0:
        return load_low
    side = 0
    for _ in range(40):
        y = (low * f_high - high * f_low) / (f_high - f_low)
        f, load = _form1_residual(sections, k, y, head, K, M)
        if abs(f) < 1e-7 or high - low < 1e-7:
            break
        if f > 0.0:
            low, f_low = y, f
            if side == 1:
                f_high *= 0.5
            side = 1
        else:
            high, f_high = y, f
            if side == -1:
                f_low *= 0.5
            side = -1
    return load


@kernel
def _unsubmerged(sections, k, code, ratio, s):
    """Q/(A sqrt(D)) [m^0.5/s] and its derivative by H/D, for a free inlet."""
    K, M = COEFFICIENTS[code, 1], COEFFICIENTS[code, 2]
    if COEFFICIENTS[code, 0] == 1.0:
        load = _form1_load(sections, k, ratio, ratio + s, K, M)
    else:
        load = (ratio / K) ** (1.0 / M) * ROOT_FOOT
    return load, load / ratio / M


@kernel
def _submerged(code, ratio, s):
    """Q/(A sqrt(D)) [m^0.5/s] and its derivative by H/D, for a drowned inlet."""
    c = COEFFICIENTS[code, 3]
    square = (ratio - COEFFICIENTS[code, 4] + s) / c
    if square <= 0.0:
        return NO_LIMIT, 0.0
    load = sqrt(square) * ROOT_FOOT
    return load, 0.5 * load / square / c


@kernel
def culvert_inflow(code, flow, depth, full_depth, full_area, s, sections, k):
    """Flow [m3/s] that the inlet lets into one barrel, at most ``flow``, and its derivative by head [m2/s].

    ``s`` is that of the equations; ``depth`` [m] is the water's above the inlet's invert, and may exceed the full
    depth. Between free and drowned inlet the flow changes in a straight line. The derivative is 0 where the inlet
    does not control.
    """
    if code <= 0 or code > LAST_CODE or depth <= 0.0:
        return flow, 0.0
    ratio = depth / full_depth
    drowned = 16.0 * COEFFICIENTS[code, 3] + COEFFICIENTS[code, 4] - s
    if ratio >= drowned:
        load, rate = _submerged(code, ratio, s)
    elif ratio <= UNSUBMERGED:
        load, rate = _unsubmerged(sections, k, code, ratio, s)
    else:
        free, _ = _unsubmerged(sections, k, code, UNSUBMERGED, s)
        full, _ = _submerged(code, drowned, s)
        rate = (full - free) / (drowned - UNSUBMERGED)
        load = free + rate * (ratio - UNSUBMERGED)
    limit = load * full_area * sqrt(full_depth)
    if limit >= flow:
        return flow, 0.0
    return limit, rate * full_area / sqrt(full_depth)

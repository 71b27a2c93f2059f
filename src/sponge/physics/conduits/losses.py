# SPDX-License-Identifier: Apache-2.0
"""Water that a conduit loses to the air and the ground."""

from __future__ import annotations

from sponge.base.compiler import kernel, where
from sponge.base.constants import SMALL_DEPTH
from sponge.physics.sections.lookup import width_ratio


@kernel
def conduit_loss(
    sections, k, depth, length, full_depth, max_width, is_open, widest_depth, evaporation_rate, seepage, available
):
    """Evaporation and seepage of one barrel [m3/s], from mean depth [m] and length [m].

    Open conduits evaporate from the water surface at ``evaporation_rate`` [m/s]; ``seepage`` [m/s] acts on the width
    at most as wide as at ``widest_depth`` [m]. Together they take no more than ``available`` [m3/s].
    """
    wet = depth > SMALL_DEPTH
    surface = width_ratio(sections, k, min(depth / full_depth, 1.0)) * max_width
    bed = width_ratio(sections, k, min(min(depth, widest_depth) / full_depth, 1.0)) * max_width
    evaporated = where(wet & (evaporation_rate > 0.0) & (is_open != 0), evaporation_rate * surface * length, 0.0)
    seeped = where(wet & (seepage > 0.0), seepage * bed * length, 0.0)
    total = evaporated + seeped
    share = where(total > available, available / total, 1.0)
    return evaporated * share, seeped * share

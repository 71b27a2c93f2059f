"""Water that a conduit loses to the air and the ground."""

from __future__ import annotations

from sponge.base.constants import SMALL_DEPTH
from sponge.base.kernels import kernel
from sponge.physics.sections.lookup import width_ratio


@kernel
def conduit_loss(
    sections, k, depth, length, full_depth, max_width, is_open, widest_depth, evaporation_rate, seepage, available
):
    """Evaporation and seepage of one barrel [m3/s], from mean depth [m] and length [m].

    Open conduits evaporate from the water surface at ``evaporation_rate`` [m/s]; ``seepage`` [m/s] acts on the width
    at most as wide as at ``widest_depth`` [m]. Together they take no more than ``available`` [m3/s].
    """
    evaporated = 0.0
    seeped = 0.0
    if depth > SMALL_DEPTH:
        if is_open and evaporation_rate > 0.0:
            width = width_ratio(sections, k, min(depth / full_depth, 1.0)) * max_width
            evaporated = evaporation_rate * width * length
        if seepage > 0.0:
            width = width_ratio(sections, k, min(min(depth, widest_depth) / full_depth, 1.0)) * max_width
            seeped = seepage * width * length
        total = evaporated + seeped
        if total > available:
            evaporated *= available / total
            seeped *= available / total
    return evaporated, seeped

# SPDX-License-Identifier: Apache-2.0
"""Water above the ground at nodes: how deep, how long, and whether it stands there still when the run ends."""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.statistics import DEEP
from sponge.engine.system import Network, State

HOUR = 3600.0


def flooding_of_nodes(network: Network, state: State, rain_end: np.ndarray) -> dict[str, np.ndarray]:
    """Water above the ground by node, (node, lane), with ``rain_end`` (gage, lane) s since the start, NaN without rain.

    The depth above the ground is the ponded volume over the ponded area. The variables ``*_at_end`` are 1 where water
    still stands when the run ends; the times until it is gone are then cut short by that end.
    """
    nodes, stats = network.nodes, state.node_stats
    area = nodes.ponded_area
    ponds = area > 0.0
    most = np.where(ponds, np.maximum(stats.max_volume - nodes.full_volume, 0.0), 0.0)
    excess = np.where(ponds, state.nodes.volume - nodes.full_volume, 0.0)
    flooded = stats.time_flooded > 0.0
    last_rain = np.fmax.reduce(rain_end, axis=0) if len(rain_end) else np.full(area.shape[-1], np.nan)
    return {
        "node_max_ponded_depth": most / np.where(ponds, area, np.inf),
        "node_ponded_hours": stats.time_deep / HOUR,
        "node_time_of_last_ponding": np.where(stats.time_deep > 0.0, stats.last_deep, np.nan),
        "node_time_of_last_flooding": np.where(flooded, stats.last_flooded, np.nan),
        "node_drained_time": np.where(flooded, np.maximum(stats.last_flooded - last_rain, 0.0), 0.0) / HOUR,
        "node_deep_at_end": (ponds & (excess > DEEP * area)).astype(float),
        "node_wet_at_end": ((excess > 0.0) | (state.nodes.overflow > 0.0)).astype(float),
        "node_min_freeboard": nodes.full_depth - stats.max_depth,
    }

# SPDX-License-Identifier: Apache-2.0
"""Pumps that the depth at their inlet switches: on above their start depth, off below their stop depth."""

from __future__ import annotations

from sponge.base.compiler import flags, kernel, load, put, where
from sponge.engine.network import PUMP


@kernel
def pump_targets(links, structures, node_state, link_state, active, lanes):
    """Pumps keep what they aim at, unless the depth at their inlet switches them on or off.

    What they aim at is their present setting, unless another one was written since by whoever steers.
    """
    pumps = structures.pumps
    for s in range(structures.link.size):
        j = structures.link[s]
        if links.kind[j] != PUMP:
            continue
        k = links.index[j]
        setting, depth = load(link_state.setting, j, lanes), load(node_state.depth, links.up[j], lanes)
        start = load(pumps.start_depth, k, lanes)
        low = (setting > 0.0) & (depth < load(pumps.stop_depth, k, lanes))
        high = (setting == 0.0) & (0.0 < start) & (start < depth)
        target = where(high, 1.0, where(low, 0.0, load(link_state.target_setting, j, lanes)))
        put(link_state.target_setting, j, flags(active, lanes), target)

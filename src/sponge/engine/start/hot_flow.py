# SPDX-License-Identifier: Apache-2.0
"""Depths, flows and runoff of a hot start: put into a new state, and taken out of one that is left."""

from __future__ import annotations

import numpy as np

from sponge.engine.start.hot_processes import given, processes_left
from sponge.engine.start.hot_start import HotStart
from sponge.engine.system import Network, State


def begin_with(hot: HotStart, state: State) -> None:
    """Put what was left into a new state, all but the volumes that follow from it and what they hold."""
    state.nodes.depth[:] = hot.node_depth
    state.nodes.lateral[:] = hot.node_lateral
    state.nodes.inflow[:] = hot.node_lateral
    state.links.flow[:] = hot.link_flow
    state.links.depth[:] = hot.link_depth
    state.links.setting[:] = hot.link_setting
    state.links.target_setting[:] = hot.link_setting
    hydrology = state.hydrology
    hydrology.depth[:] = given(hot.surface_depth, hydrology.depth)
    hydrology.soil[:] = given(hot.soil, hydrology.soil)
    hydrology.runoff.after[:] = given(hot.runoff, hydrology.runoff.after)


def left_by(network: Network, state: State, lane: int, pollutants: int, land_uses: int) -> HotStart:
    """What a lane leaves behind."""
    hydrology, nodes, links = state.hydrology, state.nodes, state.links
    subs, n_nodes, n_links = hydrology.rain.shape[0], nodes.depth.shape[0], links.flow.shape[0]
    own = {
        "node_depth": nodes.depth, "node_lateral": nodes.lateral, "link_flow": links.flow, "link_depth": links.depth,
        "link_setting": links.setting, "surface_depth": hydrology.depth, "runoff": hydrology.runoff.after,
        "soil": hydrology.soil,
    }  # fmt: skip
    sizes = {
        "residence_time": (n_nodes,), "groundwater": (subs, 4), "snow": (subs, 3, 4),
        "node_quality": (n_nodes, pollutants), "link_quality": (n_links, pollutants),
        "runoff_quality": (subs, pollutants), "ponded": (subs, pollutants), "buildup": (subs, land_uses, pollutants),
        "last_swept": (subs, land_uses),
    }  # fmt: skip
    return HotStart(
        **{name: np.array(value[..., lane]) for name, value in own.items()},
        **processes_left(network, state, lane, sizes),
    )

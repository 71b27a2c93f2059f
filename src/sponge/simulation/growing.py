# SPDX-License-Identifier: Apache-2.0
"""Sums that only grow while a run goes on, each for itself: a decision that needs one does not wait for a summary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sponge.engine.accounts.node_inflows import node_inflows
from sponge.engine.accounts.volumes import link_volumes, node_volumes, subcatchment_volumes, whole_steps
from sponge.engine.system import Network, State

HOUR, KILOWATT_HOUR = 3600.0, 3.6e6


def _inflows(name: str) -> Callable[[Network, State], np.ndarray]:
    """Of ``element_volumes`` only what inflows are made of."""

    def of(network: Network, state: State) -> np.ndarray:
        whole = whole_steps(network, state)
        inlets = {"inlet_captured_volume": state.inlets.captured, "inlet_returned_volume": state.inlets.returned}
        volumes = subcatchment_volumes(network, state) | node_volumes(network, state, whole)
        return node_inflows(network, state, volumes | link_volumes(network, state, whole) | inlets)[name]

    return of


# summary variables by name, (node or link, lane), in the units of the results
GROWING: dict[str, Callable[[Network, State], np.ndarray]] = {
    "node_flooding_volume": lambda network, state: state.node_stats.flooding_volume,
    "node_total_inflow_volume": _inflows("node_total_inflow_volume"),
    "node_lateral_inflow_volume": _inflows("node_lateral_inflow_volume"),
    "pump_volume": lambda network, state: state.link_stats.volume,
    "pump_energy": lambda network, state: state.link_stats.energy / KILOWATT_HOUR,
    "pump_hours": lambda network, state: state.link_stats.time_on / HOUR,
    "pump_starts": lambda network, state: state.link_stats.starts,
}

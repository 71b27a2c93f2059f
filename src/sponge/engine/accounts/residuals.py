# SPDX-License-Identifier: Apache-2.0
"""Where the routing ledger does not close: what a balance of each node has left over."""

from __future__ import annotations

import numpy as np

from sponge.engine.network import OUTFALL
from sponge.engine.process_tables import lids_of
from sponge.engine.system import Network, State

CAME = ("node_given_volume",)
WENT = (
    "node_withdrawn_volume", "node_lost_volume", "node_unrouted_volume", "node_evaporation_volume",
    "node_seepage_volume",
)  # fmt: skip


def node_residuals(network: Network, state: State, volumes: dict[str, np.ndarray]) -> np.ndarray:
    """What left each node, and what it gained in store, beyond what came, m3, (node, lane): water that was made there.

    ``volumes`` are those of ``element_volumes``. An outfall has no balance.
    """
    made = volumes["node_final_volume"] - volumes["node_initial_volume"]
    made = made + sum(volumes[name] for name in WENT) - sum(volumes[name] for name in CAME)
    made = made + volumes["node_outlet_volume"] - volumes["node_outlet_inflow_volume"]
    add_runoff(network, state, volumes, made)
    links, inlets = network.links, network.inlets
    turned = links.direction < 0
    up, down = np.where(turned, links.down, links.up), np.where(turned, links.up, links.down)
    np.add.at(made, up, volumes["link_up_forward_volume"] - volumes["link_up_backward_volume"])
    np.add.at(made, down, volumes["link_down_backward_volume"] - volumes["link_down_forward_volume"])
    captured = volumes["inlet_captured_volume"] - volumes["inlet_returned_volume"]
    np.add.at(made, inlets.bypass, captured)
    np.add.at(made, inlets.capture, -captured)
    made[network.nodes.kind == OUTFALL] = 0.0
    return made


def add_runoff(network: Network, state: State, volumes: dict[str, np.ndarray], made: np.ndarray) -> None:
    """Take what surfaces and drains brought to nodes off what they ``made``."""
    reached = network.hydrology.node >= 0
    np.subtract.at(made, network.hydrology.node[reached], volumes["subcatchment_passed_volume"][reached])
    simulated = lids_of(network, state)
    if simulated is not None:
        lids = simulated[0]
        apart = (lids.drain_node >= 0) & (lids.to_outlet == 0)
        np.subtract.at(made, lids.drain_node[apart], volumes["lid_unit_passed_volume"][apart])

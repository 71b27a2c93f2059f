# SPDX-License-Identifier: Apache-2.0
"""Water that came to nodes over the whole run."""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.residuals import add_runoff
from sponge.engine.system import Network, State


def node_inflows(network: Network, state: State, volumes: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Volumes that came from outside the network less those withdrawn, and all that came, links' too; m3, (node, lane).

    ``volumes`` are those of ``element_volumes``. What an inlet takes from its street comes to the node below.
    """
    taken = np.zeros_like(volumes["node_given_volume"])
    add_runoff(network, state, volumes, taken)
    given = volumes["node_given_volume"] - taken
    links, inlets = network.links, network.inlets
    turned = links.direction < 0
    up, down = np.where(turned, links.down, links.up), np.where(turned, links.up, links.down)
    total = given.copy()
    np.add.at(total, up, volumes["link_up_backward_volume"])
    np.add.at(total, down, volumes["link_down_forward_volume"])
    np.add.at(total, inlets.capture, volumes["inlet_captured_volume"])
    np.add.at(total, inlets.bypass, volumes["inlet_returned_volume"])
    return {
        "node_lateral_inflow_volume": given - volumes["node_withdrawn_volume"],
        "node_total_inflow_volume": total,
    }

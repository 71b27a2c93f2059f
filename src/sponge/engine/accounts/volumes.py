# SPDX-License-Identifier: Apache-2.0
"""What went where in a run, element by element: the volumes from which budgets of parts of a network are made.

The solver shares a conduit's volume and losses between the nodes at its ends (dynamic wave), or routes through it
(kinematic wave). Seen from outside a conduit lies between two sections, and what passed them follows from the flow,
from its losses and from the change of its storage, so that a budget drawn at either section closes as well as the
solver does.
"""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.flooding import flooding_of_nodes
from sponge.engine.accounts.processes import held_on_subcatchments, passed_at_nodes
from sponge.engine.accounts.statistics import MIN_PUMP_FLOW, WATER
from sponge.engine.accounts.volume_sums import Volumes
from sponge.engine.hydrology.tables import IMPERVIOUS, IMPERVIOUS_BARE
from sponge.engine.lid.summary import lid_ledger
from sponge.engine.lid.works import works_of_lids
from sponge.engine.network import AT_NODES, IN_LINKS, NOWHERE, OUTFALL
from sponge.engine.process_tables import lids_of
from sponge.engine.system import Network, State

HOUR = 3600.0
IMPERVIOUS_SURFACES = [IMPERVIOUS_BARE, IMPERVIOUS]


def element_volumes(network: Network, state: State) -> dict[str, np.ndarray]:
    """Volumes [m3] and counts of the whole simulation by element, (element, lane); links along the file's direction.

    ``subcatchment_passed_volume`` is what reached the node or subcatchment downhill. A link's ``*_up_*`` volumes
    passed the section at its upstream end, its ``*_down_*`` volumes the one at its downstream end.
    """
    volumes = whole_steps(network, state)
    return subcatchment_volumes(network, state) | node_volumes(network, state, volumes) | link_volumes(
        network, state, volumes
    ) | flooding_of_nodes(network, state, rain_ends(network)) | {
        "inlet_captured_volume": state.inlets.captured, "inlet_returned_volume": state.inlets.returned,
        "gage_rain_end": rain_ends(network), "group_peak": state.peaks.largest,
    }


def rain_ends(network: Network) -> np.ndarray:
    """When it last rained at each gage, s since the start, (gage, lane); NaN where it never did."""
    rain = network.hydrology.gages.rain
    ends = {k: rain_end(network, k) for k in np.unique(rain)}
    return np.array([[ends[k] for k in row] for row in rain], float).reshape(rain.shape)


def rain_end(network: Network, k: int) -> float:
    """When the rain of one series ends, s since the start."""
    tables, duration = network.hydrology.gages.tables, float(network.settings.duration)
    begins, rain = (values[tables.start[k] : tables.start[k + 1]] for values in (tables.x, tables.y))
    wet = np.flatnonzero((rain > 0.0) & (begins < duration))
    if not wet.size:
        return np.nan
    after = wet[-1] + 1
    end = min(float(begins[after]), duration) if after < len(begins) else duration
    return end if end > 0.0 else np.nan


def whole_steps(network: Network, state: State) -> Volumes:
    """The volumes with the second half of the last step, whose weight was not known before."""
    now, half, conduits = state.volumes, state.volumes.half, state.conduits
    barrels = network.conduits.barrels[:, None]
    lost = np.where(state.nodes.volume <= network.nodes.full_volume, state.nodes.overflow, 0.0)
    flooding = now.flooding + half * lost
    flooding[network.inlets.returning] = 0.0  # comes back to the street
    return now._replace(
        given=now.given + half * np.maximum(now.given_rate, 0.0),
        withdrawn=now.withdrawn + half * np.maximum(-now.given_rate, 0.0),
        lacking=now.lacking + half * now.lacking_rate,
        outlet=now.outlet + half * now.outlet_rate,
        flooding=flooding,
        storage_losses=now.storage_losses + half * np.stack([state.storages.evaporation, state.storages.exfiltration]),
        conduit_losses=now.conduit_losses + half * barrels * np.stack([conduits.evaporation, conduits.seepage]),
        net=now.net + half * state.links.flow,
        backward=now.backward + half * np.maximum(-state.links.flow, 0.0),
        entered=now.entered + half * barrels * conduits.flow_up,
    )


def subcatchment_volumes(network: Network, state: State) -> dict[str, np.ndarray]:
    """Budgets of subcatchments, m3, and their areas, m2; what the drains of LID units brought (unit, lane)."""
    hydrology, now = network.hydrology, state.hydrology
    ponded = (now.depth * hydrology.fraction).sum(axis=1) + now.transit.crossing
    held, removed = held_on_subcatchments(network.processes, state.processes, hydrology.area.shape)
    drained = np.zeros_like(hydrology.area)
    unit: dict[str, np.ndarray] = {}
    simulated = lids_of(network, state)
    if simulated is not None:
        lids, units = simulated
        found = lid_ledger(lids, units, hydrology.area)
        held, drained = held + found["finally"] - found["initially"], found["to_outlet"]
        unit = {"lid_unit_passed_volume": units.sums.passed * lids.design.area}
        unit |= works_of_lids(lids, units)
    return unit | {
        "subcatchment_area": hydrology.area,
        "subcatchment_impervious_area": hydrology.area * hydrology.fraction[:, IMPERVIOUS_SURFACES].sum(axis=1),
        "subcatchment_rain_volume": now.sums.rain,
        "subcatchment_evaporation_volume": now.sums.evaporation,
        "subcatchment_infiltration_volume": now.sums.infiltration,
        "subcatchment_passed_volume": now.sums.passed + drained,
        "subcatchment_stored_volume": ponded * hydrology.area + now.transit.unrouted + held,
        "subcatchment_removed_volume": removed,
    }


def node_volumes(network: Network, state: State, volumes: Volumes) -> dict[str, np.ndarray]:
    """What came in, left, was lost and is held at nodes, m3."""
    evaporated, seeped = np.zeros_like(volumes.flooding), np.zeros_like(volumes.flooding)
    evaporated[network.storages.node], seeped[network.storages.node] = volumes.storage_losses
    brought, taken = passed_at_nodes(network.processes, state.processes, volumes.flooding.shape)
    return {
        "node_given_volume": by_node(network, volumes.given) + brought,
        "node_withdrawn_volume": by_node(network, volumes.withdrawn) - volumes.lacking + taken,
        "node_withdrawal_shortfall": volumes.lacking,
        "node_outlet_volume": volumes.outlet[0],
        "node_outlet_inflow_volume": volumes.outlet[1],
        "node_lost_volume": volumes.flooding,
        "node_unrouted_volume": volumes.unrouted,
        "node_evaporation_volume": evaporated,
        "node_seepage_volume": seeped,
        "node_initial_volume": volumes.initial_node,
        "node_final_volume": state.nodes.volume,
        "node_max_volume": state.node_stats.max_volume,
    }


def by_node(network: Network, given: np.ndarray) -> np.ndarray:
    """Direct, dry weather, interface and the user's inflows (given, lane) summed by node, each lane in one order."""
    inflows = network.inflows
    n_nodes = network.nodes.kind.size
    node = np.concatenate([inflows.d_node, inflows.w_node, inflows.f_node, np.arange(n_nodes)]).astype(np.int64)
    found = np.zeros((n_nodes, given.shape[-1]))
    for k in np.flatnonzero(given.any(axis=1)):
        found[node[k]] += given[k]
    return found


def link_volumes(network: Network, state: State, volumes: Volumes) -> dict[str, np.ndarray]:
    """What passed both ends of links along and against the file's direction, what they lost and hold, m3; flow of the
    watched ones."""
    links, conduits, stats = network.links, network.conduits, state.link_stats
    evaporated, seeped = np.zeros_like(volumes.net), np.zeros_like(volumes.net)
    evaporated[conduits.link], seeped[conduits.link] = volumes.conduit_losses
    initial, final = volumes.initial_link, state.links.volume
    if network.facts.conduit_storage == NOWHERE:
        initial, final = np.zeros_like(initial), np.zeros_like(final)
    upper = np.zeros_like(initial)
    upper[conduits.link] = state.conduits.upper - volumes.initial_upper
    at_up, at_down = kept_at_ends(network, volumes, evaporated + seeped, final - initial, upper)
    forward, backward = volumes.net + volumes.backward, volumes.backward
    up, down = (
        (np.maximum(along, 0.0), backward + np.maximum(-along, 0.0)) for along in (forward + at_up, forward - at_down)
    )
    turned = (links.direction < 0)[:, None]
    return {
        "link_up_forward_volume": np.where(turned, down[1], up[0]),
        "link_up_backward_volume": np.where(turned, down[0], up[1]),
        "link_down_forward_volume": np.where(turned, up[1], down[0]),
        "link_down_backward_volume": np.where(turned, up[0], down[1]),
        "link_forward_volume": np.where(turned, backward, forward),
        "link_evaporation_volume": evaporated,
        "link_seepage_volume": seeped,
        "link_initial_volume": initial,
        "link_final_volume": final,
        "link_flow_events": stats.events,
        "link_flow_hours": stats.time_on / HOUR,
        "link_time_of_last_flow": np.where(stats.events > 0.0, stats.last_on, np.nan),
        "link_flows_at_end": (np.abs(state.links.flow) > MIN_PUMP_FLOW).astype(float),
        "pump_held_hours": stats.time_held / HOUR,
        "pump_mean_lift": mean_lift(stats.energy, stats.volume),
    }


def mean_lift(energy: np.ndarray, volume: np.ndarray) -> np.ndarray:
    """Mean height [m] that pumps lifted water by, from the work [J] on a volume [m3]; NaN where nothing was pumped."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((volume > 0.0) & (energy > 0.0), energy / (WATER * volume), np.nan)


def kept_at_ends(
    network: Network, volumes: Volumes, lost: np.ndarray, change: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What each link took at its upstream end beyond its flow at the downstream end, and what it took there, m3.

    Where water is stored at nodes: half of what it lost, and of the ``change`` of its storage what is ``upper``, from
    its upstream node, the rest from the other; all from the one node where the other is an outfall. Otherwise what
    entered is known, of conduits that hold no water by their losses.
    """
    if network.facts.conduit_storage != AT_NODES:
        taken = lost.copy()
        if network.facts.conduit_storage == IN_LINKS:
            taken[network.conduits.link] = volumes.entered - volumes.net[network.conduits.link]
        return taken, np.zeros_like(taken)
    outfall = network.nodes.kind == OUTFALL
    at_up, at_down = outfall[network.links.up][:, None], outfall[network.links.down][:, None]
    above, below = 0.5 * lost + upper, 0.5 * lost + change - upper
    return (
        np.where(at_up, 0.0, np.where(at_down, lost + change, above)),
        np.where(at_down, 0.0, np.where(at_up, lost + change, below)),
    )

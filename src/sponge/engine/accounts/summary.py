# SPDX-License-Identifier: Apache-2.0
"""What a finished (or broken off) run says of itself: peaks, volumes, continuity errors."""

from __future__ import annotations

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.accounts.counts import summarise_counts
from sponge.engine.accounts.ledger import (
    DRY_WEATHER,
    EVAPORATION,
    EXTERNAL,
    FLOODING,
    GROUNDWATER,
    OUTFLOW,
    RDII,
    SEEPAGE,
    WET_WEATHER,
)
from sponge.engine.accounts.node_inflows import node_inflows
from sponge.engine.accounts.processes import summarise_processes
from sponge.engine.accounts.residuals import node_residuals
from sponge.engine.accounts.volumes import element_volumes
from sponge.engine.hydrology.report import summarise_runoff
from sponge.engine.lid.summary import idle_summary, lid_ledger, summarise_lids
from sponge.engine.network import NOWHERE
from sponge.engine.process_tables import lids_of
from sponge.engine.quality.report import summarise_quality
from sponge.engine.system import Network, State

HOUR = 3600.0


def routing_volumes(network: Network, state: State) -> dict[str, np.ndarray]:
    """The routing ledger, m3 by lane."""
    volume = state.ledger.volume
    final = sum_by_lane(state.nodes.volume)
    if network.facts.conduit_storage != NOWHERE:
        final = final + sum_by_lane(state.links.volume)
    names = {
        "dry_weather_inflow": DRY_WEATHER, "wet_weather_inflow": WET_WEATHER, "groundwater_inflow": GROUNDWATER,
        "rdii_inflow": RDII, "external_inflow": EXTERNAL, "flooding_loss": FLOODING, "outflow": OUTFLOW,
        "evaporation_loss": EVAPORATION, "seepage_loss": SEEPAGE,
    }
    ledger = {f"routing_{name}": volume[row].copy() for name, row in names.items()}
    return ledger | {"routing_initial_storage": state.ledger.initial_storage.copy(), "routing_final_storage": final}


def routing_error(ledger: dict[str, np.ndarray]) -> np.ndarray:
    """Routing continuity error, %."""
    inflow = ledger["routing_initial_storage"] + ledger["routing_wet_weather_inflow"] + ledger["routing_rdii_inflow"]
    outflow = (
        ledger["routing_final_storage"] + ledger["routing_flooding_loss"] + ledger["routing_evaporation_loss"]
        + ledger["routing_seepage_loss"]
    )
    for name in ("dry_weather_inflow", "groundwater_inflow", "external_inflow"):
        value = ledger[f"routing_{name}"]
        inflow = inflow + np.maximum(value, 0.0)
        outflow = outflow + np.maximum(-value, 0.0)
    return continuity_error(
        inflow + np.maximum(-ledger["routing_outflow"], 0.0), outflow + np.maximum(ledger["routing_outflow"], 0.0)
    )


def summarise(network: Network, state: State) -> dict[str, np.ndarray]:
    """Every summary variable of the results, (element, lane) or (lane,), SI, hours and kWh."""
    node, link, clock = state.node_stats, state.link_stats, state.clock
    ledger = routing_volumes(network, state)
    lids = None
    found = idle_summary(network.idle_lids.size, clock.time.size)
    units = lids_of(network, state)
    if units is not None:
        lids = lid_ledger(*units, network.hydrology.area)
        found |= summarise_lids(*units)
    volumes = element_volumes(network, state)
    found |= summarise_runoff(network.hydrology, state.hydrology, lids) | volumes | ledger
    found |= node_inflows(network, state, volumes)
    found = summarise_processes(network.processes, state.processes, found, network.hydrology.area.shape[0])
    found |= summarise_quality(network, state) | summarise_counts(network, state)
    found["routing_continuity_error"] = routing_error(ledger)
    return found | {
        "node_max_depth": node.max_depth,
        "node_max_head": node.max_depth + network.nodes.invert,
        "node_time_of_max_depth": node.time_max_depth,
        "node_max_total_inflow": node.max_inflow,
        "node_flooding_volume": node.flooding_volume,
        "node_max_flooding": node.max_flooding,
        "node_routing_residual": node_residuals(network, state, volumes),
        "node_hours_flooded": node.time_flooded / HOUR,
        "node_hours_surcharged": node.time_surcharged / HOUR,
        "link_max_flow": link.max_flow,
        "link_time_of_max_flow": link.time_max_flow,
        "link_max_velocity": link.max_velocity,
        "link_max_capacity": link.max_capacity,
        "link_hours_surcharged": link.time_surcharged / HOUR,
        "pump_starts": link.starts,
        "pump_hours": link.time_on / HOUR,
        "pump_volume": link.volume,
        "pump_energy": link.energy / 3.6e6,
        "steps": clock.steps,
        "mean_iterations": clock.iterations / np.maximum(clock.steps - clock.steady_steps, 1.0),
        "steps_not_converged": 100.0 * clock.unconverged / np.maximum(clock.steps, 1.0),
        "status": np.where((clock.health != 0) | ledgers_ran_away(found), 4, 0),
    }


def ledgers_ran_away(found: dict[str, np.ndarray]) -> np.ndarray:
    """Lanes in which the error of a ledger is no finite number, (lane,)."""
    errors = [np.atleast_2d(error) for name, error in found.items() if name.endswith("_continuity_error")]
    return ~np.isfinite(np.concatenate(errors)).all(axis=0)

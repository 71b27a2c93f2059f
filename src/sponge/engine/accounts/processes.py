# SPDX-License-Identifier: Apache-2.0
"""What processes that few models have add to volumes and summaries."""

from __future__ import annotations

import numpy as np

from sponge.engine.groundwater.aquifers import passed_by_node, summarise_groundwater
from sponge.engine.process_tables import Processes, ProcessState
from sponge.engine.rdii.inflows import summarise_rdii, volume_by_node
from sponge.engine.snow.packs import snow_by_subcatchment, snow_ledger


def held_on_subcatchments(
    processes: Processes | None, state: ProcessState | None, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes hold more than at the start, and that were taken away, each of ``shape``
    (subcatchment, lane)."""
    if processes is None or state is None or processes.snow is None or state.snow is None:
        return np.zeros(shape), np.zeros(shape)
    return snow_by_subcatchment(processes.snow, state.snow, shape[0])


def passed_at_nodes(
    processes: Processes | None, state: ProcessState | None, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes brought to nodes and took from them, each of ``shape`` (node, lane)."""
    brought, taken = np.zeros(shape), np.zeros(shape)
    if processes is None or state is None:
        return brought, taken
    if processes.groundwater is not None and state.groundwater is not None:
        brought, taken = passed_by_node(processes.groundwater, state.groundwater, shape[0])
    if processes.rdii is not None and state.rdii is not None:
        brought = volume_by_node(processes.rdii, state.rdii, shape[0]) + brought
    return brought, taken


def summarise_processes(
    processes: Processes | None, state: ProcessState | None, found: dict[str, np.ndarray], subcatchments: int
) -> dict[str, np.ndarray]:
    """``found`` with the summary variables of the processes that the model has."""
    if processes is None or state is None:
        return found
    if processes.snow is not None and state.snow is not None:
        runoff = {name: value for name, value in found.items() if name.startswith("runoff_")}
        found |= snow_ledger(processes.snow, state.snow, runoff)
    if processes.groundwater is not None and state.groundwater is not None:
        found |= summarise_groundwater(processes.groundwater, state.groundwater, subcatchments)
    if processes.rdii is not None and state.rdii is not None:
        found |= summarise_rdii(processes.rdii)
    return found

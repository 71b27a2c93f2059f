"""What processes that few models have add to volumes and summaries."""

from __future__ import annotations

import numpy as np

from sponge.engine.groundwater.aquifers import passed_by_node, summarise_groundwater
from sponge.engine.process_tables import Extra, ExtraState
from sponge.engine.rdii.inflows import volume_by_node
from sponge.engine.snow.packs import snow_by_subcatchment, snow_ledger


def held_on_subcatchments(
    extra: Extra | None, state: ExtraState | None, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes hold more than at the start, and that were taken away, each of ``shape``
    (subcatchment, lane)."""
    if extra is None or state is None or extra.snow is None or state.snow is None:
        return np.zeros(shape), np.zeros(shape)
    return snow_by_subcatchment(extra.snow, state.snow, shape[0])


def passed_at_nodes(
    extra: Extra | None, state: ExtraState | None, half: np.ndarray, n_nodes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes brought to nodes and took from them, (node, lane); ``half`` (lane,) is half of the
    last step [s]."""
    brought, taken = np.zeros((2, n_nodes, half.size))
    if extra is None or state is None:
        return brought, taken
    if extra.groundwater is not None and state.groundwater is not None:
        brought, taken = passed_by_node(extra.groundwater, state.groundwater, half, n_nodes)
    if extra.rdii is not None and state.rdii is not None:
        brought = volume_by_node(extra.rdii, state.rdii, half, n_nodes) + brought
    return brought, taken


def summarise_extra(
    extra: Extra | None, state: ExtraState | None, found: dict[str, np.ndarray], subcatchments: int
) -> dict[str, np.ndarray]:
    """``found`` with the summary variables of the processes that the model has."""
    if extra is None or state is None:
        return found
    if extra.snow is not None and state.snow is not None:
        runoff = {name: value for name, value in found.items() if name.startswith("runoff_")}
        found |= snow_ledger(extra.snow, state.snow, runoff)
    if extra.groundwater is not None and state.groundwater is not None:
        found |= summarise_groundwater(extra.groundwater, state.groundwater, subcatchments)
    return found

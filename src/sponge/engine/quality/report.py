# SPDX-License-Identifier: Apache-2.0
"""What a run tells of its pollutants: loads and ledgers. SI, or counts."""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from sponge.base.arrays import sum_by_lane
from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.lid.load_tables import LidLoadState
from sponge.engine.process_tables import quality_of
from sponge.engine.quality import tables as qt
from sponge.engine.system import Network, State

NEGLIGIBLE = 1e-12  # kg or counts: less is nothing
CAME = {"initial_buildup", "surface_buildup", "wet_deposition"}


def _masses(values: np.ndarray) -> np.ndarray:
    """Sums over elements (pollutant, element, lane) -> (pollutant, lane), each lane in one order."""
    return np.array([sum_by_lane(row) for row in values]).reshape(len(values), values.shape[-1])


def _error(came: np.ndarray, went: np.ndarray) -> np.ndarray:
    """Continuity error of masses, %."""
    return continuity_error(came, went, NEGLIGIBLE)


def _total(ledger: dict[str, np.ndarray], names: Set[str]) -> np.ndarray:
    """The sum of some rows of a ledger, in its order."""
    return np.sum([values for name, values in ledger.items() if name in names], axis=0)


def runoff_ledger(surface: qt.SurfaceState, units: LidLoadState | None) -> dict[str, np.ndarray]:
    """Masses (pollutant, lane), with what LID units hold and what is on its way from them."""
    book = surface.ledger
    held = np.zeros_like(book[0])
    if units is not None:
        held = _masses(units.held) + _masses(units.pool) + _masses(units.back)
    left = book[qt.DRIED] + _masses(surface.buildup) + _masses(surface.ponded) + _masses(surface.pool)
    rows = {
        "initial_buildup": qt.INITIAL_LOAD, "surface_buildup": qt.BUILDUP, "wet_deposition": qt.DEPOSITION,
        "sweeping_removal": qt.SWEPT, "infiltration_loss": qt.INTO_GROUND, "bmp_removal": qt.REMOVED,
        "surface_runoff": qt.RUNOFF,
    }  # fmt: skip
    return {name: book[row].copy() for name, row in rows.items()} | {"lid_storage": held, "remaining_buildup": left}


def routing_ledger(transport: qt.TransportState) -> dict[str, np.ndarray]:
    """Masses (pollutant, lane)."""
    book = transport.ledger
    rows = {
        "dry_weather_inflow": qt.DRY_WEATHER, "wet_weather_inflow": qt.WET_WEATHER,
        "groundwater_inflow": qt.GROUNDWATER, "rdii_inflow": qt.RDII, "external_inflow": qt.EXTERNAL,
        "flooding_loss": qt.FLOODING, "outflow": qt.OUTFLOW, "reacted": qt.REACTED, "seepage_loss": qt.SEEPAGE,
        "initial_storage": qt.INITIAL_STORED,
    }  # fmt: skip
    found = {name: book[row].copy() for name, row in rows.items()}
    return found | {"final_storage": _masses(transport.node_mass) + _masses(transport.link_mass)}


def summarise_quality(network: Network, state: State) -> dict[str, np.ndarray]:
    """Loads by element and the ledgers; nothing without pollutants."""
    simulated = quality_of(network, state)
    if simulated is None:
        return {}
    surface, transport = simulated[1]
    land = runoff_ledger(surface, state.processes.lid_loads if state.processes else None)
    pipes = routing_ledger(transport)
    land_error = _error(_total(land, CAME), _total(land, land.keys() - CAME))
    came = {n for n in pipes if n.endswith("_inflow") or n == "initial_storage"}
    error = _error(_total(pipes, came), _total(pipes, pipes.keys() - came))
    worst = np.take_along_axis(error, np.argmax(np.abs(error), axis=0)[None], axis=0)[0]
    return {
        "subcatchment_washoff_load": surface.load.copy(),
        "node_outlet_load": transport.outlet_load.copy(),
        "link_load": transport.link_load.copy(),
        "runoff_quality_error": land_error, "routing_quality_error": error, "quality_continuity_error": worst,
    } | {f"runoff_quality_{n}": v for n, v in land.items()} | {f"routing_quality_{n}": v for n, v in pipes.items()}

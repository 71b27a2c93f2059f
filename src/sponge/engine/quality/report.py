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
    held = np.zeros_like(book.dried)
    if units is not None:
        held = _masses(units.held) + _masses(units.pool) + _masses(units.back)
    left = book.dried + _masses(surface.buildup) + _masses(surface.ponded) + _masses(surface.pool)
    terms = {
        "initial_buildup": book.initial_load, "surface_buildup": book.buildup, "wet_deposition": book.deposition,
        "sweeping_removal": book.swept, "infiltration_loss": book.into_ground, "bmp_removal": book.removed,
        "surface_runoff": book.runoff,
    }  # fmt: skip
    return {name: mass.copy() for name, mass in terms.items()} | {"lid_storage": held, "remaining_buildup": left}


def routing_ledger(transport: qt.TransportState) -> dict[str, np.ndarray]:
    """Masses (pollutant, lane)."""
    came, book = transport.came, transport.ledger
    terms = {
        "dry_weather_inflow": came[qt.DRY_WEATHER], "wet_weather_inflow": came[qt.WET_WEATHER],
        "groundwater_inflow": came[qt.GROUNDWATER], "rdii_inflow": came[qt.RDII], "external_inflow": came[qt.EXTERNAL],
        "flooding_loss": book.flooding, "outflow": book.outflow, "reacted": book.reacted, "seepage_loss": book.seepage,
        "initial_storage": book.initial_stored,
    }  # fmt: skip
    final = _masses(transport.node_mass) + _masses(transport.link_mass)
    return {name: mass.copy() for name, mass in terms.items()} | {"final_storage": final}


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

# SPDX-License-Identifier: Apache-2.0
"""What a run tells of its LID units: their water balance, and their part of the runoff ledger."""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.continuity import continuity_error
from sponge.engine.lid.tables import Lids, LidState, LidSums, lid_volume
from sponge.engine.lid.works import OF_WORKS

NEGLIGIBLE = 1e-9  # mm: less is nothing

OF_UNITS = (
    "inflow_depth", "evaporation_depth", "infiltration_depth", "outflow_depth", "drain_depth", "initial_storage",
    "final_storage", "continuity_error", "passed_volume", *OF_WORKS,
)  # fmt: skip


def by_subcatchment(lids: Lids, values: np.ndarray) -> np.ndarray:
    """Sum of (unit, lane) over the units of each subcatchment, (subcatchment, lane)."""
    total = np.zeros((lids.units.size, values.shape[-1]))
    np.add.at(total, lids.subcatchment, values)
    return total


def lid_ledger(lids: Lids, state: LidState, area: np.ndarray) -> dict[str, np.ndarray]:
    """Volumes [m3] by subcatchment, (subcatchment, lane): held ``initially`` and ``finally`` by its units and on the
    way from them; ``drained`` through their drains; ``passed`` by drains to nodes or to nowhere, ``to_outlet`` to where
    the subcatchment's own runoff goes.

    ``area`` (subcatchment, lane) m2.
    """
    units = lids.design.area
    leaves = (lids.drain_subcatchment < 0)[:, None]
    routed, passed = state.sums.routed * units, state.sums.passed * units
    to_outlet = (lids.to_outlet == 1)[:, None]
    return {
        "to_outlet": by_subcatchment(lids, passed * to_outlet),
        "initially": by_subcatchment(lids, state.initial * units),
        "finally": by_subcatchment(lids, lid_volume(lids, state) * units + state.unrouted)
        + (state.waiting + (state.treating_impervious + state.treating_pervious)) * area,
        "drained": by_subcatchment(lids, routed),
        "passed": by_subcatchment(lids, passed * leaves),
    }


def summarise_lids(lids: Lids, state: LidState) -> dict[str, np.ndarray]:
    """The water balance of every unit, (unit, lane), depths in mm over it, and its error [%]."""
    depth = LidSums(*(1000.0 * metres for metres in state.sums))
    initial, final = state.initial * 1000.0, lid_volume(lids, state) * 1000.0
    came = initial + depth.inflow
    went = final + depth.evaporation + depth.exfiltration + depth.outflow + depth.drain
    return {
        "lid_unit_inflow_depth": depth.inflow,
        "lid_unit_evaporation_depth": depth.evaporation,
        "lid_unit_infiltration_depth": depth.exfiltration,
        "lid_unit_outflow_depth": depth.outflow,
        "lid_unit_drain_depth": depth.drain,
        "lid_unit_initial_storage": initial,
        "lid_unit_final_storage": final,
        "lid_unit_continuity_error": continuity_error(came, went, NEGLIGIBLE),
    }


def idle_summary(n_units: int, lanes: int) -> dict[str, np.ndarray]:
    """The same of units that are all closed, and the volume that their drains brought."""
    return {f"lid_unit_{name}": np.zeros((n_units, lanes)) for name in OF_UNITS}

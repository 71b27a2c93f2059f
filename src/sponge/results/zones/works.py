# SPDX-License-Identifier: Apache-2.0
"""What a zone's parcels, LID units and sewers are and did: areas, what ran off unfiltered, where drains led, pipes.

Runoff that leaves the parcels is here without what underdrains brought to it: units that filter (bio-retention, rain
gardens, green roofs, permeable pavements, trenches) have treated that water. Barrels and disconnected roofs treat
nothing, so that what they let go into a sewer counts as runoff.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sponge.model.compile.lid import leads_to_outlet
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level, leaving_parcels
from sponge.model.zones.zoning import Zoning
from sponge.results.pipe_lengths import pipe_lengths
from sponge.results.zones.drains import GROUND, SEWER, destinations_of, is_filter
from sponge.results.zones.weighted_sums import WeightedSums

SUMS = (
    "surface_runoff_volume", "lid_drain_sewer_volume", "lid_drain_plant_volume", "lid_drain_ground_volume",
    "lid_drain_reuse_volume", "impervious_area", "lid_area", "lid_holding_volume", "lid_seepage", "pipe_length",
)  # fmt: skip
Entry = tuple[str, str, str, int, float]  # name of the sum, subcatchment, source, element, weight


class WorksRows:
    """Sums by control zone of one level."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index):
        self.size, self.pipes = len(level.control), _pipes(model, zoning, level, index)
        self.sums = WeightedSums(len(SUMS) * self.size)
        leaving = set(leaving_parcels(model, zoning, level))
        for name, parcel, source, element, weight in (*of_parcels(model, zoning, index, leaving), *_of_units(model)):
            group = level.group[zoning.subcatchments[parcel]]
            if level.is_control(group):
                self.sums.add(SUMS.index(name) * self.size + group, source, element, weight)
        self.sums.close()

    def of(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        """The sums by name, (zone, lane)."""
        values = self.sums.of(summary.__getitem__, lanes).reshape(len(SUMS), self.size, lanes)
        found = dict(zip(SUMS, values, strict=True))
        length, surcharged = np.zeros((2, self.size, lanes))
        for group, link, metres in self.pipes:
            length[group] += metres
            surcharged[group] += metres * (summary["link_hours_surcharged"][link] > 0.0)
        return found | {"pipe_length": length, "surcharged_pipe_length": surcharged}


def of_parcels(model: Model, zoning: Zoning, index: Index, leaving: set[str]) -> Iterator[Entry]:
    """Runoff that leaves unfiltered, drains by where they lead, impervious ground, parcel by parcel."""
    for name, s in index.subcatchments.items():
        yield "impervious_area", name, "subcatchment_impervious_area", s, 1.0
        if name in leaving:
            yield "surface_runoff_volume", name, "subcatchment_passed_volume", s, 1.0
    where = destinations_of(model, zoning)
    for unit, use in enumerate(model.lid_uses.values()):
        parcel, to, filters = use.subcatchment, where[unit], is_filter(model, use)
        counted = leads_to_outlet(model, use) and parcel in leaving
        if filters:
            yield f"lid_drain_{to}_volume", parcel, "lid_unit_passed_volume", unit, 1.0
            yield f"lid_drain_{GROUND}_volume", parcel, "lid_unit_returned_volume", unit, 1.0
        if counted and (filters or to != SEWER):
            yield "surface_runoff_volume", parcel, "lid_unit_passed_volume", unit, -1.0
        elif not counted and not filters and to == SEWER:
            yield "surface_runoff_volume", parcel, "lid_unit_passed_volume", unit, 1.0


def _of_units(model: Model) -> Iterator[Entry]:
    for unit, use in enumerate(model.lid_uses.values()):
        for name in ("area", "holding_volume", "seepage"):
            yield f"lid_{name}", use.subcatchment, f"lid_unit_{name}", unit, 1.0


def _pipes(model: Model, zoning: Zoning, level: Level, index: Index) -> list[tuple[int, int, float]]:
    """(group, link, length [m]) of the closed conduits of control zones."""
    lengths = pipe_lengths(model).items()
    found = [(level.group[zoning.links[name]], index.links[name], length) for name, length in lengths]
    return [pipe for pipe in found if level.is_control(pipe[0])]

# SPDX-License-Identifier: Apache-2.0
"""Land uses in control zones: the tags of subcatchments say which land use each is."""

from __future__ import annotations

import numpy as np

from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level, leaving_parcels
from sponge.model.zones.zoning import Zoning
from sponge.results.zones.weighted_sums import WeightedSums
from sponge.results.zones.works import of_parcels

NAMES = ("area", "impervious_area", "rain_volume", "runoff_volume", "drain_volume")
OF_PARCELS = {  # of what parcels tell -> the variable
    "area": "area", "rain": "rain_volume",
    "impervious_area": "impervious_area", "surface_runoff_volume": "runoff_volume",
    "lid_drain_sewer_volume": "drain_volume", "lid_drain_plant_volume": "drain_volume",
}  # fmt: skip


def land_uses_of(model: Model) -> tuple[str, ...]:
    """The tags of subcatchments in the file's order; none where any has no tag."""
    tags = [sub.tag for sub in model.subcatchments.values()]
    return tuple(dict.fromkeys(tags)) if all(tags) else ()


class LandUseRows:
    """Sums by land use and control zone."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index):
        self.uses, self.size = land_uses_of(model), len(level.control)
        self.sums = WeightedSums(len(NAMES) * len(self.uses) * self.size)
        leaving = set(leaving_parcels(model, zoning, level))
        if not self.uses:
            return
        entries = list(of_parcels(model, zoning, index, leaving))
        for name, s in index.subcatchments.items():
            entries += [("area", name, "subcatchment_area", s, 1.0), ("rain", name, "subcatchment_rain_volume", s, 1.0)]
        for name, parcel, source, element, weight in entries:
            group = level.group[zoning.subcatchments[parcel]]
            if name in OF_PARCELS and level.is_control(group):
                use = self.uses.index(model.subcatchments[parcel].tag)
                row = (NAMES.index(OF_PARCELS[name]) * len(self.uses) + use) * self.size + group
                self.sums.add(row, source, element, weight)
        self.sums.close()

    def of(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        """The variables, (land use, zone, lane)."""
        if not self.uses:
            return {}
        values = self.sums.of(summary.__getitem__, lanes).reshape(len(NAMES), len(self.uses), self.size, lanes)
        return {f"zone_land_use_{name}": value for name, value in zip(NAMES, values, strict=True)}

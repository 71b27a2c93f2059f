# SPDX-License-Identifier: Apache-2.0
"""Masses of pollutants by zone: washed off its parcels, and spilt through the overflows of its stations."""

from __future__ import annotations

import numpy as np

from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level
from sponge.model.zones.zoning import Zoning
from sponge.results.zones.stations import StationRows


class LoadRows:
    """Sums by pollutant and control zone of one level; nothing without pollutants."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index, stations: StationRows):
        size = len(level.control)
        self.prefix = level.prefix
        self.parcels: list[list[int]] = [[] for _ in range(size)]
        self.overflows: list[list[int]] = [[] for _ in range(size)]
        for name, s in index.subcatchments.items():
            group = level.group[zoning.subcatchments[name]]
            if level.is_control(group):
                self.parcels[group].append(s)
        for zone, links in zip(stations.zones, stations.overflows, strict=True):
            if zone and level.is_control(level.group[zone]):
                self.overflows[level.group[zone]] += links

    def of(self, summary: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The variables, (pollutant, zone, lane)."""
        if "subcatchment_washoff_load" not in summary:
            return {}
        loads = {"washoff_load": ("subcatchment_washoff_load", self.parcels)}
        loads |= {"overflow_load": ("link_load", self.overflows)}
        return {
            f"{self.prefix}_{name}": np.stack([_sum(summary[source], rows) for rows in zones], axis=1)
            for name, (source, zones) in loads.items()
        }


def _sum(values: np.ndarray, rows: list[int]) -> np.ndarray:
    """(pollutant, lane) of some elements, one after another: a lane's sum has the same bits in any company."""
    total = np.zeros((values.shape[0], values.shape[-1]))
    for row in rows:
        total += values[:, row]
    return total

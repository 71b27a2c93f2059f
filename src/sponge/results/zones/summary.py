# SPDX-License-Identifier: Apache-2.0
"""Summaries of zones at one level: the ledger and the indicators."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.assess.indicators import captured_share, depth_over, retreat_time
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level, leaving_parcels
from sponge.model.zones.groups import PEAKS
from sponge.model.zones.zoning import Zoning
from sponge.results.zones.land_uses import LandUseRows
from sponge.results.zones.ledger import INWARD, TERMS, LedgerRows
from sponge.results.zones.loads import LoadRows
from sponge.results.zones.stations import StationRows, last_of
from sponge.results.zones.weighted_sums import WeightedSums
from sponge.results.zones.works import WorksRows

AREA, RUNOFF = range(2)  # rows beside the ledger
OF_STATIONS = {  # of a zone -> of its stations
    "overflow_volume": "overflow_volume", "overflow_count": "overflow_count", "pumped_volume": "pumped_volume",
    "stored_volume": "captured_volume",
}  # fmt: skip


class ZoneSummary:
    """What a run's summary gives for the zones of one level."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index, stations: StationRows, peaks: int):
        self.level, self.stations, self.peaks = level, stations, peaks
        self.sums = WeightedSums(LedgerRows.size(level) + 2 * level.size)
        self.ledger = LedgerRows(model, zoning, level, index, self.sums, 0)
        self.first = LedgerRows.size(level)
        groups = level.size
        self.gages: list[set[int]] = [set() for _ in range(groups)]
        self.nodes: list[list[int]] = [[] for _ in range(groups)]
        for name, s in index.subcatchments.items():
            group, gage = level.group[zoning.subcatchments[name]], model.subcatchments[name].gage
            self.sums.add(self.first + AREA * level.size + group, "subcatchment_area", s)
            if level.is_control(group) and gage in index.gages:
                self.gages[group].add(index.gages[gage])
        for name, group in leaving_parcels(model, zoning, level).items():
            row = self.first + RUNOFF * level.size + group
            self.sums.add(row, "subcatchment_passed_volume", index.subcatchments[name])
        for name, i in index.nodes.items():
            group = level.group[zoning.nodes[name]]
            if level.is_control(group) or name not in model.outfalls:
                self.nodes[group].append(i)
        self.sums.close()
        self.rows = WorksRows(model, zoning, level, index)
        self.loads = LoadRows(model, zoning, level, index, stations)
        self.land_uses = LandUseRows(model, zoning, level, index) if level.prefix == "zone" else None
        self.stations_of = [
            [k for k, zone in enumerate(stations.zones) if zone and level.group[zone] == group]
            for group in range(len(level.control))
        ]

    def of(self, summary: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The variables of the level's zones, and the ledger of the other zones, (zone, lane)."""
        lanes = summary["group_peak"].shape[-1]
        level, control = self.level, len(self.level.control)
        values = self.sums.of(summary.__getitem__, lanes).reshape(-1, level.size, lanes)
        ledger = dict(zip(TERMS, values, strict=False))
        ledger["ledger_residual"] = values[: len(INWARD)].sum(axis=0) - values[len(INWARD) : len(TERMS)].sum(axis=0)
        found = {f"{level.prefix}_{name}": terms[:control] for name, terms in ledger.items()}
        if level.prefix == "zone":
            found |= {f"other_zone_{name}": terms[control:] for name, terms in ledger.items()}
            found |= self.land_uses.of(summary, lanes) if self.land_uses else {}
            found["other_zone_min_freeboard"] = self._freeboard(summary, lanes)[control:]
        found |= self.loads.of(summary)
        area, runoff = values[len(TERMS) + AREA][:control], values[len(TERMS) + RUNOFF][:control]
        indicators = _capture(ledger["rain_volume"][:control], runoff, area)
        indicators |= self._ponding(summary, lanes) | self._of_stations(summary, lanes) | self.rows.of(summary, lanes)
        for k, name in enumerate(PEAKS):
            indicators[name] = summary["group_peak"][self.peaks + k * control :][:control]
        return found | {f"{level.prefix}_{name}": value for name, value in indicators.items()}

    def _ponding(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        control = len(self.level.control)

        def over_nodes(values: np.ndarray, reduce: Any) -> np.ndarray:
            found = np.zeros((control, lanes))
            for group, nodes in enumerate(self.nodes[:control]):
                if nodes:
                    found[group] = reduce(values[nodes])
            return found

        rain = last_of(summary["gage_rain_end"], [sorted(gages) for gages in self.gages[:control]])
        hours = over_nodes(summary["node_ponded_hours"], np.fmax.reduce)
        deep, wet = (summary[f"node_time_of_last_{what}"] for what in ("ponding", "flooding"))
        last, wet = over_nodes(deep, np.fmax.reduce), over_nodes(wet, np.fmax.reduce)
        flooded = over_nodes(summary["node_hours_flooded"], np.fmax.reduce)
        return {
            "max_ponded_depth": over_nodes(summary["node_max_ponded_depth"], np.fmax.reduce), "ponded_hours": hours,
            "retreat_time": retreat_time(rain, last, hours), "drained_time": retreat_time(rain, wet, flooded),
            "ponded_nodes": over_nodes(summary["node_ponded_hours"] > 0.0, np.add.reduce),
            "ponded_at_end": over_nodes(summary["node_deep_at_end"], np.add.reduce),
            "wet_at_end": over_nodes(summary["node_wet_at_end"], np.add.reduce),
        }  # fmt: skip

    def _freeboard(self, summary: dict[str, np.ndarray], lanes: int) -> np.ndarray:
        """Least freeboard of every group, outfalls left out; NaN where it has no other node."""
        nothing, freeboard = np.full(lanes, np.nan), summary["node_min_freeboard"]
        return np.array([freeboard[nodes].min(axis=0) if nodes else nothing for nodes in self.nodes])

    def _of_stations(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        volumes = self.stations.volumes(summary, lanes)
        every = range(len(self.stations.zones))
        found = {name: self._sum(volumes[source], every) for name, source in OF_STATIONS.items()}
        return found | {"first_flush_volume": self._sum(volumes["captured_volume"], self.stations.first_flush)}

    def _sum(self, values: np.ndarray, counted: range | set[int]) -> np.ndarray:
        """Sums (zone, lane) of what the stations of each zone have, one after another."""
        total = np.zeros((len(self.stations_of), values.shape[-1]))
        for group, works in enumerate(self.stations_of):
            for k in works:
                if k in counted:
                    total[group] += values[k]
        return total


def _capture(rain: np.ndarray, runoff: np.ndarray, area: np.ndarray) -> dict[str, np.ndarray]:
    """Indicators of the rain and of the runoff that leaves the parcels, from volumes (zone, lane) [m3] and areas."""
    share = captured_share(rain, runoff)
    return {
        "rain_depth": depth_over(rain, area), "runoff_depth": depth_over(runoff, area), "runoff_volume": runoff,
        "event_capture": share, "annual_capture_ratio": share,
    }  # fmt: skip

# SPDX-License-Identifier: Apache-2.0
"""Summaries of zones at one level: the ledger and the indicators."""

from __future__ import annotations

import numpy as np

from sponge.assess.indicators import captured_share, depth_over, retreat_time
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level, leaving_parcels
from sponge.model.zones.zoning import Zoning
from sponge.results.zones.ledger import INWARD, TERMS, LedgerRows
from sponge.results.zones.stations import StationRows, last_of
from sponge.results.zones.weighted_sums import WeightedSums

AREA, RUNOFF = range(2)  # rows beside the ledger
OF_STATIONS = {  # of a zone -> of its stations
    "overflow_volume": "overflow_volume", "overflow_count": "overflow_count", "pumped_volume": "pumped_volume",
    "stored_volume": "captured_volume",
}  # fmt: skip
PEAKS = ("peak_runoff", "peak_outflow", "max_ponded_volume")


class ZoneSummary:
    """What a run's summary gives for the zones of one level."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index, stations: StationRows, peaks: int):
        self.level, self.stations, self.peaks = level, stations, peaks
        self.sums = WeightedSums(LedgerRows.size(level) + 2 * level.size)
        self.ledger = LedgerRows(model, zoning, level, index, self.sums, 0)
        self.first = LedgerRows.size(level)
        groups = len(level.control)
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
            if level.is_control(group):
                self.nodes[group].append(i)
        self.sums.close()
        self.works = [
            [k for k, zone in enumerate(stations.zones) if zone and level.group[zone] == group]
            for group in range(groups)
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
        area, runoff = values[len(TERMS) + AREA][:control], values[len(TERMS) + RUNOFF][:control]
        indicators = _capture(ledger["rain_volume"][:control], runoff, area)
        indicators |= self._ponding(summary, lanes) | self._of_stations(summary, lanes)
        for k, name in enumerate(PEAKS):
            indicators[name] = summary["group_peak"][self.peaks + k * control :][:control]
        return found | {f"{level.prefix}_{name}": value for name, value in indicators.items()}

    def _ponding(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        depth, hours, last = (np.zeros((len(self.nodes), lanes)) for _ in range(3))
        rain = last_of(summary["gage_rain_end"], [sorted(gages) for gages in self.gages])
        for group, nodes in enumerate(self.nodes):
            if nodes:
                depth[group] = summary["node_max_ponded_depth"][nodes].max(axis=0)
                hours[group] = summary["node_ponded_hours"][nodes].max(axis=0)
                last[group] = np.fmax.reduce(summary["node_time_of_last_ponding"][nodes])
        return {
            "max_ponded_depth": depth, "ponded_hours": hours, "retreat_time": retreat_time(rain, last, hours),
        }  # fmt: skip

    def _of_stations(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        volumes = self.stations.volumes(summary, lanes)
        every = range(len(self.stations.zones))
        found = {name: self._sum(volumes[source], every) for name, source in OF_STATIONS.items()}
        return found | {"first_flush_volume": self._sum(volumes["captured_volume"], self.stations.first_flush)}

    def _sum(self, values: np.ndarray, counted: range | set[int]) -> np.ndarray:
        """Sums (zone, lane) of what the stations of each zone have, one after another."""
        total = np.zeros((len(self.works), values.shape[-1]))
        for group, works in enumerate(self.works):
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

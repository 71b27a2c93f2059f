# SPDX-License-Identifier: Apache-2.0
"""Summaries of stations: what their links carried by role, their tanks, their pumps."""

from __future__ import annotations

import numpy as np

from sponge.engine.accounts.statistics import WATER
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.zoning import Station, Zoning
from sponge.results.zones.series import storage_node
from sponge.results.zones.weighted_sums import WeightedSums

HOUR, KILOWATT_HOUR = 3600.0, 3.6e6  # s, J
VOLUMES = {  # of a station -> role of its links
    "pumped_volume": "pump", "captured_volume": "capture", "overflow_volume": "overflow", "treated_volume": "treatment",
    "reused_volume": "reuse",
}  # fmt: skip
PUMPS = ("pump_hours", "energy", "held_hours", "lifted_volume")
ROWS = (*VOLUMES, *PUMPS)
EMPTY = 0.25  # of what a tank took: pumps leave less


class StationRows:
    """What a run's summary gives for stations; ``zones`` holds the control zone of each, or nothing."""

    def __init__(self, model: Model, zoning: Zoning | None, stations: dict[str, Station], index: Index, peaks: int):
        self.peaks, self.size = peaks, len(stations)
        self.end = (model.options.end - model.options.start).total_seconds()  # s after the start
        self.sums = WeightedSums(len(ROWS) * self.size)
        self.zones = [control_zone(model, zoning, station) for station in stations.values()]
        self.first_flush = {k for k, s in enumerate(stations.values()) if s.kind == "first_flush_tank"}
        self.overflows = [[index.links[n] for n in s.with_role("overflow")] for s in stations.values()]
        self.emptying = [[index.links[n] for n in s.with_role("emptying")] for s in stations.values()]
        nodes = [storage_node(model, station) for station in stations.values()]
        self.nodes = [index.nodes[node] if node else -1 for node in nodes]
        self.gages = [gages_of(model, zoning, zone, index) for zone in self.zones]
        for k, station in enumerate(stations.values()):
            for name, role in VOLUMES.items():
                for link in station.with_role(role):
                    self._add(name, k, "link_forward_volume", index.links[link])
            for link in dict.fromkeys(link for link, _ in station.links if link in model.pumps):
                self._add("pump_hours", k, "link_flow_hours", index.links[link])
                self._add("energy", k, "pump_energy", index.links[link])
                self._add("held_hours", k, "pump_held_hours", index.links[link])
                self._add("lifted_volume", k, "pump_volume", index.links[link])
        self.sums.close()

    def _add(self, name: str, station: int, source: str, element: int) -> None:
        self.sums.add(ROWS.index(name) * self.size + station, source, element)

    def volumes(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        """Sums over links and the number of overflow events, (station, lane)."""
        values = self.sums.of(summary.__getitem__, lanes).reshape(len(ROWS), self.size, lanes)
        events, none = summary["link_flow_events"], np.zeros(lanes)
        count = [events[links].max(axis=0) if links else none for links in self.overflows]
        return dict(zip(ROWS, values, strict=True)) | {"overflow_count": np.array(count).reshape(self.size, lanes)}

    def of(self, summary: dict[str, np.ndarray], lanes: int) -> dict[str, np.ndarray]:
        """Every variable of the stations, (station, lane)."""
        nothing = np.full(lanes, np.nan)
        stored, last = summary["node_max_volume"], summary["link_time_of_last_flow"]
        rain = last_of(summary["gage_rain_end"], self.gages)
        running, full = summary["link_flows_at_end"], self._full(summary)
        ends = np.where(full, self.end, np.nan)
        emptied = [np.fmax(np.fmax.reduce(last[links]), ends[k]) if links else nothing
                   for k, links in enumerate(self.emptying)]  # fmt: skip
        still = [np.maximum(running[links].max(axis=0), full[k]) if links else nothing
                 for k, links in enumerate(self.emptying)]  # fmt: skip
        found = self.volumes(summary, lanes)
        lifted = found.pop("lifted_volume")
        found |= {
            "mean_lift": mean_lift(found["energy"], lifted),
            "empties_at_end": np.array(still).reshape(self.size, lanes),
            "max_storage": np.array([stored[i] if i >= 0 else nothing for i in self.nodes]).reshape(self.size, lanes),
            "emptying_time": np.maximum(np.array(emptied).reshape(self.size, lanes) - rain, 0.0) / HOUR,
            "max_flow": summary["group_peak"][self.peaks :][: self.size],
        }
        return {f"station_{name}": value for name, value in found.items()}

    def _full(self, summary: dict[str, np.ndarray]) -> np.ndarray:
        """Does a tank hold more of what it took than pumps leave when the run ends, as one does that waits for a plant
        to have room? (station, lane)"""
        first, most, last = (summary[f"node_{name}_volume"][self.nodes] for name in ("initial", "max", "final"))
        known = np.array(self.nodes)[:, None] >= 0
        return known & (last > first + EMPTY * (most - first))


def mean_lift(energy: np.ndarray, volume: np.ndarray) -> np.ndarray:
    """Mean static lift [m] from the work [kW h] on a volume [m3]; NaN where nothing was lifted."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((volume > 0.0) & (energy > 0.0), energy * KILOWATT_HOUR / (WATER * volume), np.nan)


def control_zone(model: Model, zoning: Zoning | None, station: Station) -> str:
    """The control zone that a station counts for: its own, else that of the node its first link comes from."""
    if zoning is None:
        return ""
    sources = [zoning.nodes[model.link(link).up] for link, _ in station.links]
    return next((zone for zone in (station.zone, *sources) if zone in zoning.primary), "")


def gages_of(model: Model, zoning: Zoning | None, zone: str, index: Index) -> list[int]:
    """Rows of the gages of a zone; none for the rain of the whole model."""
    if zoning is None or not zone:
        return []
    gages = {model.subcatchments[name].gage for name, z in zoning.subcatchments.items() if z == zone}
    return sorted(index.gages[gage] for gage in gages if gage in index.gages)


def last_of(times: np.ndarray, chosen: list[list[int]]) -> np.ndarray:
    """The last of the chosen rows' times (element, lane), of all where none is chosen; NaN where there is none."""
    with np.errstate(invalid="ignore"):
        whole = np.fmax.reduce(times) if len(times) else np.full(times.shape[-1], np.nan)
        return np.array([np.fmax.reduce(times[rows]) if rows else whole for rows in chosen]).reshape(
            len(chosen), times.shape[-1]
        )

# SPDX-License-Identifier: Apache-2.0
"""Series of zones and stations at a reporting time, from the engine's row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from sponge.engine.reporting.rows import LINK_ROW, NODE_ROW, SUBCATCHMENT_ROW
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import Level, crossings_of, leaving_parcels
from sponge.model.zones.groups import BACKWARD, FORWARD, OUTLET, PARCEL, main_links, outflow_entries
from sponge.model.zones.zoning import Station, Zoning
from sponge.results.registry.variable import QUALITY_TABLES, STATION_ROWS, ZONE_ROWS
from sponge.results.zones.weighted_sums import WeightedSums

SOURCES = {  # what a sum is made of -> table and row of the engine
    "rain": ("subcatchment", SUBCATCHMENT_ROW.rainfall), PARCEL: ("subcatchment", SUBCATCHMENT_ROW.runoff),
    "volume": ("node", NODE_ROW.volume), OUTLET: ("node", NODE_ROW.total_inflow),
    "flooding": ("node", NODE_ROW.flooding), "flow": ("link", LINK_ROW.flow),
}  # fmt: skip
TABLES = {"zone": "secondary_zone", "primary_zone": "primary_zone"}


def source_of(row: Any, name: str) -> np.ndarray:
    """(..., element, lane) values of a row of the engine, or of several."""
    if name == "ponded":
        return row.ponded
    if name in (FORWARD, BACKWARD):
        flow = row.link[..., LINK_ROW.flow, :, :]
        return np.maximum(flow if name == FORWARD else -flow, 0.0)
    table, k = SOURCES[name]
    return getattr(row, table)[..., k, :, :]


class ZoneRows:
    """Widens the engine's rows by those of zones and stations."""

    def __init__(self, model: Model, levels: tuple[Level, ...], stations: dict[str, Station], index: Index):
        self.tables: dict[str, tuple[int, int, int]] = {}  # table -> first row, variables, elements
        count = 0
        for level in levels:
            self.tables[TABLES[level.prefix]] = (count, len(ZONE_ROWS), len(level.control))
            count += len(ZONE_ROWS) * len(level.control)
        self.tables["station"] = (count, len(STATION_ROWS), len(stations))
        self.sums = WeightedSums(count + len(STATION_ROWS) * len(stations))
        for level in levels:
            assert model.zoning is not None
            self._add_level(model, model.zoning, level, index)
        self._add_stations(model, stations, index)
        self.sums.close()

    def widened(self, row: Any) -> Any:
        """The row, or several, with one more attribute for each table of zones and stations, (..., variable, element,
        lane)."""
        *several, _, lanes = row.system.shape
        count = int(np.prod(several, dtype=np.int64))

        def side_by_side(name: str) -> np.ndarray:
            """Times and lanes as columns, (element, column): each is summed by itself."""
            values = np.moveaxis(source_of(row, name), -2, 0)
            return values.reshape(len(values), count * lanes)

        summed = self.sums.of(side_by_side, count * lanes).astype(np.float32)
        values = np.moveaxis(summed.reshape(-1, *several, lanes), 0, -2)
        found = {
            table: values[..., first : first + n * size, :].reshape(*several, n, size, lanes)
            for table, (first, n, size) in self.tables.items()
        }
        return SimpleNamespace(
            subcatchment=row.subcatchment, node=row.node, link=row.link, system=row.system, lid_report=row.lid_report,
            **{table: getattr(row, table) for table in QUALITY_TABLES if hasattr(row, table)}, **found,
        )

    def _add_level(self, model: Model, zoning: Zoning, level: Level, index: Index) -> None:
        first, _, size = self.tables[TABLES[level.prefix]]

        def add(variable: str, group: int, source: str, element: int, weight: float = 1.0) -> None:
            if level.is_control(group):
                self.sums.add(first + ZONE_ROWS.index(variable) * size + group, source, element, weight)

        area = np.zeros(level.size)
        for name, zone in zoning.subcatchments.items():
            area[level.group[zone]] += model.subcatchments[name].area
        for name, s in index.subcatchments.items():
            group = level.group[zoning.subcatchments[name]]
            if area[group] > 0.0:
                add("rainfall", group, "rain", s, model.subcatchments[name].area / area[group])
        for name, group in leaving_parcels(model, zoning, level).items():
            add("runoff", group, PARCEL, index.subcatchments[name])
        for group, (kind, element) in outflow_entries(model, zoning, level, index, crossings_of(model, zoning, index)):
            add("outflow", group, kind, element)
        for name, i in index.nodes.items():
            group = level.group[zoning.nodes[name]]
            add("flooding", group, "flooding", i)
            add("ponding", group, "ponded", i)

    def _add_stations(self, model: Model, stations: dict[str, Station], index: Index) -> None:
        first, _, size = self.tables["station"]
        for k, station in enumerate(stations.values()):
            for link in main_links(station):
                self.sums.add(first + STATION_ROWS.index("flow") * size + k, "flow", index.links[link])
            node = storage_node(model, station)
            if node:
                self.sums.add(first + STATION_ROWS.index("storage") * size + k, "volume", index.nodes[node])


def storage_node(model: Model, station: Station) -> str:
    """A station's wet well or tank: the node that its table names, else the storage unit that its links join."""
    if station.node:
        return station.node
    ends = [model.link(link).down for link in station.with_role("capture")]
    ends += [model.link(link).up for link in station.with_role("pump", "emptying", "treatment", "reuse")]
    return next((node for node in ends if node in model.storages), "")

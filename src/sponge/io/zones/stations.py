# SPDX-License-Identifier: Apache-2.0
"""stations.csv and station_names.csv: which links a station works, and what it is."""

from __future__ import annotations

from dataclasses import replace

from sponge.base.did_you_mean import did_you_mean
from sponge.io.zones.table import Table, upper
from sponge.model.model import Model
from sponge.model.zones.zoning import KINDS, ROLES, Station, Zoning


def stations_of(model: Model, zoning: Zoning | None, works: Table | None, names: Table | None) -> dict[str, Station]:
    """The stations, those of station_names.csv first."""
    links: dict[str, list[tuple[str, str]]] = {}
    known = upper(model.link_order)
    if works is not None:
        for line, row in works.rows:
            _work(works, line, row, known, links)
    found = _described(model, zoning, names, links) if names is not None else {}
    for name in links:
        if name not in found:
            if names is not None and works is not None:
                hint = did_you_mean(name, found) or f"add a row to {names.path.name}"
                works.problem(0, f"station {name!r} is not in {names.path.name}", hint)
            found[name] = Station(name, tuple(links[name]))
    return {name: _placed(model, zoning, station) for name, station in found.items()}


def _described(
    model: Model, zoning: Zoning | None, table: Table, links: dict[str, list[tuple[str, str]]]
) -> dict[str, Station]:
    """The stations of station_names.csv."""
    found: dict[str, Station] = {}
    for line, row in table.rows:
        if row["station"] in found:
            table.problem(line, f"station {row['station']!r} stands here twice")
            continue
        found[row["station"]] = _station(model, zoning, table, line, row, tuple(links.get(row["station"], ())))
    return found


def _work(table: Table, line: int, row: dict[str, str], known: dict[str, str], links: dict[str, list]) -> None:
    """One row of stations.csv."""
    link = table.known(line, "link", row["link"], known)
    role, station = row["role"], row["station"]
    if role not in ROLES:
        table.problem(line, f"unknown role {role!r}", did_you_mean(role, ROLES) or f"roles: {', '.join(ROLES)}")
        return
    if not station:
        table.problem(line, "a row without a station")
    if not station or not link:
        return
    if any((link, role) in rows for rows in links.values()):
        table.problem(line, f"link {link!r} stands here twice as {role}")
        return
    links.setdefault(station, []).append((link, role))


def _station(
    model: Model, zoning: Zoning | None, table: Table, line: int, row: dict[str, str],
    links: tuple[tuple[str, str], ...],
) -> Station:  # fmt: skip
    """One row of station_names.csv."""
    kind, node, zone = row["kind"], row["node"], row["zone"]
    if not row["station"]:
        table.problem(line, "a row without a station")
    if kind not in KINDS:
        table.problem(line, f"unknown kind {kind!r}", did_you_mean(kind, KINDS) or f"kinds: {', '.join(KINDS)}")
    if node:
        node = table.known(line, "node", node, upper(model.node_order))
    if zone and zoning is not None:
        zone = table.known(line, "zone", zone, upper((*zoning.secondary, *zoning.others)))
    if not links and not node:
        table.problem(line, f"station {row['station']!r} has neither links nor a node", fatal=False)
    return Station(row["station"], links, kind, row["name_zh"], node, zone)


def _placed(model: Model, zoning: Zoning | None, station: Station) -> Station:
    """A station without a zone lies in its node's, or its first link's."""
    if station.zone or zoning is None:
        return station
    if station.node:
        return replace(station, zone=zoning.nodes.get(station.node, ""))
    return replace(station, zone=zoning.links.get(station.links[0][0], "")) if station.links else station

# SPDX-License-Identifier: Apache-2.0
"""Where water passes from zone to zone: boundary links, runoff, street inlets, outfalls on to subcatchments.

A link lies in one zone and its end nodes may lie in others: each end at which the zone changes is a crossing of its
own, so that a link through a third zone enters and leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.zoning import Zoning

# what crosses: index of a link, a link, a subcatchment, an inlet, an outfall's node, a LID unit
LINK_UP, LINK_DOWN, RUNOFF, CAPTURE, REROUTED, DRAIN = range(6)
TREATED, REUSED = "treatment", "reuse"  # roles of links that decide where water goes


class Crossing(NamedTuple):
    """Water that may pass from one zone to another, and back through links and inlets."""

    kind: int
    element: int  # row of the link, subcatchment, inlet or node
    source: str  # zone
    target: str
    role: str = ""  # TREATED or REUSED where a link's role says so


@dataclass(frozen=True)
class Level:
    """Zones of one level as groups: control zones (or primary zones) first, then the other zones."""

    prefix: str  # of variables: zone, primary_zone
    control: tuple[str, ...]
    others: tuple[str, ...]
    group: dict[str, int]  # zone of an element -> group

    @property
    def size(self) -> int:
        """Number of groups."""
        return len(self.control) + len(self.others)

    def is_control(self, group: int) -> bool:
        """Is the group a control zone (or a primary one)?"""
        return group < len(self.control)


def levels_of(zoning: Zoning) -> tuple[Level, Level]:
    """Secondary and primary level."""
    others = zoning.others
    zones = {zone: k for k, zone in enumerate((*zoning.secondary, *others))}
    first = {zone: k for k, zone in enumerate((*zoning.primaries, *others))}
    primary = {zone: first[zoning.primary.get(zone, zone)] for zone in zones}
    return Level("zone", zoning.secondary, others, zones), Level("primary_zone", zoning.primaries, others, primary)


def role_of_links(model: Model) -> dict[str, str]:
    """The links with a role that decides where their water goes."""
    found: dict[str, str] = {}
    for role in (REUSED, TREATED):
        for station in (model.stations or {}).values():
            found |= dict.fromkeys(station.with_role(role), role)
    return found


def crossings_of(model: Model, zoning: Zoning, index: Index) -> list[Crossing]:
    """All crossings between the zones of elements."""
    found = [*_of_links(model, zoning, index), *_of_runoff(model, zoning, index), *_of_inlets(model, zoning)]
    found += _of_drains(model, zoning)
    for name, outfall in model.outfalls.items():
        if outfall.route_to in zoning.subcatchments:
            target = zoning.subcatchments[outfall.route_to]
            found.append(Crossing(REROUTED, index.nodes[name], zoning.nodes[name], target))
    return [crossing for crossing in found if crossing.source != crossing.target]


def _of_links(model: Model, zoning: Zoning, index: Index) -> Iterator[Crossing]:
    roles = role_of_links(model)
    for name, j in index.links.items():
        link, zone, role = model.link(name), zoning.links[name], roles.get(name, "")
        yield Crossing(LINK_UP, j, zoning.nodes[link.up], zone, role)
        yield Crossing(LINK_DOWN, j, zone, zoning.nodes[link.down], role)


def _of_runoff(model: Model, zoning: Zoning, index: Index) -> Iterator[Crossing]:
    for name, s in index.subcatchments.items():
        outlet = model.subcatchments[name].outlet
        target = zoning.nodes.get(outlet) or zoning.subcatchments.get(outlet)
        if target:
            yield Crossing(RUNOFF, s, zoning.subcatchments[name], target)


def _of_drains(model: Model, zoning: Zoning) -> Iterator[Crossing]:
    """Drains of LID units that lead elsewhere than the runoff of their subcatchment."""
    for i, use in enumerate(model.lid_uses.values()):
        target = zoning.subcatchments.get(use.drain_to) or zoning.nodes.get(use.drain_to)
        if target and use.drain_to != model.subcatchments[use.subcatchment].outlet:
            yield Crossing(DRAIN, i, zoning.subcatchments[use.subcatchment], target)


def _of_inlets(model: Model, zoning: Zoning) -> Iterator[Crossing]:
    for i, use in enumerate(model.inlet_uses):
        yield Crossing(CAPTURE, i, zoning.nodes[model.conduits[use.link].down], zoning.nodes[use.node])


def leaving_parcels(model: Model, zoning: Zoning, level: Level) -> dict[str, int]:
    """Subcatchments whose runoff leaves the parcels of their zone -> their group; what goes to another parcel of the
    zone does not."""
    found = {}
    for name, sub in model.subcatchments.items():
        group = level.group[zoning.subcatchments[name]]
        below = zoning.subcatchments.get(sub.outlet) if sub.outlet not in zoning.nodes else None
        if sub.outlet == name or below is None or level.group[below] != group:
            found[name] = group
    return found


def outlet_roles(model: Model) -> dict[str, str]:
    """Outfalls that are reached by a link with a role: water that leaves there is treated or reused."""
    roles = role_of_links(model)
    found: dict[str, str] = {}
    for name, role in roles.items():
        link = model.link(name)
        found |= {node: role for node in (link.up, link.down) if node in model.outfalls}
    return found

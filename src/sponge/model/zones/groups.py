# SPDX-License-Identifier: Apache-2.0
"""Groups of elements whose peaks the engine keeps: zones at both levels, and stations."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import (
    LINK_DOWN,
    REROUTED,
    RUNOFF,
    Crossing,
    Level,
    crossings_of,
    leaving_parcels,
    levels_of,
    outlet_roles,
)
from sponge.model.zones.zoning import Station, Zoning

# kinds of entry, by what they are called in the Model: flows of links are along the file's direction
PARCEL, OUTLET, FORWARD, BACKWARD, FLOW, PONDED = "runoff", "outlet", "forward", "backward", "flow", "ponded"
WET = "wet"
PEAKS = ("peak_runoff", "peak_outflow", "max_ponded_volume", "max_wet_area")  # of a zone
MAIN_ROLES = ("pump", "capture", "gate", "overflow", "treatment", "reuse", "bypass", "emptying")


@dataclass
class Group:
    """A sum over elements: what it is of, and its entries."""

    variable: str  # zone_peak_runoff and the like
    name: str
    entries: list[tuple[str, int]] = field(default_factory=list)  # (kind, row of the element)


def groups_of(model: Model, index: Index) -> list[Group]:
    """All groups of a model: by level runoff, outflow, ponding, wet ground of each control zone; then the stations."""
    found: list[Group] = []
    if model.zoning is not None:
        crossings = crossings_of(model, model.zoning, index)
        for level in levels_of(model.zoning):
            found += zone_groups(model, model.zoning, level, index, crossings)
    for station in (model.stations or {}).values():
        entries = [(FLOW, index.links[link]) for link in main_links(station)]
        found.append(Group("station_max_flow", station.name, entries))
    return found


def main_links(station: Station) -> tuple[str, ...]:
    """The links whose flow is the station's: those of its main role."""
    return next((links for role in MAIN_ROLES if (links := station.with_role(role))), ())


def zone_groups(
    model: Model, zoning: Zoning, level: Level, index: Index, crossings: list[Crossing]
) -> list[Group]:
    """Runoff, outflow, ponding and wet ground of the control zones of a level."""
    names = (f"{level.prefix}_{name}" for name in PEAKS)
    runoff, outflow, ponding, wet = ([Group(name, zone) for zone in level.control] for name in names)
    for name, group in leaving_parcels(model, zoning, level).items():
        if level.is_control(group):
            runoff[group].entries.append((PARCEL, index.subcatchments[name]))
    for group, entry in outflow_entries(model, zoning, level, index, crossings):
        outflow[group].entries.append(entry)
    for name, i in index.nodes.items():
        group = level.group[zoning.nodes[name]]
        if level.is_control(group) and name not in model.outfalls:
            ponding[group].entries.append((PONDED, i))
            wet[group].entries.append((WET, i))
    return [*runoff, *outflow, *ponding, *wet]


def outflow_entries(
    model: Model, zoning: Zoning, level: Level, index: Index, crossings: list[Crossing]
) -> list[tuple[int, tuple[str, int]]]:
    """What flows out of control zones to rivers and through outfalls, as (group, entry)."""
    found = []
    rerouted = {c.element for c in crossings if c.kind == REROUTED}
    roles = outlet_roles(model)
    for name in model.outfalls:
        group = level.group[zoning.nodes[name]]
        within = model.outfalls[name].route_to and index.nodes[name] not in rerouted
        if level.is_control(group) and name not in roles and not within:
            found.append((group, (OUTLET, index.nodes[name])))
    for c in crossings:
        source, target = level.group[c.source], level.group[c.target]
        if level.is_control(source) and not level.is_control(target) and not c.role:
            found += [(source, entry) for entry in _entries(c, True)]
        if level.is_control(target) and not level.is_control(source):
            found += [(target, entry) for entry in _entries(c, False)]
    return found


def _entries(crossing: Crossing, along: bool) -> list[tuple[str, int]]:
    """The flow of a crossing along or against it; small ones (inlets) are left out."""
    if crossing.kind <= LINK_DOWN:
        return [(FORWARD if along else BACKWARD, crossing.element)]
    return [(PARCEL, crossing.element)] if crossing.kind == RUNOFF and along else []


# SPDX-License-Identifier: Apache-2.0
"""The ledger of a zone: which element's volumes are its rain, inflow, losses, outflow and storage.

rain + inflow from outside + from other zones = evaporation + infiltration + outflow + to other zones + flooding lost
+ not routed + treated + reused + change of storage + residual. What crosses a boundary goes by the role of the link,
else by what lies beyond: another control zone, or an other zone such as a river, which is outside. Seen from an other
zone every zone is a zone.
"""

from __future__ import annotations

from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.zones.crossings import (
    CAPTURE,
    DRAIN,
    LINK_DOWN,
    LINK_UP,
    REROUTED,
    REUSED,
    RUNOFF,
    TREATED,
    Crossing,
    Level,
    crossings_of,
    outlet_roles,
)
from sponge.model.zones.zoning import Zoning
from sponge.results.zones.weighted_sums import WeightedSums

INWARD = ("rain_volume", "inflow_volume", "inflow_from_zones_volume")
OUTWARD = (
    "evaporation_volume", "infiltration_volume", "outflow_volume", "outflow_to_zones_volume", "flooding_volume",
    "unrouted_volume", "treated_volume", "reused_volume", "storage_change",
)  # fmt: skip
TERMS = (*INWARD, *OUTWARD)
OF_ROLE = {TREATED: "treated_volume", REUSED: "reused_volume"}  # of the link through which water leaves
OF_ELEMENTS = {  # kind of element -> its volumes, term, sign
    "subcatchment": (
        ("subcatchment_rain_volume", "rain_volume", 1.0),
        ("subcatchment_evaporation_volume", "evaporation_volume", 1.0),
        ("subcatchment_infiltration_volume", "infiltration_volume", 1.0),
        ("subcatchment_stored_volume", "storage_change", 1.0),
        ("subcatchment_removed_volume", "outflow_volume", 1.0),
    ),
    "node": (
        ("node_given_volume", "inflow_volume", 1.0),
        ("node_outlet_inflow_volume", "inflow_volume", 1.0),
        ("node_withdrawn_volume", "outflow_volume", 1.0),
        ("node_evaporation_volume", "evaporation_volume", 1.0),
        ("node_seepage_volume", "infiltration_volume", 1.0),
        ("node_lost_volume", "flooding_volume", 1.0),
        ("node_unrouted_volume", "unrouted_volume", 1.0),
        ("node_final_volume", "storage_change", 1.0),
        ("node_initial_volume", "storage_change", -1.0),
    ),
    "link": (
        ("link_evaporation_volume", "evaporation_volume", 1.0),
        ("link_seepage_volume", "infiltration_volume", 1.0),
        ("link_final_volume", "storage_change", 1.0),
        ("link_initial_volume", "storage_change", -1.0),
    ),
}
CROSSED = {  # kind of crossing -> its volumes along and against it
    LINK_UP: ("link_up_forward_volume", "link_up_backward_volume"),
    LINK_DOWN: ("link_down_forward_volume", "link_down_backward_volume"),
    RUNOFF: ("subcatchment_passed_volume", ""),
    CAPTURE: ("inlet_captured_volume", "inlet_returned_volume"),
    REROUTED: ("node_outlet_volume", ""),
    DRAIN: ("lid_unit_passed_volume", ""),
}


class LedgerRows:
    """The rows of one level's ledgers in a ``WeightedSums``: term after term, group after group."""

    def __init__(self, model: Model, zoning: Zoning, level: Level, index: Index, sums: WeightedSums, first: int):
        self.level, self.sums, self.first = level, sums, first
        places = {"subcatchment": index.subcatchments, "node": index.nodes, "link": index.links}
        for element, volumes in OF_ELEMENTS.items():
            zone_of = zoning.of(element)
            for name, i in places[element].items():
                for source, term, sign in volumes:
                    self._add(term, level.group[zone_of[name]], source, i, sign)
        for crossing in crossings_of(model, zoning, index):
            self._cross(crossing)
        self._outlets(model, zoning, index)
        for name, sub in model.subcatchments.items():
            if sub.outlet == name or not (sub.outlet in index.nodes or sub.outlet in model.subcatchments):
                group = level.group[zoning.subcatchments[name]]  # leads nowhere: lost to everything
                self._add("outflow_volume", group, "subcatchment_passed_volume", index.subcatchments[name])

    @staticmethod
    def size(level: Level) -> int:
        """Number of rows."""
        return len(TERMS) * level.size

    def row(self, term: str, group: int = 0) -> int:
        """Row of a term of a group."""
        return self.first + TERMS.index(term) * self.level.size + group

    def _add(self, term: str, group: int, source: str, element: int, weight: float = 1.0) -> None:
        self.sums.add(self.row(term, group), source, element, weight)

    def _cross(self, crossing: Crossing) -> None:
        source, target = self.level.group[crossing.source], self.level.group[crossing.target]
        if source == target:
            return
        along, against = CROSSED[crossing.kind]
        self._move(along, crossing.element, source, target, crossing.role)
        if against:
            self._move(against, crossing.element, target, source, "")

    def _move(self, volume: str, element: int, source: int, target: int, role: str) -> None:
        """Water from one group to another."""
        level = self.level
        if role:
            out = OF_ROLE[role]
        else:
            outside = level.is_control(source) and not level.is_control(target)
            out = "outflow_volume" if outside else "outflow_to_zones_volume"
        into = level.is_control(target) and not level.is_control(source)
        self._add(out, source, volume, element)
        self._add("inflow_volume" if into else "inflow_from_zones_volume", target, volume, element)

    def _outlets(self, model: Model, zoning: Zoning, index: Index) -> None:
        """What leaves the network, at outfalls and (kinematic wave) at other last nodes; not what an outfall gives to a
        subcatchment."""
        roles = outlet_roles(model)
        for name, i in index.nodes.items():
            outfall = model.outfalls.get(name)
            if outfall is not None and outfall.route_to in model.subcatchments:
                continue  # stays in its zone, or is a crossing
            term = OF_ROLE.get(roles.get(name, ""), "outflow_volume")
            self._add(term, self.level.group[zoning.nodes[name]], "node_outlet_volume", i)

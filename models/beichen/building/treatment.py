"""Interceptor mains by plant, the openings into them, and the treatment plants."""

from __future__ import annotations

from building.context import Context, Interception
from building.draft import Point
from building.place import distance, inside, shifted
from building.sewers import CLOSED
from building.sizing import pipe_for_interception, sewer_for
from building.tables import Row, keyed

ZONE = "interceptors"
WAN = 1e4 / 86400.0  # m3/s of 万 m3 a day
CLOSED_ABOVE = 5.0  # m above the top of a node: the offset of an opening that a measure lowers


class Interceptors:
    """Builds all mains and plants."""

    def __init__(self, context: Context) -> None:
        self.c, self.s, self.draft = context, context.settings, context.draft
        self.mains, self.plants = keyed("interceptors", "node"), keyed("plants", "plant")
        self.of_zone = {z: row.text("interceptor") for z, row in context.drainage.items()}
        self.taken: dict[str, list[Interception]] = {name: [] for name in self.mains}
        for interception in context.interceptions:
            self.taken[self.of_zone[interception.zone]].append(interception)
        self.flow: dict[str, float] = dict.fromkeys([*self.mains, *self.plants], 0.0)
        self.floor: dict[str, float] = {}

    def build(self) -> None:
        """From the far ends to the plants."""
        for node in self._downstream_order():
            self._main_node(node)
        for plant, row in self.plants.items():
            self._plant(plant, row)
        for node in self.mains:
            self._main(node)
        for node, takes in self.taken.items():
            for take in takes:
                self._opening(node, take)
        self._dry_weather()

    def _downstream_order(self) -> list[str]:
        def depth(node: str) -> int:
            following = self.mains[node].text("next")
            return 1 + (depth(following) if following in self.mains else 0)

        return sorted(self.mains, key=lambda n: -depth(n))

    def _at(self, zone: str, shift: float) -> Point:
        z = self.c.zones[zone]
        return inside(z, shifted((z.x, z.y), shift, -shift, (1.0, 0.0)))

    def _main_node(self, node: str) -> None:
        """A node lies below all that leads into it."""
        row, s = self.mains[node], self.s
        zone, at = row.text("zone"), self._at(row.text("zone"), 180.0)
        ground = self.c.zones[zone].ground
        lowest = min([self.draft.inverts[t.node] for t in self.taken[node]], default=ground)
        arriving = [self.floor[n] for n in self.mains if self.mains[n].text("next") == node]
        invert = round(min([ground - s["interceptor_depth"], lowest - 1.0, *arriving]), 2)
        self.draft.junction(node, ZONE, at, invert, round(ground - invert, 2), s.source("interceptor_depth"),
                            surcharge=s["closed_cover"], tag="interceptor")  # fmt: skip
        own = sum(t.flow for t in self.taken[node]) + 2.0 * sum(
            self.c.sewage(z) for z, i in self.of_zone.items() if i == node) + 0.1  # fmt: skip
        self.flow[node] += own
        following = row.text("next")
        self.flow[following] += self.flow[node]
        there = self._at(self.mains[following].text("zone") if following in self.mains else
                         self.plants[following].text("zone"), 180.0)  # fmt: skip
        self.floor[node] = round(invert - s["interceptor_slope"] * max(400.0, distance(at, there)), 2)

    def _main(self, node: str) -> None:
        following, d, s = self.mains[node].text("next"), self.draft, self.s
        length = max(400.0, distance(d.points[node], d.points[following]))
        section = sewer_for(1.3 * self.flow[node], s["interceptor_slope"], s["interceptor_roughness"])
        d.conduit(f"{node}_MAIN", node, following, length, s["interceptor_roughness"], section,
                  "calc: three times the dry-weather flow",
                  offset_down=round(max(self.floor[node] - d.inverts[following], 0), 2),
                  tag="interceptor", length_from="calc: along a straight line (assumed)",
                  roughness_from=s.source("interceptor_roughness"))  # fmt: skip

    def _plant(self, plant: str, row: Row) -> None:
        """An inlet works whose pumps take what the plant can treat; what is too much goes by to the river."""
        d, s, zone = self.draft, self.s, self.c.zones[row.text("zone")]
        at = self._at(row.text("zone"), 420.0)
        floor = round(min(f for n, f in self.floor.items() if self.mains[n].text("next") == plant) - 1.0, 2)
        d.storage(plant, ZONE, at, floor, max(s["plant_depth"], round(zone.ground + 2.0 - floor, 2)), s["plant_area"],
                  s.source("plant_area"), initial_depth=0.8, tag="plant")  # fmt: skip
        capacity = row.number("capacity_wan") * WAN
        self._effluent(plant, zone.ground, capacity)
        self._treating(plant, "", capacity, row.source("capacity_wan"), False)
        if row.number("extension_wan"):
            self._treating(plant, "2", row.number("extension_wan") * WAN, row.source("extension_wan"), True)
        river = self.c.rivers.nearest(row.text("river"), at)
        bypass = round(3.0 * self.flow[plant], 2)
        self._ramp(f"BYPASS_{plant}", 4.0, 6.0, bypass, "assumed: when the inlet works are full")
        d.pump(f"BY_{plant}", plant, river.name, f"BYPASS_{plant}", "assumed: always ready", on=True, tag="bypass")
        d.role(plant, f"BY_{plant}", "bypass")
        d.stations.append((plant, "treatment_plant", row.text("name_zh"), plant, ZONE))

    def _treating(self, plant: str, number: str, flow: float, source: str, waits: bool) -> None:
        d, curve, pump = self.draft, f"TREAT{number}_{plant}", f"T{number}_{plant}"
        self._ramp(curve, 0.5, 1.5, round(flow, 4), source)
        d.pump(pump, plant, f"EFF_{plant}", curve, source, on=not waits, tag="plant_phase2" if waits else "treatment")
        d.role(plant, pump, "treatment")

    def _effluent(self, plant: str, ground: float, capacity: float) -> None:
        """The clear-water basin: what is not reused runs over its weir to the outfall."""
        d, (x, y), ample = self.draft, self.draft.points[plant], "assumed: ample"
        basin, out = f"EFF_{plant}", f"OUT_{plant}"
        d.storage(basin, ZONE, (x + 80.0, y), round(ground - 1.0, 2), 4.0, self.s["plant_area"],
                  self.s.source("plant_area"), initial_depth=2.0, tag="effluent")  # fmt: skip
        d.outfall(out, ZONE, (x + 160.0, y), round(ground - 1.0, 2), "assumed: effluent into the river", tag="effluent")
        d.weir(f"{out}_WEIR", basin, out, 2.0, 2.0, 5.0, ample, tag="effluent")
        self._reuse(plant, basin, capacity)

    def _reuse(self, plant: str, basin: str, capacity: float) -> None:
        """Reclaimed water: a fifth of the capacity, from the clear-water basin."""
        d, (x, y) = self.draft, self.draft.points[plant]
        out, source = f"RU_OUT_{plant}", "assumed: a fifth of the capacity; the plan waters green, roads and landscape"
        d.outfall(out, ZONE, (x + 150.0, y - 80.0), d.inverts[basin], source, tag="reuse")
        self._ramp(f"REUSE_{plant}", 0.5, 1.5, round(0.2 * capacity, 4), source)
        d.pump(f"RU_{plant}", basin, out, f"REUSE_{plant}", source, tag="reclaimed")
        d.role(plant, f"RU_{plant}", "reuse")

    def _ramp(self, name: str, low: float, high: float, flow: float, source: str) -> None:
        """A pump curve by depth that rises from nothing to a flow."""
        self.draft.curves[name] = ("PUMP4", [(0.0, 0.0), (low, 0.0), (high, flow), (high + 20.0, flow)])
        self.draft.note("CURVES", "points", source, 4)

    def _opening(self, node: str, take: Interception) -> None:
        d, z = self.draft, take.zone
        head = self.s["interception_head"]
        size = pipe_for_interception(max(take.flow, 0.01), head, 0.65)
        if take.kind == "sanitary":
            d.conduit(f"{z}_NI", take.node, node, max(100.0, distance(d.points[take.node], d.points[node])), 0.014,
                      ("CIRCULAR", 0.8), "assumed: ample", max_flow=CLOSED, tag="sanitary_separate",
                      offset_down=round(max(d.inverts[take.node] - 1.0 - d.inverts[node], 0.0), 2),
                      max_flow_from="assumed: closed before the separation")  # fmt: skip
            d.role(f"RG_{z}", f"{z}_NI", "treatment")
            return
        if take.kind == "diverter":
            return  # building.storages makes them
        name = {"regulator": f"{z}_RG", "misconnected": f"{z}_MI"}[take.kind]
        station = f"RG_{z}" if take.kind == "regulator" else self.c.drainage[z].text("outlet")
        d.orifice(name, take.node, node, ("CIRCULAR", round(size, 2)), self.s.source("interception"), gated=True,
                  tag="interception")  # fmt: skip
        d.role(station, name, "treatment")

    def _dry_weather(self) -> None:
        """Sewage of all but the combined areas, but what is wrongly joined or not collected, into the mains."""
        for node in self.mains:
            flow = 0.0
            for zone, where in self.of_zone.items():
                if where == node and self.c.zones[zone].sewer != "combined":
                    share = 1.0 - (self.s["misconnected"] if self.c.zones[zone].sewer == "mixed" else 0.0)
                    flow += share * (1.0 - self.c.uncollected(zone)) * self.c.sewage(zone)
            if flow > 0.0:
                self.draft.add("DWF", self.s.source("sewage_per_head"), {}, node=node, constituent="FLOW",
                               average=round(flow, 5), pattern="SEWAGE")  # fmt: skip


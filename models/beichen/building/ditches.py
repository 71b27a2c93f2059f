"""Zones without sewers: a ditch of three reaches to a flap gate at the river; villages beside it, some not served."""

from __future__ import annotations

from geography import Zone

from building.context import Context
from building.draft import Point
from building.place import between, distance, heading, inside, shifted
from building.sewers import CLOSED
from building.sizing import box_of, ditch_for

REACHES = 3
LAID = "calc: depth and slope of settings.csv (assumed)"


class ZoneDitch:
    """Builds the ditch of one rural zone."""

    def __init__(self, context: Context, zone: Zone) -> None:
        self.c, self.s, self.draft, self.zone = context, context.settings, context.draft, zone
        self.river = context.rivers.nearest(zone.receiver, (zone.x, zone.y))

    def build(self) -> None:
        """Ditch nodes, reaches, parcels, the village."""
        z, s = self.zone, self.s
        length = max(600.0, 0.9 * z.area**0.5) / REACHES
        end = max(z.ground - s["ditch_below_ground"] - 1.2, self.river.level - 0.3, self.river.bed + 0.2)
        head = max(end + 0.1, min(z.ground - s["ditch_below_ground"], end + 3 * length * s["ditch_slope"]))
        flow = z.area / 1e6 * s["rural_modulus"]
        names = [f"{z.zone}_D{i + 1}" for i in range(REACHES)]
        for i, name in enumerate(names):
            invert = round(head + (end - head) * i / REACHES, 2)
            self._node(name, self._spot(i), invert)
        slope = max((head - end) / (REACHES * length), 5e-5)
        sluice = self._sluice(round(end, 2), flow)
        for i, name in enumerate(names):
            self._reach(i, name, [*names, sluice][i + 1], flow * (i + 1) / REACHES, slope, length)
        self._parcels(names)
        self.c.exits[z.zone] = sluice

    def _spot(self, i: int) -> Point:
        ahead = heading((self.zone.x, self.zone.y), self.river.at)
        reach = min(0.5 * self.zone.area**0.5, distance((self.zone.x, self.zone.y), self.river.at))
        return inside(self.zone, shifted((self.zone.x, self.zone.y), (i - 0.8) * 0.7 * reach, 0.0, ahead))

    def _node(self, name: str, at: Point, invert: float) -> None:
        ponded = self.s["rural_ponded_share"] * self.zone.area / REACHES
        level = max(self.river.level - invert, 0.0)
        self.draft.junction(name, self.zone.zone, at, invert, round(self.zone.ground - invert, 2), LAID,
                            initial_depth=round(level, 2), ponded_area=ponded,
                            ponded_area_from=self.s.source("rural_ponded_share"))  # fmt: skip

    def _sluice(self, invert: float, flow: float) -> str:
        """A basin behind a flap gate at the river."""
        d, z, s, river = self.draft, self.zone, self.s, self.river
        name, at = f"{z.zone}_E", inside(z, self._spot(REACHES))
        d.storage(name, z.zone, at, invert, round(z.ground + 1.5 - invert, 2), max(1500.0, 100.0 * flow),
                  "assumed: basin before the sluice, walls above the ground", tag="sluice_basin",
                  initial_depth=round(max(river.level - invert, 0.0), 2), invert_from=LAID,
                  initial_depth_from="calc: level of the river")  # fmt: skip
        width = round(max(2.0, flow / s["sluice_height"] / (0.65 * (2.0 * 9.81 * s["sluice_head"]) ** 0.5)), 1)
        gate = d.orifice(f"SL_{z.zone}", name, river.name, ("RECT_CLOSED", s["sluice_height"], width),
                         s.source("sluice_head"), gated=True, tag="sluice")  # fmt: skip
        d.role(gate, gate, "gate")
        d.stations.append((gate, "gate", f"{z.name_zh}排涝闸", name, z.zone))
        return name

    def _reach(self, i: int, up: str, down: str, flow: float, slope: float, length: float) -> None:
        d, s = self.draft, self.s
        depth = round(min(d.depths[up], d.depths[down]), 2)
        section = ditch_for(flow, slope, s["ditch_roughness"], s["ditch_side"], depth)
        d.conduit(f"{self.zone.zone}_DP{i + 1}", up, down, length, s["ditch_roughness"], section, LAID,
                  tag="ditch", length_from="calc: size of the zone (assumed)", section_from=s.source("rural_modulus"),
                  roughness_from=s.source("ditch_roughness"))  # fmt: skip

    def _parcels(self, names: list[str]) -> None:
        village = self._village(names) if self.zone.gap else names[0]
        place = {"green": names[1], "farmland": names[1], "water": names[2]}
        for parcel in self.c.of_zone(self.zone.zone):
            self.c.outlets[parcel.parcel] = place.get(parcel.land_use, village)

    def _village(self, names: list[str]) -> str:
        """Streets without sewers: water leaves over the ground, until a measure opens the sewer."""
        z, s, d = self.zone, self.s, self.draft
        name, soft = f"{z.zone}_V", ("green", "farmland", "water")
        built = [p for p in self.c.of_zone(z.zone) if p.land_use not in soft]
        at = inside(z, between((z.x, z.y), d.points[names[0]], 0.5))
        invert = round(max(z.ground - 1.8, d.inverts[names[1]] + 0.1), 2)
        depth = round(z.ground - invert, 2)
        d.junction(name, z.zone, shifted(at, 0.0, 150.0, (1.0, 0.0)), invert, depth, LAID,
                   ponded_area=s["ponded_share"] * 2.0 * sum(p.area for p in built),
                   ponded_area_from=s.source("ponded_share"))  # fmt: skip
        shallow = s["overland_depth"]
        d.conduit(f"{z.zone}_OV", name, names[0], 400.0, 0.03, ("RECT_OPEN", shallow, s["overland_width"]),
                  s.source("overland_width"), offset_up=round(depth - shallow, 2),
                  offset_down=round(max(d.depths[names[0]] - shallow - 0.1, 0.0), 2), tag="overland")  # fmt: skip
        flow = self.c.formulas["tianjin-1"].intensity(2.0, 30.0) * sum(map(self.c.effective, built)) / 1e7
        section = box_of(s["drawn_together"] * flow, 0.001, s["sewer_roughness"], 1.2)
        d.conduit(f"{z.zone}_GS", name, names[1], 500.0, s["sewer_roughness"], section,
                  "calc: rational method, 2 a (pub:S6)", max_flow=CLOSED, tag="gap",
                  max_flow_from="assumed: closed until the measure; the plan's gaps have no sewer",
                  roughness_from=s.source("sewer_roughness"))  # fmt: skip
        return name


def build_ditches(context: Context) -> None:
    """All zones without sewers."""
    for zone in context.zones.values():
        if zone.sewer == "none":
            ZoneDitch(context, zone).build()

"""Ditches of fields and of zones without sewers: to a flap gate and a pump at the river; villages beside them."""

from __future__ import annotations

from math import ceil

from geography import Parcel, Zone

from building.context import Context
from building.draft import Point
from building.place import between, distance, heading, inside, shifted
from building.pumping import FLAG, LOW_LIFT, limit_rules, pump_curve
from building.rivers import IDLE
from building.sizing import ditch_for

LAID = "calc: depth and slope of settings.csv (assumed)"
PUMP_STEP = 0.5  # m3/s: sizes of ditches' pumps


class ZoneDitch:
    """Builds the ditch of a rural zone, or of the fields of a town: theirs is shorter."""

    def __init__(self, context: Context, zone: Zone, parcels: list[Parcel]) -> None:
        self.c, self.s, self.draft, self.zone, self.parcels = context, context.settings, context.draft, zone, parcels
        self.area = sum(p.area for p in parcels)
        self.reaches = 3 if zone.sewer == "none" else 2
        self.river = context.rivers.nearest(zone.receiver, (zone.x, zone.y))

    def build(self) -> None:
        """Ditch nodes, reaches, what drains to them, the basin with its sluice and pump."""
        z, s, n = self.zone, self.s, self.reaches
        length = max(600.0, 0.9 * self.area**0.5) / n
        end = max(z.ground - s["ditch_below_ground"] - 1.2, self.river.level - 0.3, self.river.bed + 0.2)
        head = max(end + 0.1, min(z.ground - s["ditch_below_ground"], end + n * length * s["ditch_slope"]))
        flow = self.area / 1e6 * s["rural_modulus"]
        names = [f"{z.zone}_D{i + 1}" for i in range(n)]
        for i, name in enumerate(names):
            self._node(name, self._spot(i), round(head + (end - head) * i / n, 2))
        slope = max((head - end) / (n * length), 5e-5)
        basin = self._sluice(round(end, 2), flow)
        self._pump(basin, flow)
        for i, name in enumerate(names):
            self._reach(i, name, [*names, basin][i + 1], flow * (i + 1) / n, slope, length)
        self._outlets(names)

    def _spot(self, i: int) -> Point:
        ahead = heading((self.zone.x, self.zone.y), self.river.at)
        reach = min(0.5 * self.zone.area**0.5, distance((self.zone.x, self.zone.y), self.river.at))
        return inside(self.zone, shifted((self.zone.x, self.zone.y), (i - 0.8) * 0.7 * reach, 0.0, ahead))

    def _node(self, name: str, at: Point, invert: float) -> None:
        ponded = self.s["rural_ponded_share"] * self.area / self.reaches
        level = max(self.river.level - invert, 0.0)
        self.draft.junction(name, self.zone.zone, at, invert, round(self.zone.ground - invert, 2), LAID,
                            initial_depth=round(level, 2), ponded_area=ponded,
                            ponded_area_from=self.s.source("rural_ponded_share"))  # fmt: skip

    def _sluice(self, invert: float, flow: float) -> str:
        """A basin behind a flap gate at the river."""
        d, z, s, river = self.draft, self.zone, self.s, self.river
        rise = s["ditch_pump_start"] - s["ditch_pump_stop"]
        name, at = f"{z.zone}_E", inside(z, self._spot(self.reaches))
        d.storage(name, z.zone, at, invert, round(z.ground + 1.5 - invert, 2), flow * s["well_minutes"] * 60.0 / rise,
                  "assumed: basin before the sluice, walls above the ground", tag="sluice_basin",
                  area_from=s.source("well_minutes"),
                  initial_depth=round(max(river.level - invert, 0.0), 2), invert_from=LAID,
                  initial_depth_from="calc: level of the river")  # fmt: skip
        width = round(max(2.0, flow / s["sluice_height"] / (0.65 * (2.0 * 9.81 * s["sluice_head"]) ** 0.5)), 1)
        gate = d.orifice(f"SL_{z.zone}", name, river.name, ("RECT_CLOSED", s["sluice_height"], width),
                         s.source("sluice_head"), gated=True, tag="sluice")  # fmt: skip
        d.role(gate, gate, "gate")
        d.stations.append((gate, "pump_station", f"{z.name_zh}排涝闸站", name, z.zone))
        return name

    def _pump(self, basin: str, flow: float) -> None:
        """For when the gate is shut: it lifts what the ditch is laid for, until the river is high."""
        d, s = self.draft, self.s
        held = max(self.river.level - d.inverts[basin], 0.5)
        size = ceil(flow / PUMP_STEP) * PUMP_STEP
        pump = d.pump(f"PD_{self.zone.zone}", basin, self.river.name, pump_curve(self.c, size, LOW_LIFT),
                      s.source("rural_modulus"), start_depth=round(held + s["ditch_pump_start"], 2),
                      stop_depth=round(held + s["ditch_pump_stop"], 2), tag="ditch_pump",
                      start_depth_from=s.source("ditch_pump_start"),
                      stop_depth_from=s.source("ditch_pump_stop"))  # fmt: skip
        d.role(f"SL_{self.zone.zone}", pump, "pump")
        self.c.ditch_pumps.setdefault(self.river.name, []).append(pump)

    def _reach(self, i: int, up: str, down: str, flow: float, slope: float, length: float) -> None:
        d, s = self.draft, self.s
        depth = round(min(d.depths[up], d.depths[down]), 2)
        section = ditch_for(flow, slope, s["ditch_roughness"], s["ditch_side"], depth)
        d.conduit(f"{self.zone.zone}_DP{i + 1}", up, down, length, s["ditch_roughness"], section, LAID,
                  tag="ditch", length_from="calc: size of the zone (assumed)", section_from=s.source("rural_modulus"),
                  roughness_from=s.source("ditch_roughness"))  # fmt: skip

    def _outlets(self, names: list[str]) -> None:
        village = self._village(names) if self.zone.gap else names[0]
        place = {"green": names[1], "farmland": names[1], "water": names[-1]}
        for parcel in self.parcels:
            self.c.outlets[parcel.parcel] = place.get(parcel.land_use, village)

    def _village(self, names: list[str]) -> str:
        """Streets without sewers: water leaves over the lanes that lead out of the village."""
        z, s, d = self.zone, self.s, self.draft
        name, soft = f"{z.zone}_V", ("green", "farmland", "water")
        built = sum(p.area for p in self.parcels if p.land_use not in soft)
        at = inside(z, between((z.x, z.y), d.points[names[0]], 0.5))
        invert = round(max(z.ground - 1.8, d.inverts[names[1]] + 0.1), 2)
        depth = round(z.ground - invert, 2)
        d.junction(name, z.zone, shifted(at, 0.0, 150.0, (1.0, 0.0)), invert, depth, LAID,
                   ponded_area=s["ponded_share"] * 2.0 * built, ponded_area_from=s.source("ponded_share"))  # fmt: skip
        shallow, lanes = s["overland_depth"], max(round(built**0.5 / s["overland_spacing"]), 1)
        d.conduit(f"{z.zone}_OV", name, names[0], 400.0, 0.03, ("RECT_OPEN", shallow, lanes * s["overland_width"]),
                  s.source("overland_width"), offset_up=round(depth - shallow, 2),
                  offset_down=round(max(d.depths[names[0]] - shallow - 0.1, 0.0), 2), tag="overland",
                  section_from=s.source("overland_spacing"))  # fmt: skip
        return name


def build_ditches(context: Context) -> None:
    """All zones that have something to drain by a ditch; then what stops their pumps."""
    for zone in context.zones.values():
        if parcels := context.fields(zone.zone):
            ZoneDitch(context, zone, parcels).build()
    for node, pumps in context.ditch_pumps.items():
        _stop(context, node, pumps)


def _stop(context: Context, node: str, pumps: list[str]) -> None:
    """One flag for all pumps of ditches that lift to a place: the river is left to the towns before it is full."""
    d, s, river = context.draft, context.settings, context.rivers.nodes[node]
    basin = f"{pumps[0].removeprefix('PD_')}_E"
    flag = d.pump(f"LIM_{node}", basin, node, IDLE, FLAG, tag="flag")
    raised = s["dyke_rise"] + s["limit_fields"] - s["limit_fields_raised"]  # m
    limit_rules(context, f"FIELDS_{node}", flag, river, round(river.crest - s["limit_fields"], 2),
                s.source("limit_fields"), raised - s["limit_rise"])  # fmt: skip
    d.rule(f"FIELDS_{node}_STOP", [f"PUMP {flag} STATUS = ON"], [f"PUMP {p} STATUS = OFF" for p in pumps], 9)

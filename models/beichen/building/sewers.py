"""Sewers of a zone: branches of manholes from its parcels to its exit; combined areas as they are and as planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from geography import Parcel, Zone

from building.context import Context, Interception, Overflow
from building.draft import Point
from building.place import between, distance, heading, inside, shifted
from building.sizing import height_of, sewer_for

CLOSED = 1e-6  # m3/s, the limit of a path that a measure opens
SIZED = "calc: rational method, formulas.csv"
LAID = "calc: cover and slope of settings.csv (assumed)"
ROUTE = "calc: size of the zone (assumed)"


@dataclass
class Manhole:
    """Parcels that drain to one point."""

    name: str
    at: Point
    parcels: list[Parcel] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A kind of sewer: letters of its manholes and pipes; whether parcels drain to it, or by way of inlets."""

    letter: str
    pipe: str
    takes_parcels: bool = False
    planned: bool = False  # laid by the separation, after the present standard, below the old sewer


STREET = Kind("J", "P", takes_parcels=True)
COMBINED = Kind("C", "CP")
STORM = Kind("S", "SP", planned=True)


@dataclass(frozen=True)
class Reach:
    """A sewer that is not yet laid to its lower end: from its manhole, with the crown that it would arrive at."""

    pipe: str
    up: str
    invert: float
    section: tuple[object, ...]
    length: float
    crown: float
    flow: float
    kind: Kind


class ZoneSewers:
    """Builds the sewers of one zone that a station drains."""

    def __init__(self, context: Context, zone: Zone, site: Point) -> None:
        self.c, self.s, self.draft, self.zone, self.site = context, context.settings, context.draft, zone, site
        row = context.drainage[zone.zone]
        self.years, self.years_source = row.number("years"), row.source("years")
        self.old = zone.era == "old"
        apart = context.fields(zone.zone)
        self.parcels = [p for p in context.of_zone(zone.zone) if p not in apart]
        self.reach = self.s["branch_reach"] * sum(p.area for p in self.parcels) ** 0.5  # m, length of a branch
        self.exit_at = inside(zone, between((zone.x, zone.y), site, 0.6)) if self._hosts() else (zone.x, zone.y)

    def build(self) -> None:
        """Manholes, sewers and the exit."""
        combined = self.zone.sewer == "combined"
        branches = self._branches(3 if combined else 2)
        if combined:
            street, storm = self._combined(branches[0])
            self._exit([storm])
            self._regulator(street)
            return
        self._exit([self._branch(holes, i, STREET) for i, holes in enumerate(branches)])
        if self.zone.sewer == "mixed":
            self._misconnected(branches[0][0].name)

    def _intensity(self, minutes: float, kind: Kind) -> float:
        """Design storm of a sewer, L/(s ha): old quarters by the old formula, what is planned by the new one."""
        if kind.planned:
            return self.c.formulas["tianjin-1"].intensity(self.s["planned_years"], minutes)
        return self.c.formulas["tianjin-old" if self.old else "tianjin-1"].intensity(self.years, minutes)

    def _roughness(self, kind: Kind) -> str:
        """The setting that holds it."""
        return "old_roughness" if self.old and not kind.planned else "sewer_roughness"

    def _hosts(self) -> bool:
        station = self.c.drainage[self.zone.zone].text("outlet")
        return self.c.stations[station].text("zone") == self.zone.zone

    def _branches(self, fewest: int) -> list[list[Manhole]]:
        """Parcels dealt out over branches; green and fields go to the manhole that has least."""
        paved = sorted(self._built(), key=lambda p: (-self.c.effective(p), p.parcel))
        soft = [p for p in self.parcels if p not in paved]
        total = sum(p.area * p.impervious * p.connected for p in paved) / 1e6
        count = min(max(ceil(total / self.s["branch_area"]), 1), 3, len(paved) // 2 or 1)
        if self.zone.sewer == "combined":
            count = 1
        holes = [Manhole("", (0.0, 0.0), [p]) for p in paved[: max(count * 2, fewest)]]
        for parcel in [*paved[len(holes) :], *soft]:
            min(holes, key=self._area).parcels.append(parcel)
        holes.sort(key=self._area)
        return [holes[i::count] for i in range(count)]

    def _area(self, hole: Manhole) -> float:
        return sum(map(self.c.effective, hole.parcels))

    def _built(self) -> list[Parcel]:
        return [p for p in self.parcels if p.land_use not in ("green", "farmland", "water")]

    def _spot(self, branch: int, place: float) -> Point:
        """A point of a branch; place 0 at its far end, 1 at the exit."""
        ahead = heading((self.zone.x, self.zone.y), self.site)
        along, across = (place - 1.0) * self.reach, (branch * 0.45 - 0.2) * self.reach * (1.0 - place)
        return inside(self.zone, shifted(self.exit_at, along, across, ahead))

    def _branch(self, holes: list[Manhole], number: int, kind: Kind) -> Reach:
        """A chain of manholes and sewers, all but the last of them laid."""
        length = max(200.0, self.reach / len(holes))
        crown = self.zone.ground - self.s["cover"] - (self.s["storm_below"] if kind.planned else 0.0)
        area, minutes, last = 0.0, self.s["inlet_time"], None
        for i, hole in enumerate(holes):
            area += self._area(hole)
            flow = self.s["drawn_together"] * self._intensity(minutes, kind) * area / 1e7
            section = sewer_for(flow, self.s["sewer_slope"], self.s[self._roughness(kind)])
            if last:  # where a wide box follows a high pipe, its crown lies lower: no sewer rises
                crown = min(crown, last.crown - height_of(last.section) + height_of(section))
            name = self._on_branch(hole, number, i, len(holes), kind, round(crown - height_of(section), 2))
            if last:
                self._lay(last, name)
            crown -= length * self.s["sewer_slope"]
            minutes += length / self.s["sewer_velocity"] / 60.0
            pipe = f"{self.zone.zone}_{kind.pipe}{number + 1}{i + 1}"
            last = Reach(pipe, name, self.draft.inverts[name], section, length, crown, flow, kind)
        assert last
        return last

    def _on_branch(self, hole: Manhole, number: int, i: int, count: int, kind: Kind, invert: float) -> str:
        """The i-th manhole of a branch: that of the parcels itself, or one beside their inlet."""
        name = f"{self.zone.zone}_{kind.letter}{number + 1}{i + 1}"
        if not kind.takes_parcels:
            self._manhole(name, shifted(hole.at, 0.0, -40.0, (1.0, 0.0)), invert, [])
            return name
        hole.name, hole.at = name, self._spot(number, i / count)
        self._manhole(name, hole.at, invert, hole.parcels)
        self.c.outlets.update({p.parcel: name for p in hole.parcels})
        return name

    def _manhole(self, name: str, at: Point, invert: float, parcels: list[Parcel]) -> None:
        """Water stands above a manhole that takes parcels; the others have closed covers."""
        ponded = self.s["ponded_share"] * sum(p.area for p in parcels if p.land_use != "water")
        self.draft.junction(name, self.zone.zone, at, invert, round(self.zone.ground - invert, 2), LAID,
                            surcharge=0.0 if parcels else self.s["closed_cover"], ponded_area=ponded,
                            surcharge_from=self.s.source("closed_cover"),
                            ponded_area_from=self.s.source("ponded_share"))  # fmt: skip

    def _chamber(self, name: str, at: Point, invert: float, what: str) -> None:
        """A chamber that is closed above: it never spills, the manholes before it do."""
        depth = round(self.zone.ground + 1.5 - invert, 2)
        self.draft.storage(name, self.zone.zone, at, invert, depth, self.s[f"{what}_area"],
                           self.s.source(f"{what}_area"), tag=what, invert_from=LAID,
                           surcharge=self.s["closed_cover"],
                           surcharge_from=self.s.source("closed_cover"))  # fmt: skip

    def _lay(self, reach: Reach, down: str, *, tag: str = "", max_flow: float = 0.0) -> None:
        """A sewer to its lower manhole; tagged by the renewal area, or by what it is."""
        drop = reach.invert - reach.length * self.s["sewer_slope"] - self.draft.inverts[down]
        own = "storm_planned" if reach.kind.planned else self.zone.renewal or ("sewer_old" if self.old else "sewer")
        years = self.s.source("planned_years") if reach.kind.planned else self.years_source
        rough = self._roughness(reach.kind)
        self.draft.conduit(reach.pipe, reach.up, down, reach.length, self.s[rough], reach.section, LAID,
                           offset_down=round(max(drop, 0.0), 2), max_flow=max_flow, tag=tag or own, length_from=ROUTE,
                           section_from=f"{SIZED}; {years}", roughness_from=self.s.source(rough))  # fmt: skip

    def _exit(self, ends: list[Reach]) -> None:
        """The chamber where all branches meet, as deep as the deepest; closed to what the separation will bring."""
        z, name = self.zone.zone, f"{self.zone.zone}_X"
        deepest = min(end.crown - height_of(end.section) for end in ends)
        self._chamber(name, self.exit_at, round(deepest, 2), "exit")
        for end in ends:
            self._lay(end, name, **({"tag": "into_storm", "max_flow": CLOSED} if end.kind.planned else {}))
        self.c.exits[z] = name
        self.c.exit_crowns[z] = min(end.crown for end in ends)
        self.c.exit_flows[z] = sum(end.flow for end in ends)

    # --- combined areas: the sewers as they are, and the separate ones that the measure opens -----------------------

    def _combined(self, holes: list[Manhole]) -> tuple[Reach, Reach]:
        """Inlets that lead into the combined sewer now, into the storm sewer after the separation: the ends of both."""
        z = self.zone.zone
        for i, hole in enumerate(holes):
            hole.name, hole.at = f"{z}_I{i + 1}", self._spot(0, i / len(holes))
            self.c.outlets.update({p.parcel: hole.name for p in hole.parcels})
        storm, street = self._branch(holes, 0, STORM), self._branch(holes, 0, COMBINED)
        for i, hole in enumerate(holes, 1):
            self._inlet(hole, f"{z}_C1{i}", f"{z}_S1{i}", i)
        self._sanitary(f"{z}_C11")
        return street, storm

    def _inlet(self, hole: Manhole, combined: str, storm: str, number: int) -> None:
        z, d, rough = self.zone.zone, self.draft, self._roughness(COMBINED)
        invert = round(d.inverts[combined] + 0.1, 2)
        self._manhole(hole.name, hole.at, invert, hole.parcels)
        intensity = self._intensity(self.s["inlet_time"], COMBINED)
        section = sewer_for(self.s["drawn_together"] * intensity * self._area(hole) / 1e7, 0.001, self.s[rough])
        for letter, down, limit, tag in (("C", combined, 0.0, "into_combined"), ("S", storm, CLOSED, "into_storm")):
            drop = max(invert - 0.5 - d.inverts[storm], 0.0) if letter == "S" else 0.0
            d.conduit(f"{z}_I{letter}{number}", hole.name, down, 100.0, self.s[rough], section, LAID,
                      offset_down=round(drop, 2), max_flow=limit, tag=tag, length_from=ROUTE, section_from=SIZED,
                      max_flow_from="assumed: open or closed before the separation",
                      roughness_from=self.s.source(rough))  # fmt: skip

    def _sanitary(self, first: str) -> None:
        """The households' node: into the combined sewer now, straight to the interceptor after the separation."""
        z, d = self.zone.zone, self.draft
        name, sewage = f"{z}_N", self.c.sewage(z)
        at = shifted(d.points[first], -60.0, 30.0, (1.0, 0.0))
        invert = round(d.inverts[first] + 0.2, 2)
        self._manhole(name, at, invert, [])
        rough = self._roughness(COMBINED)
        d.conduit(f"{z}_NC", name, first, 150.0, self.s[rough], ("CIRCULAR", 0.8), LAID, tag="sanitary_combined",
                  length_from=ROUTE, section_from="assumed: ample",
                  roughness_from=self.s.source(rough))  # fmt: skip
        self.draft.add("DWF", self.s.source("sewage_per_head"), {}, node=name, constituent="FLOW",
                       average=round(sewage, 5), pattern="SEWAGE")  # fmt: skip
        self.c.interceptions.append(Interception(name, z, "sanitary", sewage))

    def _regulator(self, end: Reach) -> None:
        """Dry weather to the interceptor, the rest over the weir into the station."""
        z, d, height = self.zone.zone, self.draft, height_of(end.section)
        invert = round(max(end.crown - height, d.inverts[self.c.exits[z]] + 0.3), 2)
        at = shifted(self.exit_at, -80.0, 60.0, heading((self.zone.x, self.zone.y), self.site))
        self._chamber(f"{z}_R", at, invert, "regulator")
        self._lay(end, f"{z}_R")
        width = round(max(4.0, end.flow * self.s["regulator_width"]), 1)
        self.c.overflows.append(Overflow(z, f"{z}_R", round(self.s["regulator_crest"] * height, 2), width))
        d.stations.append((f"RG_{z}", "regulator", f"{self.zone.name_zh}截流井", f"{z}_R", z))
        self.c.interceptions.append(Interception(f"{z}_R", z, "regulator", self.s["interception"] * self.c.sewage(z)))

    def _misconnected(self, first: str) -> None:
        """Mixed areas: some sanitary flow enters the storm sewer, and a small opening at the exit takes it."""
        flow = self.s["misconnected"] * self.c.sewage(self.zone.zone)
        self.draft.add("DWF", self.s.source("misconnected"), {}, node=first, constituent="FLOW",
                       average=round(flow, 5), pattern="SEWAGE")  # fmt: skip
        self.c.interceptions.append(
            Interception(self.c.exits[self.zone.zone], self.zone.zone, "misconnected", self.s["interception"] * flow)
        )


def build_sewers(context: Context) -> None:
    """All zones with sewers: first those that host a station, then those that send to them."""
    for zone in context.zones.values():
        if zone.sewer != "none":
            station = context.drainage[zone.zone].text("outlet")
            ZoneSewers(context, zone, context.sites[station]).build()


def main_length(context: Context, zone: str, host: str) -> float:
    """Length of the main between the exits of two zones, m."""
    points = context.draft.points
    return max(300.0, 1.1 * distance(points[context.exits[zone]], points[context.exits[host]]))

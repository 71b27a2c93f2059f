"""Sewers of a zone: branches of manholes from its parcels to its exit, combined ones twice (as they are, as planned)."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from building.context import Context, Interception, Overflow
from building.draft import Point
from building.place import between, distance, heading, inside, shifted
from building.sizing import height_of, sewer_for
from geography import Parcel, Zone

CLOSED = 1e-6  # m3/s, the limit of a path that a measure opens
SIZED = "calc: rational method, formulas.csv"
LAID = "calc: cover and slope of settings.csv (assumed)"
ROUTE = "calc: size of the zone (assumed)"


@dataclass
class Manhole:
    """Parcels that drain to one point, and what arrives there."""

    name: str
    at: Point
    parcels: list[Parcel] = field(default_factory=list)
    invert: float = 0.0


class ZoneSewers:
    """Builds the sewers of one zone that a station drains."""

    def __init__(self, context: Context, zone: Zone, site: Point) -> None:
        self.c, self.s, self.draft, self.zone, self.site = context, context.settings, context.draft, zone, site
        row = context.drainage[zone.zone]
        self.years, self.years_source = row.number("years"), row.source("years")
        old = zone.era == "old"
        self.storm = context.formulas["tianjin-old" if old else "tianjin-1"]
        self.roughness = self.s["old_roughness" if old else "sewer_roughness"]
        self.tag = zone.renewal or ("sewer_old" if old else "sewer")
        self.exit_at = inside(zone, between((zone.x, zone.y), site, 0.6)) if self._hosts() else (zone.x, zone.y)

    def _intensity(self, minutes: float, planned: bool) -> float:
        """Design storm of a sewer, L/(s ha); what a separation lays follows the present standard."""
        if planned:
            return self.c.formulas["tianjin-1"].intensity(self.s["planned_years"], minutes)
        return self.storm.intensity(self.years, minutes)

    def _hosts(self) -> bool:
        station = self.c.drainage[self.zone.zone].text("outlet")
        return self.c.stations[station].text("zone") == self.zone.zone

    def build(self) -> None:
        """Manholes, sewers and the exit."""
        combined = self.zone.sewer == "combined"
        branches = self._branches(3 if combined else 2)
        ends = [self._combined(b, i) if combined else self._branch(b, i, "J", "P") for i, b in enumerate(branches)]
        self._exit(ends)
        if self.zone.sewer == "mixed":
            self._misconnected(branches[0][0].name)

    def _branches(self, fewest: int) -> list[list[Manhole]]:
        """Parcels dealt out over branches; green and fields go to the manhole that has least."""
        paved = sorted(self._built(), key=lambda p: (-self.c.effective(p), p.parcel))
        soft = [p for p in self.c.of_zone(self.zone.zone) if p not in paved]
        total = sum(p.area * p.impervious * p.connected for p in paved) / 1e6
        count = min(max(ceil(total / self.s["branch_area"]), 1), 3, len(paved) // 2 or 1)
        if self.zone.sewer == "combined":
            count = 1
        holes = [Manhole("", (0.0, 0.0), [p]) for p in paved[: max(count * 2, fewest)]]
        for parcel in [*paved[len(holes) :], *soft]:
            min(holes, key=lambda h: sum(map(self.c.effective, h.parcels))).parcels.append(parcel)
        holes.sort(key=lambda h: sum(map(self.c.effective, h.parcels)))
        return [holes[i::count] for i in range(count)]

    def _built(self) -> list[Parcel]:
        return [p for p in self.c.of_zone(self.zone.zone) if p.land_use not in ("green", "farmland", "water")]

    def _spot(self, branch: int, place: float) -> Point:
        """A point of a branch; place 0 at its far end, 1 at the exit."""
        ahead = heading((self.zone.x, self.zone.y), self.site)
        reach = self.zone.area**0.5
        along, across = (place - 1.0) * 0.8 * reach, (branch * 0.35 - 0.15) * reach * (1.0 - place)
        return inside(self.zone, shifted(self.exit_at, along, across, ahead))

    def _lengths(self, count: int) -> float:
        return max(300.0, 0.8 * self.zone.area**0.5 / count)

    def _branch(self, holes: list[Manhole], number: int, letter: str, pipe: str, own: bool = True,
                below: float = 0.0) -> tuple[str, float]:  # fmt: skip
        """A chain of manholes and sewers; its last sewer is laid by the exit. Returns the last manhole and its flow."""
        z, length, slope = self.zone.zone, self._lengths(len(holes)), self.s["sewer_slope"]
        crown, area, minutes, flow = self.zone.ground - self.s["cover"] - below, 0.0, self.s["inlet_time"], 0.0
        last: tuple[str, float, tuple[object, ...]] | None = None
        for i, hole in enumerate(holes):
            name = f"{z}_{letter}{number + 1}{i + 1}"
            hole.name, hole.at = (name, self._spot(number, i / len(holes))) if own else (hole.name, hole.at)
            area += sum(map(self.c.effective, hole.parcels))
            flow = self.s["drawn_together"] * self._intensity(minutes, below > 0.0) * area / 1e7
            section = sewer_for(flow, slope, self.roughness)
            invert = round(crown - height_of(section), 2)
            at = hole.at if own else shifted(hole.at, 0.0, -40.0, (1.0, 0.0))
            self._manhole(name, at, invert, hole.parcels if own else [])
            if last:
                self._pipe(f"{z}_{pipe}{number + 1}{i}", last, name, length)
            last = (name, invert, section)
            crown -= length * slope
            minutes += length / self.s["sewer_velocity"] / 60.0
            if own:
                self.c.outlets.update({p.parcel: name for p in hole.parcels})
        assert last
        self._pending(f"{z}_{pipe}{number + 1}{len(holes)}", last, length, crown, flow)
        return last[0], flow

    def _pending(self, pipe: str, last: tuple[str, float, tuple[object, ...]], length: float, crown: float,
                 flow: float) -> None:  # fmt: skip
        self.waiting = [*getattr(self, "waiting", []), (pipe, last, length, crown, flow)]

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
                           self.s.source(f"{what}_area"), tag=what, invert_from=LAID)  # fmt: skip

    def _pipe(self, name: str, up: tuple[str, float, tuple[object, ...]], down: str, length: float, *,
              tag: str = "", max_flow: float = 0.0) -> None:  # fmt: skip
        drop = up[1] - length * self.s["sewer_slope"] - self.draft.inverts[down]
        self.draft.conduit(name, up[0], down, length, self.roughness, up[2], LAID, offset_down=round(max(drop, 0), 2),
                           max_flow=max_flow, tag=tag or self.tag, length_from=ROUTE, section_from=f"{SIZED}; {self.years_source}",
                           roughness_from=self._roughness_source())  # fmt: skip

    def _roughness_source(self) -> str:
        return self.s.source("old_roughness" if self.zone.era == "old" else "sewer_roughness")

    def _exit(self, ends: list[tuple[str, float]]) -> None:
        """The manhole where all branches meet, as deep as the deepest."""
        z, name = self.zone.zone, f"{self.zone.zone}_X"
        deepest = min(crown - height_of(last[2]) for _, last, _, crown, _ in self.waiting)
        self._chamber(name, self.exit_at, round(deepest, 2), "exit")
        closed = {"tag": "into_storm", "max_flow": CLOSED} if self.zone.sewer == "combined" else {}
        for pipe, last, length, _, _ in self.waiting:
            self._pipe(pipe, last, name, length, **closed)
        self.c.exits[z] = name
        self.c.exit_crowns[z] = min(crown for _, _, _, crown, _ in self.waiting)
        self.c.exit_flows[z] = sum(flow for _, flow in ends)
        self._regulator()

    # --- combined areas: the sewers as they are, and the separate ones that the measure opens -----------------------

    def _combined(self, holes: list[Manhole], number: int) -> tuple[str, float]:
        """Inlets that lead into the combined sewer now, and into the storm sewer after the separation."""
        z = self.zone.zone
        for i, hole in enumerate(holes):
            hole.name, hole.at = f"{z}_I{i + 1}", self._spot(number, i / len(holes))
            self.c.outlets.update({p.parcel: hole.name for p in hole.parcels})
        self._branch(holes, number, "S", "SP", own=False, below=self.s["storm_below"])  # goes to the exit
        storm = self.waiting.pop()
        self._branch(holes, number, "C", "CP", own=False)
        self.combined_end = self.waiting.pop()
        self.waiting.append(storm)
        for i, hole in enumerate(holes):
            self._inlet(hole, f"{z}_C{number + 1}{i + 1}", f"{z}_S{number + 1}{i + 1}", i + 1)
        self._sanitary(f"{z}_C{number + 1}1")
        return storm[1][0], storm[4]

    def _inlet(self, hole: Manhole, combined: str, storm: str, number: int) -> None:
        z, d = self.zone.zone, self.draft
        invert = round(d.inverts[combined] + 0.1, 2)
        self._manhole(hole.name, hole.at, invert, hole.parcels)
        flow = self.s["drawn_together"] * self.storm.intensity(self.years, self.s["inlet_time"]) * sum(
            map(self.c.effective, hole.parcels)) / 1e7  # fmt: skip
        section = sewer_for(flow, 0.001, self.roughness)
        for letter, down, limit, tag in (("C", combined, 0.0, "into_combined"), ("S", storm, CLOSED, "into_storm")):
            drop = max(invert - 0.5 - d.inverts[storm], 0.0) if letter == "S" else 0.0
            self.draft.conduit(f"{z}_I{letter}{number}", hole.name, down, 100.0, self.roughness, section, LAID,
                               offset_down=round(drop, 2), max_flow=limit, tag=tag, length_from=ROUTE, section_from=SIZED,
                               max_flow_from="assumed: open or closed before the separation",
                               roughness_from=self._roughness_source())  # fmt: skip

    def _sanitary(self, first: str) -> None:
        """The households' node: into the combined sewer now, straight to the interceptor after the separation."""
        z, d = self.zone.zone, self.draft
        name, sewage = f"{z}_N", self.c.sewage(z)
        at = shifted(d.points[first], -60.0, 30.0, (1.0, 0.0))
        invert = round(d.inverts[first] + 0.2, 2)
        self._manhole(name, at, invert, [])
        d.conduit(f"{z}_NC", name, first, 150.0, self.roughness, ("CIRCULAR", 0.8), LAID, tag="sanitary_combined",
                  length_from=ROUTE, section_from="assumed: ample", roughness_from=self._roughness_source())  # fmt: skip
        self.draft.add("DWF", self.s.source("sewage_per_head"), {}, node=name, constituent="FLOW",
                       average=round(sewage, 5), pattern="SEWAGE")  # fmt: skip
        self.c.interceptions.append(Interception(name, z, "sanitary", sewage))

    def _regulator(self) -> None:
        """Dry weather to the interceptor, the rest over the weir to the exit and so to the station."""
        if self.zone.sewer != "combined":
            return
        z, d = self.zone.zone, self.draft
        pipe, last, length, crown, _ = self.combined_end
        exit_node, height = self.c.exits[z], height_of(last[2])
        invert = round(max(crown - height, d.inverts[exit_node] + 0.3), 2)
        at = shifted(self.exit_at, -80.0, 60.0, heading((self.zone.x, self.zone.y), self.site))
        self._chamber(f"{z}_R", at, invert, "regulator")
        self._pipe(pipe, last, f"{z}_R", length)
        width = round(max(4.0, self.c.exit_flows[z] * self.s["regulator_width"]), 1)
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

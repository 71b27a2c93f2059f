"""Pumping stations: mains, wet wells, pumps that their floats switch, and the rules that stop or help them."""

from __future__ import annotations

from building.context import Context
from building.draft import Point
from building.place import between, inside
from building.rivers import IDLE, RiverNode
from building.sewers import main_length
from building.sizing import box_for, height_of
from building.tables import Row

CLOSED_START = 99.0  # m, so far out of reach starts a pump that waits: the measure takes it off again
HIGH_LIFT = ((0.0, 1.15), (4.0, 1.0), (6.0, 0.8), (9.0, 0.0))  # lift m -> share of the flow at 4 m
LOW_LIFT = ((0.0, 1.2), (1.5, 1.0), (3.0, 0.7), (5.0, 0.0))
FLAG = "assumed: a flag, moves no water"
CHARACTERISTIC = "assumed: axial-flow pumps; flow falls with the lift"


def place_stations(context: Context) -> None:
    """Sites between the middle of the host zone and the river."""
    for name, row in context.stations.items():
        zone = context.zones[row.text("zone")]
        river = context.rivers.nearest(row.text("river"), (zone.x, zone.y))
        reach = 0.55 * zone.area**0.5
        near = between((zone.x, zone.y), river.at, min(0.9, reach / max(_far(zone, river), 1.0)))
        context.sites[name] = inside(zone, near)


def _far(zone: object, river: RiverNode) -> float:
    return ((zone.x - river.at[0]) ** 2 + (zone.y - river.at[1]) ** 2) ** 0.5  # type: ignore[attr-defined]


def pump_curve(context: Context, flow: float, points: tuple[tuple[float, float], ...] = HIGH_LIFT) -> str:
    """The curve of a pump of a flow, made once."""
    name = f"{'PUMP' if points is HIGH_LIFT else 'LOW'}_{flow:g}"
    if name not in context.draft.curves:
        context.draft.curves[name] = ("PUMP3", [(x, round(y * flow, 3)) for x, y in points])
        context.draft.note("CURVES", "points", CHARACTERISTIC, len(points))
    return name


class StationBuilder:
    """Builds one station: the mains to it, its wet well and pumps."""

    def __init__(self, context: Context, name: str, row: Row) -> None:
        self.c, self.s, self.draft = context, context.settings, context.draft
        self.name, self.row, self.at = name, row, context.sites[name]
        self.zone = row.text("zone")
        self.river = context.rivers.nearest(row.text("river"), self.at)
        self.well = f"PS_{name}"
        self.gage = f"G_{self.zone}"

    def build(self) -> None:
        """Mains, well, pumps, rules."""
        crown, flow = self._mains()
        floor = round(crown - self.s["well_crown_depth"], 2)
        self._well(floor)
        self._inlet(crown, flow)
        self._overflows()
        self._pumps()
        self._rules()
        self.c.wells[self.name] = self.well
        kind = self.row.text("name_zh")
        self.draft.stations.append((self.name, "pump_station", kind, self.well, self.zone))

    def _mains(self) -> tuple[float, float]:
        """Sewers from the exits of other zones; returns crown and flow at the host's exit."""
        served = [z for z, r in self.c.drainage.items() if r.text("outlet") == self.name and z != self.zone]
        crown, flow = self.c.exit_crowns[self.zone], self.c.exit_flows[self.zone]
        for zone in served:
            self._main(zone)
            flow += self.c.exit_flows[zone]
        return crown, flow

    def _main(self, zone: str) -> None:
        """A main to a chamber beside the host's exit, whose water counts where it comes from; a link with a flap."""
        c, s, d = self.c, self.s, self.draft
        length = main_length(c, zone, self.zone)
        section = box_for(c.exit_flows[zone], s["main_slope"], s["sewer_roughness"])
        up, down, end = c.exits[zone], c.exits[self.zone], f"{zone}_M"
        start = max(d.inverts[up], d.inverts[down] + length * s["main_slope"] + 0.1)
        foot = round(start - length * s["main_slope"], 2)
        at = between(d.points[down], d.points[up], min(0.5, 120.0 / length))
        ground, rough = c.zones[self.zone].ground, s.source("sewer_roughness")
        d.storage(end, zone, at, foot, round(ground + 1.5 - foot, 2), s["exit_area"], s.source("exit_area"), tag="exit",
                  surcharge=s["closed_cover"], surcharge_from=s.source("closed_cover"))  # fmt: skip
        tag = c.zones[zone].renewal or "sewer"
        d.conduit(f"{zone}_MAIN", up, end, length, s["sewer_roughness"], section, "calc: rational method", tag=tag,
                  offset_up=round(start - d.inverts[up], 2), length_from="calc: between the exits (assumed)",
                  roughness_from=rough)  # fmt: skip
        d.conduit(f"{zone}_ML", end, down, 80.0, s["sewer_roughness"], section, "calc: rational method", tag=tag,
                  flap=True, losses_from="assumed: a flap, so that one zone's water does not flood the other",
                  offset_down=round(max(foot - 0.08 - d.inverts[down], 0.0), 2), length_from="assumed",
                  roughness_from=rough)  # fmt: skip

    def _well(self, floor: float) -> None:
        s, unit, ground = self.s, self.row.number("unit_m3s"), self.c.zones[self.zone].ground
        area = unit * s["well_minutes"] * 60.0 / (s["well_start"] - s["well_stop"])
        self.draft.storage(self.well, self.zone, self.at, floor, round(ground + 1.0 - floor, 2), area,
                           "assumed: cover 1 m above the ground", initial_depth=s["well_initial"],
                           surcharge=s["closed_cover"], tag="wet_well", surcharge_from=s.source("closed_cover"),
                           invert_from="calc: highest level at the inlet crown, GB 50014",
                           area_from=s.source("well_minutes"),
                           initial_depth_from=s.source("well_initial"))  # fmt: skip

    def _inlet(self, crown: float, flow: float) -> None:
        exit_node, d = self.c.exits[self.zone], self.draft
        section = box_for(flow * 1.1, 0.001, self.s["sewer_roughness"])
        section = (section[0], min(height_of(section), round(crown - d.inverts[exit_node], 2)), section[2])
        d.conduit(f"{self.name}_IN", exit_node, self.well, 80.0, self.s["sewer_roughness"], section,
                  "calc: carries what the mains bring",
                  offset_down=round(d.inverts[exit_node] - d.inverts[self.well] - 0.08, 2),
                  tag="inlet", length_from="assumed", roughness_from=self.s.source("sewer_roughness"))  # fmt: skip

    def _overflows(self) -> None:
        """Weirs of regulators: into the well, or into the exit of a zone that lies elsewhere."""
        for spill in self.c.overflows:
            if self.c.drainage[spill.zone].text("outlet") == self.name:
                down = self.well if spill.zone == self.zone else self.c.exits[spill.zone]
                height = self.s["regulator_opening"]
                name = self.draft.weir(f"{spill.zone}_OF", spill.node, down, spill.crest, height, spill.width,
                                       self.s.source("regulator_crest"), tag="overflow",
                                       section_from=self.s.source("regulator_width"))  # fmt: skip
                self.draft.role(f"RG_{spill.zone}", name, "overflow")

    def _pumps(self) -> None:
        """Units that stand there, then those that a renewal or the separation of its area adds, which wait."""
        self.units, s, row = int(self.row.number("units")), self.s, self.row
        curve = pump_curve(self.c, row.number("unit_m3s"))
        of_measures = [f"{what}_{self.name}_{i + 1}" for what in ("renew", "separate")
                       for i in range(int(row.number(f"{what}_units")))]  # fmt: skip
        for i, waits in enumerate([""] * self.units + of_measures):
            name = f"P_{waits}" if waits else f"P_{self.name}_{i + 1}"
            start = s["well_start"] + min(i, self.units) * s["well_stage"] + (CLOSED_START if waits else 0.0)
            self.draft.pump(name, self.well, self.river.name, curve, s.source("well_start"),
                            start_depth=round(start, 2), stop_depth=s["well_stop"], tag=waits.split("_")[0] or "duty",
                            status_from="assumed: off at the start", stop_depth_from=s.source("well_stop"))  # fmt: skip
            self.draft.role(self.name, name, "pump")

    def _rules(self) -> None:
        """Stop at the river's limit with hysteresis; before rain hold low; in rain start early."""
        s, n = self.s, self.name
        flag = self.draft.pump(f"LIM_{n}", self.well, self.river.name, IDLE, FLAG, tag="flag")
        limit = round(self.river.crest - s[f"limit_{self.river.dykes}"], 2)
        source = s.source(f"limit_{self.river.dykes}")
        limit_rules(self.c, n, flag, self.river, limit, source)
        pumps = [link for station, link, role in self.draft.roles if station == n and role == "pump"]
        self.draft.rule(f"{n}_STOP", [f"PUMP {flag} STATUS = ON"], [f"PUMP {p} STATUS = OFF" for p in pumps], 9)
        self.draft.rule(f"{n}_EMPTY", ["PUMP FLAG_PRE STATUS = ON", f"GAGE {self.gage} 6-HR_DEPTH < 0.5",
                        f"NODE {self.well} DEPTH > 1.2"], [f"PUMP P_{n}_1 STATUS = ON"], 2)  # fmt: skip
        for i in range(1, self.units + 1):
            depth = f"NODE {self.well} DEPTH > {1.15 + 0.15 * i:.2f}"
            premises = ["PUMP FLAG_SMART STATUS = ON", f"GAGE {self.gage} INTENSITY > 0.5", depth]
            self.draft.rule(f"{n}_EARLY{i}", premises, [f"PUMP P_{n}_{i} STATUS = ON"], 3)
        self.draft.note("CONTROLS", "threshold", "assumed: held low before rain, early in rain (FACTS section 7)",
                        3 + 2 * self.units)


def limit_rules(context: Context, name: str, flag: str, river: RiverNode, limit: float, source: str,
                more: float = 0.0) -> None:  # fmt: skip
    """A flag that is on while the river stands too high; raised dykes raise the limit, by ``more`` m than they."""
    draft, low, s = context.draft, f"NODE {river.name} HEAD", context.settings
    back, rise = limit - s["limit_hysteresis"], s["limit_rise"] + more
    first = [] if river.dykes == "first" else ["PUMP FLAG_DYKES STATUS = OFF"]
    draft.rule(f"{name}_HIGH", [f"{low} > {limit:.2f}", *first], [f"PUMP {flag} STATUS = ON"], 5)
    draft.rule(f"{name}_LOW", [f"{low} < {back:.2f}"], [f"PUMP {flag} STATUS = OFF"], 5)
    draft.note("CONTROLS", "threshold", source, 2)
    if first:
        on = "PUMP FLAG_DYKES STATUS = ON"
        draft.rule(f"{name}_HIGHER", [f"{low} > {limit + rise:.2f}"], [f"PUMP {flag} STATUS = ON"], 5)
        draft.rule(f"{name}_LOWER", [f"{low} < {back + rise:.2f}", on], [f"PUMP {flag} STATUS = OFF"], 4)
        draft.note("CONTROLS", "threshold", s.source("limit_rise"), 2)


def build_stations(context: Context) -> None:
    """Every station of the table."""
    context.draft.curves[IDLE] = ("PUMP4", [(0.0, 0.0), (50.0, 0.0)])
    for name, row in context.stations.items():
        StationBuilder(context, name, row).build()


def flag_sites(points: dict[str, Point]) -> Point:
    """Beside the map: where the pair of nodes of the switches stands."""
    return (min(x for x, _ in points.values()), max(y for _, y in points.values()))

"""River stations (河道泵站): they lift a second-class river into a greater one, at its mouth or on its way."""

from __future__ import annotations

from building.context import Context
from building.place import nearest
from building.pumping import CLOSED_START, FLAG, LOW_LIFT, limit_rules, pump_curve
from building.rivers import IDLE
from building.tables import Row, TableError, keyed

TAGS = ("mouth", "expand", "node_works", "new_station")  # of units that run, and of those that wait for a measure


def build_river_stations(context: Context) -> None:
    """Every station of the table; at the mouth of a river it stands beside a flap gate."""
    for name, row in keyed("river_stations", "station").items():
        RiverStation(context, name, row).build()


class RiverStation:
    """Builds one station."""

    def __init__(self, context: Context, name: str, row: Row) -> None:
        self.c, self.s, self.d = context, context.settings, context.draft
        self.name, self.row = name, row
        nodes = context.rivers.nodes
        for column in ("node", "target"):
            if row.text(column) not in nodes:
                raise TableError(f"river_stations.csv, line {row.line}: {row.text(column)} is no node of a river")
        self.bay, self.target = nodes[row.text("node")], nodes[row.text("target")]

    def build(self) -> None:
        """The gate, the units, the rules."""
        if self.bay.name in self.c.rivers.mouths.values():
            self._gate()
        duty, waiting = self._units()
        self._rules(duty, waiting)
        self.d.stations.append((self.name, "pump_station", self.row.text("name_zh"), self.bay.name, "rivers"))

    def _gate(self) -> None:
        s, floor = self.s, self.d.inverts[self.bay.name]
        sill = round(max(self.bay.level - 1.0, self.target.bed + 0.1) - floor, 2)
        gate = self.d.orifice(f"GATE_{self.row.text('river')}", self.bay.name, self.target.name,
                              ("RECT_CLOSED", s["mouth_gate_height"], s["mouth_gate_width"]),
                              s.source("mouth_gate_width"), offset=sill, gated=True, tag="mouth_gate")  # fmt: skip
        self.d.role(self.name, gate, "gate")

    def _units(self) -> tuple[list[str], list[str]]:
        """Units by what they are for: those that stand there, and those of a measure, whose start lies out of reach."""
        found: tuple[list[str], list[str]] = ([], [])
        place = 0
        for tag in TAGS:
            for i in range(int(self.row.number(tag))):
                waits = tag != "mouth"
                lead = {"expand": "PX", "node_works": "PN"}.get(tag, "P")
                found[waits].append(self._unit(f"{lead}_{self.name}_{i + 1}", place, tag, waits))
                place += 1
        return found

    def _unit(self, name: str, place: int, tag: str, waits: bool) -> str:
        s, row = self.s, self.row
        held = self.bay.level - self.d.inverts[self.bay.name]
        start = held + s["mouth_start"] + place * s["mouth_stage"] + (CLOSED_START if waits else 0.0)
        self.d.pump(name, self.bay.name, self.target.name, pump_curve(self.c, row.number("unit_m3s"), LOW_LIFT),
                    row.source(tag), start_depth=round(start, 2), stop_depth=round(held - s["mouth_stop"], 2), tag=tag,
                    start_depth_from=s.source("mouth_start"), stop_depth_from=s.source("mouth_stop"))  # fmt: skip
        self.d.role(self.name, name, "pump")
        return name

    def _rules(self, duty: list[str], waiting: list[str]) -> None:
        """The greater river has a limit too; in rain the units start early."""
        d, n, bay = self.d, self.name, self.bay
        flag = d.pump(f"LIM_{n}", bay.name, self.target.name, IDLE, FLAG, tag="flag")
        limit = self.target.crest - self.s[f"limit_{self.target.dykes}"]
        limit_rules(self.c, n, flag, self.target, round(limit, 2), self.s.source(f"limit_{self.target.dykes}"))
        d.rule(f"{n}_STOP", [f"PUMP {flag} STATUS = ON"], [f"PUMP {p} STATUS = OFF" for p in duty + waiting], 9)
        if below := self.row.number("yields"):
            added = [f"PUMP {p} STATUS = OFF" for p in waiting]
            d.rule(f"{n}_YIELDS", [f"NODE {self.target.name} HEAD > {self.target.crest - below:.2f}"], added, 9)
            d.note("CONTROLS", "threshold", self.row.source("yields"))
        if duty:
            zones = {z: (zone.x, zone.y) for z, zone in self.c.zones.items()}
            gage = nearest(bay.at, zones, zones)
            d.rule(f"{n}_EARLY", ["PUMP FLAG_SMART STATUS = ON", f"GAGE G_{gage} INTENSITY > 0.5",
                   f"NODE {bay.name} HEAD > {bay.level - 0.05:.2f}"],
                   [f"PUMP {p} STATUS = ON" for p in duty], 3)  # fmt: skip
            d.note("CONTROLS", "threshold", "assumed: early in rain (FACTS section 7)", 2)

"""The stations at the mouths of the rivers, and the new one on the left bank of 永金引河."""

from __future__ import annotations

from building.context import Context
from building.place import inside, nearest, shifted
from building.pumping import FLAG, LOW_LIFT, NEVER, limit_rules, pump_curve
from building.rivers import IDLE
from building.tables import Row, read_table

NEW_STATION = "yongjin_zuodi"


def build_mouths(context: Context) -> None:
    """Where a second-class river ends beside a greater one: a flap gate, and pumps for when the gate is shut."""
    d, s, net = context.draft, context.settings, context.rivers
    curve = pump_curve(context, s["mouth_unit_m3s"], LOW_LIFT)
    for river, bay in net.mouths.items():
        target, node, name = net.nodes[net.targets[river]], net.nodes[bay], f"mouth_{river.lower()}"
        floor = d.inverts[bay]
        sill = round(max(node.level - 1.0, target.bed + 0.1) - floor, 2)
        d.orifice(f"GATE_{river}", bay, target.name, ("RECT_CLOSED", s["mouth_gate_height"], s["mouth_gate_width"]),
                  s.source("mouth_gate_width"), offset=sill, gated=True, tag="mouth_gate")  # fmt: skip
        d.role(name, f"GATE_{river}", "gate")
        for i in range(int(s["mouth_units"]) + 1):
            extra = i == int(s["mouth_units"])
            start = NEVER if extra else round(node.level + s["mouth_start"] + i * s["mouth_stage"] - floor, 2)
            pump = f"{'PX' if extra else 'P'}_{name}" + ("" if extra else f"_{i + 1}")
            d.pump(pump, bay, target.name, curve, s.source("mouth_start"), start_depth=start,
                   stop_depth=round(node.level - s["mouth_stop"] - floor, 2),
                   tag="node_works" if extra else "mouth")  # fmt: skip
            d.role(name, pump, "pump")
        _mouth_rules(context, name, bay, target.name)
        zh = next(r for (rv, e), r in _ends().items() if rv == river and e == "mouth").text("name_zh")
        d.stations.append((name, "pump_station", f"{zh}泵站", bay, "rivers"))


def _ends() -> dict[tuple[str, str], Row]:
    return {(r.text("river"), r.text("kind")): r for r in read_table("river_ends")}


def _mouth_rules(context: Context, name: str, bay: str, target: str) -> None:
    """The great river has a limit too."""
    node, draft = context.rivers.nodes[target], context.draft
    flag = draft.pump(f"LIM_{name}", bay, target, IDLE, FLAG, tag="flag")
    limit = round(node.crest - context.settings["limit_first"], 2)
    limit_rules(context, name, flag, node, limit, context.settings.source("limit_first"))
    pumps = [link for station, link, role in draft.roles if station == name and role == "pump"]
    draft.rule(f"{name}_STOP", [f"PUMP {flag} STATUS = ON"], [f"PUMP {p} STATUS = OFF" for p in pumps], 9)
    at, zones = draft.points[bay], context.zones
    gage = nearest(at, zones, {z: (zone.x, zone.y) for z, zone in zones.items()})
    low = round(context.rivers.nodes[bay].level - 0.05, 2)
    duty = [p for p in pumps if not p.startswith("PX")]
    draft.rule(f"{name}_EARLY", ["PUMP FLAG_SMART STATUS = ON", f"GAGE G_{gage} INTENSITY > 0.5",
               f"NODE {bay} HEAD > {low}"], [f"PUMP {p} STATUS = ON" for p in duty], 3)  # fmt: skip
    draft.note("CONTROLS", "threshold", "assumed: early in rain (FACTS section 7)", 2)


def build_new_station(context: Context) -> None:
    """永金引河(左堤): on the left bank, at the end of the ditch of the zone that lies there; its pumps wait."""
    c, d, s = context, context.draft, context.settings
    zone, ditch = c.zones["XT02"], c.exits["XT02"]
    at = inside(zone, shifted(d.points[ditch], 250.0, 120.0, (-1.0, 0.0)))
    river = c.rivers.nearest("YJYH", at)
    floor = round(d.inverts[ditch] - 2.2, 2)
    well, unit = f"PS_{NEW_STATION}", 3.0
    area = unit * s["well_minutes"] * 60.0 / (s["well_start"] - s["well_stop"])
    d.storage(well, zone.zone, at, floor, round(zone.ground + 1.0 - floor, 2), area, s.source("well_minutes"),
              initial_depth=round(max(river.level - floor, 0.0), 2), tag="wet_well")  # fmt: skip
    d.conduit(f"{NEW_STATION}_IN", ditch, well, 100.0, s["sewer_roughness"], ("RECT_CLOSED", 1.2, 8.0),
              "assumed: of four units of 3 m3/s", offset_down=round(d.inverts[ditch] - floor - 0.1, 2),
              tag="inlet")  # fmt: skip
    for i in range(4):
        pump = f"P_{NEW_STATION}_{i + 1}"
        d.pump(pump, well, river.name, pump_curve(c, unit), "assumed: size; the plan builds the station",
               start_depth=NEVER, stop_depth=s["well_stop"], tag="new_station")  # fmt: skip
        d.role(NEW_STATION, pump, "pump")
    flag = d.pump(f"LIM_{NEW_STATION}", well, river.name, IDLE, FLAG, tag="flag")
    limit = round(river.crest - s["limit_second"], 2)
    limit_rules(c, NEW_STATION, flag, river, limit, s.source("limit_second"))
    d.rule(f"{NEW_STATION}_STOP", [f"PUMP {flag} STATUS = ON"],
           [f"PUMP P_{NEW_STATION}_{i + 1} STATUS = OFF" for i in range(4)], 9)  # fmt: skip
    c.wells[NEW_STATION] = well
    d.stations.append((NEW_STATION, "pump_station", "永金引河(左堤)泵站", well, zone.zone))

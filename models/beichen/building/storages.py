"""What the plan stores: first-flush tanks at stations, green storages, diverters of the first flush; all closed."""

from __future__ import annotations

from math import ceil

from building.context import Context, Interception
from building.place import inside, shifted
from building.rivers import IDLE
from building.tables import Row, keyed
from building.treatment import CLOSED_ABOVE

RAINLESS = 0.01  # mm: what a gage may show and still be dry
FORMULA = "calc: V = 10 D F psi beta, GB 50014 (standard, S24)"
DEEP = "assumed: depth of settings.csv"


def volume(context: Context, zones: list[str], depth: float, beta: float) -> float:
    """V = 10 D F psi beta, m3, over the built ground of some zones: D mm, F ha, psi the runoff coefficient."""
    hectares = sum(context.effective(p) for z in zones for p in context.of_zone(z) if p.land_use != "farmland") / 1e4
    return 10.0 * depth * hectares * beta  # psi F is the effective area


def plant_of(interceptor: str) -> str:
    """The plant that an interceptor leads to."""
    mains, node = keyed("interceptors", "node"), interceptor
    while node in mains:
        node = mains[node].text("next")
    return node


def build_tanks(context: Context) -> None:
    """A tank at each of the 18 stations."""
    context.draft.curves["SPARE"] = ("CONTROL", [(1.3, 1.0), (2.3, 0.0)])
    context.draft.note("CURVES", "points", "assumed: tanks drain as far as the plant's inlet works stand low", 2)
    for name, row in context.stations.items():
        if row.flag("first_flush"):
            _tank(context, name, row)


def _tank(context: Context, station: str, row: Row) -> None:
    """The opening leaves the well below the first pump's start; the tank lies so deep that it fills by itself."""
    c, d, s, zone = context, context.draft, context.settings, row.text("zone")
    well, tank, name = c.wells[station], f"TK_{station}", f"tank_{station}"
    served = [z for z, r in c.drainage.items() if r.text("outlet") == station]
    held = volume(c, served, s["tank_mm"], s["tank_beta"])
    sill = 1.2
    floor = round(d.inverts[well] + sill - s["tank_depth"], 2)
    at = inside(c.zones[zone], shifted(d.points[well], -120.0, 90.0, (1.0, 0.0)))
    d.storage(tank, zone, at, floor, round(c.zones[zone].ground + 1.0 - floor, 2), held / s["tank_depth"], DEEP,
              tag="first_flush_tank", area_from=FORMULA, invert_from="calc: filled from the well by gravity",
              max_depth_from="calc: roof above the ground, so that it never spills")  # fmt: skip
    width = ceil(max(1.0, held / s["tank_fill_minutes"] / 60.0 / (0.65 * 1.0 * 2.4)))
    gate = d.orifice(f"CAP_{station}", well, tank, ("RECT_CLOSED", 1.0, width), s.source("tank_fill_minutes"),
                     offset=d.depths[well] + CLOSED_ABOVE, tag="first_flush",
                     offset_from="assumed: closed; the measure lowers it to 1.2 m")  # fmt: skip
    flow = held / s["tank_drain_hours"] / 3600.0
    curve = f"DRAIN_{station}"
    d.curves[curve] = ("PUMP4", [(0.0, 0.0), (0.3, round(flow, 4)), (20.0, round(flow, 4))])
    d.note("CURVES", "points", s.source("tank_drain_hours"), 3)
    drain = d.pump(f"DR_{station}", tank, c.drainage[zone].text("interceptor"), curve, s.source("tank_drain_hours"),
                   stop_depth=0.1, tag="tank_drain")  # fmt: skip
    d.role(name, gate, "capture")
    d.role(name, drain, "emptying")
    d.stations.append((name, "first_flush_tank", row.text("name_zh").replace("泵站", "初雨调蓄池"), tank, zone))
    _latch(context, station, zone, plant_of(c.drainage[zone].text("interceptor")), s["tank_depth"] / s["tank_beta"])


def _latch(context: Context, station: str, zone: str, plant: str, full: float) -> None:
    """Capture D mm or until full, then shut until the tank is empty and it has not rained for six hours."""
    d, tank, gage = context.draft, f"NODE TK_{station} DEPTH", f"GAGE G_{zone}"
    latch = d.pump(f"LATCH_{station}", f"TK_{station}", f"PS_{station}", IDLE, "assumed: a flag, moves no water",
                   tag="flag")  # fmt: skip
    d.rule(f"{station}_FULL", [f"{tank} >= {full:.2f}"], [f"PUMP {latch} STATUS = ON"], 5)
    d.rule(f"{station}_RESET", [f"{tank} < 0.12", f"{gage} 6-HR_DEPTH < {RAINLESS}"], [f"PUMP {latch} STATUS = OFF"], 6)
    d.rule(f"{station}_LATCH", [f"PUMP {latch} STATUS = ON"], [f"ORIFICE CAP_{station} SETTING = 0"], 5,
           f"ORIFICE CAP_{station} SETTING = 1")  # fmt: skip
    d.rule(f"{station}_DRAIN", [f"{gage} 1-HR_DEPTH < {RAINLESS}", f"{gage} INTENSITY < {RAINLESS}", f"{tank} > 0.3",
           f"NODE {plant} DEPTH > 0"], [f"PUMP DR_{station} SETTING = CURVE SPARE"], 4)  # fmt: skip
    d.rule(f"{station}_WAIT", [f"{gage} INTENSITY > {RAINLESS}"], [f"PUMP DR_{station} STATUS = OFF"], 5)
    d.note("CONTROLS", "threshold", "unv: capture, latch, drain after the rain, reset (FACTS section 7)", 6)


def build_green(context: Context) -> None:
    """A hollow in the green beside the exit of a zone: it takes what stands too high in the sewer."""
    for site, row in keyed("green_storages", "site").items():
        _green(context, site, row)


def _green(context: Context, site: str, row: Row) -> None:
    c, d, s, zone = context, context.draft, context.settings, context.zones[row.text("zone")]
    exit_node = c.exits[zone.zone]
    held, name = volume(c, [zone.zone], s["green_mm"], s["green_beta"]), f"green_{zone.zone}"
    floor = round(zone.ground - 1.0 - s["green_depth"], 2)
    at = inside(zone, shifted(d.points[exit_node], 150.0, -200.0, (1.0, 0.0)))
    d.storage(site, zone.zone, at, floor, round(s["green_depth"] + 2.5, 2), held / s["green_depth"], DEEP,
              evaporation=1.0, tag="green_storage", area_from=FORMULA)  # fmt: skip
    width = round(max(2.0, c.exit_flows[zone.zone] / 3.0), 1)
    inlet = d.orifice(f"IN_{site}", exit_node, site, ("RECT_CLOSED", 2.0, width), "assumed: inlet of the hollow",
                      kind="BOTTOM", offset=round(d.depths[exit_node] + CLOSED_ABOVE, 2), gated=True, tag="green",
                      offset_from="assumed: closed; the measure lowers it")  # fmt: skip
    d.role(name, inlet, "capture")
    full = f"NODE {site} DEPTH >= {s['green_depth']:g}"
    d.rule(f"{site}_FULL", [full], [f"ORIFICE {inlet} SETTING = 0"], 5, f"ORIFICE {inlet} SETTING = 1")
    d.note("CONTROLS", "threshold", "calc: shut when it holds what it is designed for")
    _pump_out(context, site, name, exit_node, held / s["green_drain_hours"] / 3600.0, f"G_{zone.zone}")
    out = d.outfall(f"RU_OUT_{site}", zone.zone, (at[0] + 80.0, at[1]), floor, "assumed: no level needed",
                    tag="reuse")  # fmt: skip
    rate = round(held / s["green_reuse_days"] / 86400.0, 5)
    d.curves[f"REUSE_{site}"] = ("PUMP4", [(0.0, 0.0), (0.2, rate), (20.0, rate)])
    d.note("CURVES", "points", s.source("green_reuse_days"), 3)
    pump = d.pump(f"RU_{site}", site, out, f"REUSE_{site}", s.source("green_reuse_days"), tag="rain_reuse")
    d.role(name, pump, "reuse")
    d.stations.append((name, "green_storage", row.text("name_zh"), site, zone.zone))


def _pump_out(context: Context, site: str, name: str, back: str, flow: float, gage: str) -> None:
    """Empty it into the sewer after the rain, while that is low; not where the water is kept for reuse."""
    d, s = context.draft, context.settings
    d.curves[f"DRAIN_{site}"] = ("PUMP4", [(0.0, 0.0), (0.2, round(flow, 4)), (20.0, round(flow, 4))])
    d.note("CURVES", "points", s.source("green_drain_hours"), 3)
    pump = d.pump(f"DR_{site}", site, back, f"DRAIN_{site}", s.source("green_drain_hours"), stop_depth=0.1,
                  tag="green_drain")  # fmt: skip
    d.role(name, pump, "emptying")
    half = round(0.5 * d.depths[back], 2)
    d.rule(f"{site}_DRAIN", [f"GAGE {gage} 1-HR_DEPTH < {RAINLESS}", f"GAGE {gage} INTENSITY < {RAINLESS}",
           f"NODE {site} DEPTH > 0.3", f"NODE {back} DEPTH < {half}", "PUMP FLAG_REUSE STATUS = OFF"],
           [f"PUMP {pump} STATUS = ON"], 4)  # fmt: skip
    d.rule(f"{site}_WAIT", [f"NODE {back} DEPTH > {half + 0.5:.2f}"], [f"PUMP {pump} STATUS = OFF"], 5)
    d.note("CONTROLS", "threshold", "assumed: emptied after the rain while the sewer is low", 4)


def place_diverters(context: Context) -> None:
    """Note where diverters will stand, so that the interceptors lie below them."""
    for row in keyed("diverters", "diverter").values():
        context.interceptions.append(Interception(_diverted(context, row), row.text("zone"), "diverter", 0.1))


def build_diverters(context: Context) -> None:
    """Small openings that take the first of the storm from works' yards or streets to the interceptor."""
    c, d, s = context, context.draft, context.settings
    for name, row in keyed("diverters", "diverter").items():
        zone, node = row.text("zone"), _diverted(context, row)
        d.orifice(name, node, c.drainage[zone].text("interceptor"), ("CIRCULAR", s["diverter_diameter"]),
                  "assumed: at the floor of the manhole", kind="BOTTOM", gated=True, tag="diverter",
                  section_from=s.source("diverter_diameter"))  # fmt: skip
        d.rule(f"{name}_FIRST", ["PUMP FLAG_DIVERT STATUS = ON", f"GAGE G_{zone} 6-HR_DEPTH < {s['diverter_mm']:g}"],
               [f"ORIFICE {name} SETTING = 1"], 5, f"ORIFICE {name} SETTING = 0")  # fmt: skip
        d.note("CONTROLS", "threshold", s.source("diverter_mm"))
        d.role(f"divert_{zone}", name, "treatment")
        d.stations.append((f"divert_{zone}", "regulator", row.text("name_zh"), node, zone))


def _diverted(context: Context, row: Row) -> str:
    letters = {"industrial": "IN", "road": "RD"}[row.text("land_use")]
    return context.outlets[f"{row.text('zone')}_{letters}"]


def build_reservoir_reuse(context: Context) -> None:
    """Water of the reservoir for greening and landscape, drawn when the measure says so."""
    d, (x, y) = context.draft, context.draft.points["YJSK"]
    source = "assumed: rate; the plan draws on reservoirs for greening"
    d.outfall("RU_OUT_YJSK", "rivers", (x + 300.0, y), d.inverts["YJSK"], source, tag="reuse")
    d.curves["REUSE_YJSK"] = ("PUMP4", [(0.0, 0.0), (0.5, 0.0), (0.8, 0.5), (20.0, 0.5)])
    d.note("CURVES", "points", source, 4)
    d.pump("RU_YJSK", "YJSK", "RU_OUT_YJSK", "REUSE_YJSK", source, tag="rain_reuse")
    d.role("YJSK", "RU_YJSK", "reuse")
    d.stations.append(("YJSK", "reuse", "永金水库取水", "YJSK", "rivers"))

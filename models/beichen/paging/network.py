"""Text on the network itself: what stations lift of what drains to them, what sewers hold, sewage a head."""

from __future__ import annotations

from collections import defaultdict
from math import pi

from building.context import storms
from building.tables import Settings, keyed

import sponge
from paging.marks import table
from paging.runs import MODEL, Runs
from sponge.model.links import Conduit

SEWERS = ("sewer", "sewer_old", "tiedonglu", "nanbeicang", "storm_planned", "inlet")
CLOSED = 1e-3  # m3/s: a path limited to less waits for a measure


def stations(runs: Runs) -> str:
    """A row a station: what drains to it through open pipes, and what its pumps and sewers are beside that."""
    model = sponge.read_inp(MODEL / "beichen.inp")
    well_of = _wells(model)
    rows: list[list[object]] = []
    for name, row in keyed("pumping_stations", "station").items():
        well = f"PS_{name}"
        mine = [s for s in model.subcatchments.values() if well_of.get(s.outlet) == well]
        area, paved = sum(s.area for s in mine) / 1e6, sum(s.area * s.impervious for s in mine) / 1e6
        fields = sum(s.area for s in mine if s.tag == "farmland") / 1e6
        lifts = row.number("units") * row.number("unit_m3s")
        nodes = {n for n, w in well_of.items() if w == well}
        held = _held(model, nodes)
        beside = [f"{lifts / area:.2f}", f"{lifts / paved:.1f}", *(f"{1e-3 * v / paved:.1f}" for v in held)]
        title = f"`{name}` {row.text('name_zh')}"
        rows.append([title, f"{area:.2f}", f"{fields:.2f}", f"{lifts:.1f}", *beside, _why(model, nodes, paved)])
    head = ["station", "drains km²", "of it fields", "lifts m³/s", "m³/s a km²", "m³/s a km² paved", "sewers mm",
            "chambers mm", "why the sewers hold more than 6 mm"]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    ranges = [f"{min(map(float, c)):g} to {max(map(float, c)):g}" for c in columns[4:7]]
    return table(head, rows) + "\n\n" + table(["figure", "here", "beside it"], _beside(*ranges))


def _beside(area: str, paved: str, sewers: str) -> list[list[object]]:
    """Ranges of sources, or the reason of what lies outside them."""
    s = Settings()
    travel = s["branch_reach"] * 2000.0 / s["sewer_velocity"] / 60.0  # min, along the branch of a town of 4 km2
    mean = storms()["tianjin-1"].intensity(s["planned_years"], s["inlet_time"] + travel) * 0.36  # mm/h
    return [
        ["towns' stations, m³/s a km²", area, "alike, since fields drain apart: 5 to 6.5 a km² of connected paving "
         "is the rule of `pumping_stations.csv` (assumed); published are 2.56 m³/s a pump (S5)"],
        ["towns' stations, m³/s a km² paved", paved, f"a sewer of {s['planned_years']:g} a brings {mean / 3.6:.0f}: "
         "stations lift less than sewers bring, which is why water stands (assumed)"],
        ["ditches, m³/s a km²", f"{s['rural_modulus']:g}", "unverified: 0.3 to 0.9 in the plain of Haihe"],
        ["river stations, m³/s", "24.5", "24.5: 269 by 11 river-mouth stations (pub: S6)"],
        ["sewers, mm over the paved ground", sewers, "2 to 6 mm is usual where ground falls (unverified). Here "
         f"a sewer for {mean:.0f} mm/h, whose water is {travel / 2:.0f} min on its way on average, holds "
         f"{mean * travel / 120:.0f} mm: flat ground, long trunks, and mains between zones where a station drains two"],
        ["first-flush tanks, mm", f"{s['tank_mm']:g}", "4 to 8 (GB 50014, S24)"],
    ]  # fmt: skip


def _wells(model: sponge.Model) -> dict[str, str]:
    """Node -> the wet well that its water reaches through open conduits, orifices and weirs."""
    after: dict[str, list[str]] = defaultdict(list)
    for conduit in model.conduits.values():
        if not 0.0 < conduit.max_flow < CLOSED:
            after[conduit.up].append(conduit.down)
    for kind in (model.orifices, model.weirs):
        for link in kind.values():
            after[link.up].append(link.down)
    found: dict[str, str] = {}
    for start in after:
        seen, open_ = {start}, [start]
        while open_:
            node = open_.pop()
            if node.startswith("PS_"):
                found[start] = node
                break
            fresh = [n for n in after.get(node, ()) if n not in seen]
            seen.update(fresh)
            open_ += fresh
    return found


def _held(model: sponge.Model, nodes: set[str]) -> tuple[float, float]:
    """m3 in sewers that run full, and in chambers up to the crowns of what leaves them (2.5 m where nothing does)."""
    sewers = sum(_area(c.section) * c.length for c in _open_sewers(model, nodes).values())
    chambers = 0.0
    for name in nodes & set(model.storages):
        crowns = [c.section.geometry[0] + c.offset_up for c in model.conduits.values() if c.up == name]
        chambers += model.storages[name].constant * max(crowns, default=2.5)
    return sewers, chambers


def _open_sewers(model: sponge.Model, nodes: set[str]) -> dict[str, Conduit]:
    """The sewers that leave some nodes and wait for no measure."""
    return {name: c for name, c in model.conduits.items() if c.tag in SEWERS and c.up in nodes
            and not 0.0 < c.max_flow < CLOSED}  # fmt: skip


def _why(model: sponge.Model, nodes: set[str], paved: float) -> str:
    """What of the sewers' volume, mm over the paved km2, stands in mains between zones, what in flat branches."""
    found, parts = _open_sewers(model, nodes), []
    for name, main in found.items():
        if name.endswith("_MAIN"):
            parts.append(f"{1e-3 * _area(main.section) * main.length / paved:.1f} in the main of "
                         f"{main.length / 1000:.1f} km from {name.removesuffix('_MAIN')}")  # fmt: skip
    branches = [c for name, c in found.items() if not name.endswith(("_MAIN", "_ML", "_IN"))]
    held = sum(_area(c.section) * c.length for c in branches)
    length = sum(c.length for c in branches)
    slope = sum(_fall(model, c) for c in branches) / length
    parts.append(f"{1e-3 * held / paved:.1f} in {length / 1000:.1f} km of trunks that fall {1000 * slope:.1f} ‰, "
                 f"{held / length:.1f} m² on average")  # fmt: skip
    return ", ".join(parts)


def _fall(model: sponge.Model, conduit: Conduit) -> float:
    """m from end to end."""
    up, down = ((model.junctions.get(n) or model.storages[n]).invert for n in (conduit.up, conduit.down))
    return up + conduit.offset_up - down - conduit.offset_down


def _area(section: object) -> float:
    """m2 of a round sewer or a box."""
    height, width = section.geometry[:2]  # type: ignore[attr-defined]
    return pi * height**2 / 4.0 if section.shape == "CIRCULAR" else height * width  # type: ignore[attr-defined]


def sewage(runs: Runs) -> str:
    """Dry-weather flow a head, and of each plant's capacity."""
    from building.storages import plant_of

    model, settings = sponge.read_inp(MODEL / "beichen.inp"), Settings()
    total = sum(row.average for row in model.dry_weather) * 86400.0
    flow: dict[str, float] = defaultdict(float)
    mains = set(keyed("interceptors", "node"))
    for row in model.dry_weather:
        flow[plant_of(row.node) if row.node in mains else "combined sewers"] += row.average * 8.64
    rows: list[list[object]] = []
    for plant, row in keyed("plants", "plant").items():
        rows.append([f"`{plant}` {row.text('name_zh')}", f"{row.number('capacity_wan'):g}", f"{flow[plant]:.2f}"])
    rows.append(["households of combined areas and villages", "", f"{flow['combined sewers']:.2f}"])
    rows.append(["all", 37, f"{total / 1e4:.2f}"])
    a_head = total / settings["people"]
    return table(["plant", "capacity 万 t/d", "dry-weather flow 万 t/d, separate areas"], rows) + (
        f"\n\n{a_head:.2f} m³/d a head with works and infiltration, {settings['sewage_per_head']:g} without. The whole "
        "city has 0.29 m³/d of capacity a head, said to be tight (pub: 今晚报 2022-03-11)."
    )

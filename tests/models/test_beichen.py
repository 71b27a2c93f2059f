"""The district model: built from its tables, complete, every value with a source, and steady in every storm."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import build
import pytest
from building.context import storms
from building.tables import KINDS, TABLES, TableError, keyed, read_table

import sponge
from sponge.io.source_table import read_sources

FOLDER = TABLES.parent
MODEL = FOLDER / "beichen.inp"
CLOSED = {  # what a measure opens: tags of links
    "expand", "node_works", "new_station", "renew", "separate", "green", "green_drain", "rain_reuse", "first_flush",
    "tank_drain", "into_storm", "storm_planned", "sanitary_separate", "diverter", "connect", "reclaimed",
    "plant_phase2", "flag", "gap_main", "village_main",
}  # fmt: skip
OPENED = [
    "pump[tag=new_station].start_depth -= 99.2",
    *(f"pump[tag={tag}].start_depth -= 99.5" for tag in ("expand", "node_works", "renew", "separate")),
    "orifice[tag=green].offset = 3.0",
    "orifice[tag=first_flush].offset = 1.2",
    "conduit[tag=gap_main].max_flow = 0",
    "conduit[tag=gap_ditch].max_flow = 0.000001",
    "conduit[tag=village_main].max_flow = 0",
    "conduit[tag=village_ditch].max_flow = 0.000001",
    "conduit[tag=into_combined].max_flow = 0.000001",
    "conduit[tag=into_storm].max_flow = 0",
    "conduit[tag=sanitary_combined].max_flow = 0.000001",
    "conduit[tag=sanitary_separate].max_flow = 0",
    "pump[FLAG_DIVERT].on = yes",
    "pump[FLAG_CONNECT].on = yes",
    "pump[tag=reclaimed].on = yes",
    "pump[tag=rain_reuse].on = yes",
    "pump[tag=plant_phase2].on = yes",
]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def model():
    return sponge.read_inp(MODEL)


def depths_of(years: float) -> list[float]:
    """Rain of two hours in steps of 5 minutes, m: the unit of a gage's volumes."""
    return [1e-3 * depth for depth in storms()["tianjin-1"].chicago(years, 120, 0.4, 5)]


def storm(model, years: float, rise: float = 0.0, hours: float = 0.0):
    """The model with another storm (0 = none), all outfalls' levels raised, or another length."""
    series = model.series["RAIN"]
    depths = depths_of(years) if years else [0.0] * (len(series.values) - 1)
    outfalls = {n: replace(o, stage=o.stage + rise) if o.kind == "FIXED" else o for n, o in model.outfalls.items()}
    tide = model.curves["TIDE"]
    curves = {**model.curves, "TIDE": replace(tide, points=tuple((x, y + rise) for x, y in tide.points))}
    end = model.options.start + timedelta(hours=hours) if hours else model.options.end
    return replace(
        model, series={**model.series, "RAIN": replace(series, values=(*depths, 0.0))}, outfalls=outfalls,
        curves=curves, options=replace(model.options, end=end),
    )  # fmt: skip


# --- built from the tables ------------------------------------------------------------------------------------------


def test_built_files_are_what_the_tables_give():
    for name, text in build.build().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: run build.py"


def test_file_says_that_its_geometry_is_synthetic(model):
    assert "SYNTHETIC" in MODEL.read_text(encoding="utf-8")[:600]
    assert any("SYNTHETIC" in line for line in model.title)
    assert "synthetic" in (FOLDER / "README.md").read_text(encoding="utf-8").lower()


def test_model_has_no_problem(model):
    """But for gates of measures that hang above the rim until one is asked for."""
    assert [str(p) for p in model.problems] == []
    told = [str(problem) for problem in sponge.check_inp(MODEL)]
    assert [line for line in told if not re.search(r"link 'CAP_\w+' reaches", line)] == []


def test_names_are_ascii(model):
    assert MODEL.read_text(encoding="utf-8").isascii()


def test_sizes_asked_for(model):
    links = len(model.link_order)
    assert 400 <= len(model.subcatchments) <= 1000
    assert 600 <= links <= 1500
    assert sum(s.area for s in model.subcatchments.values()) / 1e6 == pytest.approx(478.48, abs=1e-3)


def test_zones_cover_everything(model):
    table = rows("zones.csv")
    named = {(r["kind"], r["name"]) for r in table}
    assert {("subcatchment", n) for n in model.subcatchments} | {("node", n) for n in model.node_order} == named
    control = {r["secondary"] for r in table if r["primary"]}
    assert len(control) == 57
    assert len({r["primary"] for r in table if r["primary"]}) == 5
    assert {r["secondary"] for r in table if not r["primary"]} == {"rivers", "interceptors"}
    assert {r["zone"] for r in rows("zone_names.csv")} >= control
    assert all(r["name_zh"] for r in rows("zone_names.csv"))


def test_stations_that_the_plan_counts(model):
    kinds = Counter(r["kind"] for r in rows("station_names.csv"))
    assert kinds["green_storage"] == 13
    assert kinds["first_flush_tank"] == 18
    assert kinds["pump_station"] >= 23
    stations = keyed("pumping_stations", "station")
    assert sum(r.flag("ran_2023") for r in stations.values()) == 22
    on_rivers = keyed("river_stations", "station")
    expanded = {n for n, r in on_rivers.items() if r.number("expand")}
    assert len(expanded) == 7 and {"hanshengzhuang", "eryan"} <= expanded
    assert [n for n, r in on_rivers.items() if r.number("new_station")] == ["yongjin_zuodi"]
    assert any("永金引河(左堤)" in r["name_zh"] for r in rows("station_names.csv"))


def test_river_stations_lift_rivers(model):
    """As the plan's sentence on 河道泵站 asks: from river to river, with 24.5 m3/s each (269 by 11, published)."""
    zone_of = {r["name"]: r["secondary"] for r in rows("zones.csv") if r["kind"] == "node"}
    for name, row in keyed("river_stations", "station").items():
        units = [p for n, p in model.pumps.items() if re.fullmatch(rf"P[XN]?_{name}_\d", n)]
        assert units and {zone_of[p.up] for p in units} | {zone_of[p.down] for p in units} == {"rivers"}, name
        assert (row.number("mouth") + row.number("new_station")) * row.number("unit_m3s") == 24.5, name
        assert row.text("node").split("_")[0] == row.text("river") != row.text("target").split("_")[0], name


def test_roles_name_links_of_the_model(model):
    for row in rows("stations.csv"):
        assert row["link"] in model.link_order, row
    nodes, stations = set(model.node_order), {r["station"] for r in rows("stations.csv")}
    for row in rows("station_names.csv"):
        assert row["node"] in nodes and row["station"] in stations, row


def test_every_zone_drains_to_one_place(model):
    """A station of the table, or a ditch with a sluice and a pump of its own; fields never to a town's station."""
    stations = set(keyed("pumping_stations", "station"))
    for zone, row in keyed("drainage", "zone").items():
        outlet = row.text("outlet")
        assert outlet in stations or (outlet == "gravity" and f"SL_{zone}" in model.orifices), zone
    fields = {n: s for n, s in model.subcatchments.items() if s.tag == "farmland"}
    assert {s.outlet for s in fields.values()} == {f"{n.split('_')[0]}_D2" for n in fields}
    modulus = {r["setting"]: float(r["value"]) for r in rows("tables/settings.csv")}["rural_modulus"]
    for name, pump in ((n, p) for n, p in model.pumps.items() if p.tag == "ditch_pump"):
        ditch = [s for s in model.subcatchments.values() if re.fullmatch(rf"{name[3:]}_(D\d|V)", s.outlet)]
        most = max(y for _, y in model.curves[pump.curve].points)  # with no lift: 1.2 of the size
        asked = modulus * sum(s.area / 1e6 for s in ditch)
        assert asked - 1e-6 <= most / 1.2 < asked + 0.5, name


def test_wet_wells_hold_thirty_seconds_of_a_pump(model):
    for name, row in keyed("pumping_stations", "station").items():
        well, first = model.storages[f"PS_{name}"], model.pumps[f"P_{name}_1"]
        held = well.constant * (first.start_depth - first.stop_depth)
        assert held >= 30.0 * row.number("unit_m3s"), name


# --- sources --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(p.stem for p in TABLES.glob("*.csv")))
def test_every_row_of_a_table_has_a_source(table):
    for row in rows(f"tables/{table}.csv"):
        own = [text for column, text in row.items() if column.startswith("source")]
        assert own and all(text.split(":")[0].split(";")[0] in KINDS for text in own), row


def test_bad_table_is_named_with_its_line(tmp_path):
    (tmp_path / "t.csv").write_text("a,source\n1,assumed: why\n2,guessed\n")
    with pytest.raises(TableError, match=r"t.csv, line 3.*guessed"):
        read_table("t", tmp_path)
    (tmp_path / "t.csv").write_text("a,source\n1,assumed: one, two\n")
    with pytest.raises(TableError, match=r"line 2.*cells"):
        read_table("t", tmp_path)


def test_every_value_of_the_model_has_a_source(model):
    """For each kind of element, each attribute has as many sources as there are elements."""
    numbers = {
        "subcatchment": len(model.subcatchments), "junction": len(model.junctions), "storage": len(model.storages),
        "outfall": len(model.outfalls), "conduit": len(model.conduits), "pump": len(model.pumps),
        "orifice": len(model.orifices), "weir": len(model.weirs), "node": len(model.node_order),
        "section": len(model.conduits) + len(model.orifices) + len(model.weirs), "inflow": len(model.inflows),
        "dry_weather": len(model.dry_weather), "lid_use": len(model.lid_uses),
    }  # fmt: skip
    counted = Counter()
    for row in read_sources(FOLDER):
        counted[(row.element, row.attribute)] += row.count
    for element, number in numbers.items():
        attributes = {a: n for (e, a), n in counted.items() if e == element}
        assert attributes and set(attributes.values()) == {number}, (element, number, attributes)
    points = sum(len(c.points) for name, c in model.curves.items() if name != "IDLE")
    assert counted[("curve", "points")] == points


def test_bad_sources_are_all_named(tmp_path):
    (tmp_path / "sources.csv").write_text("kind,attribute,count,source\npump,start,two,plan\npump,stop,1,planned: x\n")
    with pytest.raises(sponge.ModelError) as raised:
        read_sources(tmp_path)
    assert [(p.line, p.hint) for p in raised.value.problems] == [(2, ""), (3, "did you mean plan?")]


def test_little_is_known_and_said_so():
    """What the plan or a publication says is a small share; nothing of the hydraulics is among it."""
    known = [r for r in read_sources(FOLDER) if r.kind in ("plan", "pub")]
    assert known
    published = {"lid", "pollutant", "washoff"}  # designs of facilities, rain, how fast it washes off
    assert {r.element for r in known} <= {"zone", "group", "station", "river", "evaporation", *published}


# --- runs -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def base(model):
    return sponge.run(model)


def tagged(model, tags: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in model.link_order:
        tag = model.link(name).tag
        if tag in tags:
            found.setdefault(tag, []).append(name)
    return found


def test_base_balances(base):
    assert abs(float(base["routing_continuity_error"])) < 0.5
    assert abs(float(base["runoff_continuity_error"])) < 0.1


def test_what_a_measure_adds_is_closed(model, base):
    found = tagged(model, CLOSED)
    assert set(found) == CLOSED
    for tag, links in found.items():
        flow = abs(base["link_flow"].sel(link=links)).max()
        assert float(flow) < 1e-4, tag  # m3/s: what a closed path lets by


def test_what_is_open_carries_water(model, base):
    """All but what waits for a measure, for a greater storm, or for a raised river."""
    resting = {"bypass", "mouth_gate", "gate", "duty", "mouth", "ditch_pump", "street"}
    waiting = {name for links in tagged(model, CLOSED | resting).values() for name in links}
    rest = [name for name in model.link_order if name not in waiting]
    still = [n for n in rest if not float(abs(base["link_flow"].sel(link=n)).max()) > 1e-3]
    assert still == []


def test_starts_at_rest(base):
    """Rivers and plants start near where they would settle: no wave from a wrong start."""
    rivers = [n for n in map(str, base["node"].values) if n.startswith(("FCH", "YJYH", "DNYH", "LYYH", "BFCH"))]
    head = base["node_head"].sel(node=rivers)[:72]  # six dry hours
    assert float((head.max("time") - head.min("time")).max()) < 0.25


def test_pumps_do_not_flutter(base):
    assert float(base["pump_starts"].max()) <= 8


def test_ponding_is_where_sewers_are_old(model, base):
    """In the two-year storm of the file water stands over 15 cm only where the plan has something to do."""
    depth = base["node_max_depth"].to_series()
    zones = {r["name"]: r["secondary"] for r in rows("zones.csv") if r["kind"] == "node"}
    kinds = {r["zone"]: r for r in rows("tables/zones.csv")}
    wet = Counter()
    for name, junction in model.junctions.items():
        if junction.ponded_area > 0.0 and depth[name] - junction.max_depth > 0.15:
            row = kinds[zones[name]]
            wet["gap" if row["gap"] == "1" else f"{row['sewer']}_{row['era']}"] += 1
    assert 0 < sum(wet.values()) < 0.2 * sum(j.ponded_area > 0 for j in model.junctions.values())
    assert wet["separate_new"] + wet["none_rural"] <= 0.15 * sum(wet.values())


def test_water_spreads_over_terraces(model):
    """Where a manhole or a ditch floods lies a wider terrace above it, as high as the streets that join the two."""
    inside = {n: j for n, j in model.junctions.items() if j.ponded_area > 0.0 and not n.endswith("_V")}
    upper = {n: j for n, j in inside.items() if j.tag == "terrace"}
    streets = [c for c in model.conduits.values() if c.tag == "street"]
    assert {c.up for c in streets} == set(upper)
    for name, terrace in upper.items():
        joined = [c for c in streets if c.up == name]
        low = [n for n in inside if re.fullmatch(rf"{name.split('_')[0]}_{'D' if '_D' in name else '[^DU]'}\w*", n)]
        low = [n for n in low if n not in upper]
        assert terrace.ponded_area > 1.9 * sum(inside[n].ponded_area for n in low) > 0.0, name
        for street in joined:
            lower = inside[street.down]
            ground = lower.invert + lower.max_depth
            assert street.offset_down + street.section.geometry[0] == pytest.approx(lower.max_depth, abs=1e-9)
            assert 0.1 < terrace.invert + terrace.max_depth - ground < 0.35, name


def ponded(model, result) -> float:
    """Water on the ground, m3, at its greatest in each place."""
    depth = result["node_max_depth"].to_series()
    return sum(max(depth[n] - j.max_depth, 0.0) * j.ponded_area for n, j in model.junctions.items())


@pytest.mark.slow
def test_storms_raised_rivers_and_drought(model):
    """Water balances in all of them, nothing leaves the system by the way, and ponding grows with the return period."""
    volumes = []
    for years in (1, 5, 20, 100):
        result = sponge.run(storm(model, years))
        assert abs(float(result["routing_continuity_error"])) < 1.0, years
        assert abs(float(result["runoff_continuity_error"])) < 0.1, years
        volumes.append(ponded(model, result))
    assert volumes == sorted(volumes) and volumes[0] < 0.2 * volumes[-1]
    raised = sponge.run(storm(model, 100, rise=1.0))
    assert abs(float(raised["routing_continuity_error"])) < 1.0
    assert ponded(model, raised) > volumes[-1]
    dry = sponge.run(storm(model, 0, hours=72))
    assert abs(float(dry["routing_continuity_error"])) < 1.0
    assert float(dry["steps_not_converged"]) < 1.0
    assert ponded(model, dry) == 0.0


@pytest.mark.slow
def test_opened_paths_carry_water(model):
    """Each closed path carries water once its change is made (pumps that add to others may rest)."""
    result = sponge.run(storm(model, 5, hours=48), changes=OPENED)
    assert abs(float(result["routing_continuity_error"])) < 1.0
    for tag, links in tagged(model, CLOSED - {"flag", "green_drain"}).items():
        peak = result["link_flow"].sel(link=links).max("time")
        assert float((peak > 1e-4).mean()) > 0.7, (tag, [str(n) for n in peak.link.values[peak.values <= 1e-4]])


@pytest.mark.slow
def test_tank_captures_latches_drains_and_resets(model):
    """Two storms two days apart: both are captured, and between filling and emptying nothing more enters."""
    series = model.series["RAIN"]
    depths = depths_of(2)
    first = [21600.0 + 300.0 * i for i in range(len(depths))]
    later = [t + 4 * 86400.0 for t in first]
    twice = replace(series, times=(*first, first[-1] + 300.0, *later, later[-1] + 300.0),
                    values=(*depths, 0.0, *depths, 0.0))  # fmt: skip
    options = replace(model.options, end=model.options.start + timedelta(days=6), report_step=900.0)
    long = replace(model, series={**model.series, "RAIN": twice}, options=options)
    room = "pump[tag=plant_phase2].on = yes"  # the plant that the tank empties to is nearly full without
    result = sponge.run(long, changes=["orifice[tag=first_flush].offset = 1.2", room])
    name = "dazhangzhuang"
    level = result["node_depth"].sel(node=f"TK_{name}").values
    inflow = result["link_flow"].sel(link=f"CAP_{name}").values
    full = 4.0 / 1.2
    day = 96
    assert level[:day].max() >= full  # the first storm is captured
    at = int((level >= full).argmax())
    assert (inflow[at + 2 : at + day] == 0.0).all()  # latched
    assert level[4 * day : 4 * day + 23].min() < 0.35  # drained
    assert level[4 * day + 24 :].max() >= full  # reset, and the second storm captured


def test_info_counts_sources(sponge_command):
    done = sponge_command("info", str(FOLDER), "--sources")
    assert done.returncode == 0, done.stderr
    for kind in KINDS:
        assert kind in done.stdout
    assert "assumed" in done.stdout


@pytest.fixture
def sponge_command():
    import subprocess
    import sys

    def call(*arguments: str):
        command = [sys.executable, "-m", "sponge", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    return call


def test_sources_asked_of_a_model_without_them(sponge_command, tutorial: Path):
    done = sponge_command("info", str(tutorial), "--sources")
    assert done.returncode == 2
    assert "sources.csv" in done.stderr

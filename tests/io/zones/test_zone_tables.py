"""Tables of zones and stations beside a model, and every problem that they may have."""

from __future__ import annotations

from pathlib import Path

import pytest

import sponge
from sponge.base.errors import ModelError
from sponge.io import check_inp

MODEL = """\
[OPTIONS]
FLOW_UNITS CMS
START_DATE 01/01/2020
END_DATE 01/02/2020
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[SUBCATCHMENTS]
S1 G J1 2 60 100 1 0
S2 G J2 3 40 150 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 4 25 OUTLET
S2 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 60 5 4 7 0
S2 60 5 4 7 0
[JUNCTIONS]
J1 10 3
J2 9 3
R1 8 4
[OUTFALLS]
Out 7 FREE
[CONDUITS]
C1 J1 J2 100 0.013 0 0
C2 J2 R1 100 0.013 0 0
C3 R1 Out 100 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.5 0 0 0
C2 CIRCULAR 0.5 0 0 0
C3 RECT_OPEN 3 5 0 0
[TIMESERIES]
Storm 0:00 5
Storm 1:00 0
"""
ZONES = """\
kind,name,secondary,primary
subcatchment,S1,north,town
subcatchment,S2,south,town
node,J1,north,town
node,j2,south,town
node,R1,rivers,
node,Out,rivers,
link,C2,rivers,
"""
STATIONS = "station,link,role\nPS,C2,pump\nPS,C3,gate\n"
ZONE_NAMES = "zone,level,name_zh\nsouth,secondary,南区\nnorth,secondary,北区\ntown,primary,城区\nrivers,other,河道\n"
STATION_NAMES = "station,kind,name_zh,node,zone\nPS,pump_station,韩盛庄泵站,J2,\n"
GOOD = {
    "zones.csv": ZONES, "stations.csv": STATIONS, "zone_names.csv": ZONE_NAMES, "station_names.csv": STATION_NAMES
}  # fmt: skip


def write(folder: Path, **tables: str | bytes) -> Path:
    """The model and its tables; names with an underscore for the dot."""
    (folder / "m.inp").write_text(MODEL)
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "m.inp"


def test_without_tables_there_are_no_zones(tmp_path):
    model = sponge.read_inp(write(tmp_path))
    assert model.zoning is None and model.stations is None


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
def test_reads_zones_and_stations(tmp_path, mark):
    tables = {name.removesuffix(".csv"): mark + text.encode() for name, text in GOOD.items()}
    model = sponge.read_inp(write(tmp_path, **tables))
    zoning = model.zoning
    assert zoning.primary == {"south": "town", "north": "town"} and zoning.secondary == ("south", "north")
    assert zoning.primaries == ("town",) and zoning.others == ("rivers",)
    assert zoning.nodes["J2"] == "south"
    assert zoning.links == {"C1": "north", "C2": "rivers", "C3": "rivers"}  # C1, C3 by their upstream nodes
    assert zoning.names["south"] == "南区"
    station = model.stations["PS"]
    assert (station.kind, station.name_zh, station.node, station.zone) == ("pump_station", "韩盛庄泵站", "J2", "south")
    assert station.with_role("pump") == ("C2",) and station.with_role("pump", "gate") == ("C2", "C3")
    assert not [p for p in check_inp(tmp_path / "m.inp") if ".csv" in p.file]


def test_zones_alone_and_stations_alone_will_do(tmp_path):
    model = sponge.read_inp(write(tmp_path, zones=ZONES))
    assert model.zoning.secondary == ("north", "south") and model.stations is None
    (tmp_path / "zones.csv").unlink()
    model = sponge.read_inp(write(tmp_path, stations=STATIONS))
    assert model.zoning is None and list(model.stations) == ["PS"]


BAD = [  # tables, where, what, hint
    ({"zones": ZONES.replace("kind,", "kinds,")}, "zones.csv:1", "column 'kind' is missing", "the columns are kind,"),
    ({"zones": ZONES.replace("primary\n", "primary,primry\n", 1)}, "zones.csv:1", "unknown column 'primry'", "primary"),
    ({"zones": ZONES.replace("node,J1", "nodes,J1")}, "zones.csv:4", "unknown kind 'nodes'", "did you mean node?"),
    ({"zones": ZONES.replace("node,J1", "node,J11")}, "zones.csv:4", "there is no node 'J11'", "did you mean J1?"),
    ({"zones": ZONES.replace("node,J1,north,town\n", "")}, "zones.csv", "node 'J1' has no zone", "add a row node,J1,"),
    ({"zones": ZONES.replace("subcatchment,S2,south,town\n", "")}, "zones.csv", "'S2' has no zone", "add a row"),
    ({"zones": ZONES.replace("J1,north,town", "J1,north,city")}, "zones.csv:4", "primary zone 'city'", "line 2 says"),
    ({"zones": ZONES.replace("Out,rivers,", "Out,town,")}, "zones.csv:7", "of a zone and of a primary", "different"),
    ({"zones": ZONES + "node,J1,south,town\n"}, "zones.csv:9", "'J1' stands here twice", "first in line 4"),
    ({"zones": ZONES.replace("J1,north,town", "J1,,town")}, "zones.csv:4", "'J1' has no zone", "secondary"),
    ({"zones": ZONES + "link,C1\n"}, "zones.csv:9", "2 cells in a table of 4 columns", ""),
    ({"zones": ZONES.encode() + "link,C1,北,\n".encode("gbk")}, "zones.csv:9", "not UTF-8", "save the table as UTF-8"),
    ({"stations": STATIONS.replace("C3", "C33")}, "stations.csv:3", "there is no link 'C33'", "did you mean C3?"),
    ({"stations": STATIONS.replace("gate", "gat")}, "stations.csv:3", "unknown role 'gat'", "did you mean gate?"),
    ({"stations": STATIONS + "PS,C2,pump\n"}, "stations.csv:4", "'C2' stands here twice as pump", ""),
    ({"zones": ZONES, "zone_names": ZONE_NAMES.replace("north", "nort")}, "zone_names.csv:3", "no secondary", "north"),
    ({"zones": ZONES, "zone_names": ZONE_NAMES.replace("other", "othr")}, "zone_names.csv:5", "level", "other"),
    (
        {"stations": STATIONS, "station_names": STATION_NAMES.replace("PS", "PZ")}, "stations.csv",
        "station 'PS' is not in station_names.csv", "add a row",
    ),
    ({"station_names": STATION_NAMES.replace("J2", "J22")}, "station_names.csv:2", "there is no node 'J22'", "did you"),
    ({"station_names": STATION_NAMES.replace("pump_", "pum_")}, "station_names.csv:2", "unknown kind", "pump_station"),
    ({"zones": ZONES, "station_names": STATION_NAMES.replace("J2,", "J2,sout")}, "names.csv:2", "zone 'sout'", "south"),
]  # fmt: skip


@pytest.mark.parametrize("tables, where, what, hint", BAD, ids=[f"{b[1]}-{b[2][:20]}" for b in BAD])
def test_problems_say_where_and_what_to_do(tmp_path, tables, where, what, hint):
    path = write(tmp_path, **tables)
    found = [p for p in check_inp(path) if p.fatal]
    assert any(where in str(p) and what in p.message and hint in p.hint for p in found), "\n".join(map(str, found))
    with pytest.raises(ModelError):
        sponge.read_inp(path)


def test_all_problems_at_once(tmp_path):
    stations = "station,link,role\nA,X,pump\nB,C1,pmp\n"
    path = write(tmp_path, zones=ZONES.replace("J1", "J9").replace("S1", "S9"), stations=stations)
    found = "\n".join(map(str, check_inp(path)))
    for text in ("'S9'", "'J9'", "'S1' has no zone", "'J1' has no zone", "'X'", "'pmp'"):
        assert text in found


def test_many_elements_without_a_zone_are_not_all_named(tmp_path):
    junctions = "".join(f"K{i} 9 3\n" for i in range(100))
    path = write(tmp_path, zones=ZONES)
    path.write_text(MODEL.replace("[OUTFALLS]", f"{junctions}[OUTFALLS]"))
    found = [p for p in check_inp(path) if "zones.csv" in p.file]
    assert len(found) == 21 and "and 80 more nodes" in found[-1].message

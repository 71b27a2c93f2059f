"""The geography of the Beichen model: 57 zones that fill the district, named after the plan, rows with sources."""

from __future__ import annotations

import json

import geography
import numpy as np
import pytest
import shapely
from geography import checks
from geography.parcels import defaults
from geography.partition import partition
from geography.projection import PLANE, to_lonlat, to_plane
from geography.tables import TABLES, read
from shapely import Point

from sponge import read_inp
from sponge.results.map_crs import crs_text

ZONES = geography.load_zones()
COMBINED = {
    "北仓镇工业区", "天穆镇都市产业园", "普东街片区", "宜兴埠镇片区", "双口镇", "青光镇", "小淀镇",
    "西堤头镇", "大张庄镇", "北辰经济技术开发区",
}
TOWN_CENTRES = {  # lat, lon: FACTS, unverified, two decimals
    "双口镇": (39.22, 117.00), "青光镇": (39.19, 117.05), "双街镇": (39.26, 117.10), "北仓镇": (39.23, 117.12),
    "天穆镇": (39.20, 117.12), "宜兴埠镇": (39.21, 117.18), "小淀镇": (39.24, 117.21), "大张庄镇": (39.30, 117.19),
    "西堤头镇": (39.23, 117.37),
}
STREETS = {"果园新村街", "集贤里街", "普东街", "瑞景街", "佳荣里街", "青源街", "广源街"}
RIVERS = {
    "永定河", "永定新河", "北运河", "卫河", "外环河", "郎园引河", "丰产河", "淀南引河", "永金引河",
    "北丰产河", "永金水库", "子牙河", "金钟河(新开河)", "北京排污河", "外环线",
}
SURFACES = {  # volume runoff coefficients by surface: pub S28
    "roof": (0.8, 0.9), "asphalt": (0.8, 0.9), "block": (0.5, 0.6), "bare": (0.3, 0.3), "green": (0.15, 0.15),
    "water": (1.0, 1.0),
}


def union(zones):
    return shapely.union_all([zone.polygon for zone in zones])


def test_five_primary_and_57_secondary_zones():
    assert len(geography.load_primary_zones()) == 5
    assert len(ZONES) == 57
    assert {zone.primary for zone in ZONES.values()} == set(geography.load_primary_zones())


def test_areas_add_up_to_the_district():
    assert sum(round(zone.area_km2 * 10_000) for zone in ZONES.values()) == 4_784_800
    for zone in ZONES.values():
        assert zone.area == pytest.approx(zone.polygon.area, rel=1e-3), zone.zone
        assert zone.area_km2 > 1.0, zone.zone


def test_zones_fill_the_outline_without_gap_or_overlap():
    polygons = list(geography.zone_polygons().values())
    assert all(polygon.is_valid and polygon.geom_type == "Polygon" and not polygon.interiors for polygon in polygons)
    assert shapely.coverage_is_valid(polygons)
    assert shapely.union_all(polygons).symmetric_difference(geography.outline()).area < 1000.0  # 1 cm of 113 km
    assert sum(polygon.area for polygon in polygons) == pytest.approx(geography.outline().area, abs=1000.0)


def test_outline_has_the_published_size():
    west, south, east, north = geography.outline().bounds
    assert (east - west, north - south) == pytest.approx((43_200.0, 20_800.0), abs=100.0)
    assert geography.outline().area == pytest.approx(478.48e6, rel=1e-3)


def test_primary_zones_are_whole_and_bounded_by_rivers_and_ring_road():
    """The edge between two primary zones lies on a first-class river, 永金引河 or the ring road."""
    edges = shapely.union_all([geography.rivers()[name].shape for name in ("YDH", "YDXH", "BYH", "YJYH", "RING")])
    whole = {name: union([z for z in ZONES.values() if z.primary == name]) for name in geography.load_primary_zones()}
    for name, shape in whole.items():
        assert shape.geom_type == "Polygon", name
        for other, neighbour in whole.items():
            if other > name:
                shared = shape.boundary.intersection(neighbour.boundary)
                assert shared.difference(edges.buffer(1.0)).length < 50.0, (name, other)


@pytest.mark.parametrize("town", TOWN_CENTRES)
def test_town_centre_lies_in_its_town(town):
    lat, lon = TOWN_CENTRES[town]
    centre = Point(to_plane([(lon, lat)])[0])
    assert union([zone for zone in ZONES.values() if zone.town == town]).distance(centre) < 500.0


def test_names_of_the_plan_are_there():
    names = " ".join(zone.name_zh for zone in ZONES.values())
    for word in (*COMBINED, *TOWN_CENTRES, *STREETS, "铁东路", "南北仓", "北部新区", "大张庄安置区", "小淀安置区"):
        assert word in names, word
    assert {zone.town for zone in ZONES.values()} >= STREETS | set(TOWN_CENTRES)
    assert {river.name_zh for river in geography.rivers().values()} == RIVERS


def test_groups_for_measures_are_all_represented():
    groups = {row["group"]: row for row in read("groups")}
    assert {row["name_zh"] for row in groups.values() if row["kind"] == "combined_area"} == COMBINED
    for name, row in groups.items():
        zones = [zone for zone in ZONES.values() if getattr(zone, row["kind"]) == name]
        assert zones, name
    for zone in ZONES.values():
        assert {zone.combined_area, zone.renewal, zone.lead_area} - {""} <= set(groups)
        assert (zone.sewer == "combined") == bool(zone.combined_area), zone.zone
        assert zone.sewer == "none" or not zone.gap, zone.zone
        assert zone.receiver in geography.rivers()
    assert any(zone.gap for zone in ZONES.values())


def test_ground_falls_from_west_to_east():
    assert all(0.04 <= zone.ground <= 5.46 for zone in ZONES.values())
    west, east = (sum(z.ground for z in ZONES.values() if z.primary == p) / 10 for p in ("west", "east"))
    assert west > 2 * east


def test_land_use_shares():
    rows = {row["zone"]: row for row in read("land_use")}
    assert list(rows) == list(ZONES)
    district = dict.fromkeys(geography.LAND_USES, 0.0)
    for name, row in rows.items():
        shares = {use: float(row[use]) for use in geography.LAND_USES}
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9), name
        for use, share in shares.items():
            assert share == 0.0 or share >= 0.01, (name, use)
            district[use] += share * ZONES[name].area_km2 / 478.48
    built = {use: share for use, share in district.items() if use not in ("farmland", "water")}
    assert 0.36 < sum(built.values()) < 0.46
    green = sum(share * float(defaults()[use]["green"]) for use, share in built.items()) / sum(built.values())
    assert green == pytest.approx(0.366, abs=0.02)  # green cover of the built area, plan


def test_parcels_fill_their_zones():
    found = geography.parcels()
    assert 400 <= len(found) <= 520
    for zone in ZONES.values():
        own = [parcel for parcel in found.values() if parcel.zone == zone.zone]
        assert sum(parcel.area for parcel in own) == pytest.approx(zone.area, abs=0.01)
        assert all(zone.polygon.contains(Point(parcel.x, parcel.y)) for parcel in own)
        assert len({(parcel.x, parcel.y) for parcel in own}) == len(own)


@pytest.mark.parametrize("use", geography.LAND_USES)
def test_surfaces_of_a_land_use_give_its_impervious_share_and_a_plausible_coefficient(use):
    row = defaults()[use]
    share = {surface: float(row[surface]) for surface in SURFACES}
    assert sum(share.values()) == pytest.approx(1.0)
    hard = share["roof"] + share["asphalt"] + share["water"] + share["block"] / 2
    assert float(row["impervious"]) == pytest.approx(hard, abs=1e-6)
    coefficient = sum(share[s] * sum(SURFACES[s]) / 2 for s in SURFACES)
    assert float(row["coefficient_low"]) <= coefficient <= float(row["coefficient_high"])


@pytest.mark.parametrize("table", sorted(path.stem for path in TABLES.glob("*.csv")))
def test_every_row_has_its_sources(table):
    rows = read(table)
    columns = [column for column in rows[0] if column.startswith("source")]
    assert columns
    for row in rows:
        for column in columns:
            assert row[column].startswith(("plan", "pub:", "calc:", "unv:", "assumed:", "standard:")), row


def test_committed_geojson_is_what_the_tables_give(tmp_path):
    geography.write_geojson(tmp_path / "zones.geojson")
    geography.write_rivers_geojson(tmp_path / "rivers.geojson")
    for name in ("zones.geojson", "rivers.geojson"):
        assert (tmp_path / name).read_bytes() == (TABLES.parent / name).read_bytes(), name


def test_geojson_is_valid_and_says_synthetic():
    features = json.loads((TABLES.parent / "zones.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == 57
    for feature in features:
        assert set(feature["properties"]) == {
            "zone", "name_zh", "name_en", "primary", "primary_name_zh", "area_km2", "sewer", "synthetic"}
        assert feature["properties"]["synthetic"] is True
        ring = shapely.LinearRing(feature["geometry"]["coordinates"][0])
        assert ring.is_ccw and shapely.Polygon(ring).is_valid
        assert ring.bounds[0] > 116.9 and ring.bounds[3] < 39.4


EDITS = {  # table, column, row, new value -> words of the message
    "unknown primary": ("zones", "primary", 0, "wset", ("zone SK01", "did you mean west")),
    "unknown group": ("zones", "combined_area", 0, "shuangku", ("did you mean shuangkou",)),
    "unknown river": ("zones", "receiver", 3, "YDHH", ("zone SK04", "did you mean YDH")),
    "ground too high": ("zones", "ground_m", 0, "46.0", ("zone SK01", "0.04 to 5.46")),
    "not a number": ("zones", "lon", 1, "117,0", ("zone SK02", "not a number")),
    "zone twice": ("zones", "zone", 1, "SK01", ("stands there 2 times",)),
    "zone without land use": ("land_use", "zone", 0, "SK1", ("no row for zone SK01", "did you mean SK01")),
    "shares": ("land_use", "road", 0, "0.90", ("zone SK01", "not 1")),
    "parcel share": ("parcels", "impervious", 0, "74", ("residential_old", "0 to 1")),
    "land use": ("parcels", "land_use", 4, "roads", ("did you mean road", "no row for land use road")),
    "points of no river": ("river_points", "river", 0, "YDHE", ("did you mean YDH",)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_wrong_table_is_named_with_row_and_hint(edit, monkeypatch):
    table, column, row, value, words = EDITS[edit]
    wrong = read(table)
    wrong[row][column] = value
    monkeypatch.setattr(checks, "read", lambda name: wrong if name == table else read(name))
    with pytest.raises(geography.TableError) as caught:
        checks.check_tables()
    for word in words:
        assert word in str(caught.value)


def test_all_problems_are_told_at_once(monkeypatch):
    wrong = read("zones")
    wrong[0]["primary"], wrong[5]["sewer"], wrong[9]["ground_m"] = "wset", "combind", "high"
    monkeypatch.setattr(checks, "read", lambda name: wrong if name == "zones" else read(name))
    with pytest.raises(geography.TableError) as caught:
        checks.check_tables()
    assert len(str(caught.value).splitlines()) == 3


def test_a_seed_outside_the_district_or_two_on_one_spot_are_refused():
    square = shapely.box(0.0, 0.0, 100.0, 100.0)
    with pytest.raises(geography.TableError, match="zone B: its seed point lies outside"):
        partition(square, [], {"A": (50.0, 50.0), "B": (150.0, 50.0)})
    with pytest.raises(geography.TableError, match="A and B"):
        partition(square, [], {"A": (50.0, 50.0), "B": (50.0, 50.0)})


def test_partition_shares_by_nearness_and_respects_dividers():
    """A square cut at x = 30; two seeds right of it share at half way, y = 50, the left part is whole."""
    cut = shapely.LineString([(30.0, -5.0), (30.0, 105.0)])
    seeds = {"left": (28.0, 10.0), "low": (32.0, 20.0), "high": (32.0, 80.0)}
    found = partition(shapely.box(0.0, 0.0, 100.0, 100.0), [cut], seeds)
    assert {name: polygon.bounds for name, polygon in found.items()} == {
        "left": (0.0, 0.0, 30.0, 100.0), "low": (30.0, 0.0, 100.0, 50.0), "high": (30.0, 50.0, 100.0, 100.0)}


def test_a_part_without_seed_joins_the_neighbour_with_the_longest_edge():
    cut = [shapely.LineString([(30.0, -5.0), (30.0, 105.0)]), shapely.LineString([(60.0, -5.0), (60.0, 105.0)])]
    cut.append(shapely.LineString([(55.0, 90.0), (105.0, 90.0)]))
    seeds = {"left": (10.0, 50.0), "corner": (80.0, 95.0), "right": (80.0, 50.0)}
    found = partition(shapely.box(0.0, 0.0, 100.0, 100.0), cut, seeds)
    assert found["left"].area == pytest.approx(6000.0)


def test_projection_goes_there_and_back():
    points = [(116.952, 39.17), (117.2, 39.25), (117.452, 39.357)]
    assert geography.to_lonlat(to_plane(points)) == pytest.approx(np.array(points), abs=1.1e-6)
    assert to_plane([(117.0, 39.2)])[0, 0] == pytest.approx(500_000.0, abs=0.001)


@pytest.mark.parametrize("name", ["beichen.inp", "beichen-quality.inp"])
def test_the_models_name_the_plane_of_their_map(name):
    """So that exports lie where the district does, without ``--crs``."""
    model = read_inp(TABLES.parent / name)
    assert crs_text(model) == PLANE
    lon, lat = to_lonlat([model.coordinates[node] for node in ("YDXH_01", "XT01_X", "SK01_X")]).T
    assert ((lon > 116.9) & (lon < 117.5) & (lat > 39.1) & (lat < 39.4)).all()

"""Places, shapes and names on the map."""

from __future__ import annotations

import json
import re
from collections import Counter

import numpy as np
import pytest
from made_up import PRIMARY, ZONES, folder

from sponge.base.errors import UsageError
from sponge.report.picture.draw_names import groups, overlap, stretch
from sponge.report.picture.map_data import find_folder, model_nodes, read_map
from sponge.report.picture.outline import area, middle, middle_of_all, outline
from sponge.report.picture.projection import Plane, degrees_of, gauss_krueger_degrees

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])


def test_plane_is_true_to_scale_and_direction():
    plane = Plane(117.15, 39.23)
    east, north = plane(np.array([[117.16, 39.23], [117.15, 39.24]]))
    radius = 6371.0
    assert east == pytest.approx([radius * np.radians(0.01) * np.cos(np.radians(39.23)), 0.0], rel=1e-4)
    assert north == pytest.approx([0.0, radius * np.radians(0.01)], rel=1e-4)


@pytest.mark.parametrize(
    "metres, degrees",
    [  # EPSG:4548; the last is the length of the meridian to 45 degrees
        ((531947.7877, 4344103.2896), (117.37, 39.23)),
        ((430309.8721, 4274402.8637), (116.2, 38.6)),
        ((500000.0, 4984944.3779), (117.0, 45.0)),
    ],
)
def test_gauss_krueger_agrees_with_proj(metres, degrees):
    assert gauss_krueger_degrees(np.array([metres]), 117.0)[0] == pytest.approx(degrees, abs=2e-9)
    assert degrees_of(np.array([metres]), 117.3)[0] == pytest.approx(degrees, abs=2e-9)


def test_coordinates_that_are_degrees_stay_degrees():
    places = np.array([[117.1, 39.2], [np.nan, np.nan]])
    np.testing.assert_array_equal(degrees_of(places, 117.0), places)


def test_outline_is_what_only_one_zone_has():
    edges = outline([(SQUARE,), (SQUARE + (1.0, 0.0),)])
    assert sum(np.hypot(*(b - a)) for a, b in edges) == pytest.approx(6.0)
    assert not any((edge == [[1.0, 0.0], [1.0, 1.0]]).all() for edge in edges)


def test_area_and_middle():
    hole = SQUARE[::-1] * 0.5 + 0.25
    assert area((SQUARE, hole)) == pytest.approx(0.75)
    assert middle((SQUARE + (2.0, 3.0),)) == pytest.approx([2.5, 3.5])
    assert middle_of_all([(SQUARE,), (SQUARE * 2.0 + (1.0, 0.0),)]) == pytest.approx([(0.5 + 4 * 2.0) / 5, 4.5 / 5])


def test_a_name_lies_along_the_river_and_upright():
    line = np.array([[10.0, 0.0], [6.0, 0.0], [0.0, 6.0]])  # drawn from right to left
    place, angle, bend = stretch(line, 0.0, 2.0)
    assert (*place, angle, bend) == pytest.approx((9.0, 0.0, 0.0, 0.0), abs=1e-9)
    _, angle, bend = stretch(line, 0.8, 2.0)
    assert (angle, bend) == pytest.approx((-np.pi / 4, 0.0), abs=1e-9)
    assert stretch(line, 4.0 / np.sum(np.hypot(*np.diff(line, axis=0).T)), 2.0)[2] > 0.2


def test_overlap_of_boxes():
    assert overlap((0, 0, 2, 2), (1, 1, 3, 3)) == 1.0
    assert overlap((0, 0, 1, 1), (1, 0, 2, 1)) == 0.0


def test_map_of_a_folder(tmp_path):
    data = read_map(folder(tmp_path / "m"))
    assert list(data.zones) == ZONES
    assert list(data.primary.values()) == PRIMARY
    assert data.synthetic
    assert [w.name for w in data.waters] == ["long_river"]
    assert data.names_zh["west"] == "西区"
    (station,) = data.stations  # N1 has coordinates in the model; N9 has none
    assert (station.name, station.kind) == ("north", "pump_station")
    west, south = np.concatenate([r for rings in data.zones.values() for r in rings]).min(0)
    assert station.place == pytest.approx((west + 0.03 / 0.2 * -2 * west, south + 0.3 * -2 * south))
    assert data.notes == ("1 stations have no place on the map and are left out",)


def test_nodes_of_the_results_in_metres(tmp_path):
    degrees = read_map(folder(tmp_path / "m"), {"N1": (117.1, 39.25), "N9": (117.05, 39.22)})
    metres = read_map(tmp_path / "m", {"N1": (508632.0745, 4346263.2178), "N9": (504317.8753, 4342929.0438)})
    for a, b in zip(degrees.stations, metres.stations, strict=True):
        assert a.place == pytest.approx(b.place, abs=1e-6)


def test_model_of_the_run_among_several(tmp_path):
    here = folder(tmp_path / "m")
    (here / "older.inp").write_text("[JUNCTIONS]\nN1 0\nN9 0\n\n[COORDINATES]\nN1 117.11 39.24\n")
    assert model_nodes(here, "squares.inp") == {"N1": (117.03, 39.23)}
    assert model_nodes(here, "older.inp") == {"N1": (117.11, 39.24)}
    assert model_nodes(here) == {}
    assert "no station" in read_map(here).notes[0]


def test_neighbours_of_the_district_share_their_vertices(root):
    """Or the outlines of the primary zones would be full of edges inside."""
    data = read_map(root / "models" / "beichen", {"": (0.0, 0.0)})
    assert len(data.zones) == 57
    assert len(groups(data)) == 5
    for zones in [list(data.zones), *([z for z in data.zones if data.primary[z] == p] for p in groups(data))]:
        ends = Counter(tuple(corner) for edge in outline(data.zones[z] for z in zones) for corner in edge.tolist())
        assert set(ends.values()) <= {2, 4}  # closed loops, which may touch
    around = sum(np.hypot(*(b - a)) for a, b in outline(data.zones.values()))
    assert 100.0 < around < 200.0  # km


def test_stations_in_other_coordinates_are_left_out_not_misplaced(tmp_path):
    data = read_map(folder(tmp_path / "m"), {"N1": (1200.0, 800.0), "N9": (1300.0, 900.0)})
    assert data.stations == ()
    assert "2 stations" in data.notes[0]


@pytest.mark.parametrize(
    "text, message",
    [
        ("{", "no GeoJSON"),
        ('{"type": "Topology"}', "no GeoJSON"),
        ('{"features": [{"geometry": null}]}', "feature 1"),
        ('{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[500000, 4344000], [1, 2]]]}}]}', "degrees"),
        ('{"features": []}', "property zone"),
        (json.dumps({"features": [{"geometry": {"type": "Polygon", "coordinates": [SQUARE.tolist()]}}]}), "property z"),
    ],
)
def test_broken_polygons_are_told(tmp_path, text, message):
    (tmp_path / "zones.geojson").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_map(tmp_path)


def test_folder_is_found_or_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = folder(tmp_path / "m")
    assert find_folder(here, tmp_path / "r.nc") == here
    assert find_folder(here / "squares.inp", tmp_path / "r.nc") == here
    assert find_folder(None, here / "r.nc") == here
    with pytest.raises(UsageError, match="--model"):
        find_folder(None, tmp_path / "r.nc", "squares.inp")
    (tmp_path / "models").mkdir()
    there = folder(tmp_path / "models" / "squares")
    assert find_folder(None, tmp_path / "r.nc", "squares.inp").resolve() == there
    with pytest.raises(UsageError, match="no model"):
        find_folder(tmp_path / "none.inp", tmp_path / "r.nc")
    with pytest.raises(UsageError, match=re.escape("has no zones.geojson")):
        find_folder(tmp_path, tmp_path / "r.nc")

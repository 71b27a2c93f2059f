"""What zones tell for an assessment: drains by where they lead, loads, land uses, water on the ground, works."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from zoned import QUALITY, write

import sponge

UNITS = """
[LID_CONTROLS]
Cell BC
Cell SURFACE 150 0 0 0 0
Cell SOIL 100 0.45 0.2 0.1 500 10 80
Cell STORAGE 100 0.75 5 0
Cell DRAIN 60 0.5 0 0
Barrel RB
Barrel STORAGE 1000 0 0 0
Barrel DRAIN 20 0.5 0 0
[LID_USAGE]
S1 Cell 1 1000 10 50 20 0 * *
S4 Cell 1 4000 10 50 60 0 * I1
S6 Cell 1 500 10 50 30 1 * *
S2 Barrel 10 10 1 0 30 0 * *
S2 Cell 1 300 10 50 20 0 * Well
S3 Cell 1 300 10 50 20 0 * S6
"""
HARD = ["series[Storm].values *= 3"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """A storm that floods, on units of every destination, with two pollutants."""
    return sponge.run(write(tmp_path_factory.mktemp("works"), more=UNITS + QUALITY), changes=HARD)


def drained(ds: xr.Dataset, *units: str) -> float:
    """m3 that the drains of units carried, by their own balances."""
    depth, area = (ds[f"lid_unit_{name}"].sel(lid_unit=list(units)) for name in ("drain_depth", "area"))
    return float((depth / 1e3 * area).sum())


@pytest.mark.parametrize(
    "variable, zone, units",
    [
        ("lid_drain_sewer_volume", "north", ("S1/Cell", )),
        ("lid_drain_plant_volume", "east", ("S4/Cell",)),
        ("lid_drain_ground_volume", "south", ("S6/Cell", "S3/Cell")),
        ("lid_drain_reuse_volume", "north", ()),
    ],
)  # fmt: skip
def test_drains_by_where_they_lead(results, variable, zone, units):
    """S2's cell leads to the wet well, in the sewers; its barrel filters nothing."""
    found = float(results[f"zone_{variable}"].sel(secondary_zone=zone))
    more = drained(results, "S2/Cell") if variable == "lid_drain_sewer_volume" else 0.0
    expected = drained(results, *units) + more if units else 0.0
    assert found == pytest.approx(expected, rel=0.02, abs=1e-9)
    assert not units or found > 1.0
    assert float(results.lid_unit_returned_volume.sel(lid_unit="S6/Cell")) == pytest.approx(drained(results, "S6/Cell"))


def test_runoff_that_no_unit_has_filtered(results):
    """North: what S1 passed on without its cell's drain; S2 runs on to S1, its barrel with it."""
    runoff = float(results.zone_runoff_volume.sel(secondary_zone="north"))
    surface = float(results.zone_surface_runoff_volume.sel(secondary_zone="north"))
    assert runoff - surface == pytest.approx(drained(results, "S1/Cell"), rel=0.02)
    town = results.sel(primary_zone="town")
    parts = results.zone_surface_runoff_volume.sel(secondary_zone=["north", "south"]).sum()
    assert float(town.primary_zone_surface_runoff_volume) == pytest.approx(float(parts), rel=1e-9)


def test_without_units_all_runoff_is_unfiltered(tmp_path):
    ds = sponge.run(write(tmp_path, hours=3))
    np.testing.assert_array_equal(ds.zone_surface_runoff_volume, ds.zone_runoff_volume)
    for to in ("sewer", "plant", "ground", "reuse"):
        assert float(ds[f"zone_lid_drain_{to}_volume"].sum()) == 0.0
    assert float(ds.zone_lid_area.sum()) == 0.0


def test_works_are_their_areas_and_volumes(results):
    north = results.sel(secondary_zone="north")
    assert float(north.zone_lid_area) == pytest.approx(1000.0 + 100.0 + 300.0)
    void = 0.75 / 1.75
    cells, barrels = 1300.0 * (0.15 + 0.1 * void), 100.0 * 1.0
    assert float(north.zone_lid_holding_volume) == pytest.approx(cells + barrels)
    assert float(results.lid_unit_holding_volume.sel(lid_unit="S2/Barrel")) == pytest.approx(barrels)
    assert float(north.zone_lid_seepage) == pytest.approx(1300.0 * 5e-3 / 3600.0)
    assert float(results.lid_unit_seepage.sel(lid_unit="S2/Cell")) == pytest.approx(300.0 * 5e-3 / 3600.0)
    assert float(results.lid_unit_area.sel(lid_unit="S2/Barrel")) == pytest.approx(100.0)
    paved = (results.subcatchment_impervious_area.sel(subcatchment=["S1", "S2"])).sum()
    assert float(north.zone_impervious_area) == pytest.approx(float(paved))
    assert float(paved) == pytest.approx(0.6 * (4e4 - 1e3) + 0.4 * (2e4 - 4e2), rel=1e-6)
    assert float(results.subcatchment_area.sel(subcatchment="S1")) == pytest.approx(4e4)


def test_land_uses_are_the_tags_of_parcels(results):
    assert list(results.land_use.values) == ["homes", "road", "fields"]
    area = results.zone_land_use_area.sel(secondary_zone="south")
    np.testing.assert_allclose(area, [2e4, 2e4, 0.0])
    rain = float(results.zone_land_use_rain_volume.sel(secondary_zone="east", land_use="fields"))
    assert rain == pytest.approx(float(results.zone_rain_volume.sel(secondary_zone="east")))
    np.testing.assert_allclose(results.zone_land_use_runoff_volume.sum("land_use"), results.zone_surface_runoff_volume)
    drains = results.zone_lid_drain_sewer_volume + results.zone_lid_drain_plant_volume
    np.testing.assert_allclose(results.zone_land_use_drain_volume.sum("land_use"), drains, atol=1e-9)
    paved = results.zone_land_use_impervious_area.sum("land_use")
    np.testing.assert_allclose(paved, results.zone_impervious_area)


def test_a_parcel_without_tag_leaves_no_land_uses(tmp_path):
    path = write(tmp_path, hours=1)
    path.write_text(path.read_text().replace("Subcatch S6 road\n", ""))
    assert "land_use" not in sponge.run(path).dims


def test_loads_by_zone_and_pollutant(results):
    """Of the parcels, and what the station's overflow carried."""
    north = results.subcatchment_washoff_load.sel(subcatchment=["S1", "S2"]).sum("subcatchment")
    np.testing.assert_allclose(results.zone_washoff_load.sel(secondary_zone="north"), north)
    assert results.zone_washoff_load.dims == ("pollutant", "secondary_zone") and float(north.sel(pollutant="TSS")) > 1.0
    spilt = results.zone_overflow_load.sel(secondary_zone="south")
    np.testing.assert_allclose(spilt, results.link_load.sel(link="OV"))
    assert float(spilt.sel(pollutant="COD")) > 0.0
    town = results.primary_zone_washoff_load.sel(primary_zone="town")
    zones = results.zone_washoff_load.sel(secondary_zone=["north", "south"])
    np.testing.assert_allclose(town, zones.sum("secondary_zone"))
    np.testing.assert_allclose(results.primary_zone_overflow_load.sel(primary_zone="town"), spilt)


def test_water_on_the_ground_by_node_and_zone(results):
    node = results.sel(node="N1")
    ponded = node.node_volume - float(node.node_volume.where(node.node_depth <= 1.5).max())
    assert float(node.node_max_ponded_depth) == pytest.approx(float(ponded.max()) / 300.0, rel=0.1)
    wet = node.time[np.flatnonzero(node.node_depth > 1.5)[-1]]
    rain_ends = np.datetime64("2020-01-01T01:05")
    assert float(node.node_drained_time) == pytest.approx(float((wet - rain_ends) / np.timedelta64(1, "h")), abs=0.1)
    assert float(node.node_drained_time) >= float(results.zone_retreat_time.sel(secondary_zone="north")) > 0.0
    assert node.node_time_of_last_flooding.values >= node.node_time_of_last_ponding.values
    assert float(results.zone_drained_time.sel(secondary_zone="north")) == pytest.approx(float(node.node_drained_time))
    deep = (results.node_ponded_hours.sel(node=["N1", "N2"]) > 0.0).sum()
    assert float(results.zone_ponded_nodes.sel(secondary_zone="north")) == float(deep) == 1.0
    assert float(results.zone_max_wet_area.sel(secondary_zone="north")) == pytest.approx(300.0)
    assert float(results.zone_ponded_at_end.sum()) == float(node.node_deep_at_end) == float(node.node_wet_at_end) == 0.0
    assert float(node.node_min_freeboard) < 0.0 < float(results.node_min_freeboard.sel(node="R1"))
    rivers = results.node_min_freeboard.sel(node=["R0", "R1"]).min()
    assert float(results.other_zone_min_freeboard.sel(other_zone="rivers")) == pytest.approx(float(rivers))


def test_a_run_that_ends_under_water_says_so(tmp_path):
    ds = sponge.run(write(tmp_path, hours=1), changes=HARD)
    assert float(ds.zone_ponded_at_end.sel(secondary_zone="north")) == 1.0
    assert float(ds.zone_wet_at_end.sel(secondary_zone="north")) >= 1.0
    assert float(ds.station_empties_at_end.sel(station="FF")) in (0.0, 1.0)
    assert np.isnan(ds.station_empties_at_end.sel(station="PS"))
    long = sponge.run(write(tmp_path, hours=2), changes=[*HARD, "pump[P2].start_depth = 0.2"])
    assert float(long.station_empties_at_end.sel(station="FF")) == 1.0


@pytest.mark.parametrize("pump", ["start_depth = 2.9", "on = yes"])
def test_a_tank_that_nothing_empties_is_not_empty(tmp_path, pump):
    """Its pump never starts, or is stopped by a rule when the rain ends: the tank keeps what it took."""
    path = write(tmp_path, hours=4)
    stops = "RULE wait\nIF SIMULATION TIME > 1.2\nTHEN PUMP P2 STATUS = OFF\nPRIORITY 1\n"
    path.write_text(path.read_text() + ("\n[CONTROLS]\n" + stops if "on" in pump else ""))
    changes = [*HARD, f"pump[P2].{pump}"]
    both = sponge.run(path, changes=changes), sponge.run_many(path, {"a": changes})
    tank, lane = (ds.sel(station="FF") for ds in both)
    kept, most = float(tank.station_storage[-1]), float(tank.station_max_storage)
    assert kept > 0.3 * most > 1.0
    assert float(tank.station_empties_at_end) == 1.0
    hours = (np.datetime64("2020-01-01T04:00") - np.datetime64("2020-01-01T01:05")) / np.timedelta64(1, "h")
    assert float(tank.station_emptying_time) == pytest.approx(hours, abs=0.02)
    for name in ("empties_at_end", "emptying_time"):  # a sweep, whose steps are not counted, says the same
        assert float(lane[f"station_{name}"].squeeze()) == float(tank[f"station_{name}"])


def test_pipes_that_were_full_at_both_ends(results):
    north = results.sel(secondary_zone="north")
    assert float(north.zone_pipe_length) == pytest.approx(120.0)  # C2 lies in the south
    assert float(north.zone_surcharged_pipe_length) == pytest.approx(120.0)
    assert float(results.link_hours_surcharged.sel(link="C1")) > 0.5
    south = results.sel(secondary_zone="south")
    assert float(south.zone_pipe_length) == pytest.approx(200.0) and float(south.zone_surcharged_pipe_length) == 0.0
    assert float(results.link_hours_surcharged.sel(link=["C2", "C3"]).sum()) == 0.0


def test_pumps_lift_and_are_held(results, tmp_path: Path):
    """Energy is the weight of what was lifted times its height; a pump that may not run is held."""
    lift = float(results.pump_mean_lift.sel(link="P2"))
    joules = float(results.pump_energy.sel(link="P2")) * 3.6e6
    assert joules == pytest.approx(9806.65 * lift * float(results.pump_volume.sel(link="P2")), rel=1e-4)
    assert 0.3 < lift < 1.5 and np.isnan(results.pump_mean_lift.sel(link="P1"))  # P1's river stands lower than its well
    assert results.station_mean_lift.sel(station="PS") > 0.0 and np.isnan(results.station_mean_lift.sel(station="WWTP"))
    path = write(tmp_path)
    path.write_text(path.read_text() + "\n[CONTROLS]\nRULE stop\nIF NODE R1 DEPTH >= 0.0\nTHEN PUMP P1 STATUS = OFF\n")
    stopped = sponge.run(path, changes=HARD)
    above = (stopped.node_depth.sel(node="Well") > 0.8).sum() / 12.0
    assert float(stopped.pump_held_hours.sel(link="P1")) == pytest.approx(float(above), abs=0.2) and above > 0.5
    assert float(stopped.station_held_hours.sel(station="PS")) >= float(stopped.pump_held_hours.sel(link="P1"))
    assert float(results.pump_held_hours.sel(link="P1")) < 0.05

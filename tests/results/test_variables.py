"""Result variables against what they are by definition: sums of others, balances, steady states."""

from __future__ import annotations

from math import acos, pi, sin
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sponge

HEAD = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 06:00:00
REPORT_STEP 00:05:00
WET_STEP 00:05:00
DRY_STEP 00:05:00
ROUTING_STEP 5
INFILTRATION CURVE_NUMBER
[RAINGAGES]
G INTENSITY 3:00 1.0 TIMESERIES R
[TIMESERIES]
R 0:00 10
R 3:00 0
{series}
[SUBCATCHMENTS]
S G J 1 50 100 1 {pack}
[SUBAREAS]
S 0.01 0.1 1 2 25 OUTLET
[INFILTRATION]
S 70 0 7
[JUNCTIONS]
J 10 3
K 9 3
[OUTFALLS]
Out 8 FREE
[CONDUITS]
JK J K 100 0.013 0 0
KO K Out 100 0.013 0 0
[XSECTIONS]
JK CIRCULAR {diameter} 0 0 0
KO CIRCULAR {diameter} 0 0 0
[DWF]
J FLOW {dry}
[INFLOWS]
K FLOW "" FLOW 1.0 1.0 0.05
"""
GROUND = """\
[EVAPORATION]
CONSTANT 5
[AQUIFERS]
sand 0.45 0.1 0.25 5 15 1.5 0.35 3 0.2 0 3 0.3
[GROUNDWATER]
S sand J 6 0.0005 1 0 0 0 0 0
"""
SNOW = """\
[TEMPERATURE]
TIMESERIES Cold
SNOWMELT 0 0.5 0.6 0 40 0
[SNOWPACKS]
pack PLOWABLE 0.05 0.1 0 0.1 0 0 0
pack IMPERVIOUS 0.05 0.1 0 0.1 0 0 100
pack PERVIOUS 0.05 0.1 0 0.1 0 0 100
"""
POLLUTED = """\
[POLLUTANTS]
TSS MG/L 0 0 0 0 NO * 0 20 20
[LANDUSES]
town
[COVERAGES]
S town 100
[BUILDUP]
town TSS POW 100 2 1 AREA
[WASHOFF]
town TSS EMC 0 0 0 0
[LOADINGS]
S TSS 7
"""
SEEPING = """\
[LOSSES]
JK 0 0 0 NO 200
KO 0 0 0 NO 200
"""


def run(
    folder: Path, more: str = "", *, diameter: float = 1.0, dry: float = 0.1, series: str = "", pack: str = "0",
    changes: tuple[str, ...] = (),
) -> xr.Dataset:  # fmt: skip
    """Results of the model with these sections beside its own."""
    path = folder / "model.inp"
    path.write_text(HEAD.format(diameter=diameter, dry=dry, series=series, pack=pack) + more)
    return sponge.run(path, changes=changes)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """With groundwater and evaporation."""
    return run(tmp_path_factory.mktemp("ground"), GROUND)


@pytest.mark.parametrize("system, table", [
    ("system_rainfall", "subcatchment_rainfall"), ("system_infiltration", "subcatchment_infiltration"),
    ("system_evaporation", "subcatchment_evaporation"), ("system_groundwater_inflow", "subcatchment_groundwater_flow"),
])  # fmt: skip
def test_the_system_is_its_one_subcatchment(ground, system, table):
    assert float(np.abs(ground[system]).max()) > 0.0
    np.testing.assert_allclose(ground[system], ground[table].sel(subcatchment="S"), rtol=1e-3, atol=1e-9)


def test_inflows_that_the_model_gives(ground):
    np.testing.assert_allclose(ground.system_dry_weather_inflow, 0.1, rtol=1e-5)
    np.testing.assert_allclose(ground.system_direct_inflow, 0.05, rtol=1e-5)


def test_depths_are_volumes_over_the_area(ground):
    """One hectare: 1 mm is 10 m3."""
    ds = ground.sel(subcatchment="S")
    assert float(ds.subcatchment_evaporation_depth) > 0.0
    assert float(ds.subcatchment_evaporation_depth) * 10.0 == pytest.approx(float(ds.runoff_evaporation_loss), rel=1e-5)
    came = float(ds.subcatchment_rainfall_depth + ds.subcatchment_runon_depth)
    share = float(ds.subcatchment_runoff_depth) / came
    assert float(ds.subcatchment_runoff_coefficient) == pytest.approx(share, rel=1e-5)


@pytest.mark.parametrize("depth, terms", [
    ("subcatchment_groundwater_infiltration_depth", ("groundwater_infiltration",)),
    ("subcatchment_groundwater_evaporation_depth",
     ("groundwater_upper_evaporation_loss", "groundwater_lower_evaporation_loss")),
    ("subcatchment_groundwater_percolation_depth", ("groundwater_deep_percolation",)),
    ("subcatchment_groundwater_outflow_depth", ("groundwater_outflow",)),
])  # fmt: skip
def test_groundwater_depths_are_the_ledgers_volumes(ground, depth, terms):
    volume = sum(float(ground[term]) for term in terms)
    assert float(ground[depth].sel(subcatchment="S")) * 10.0 == pytest.approx(volume, rel=1e-4)


def test_the_groundwater_ledger_closes(ground):
    ds = ground
    out = ds.groundwater_upper_evaporation_loss + ds.groundwater_lower_evaporation_loss + ds.groundwater_outflow
    out = out + ds.groundwater_deep_percolation
    change = ds.groundwater_final_storage - ds.groundwater_initial_storage
    assert float(ds.groundwater_initial_storage) == pytest.approx((3 * 0.45 + 3 * 0.3) * 1e4, rel=1e-6)
    assert float(ds.groundwater_infiltration - out) == pytest.approx(float(change), rel=1e-6, abs=1e-3)


def test_the_mean_moisture_is_that_of_the_series(ground):
    series = float(ground.subcatchment_soil_moisture.mean())
    assert float(ground.subcatchment_groundwater_mean_moisture[0]) == pytest.approx(series, rel=1e-2)


def wetted(depth: float) -> float:
    """Area [m2] of water in a pipe of 1 m."""
    angle = 2.0 * acos(1.0 - 2.0 * depth)
    return 0.125 * (angle - sin(angle))


def test_a_steady_flow_is_its_area_times_its_velocity(tmp_path):
    ds = run(tmp_path).sel(link="KO")
    end = ds.isel(time=-1)
    assert 0.1 < float(end.link_depth) < 0.9
    assert float(end.link_flow / end.link_velocity) == pytest.approx(wetted(float(end.link_depth)), rel=0.01)
    assert float(ds.link_max_velocity) == pytest.approx(float(ds.link_velocity.max()), rel=0.02)
    assert float(ds.link_max_capacity) == pytest.approx(wetted(float(ds.link_depth.max())) / (pi / 4.0), rel=0.02)


def test_a_pipe_that_is_too_small_is_surcharged_from_the_start(tmp_path):
    ds = run(tmp_path, diameter=0.3, dry=0.25)
    assert float(ds.link_hours_surcharged.sel(link="JK")) == pytest.approx(6.0, abs=0.2)
    assert float(ds.node_hours_surcharged.sel(node="J")) == pytest.approx(6.0, abs=0.2)


def test_what_falls_in_the_cold_lies(tmp_path):
    ds = run(tmp_path, SNOW, series="Cold 0:00 -10", pack="0 pack")
    assert float(ds.runoff_final_snow) == pytest.approx(float(ds.runoff_rainfall), rel=1e-6)


def test_pollutants_on_the_land_and_in_the_network(tmp_path):
    """Dry weather of 20 mg/L; nothing washes off, and rain builds nothing up."""
    ds = run(tmp_path, POLLUTED).sel(pollutant="TSS")
    assert float(ds.runoff_quality_initial_buildup) == pytest.approx(7.0, rel=1e-6)
    assert float(ds.link_load.sel(link="JK")) == pytest.approx(0.02 * 0.1 * 6.0 * 3600.0, rel=0.05)


def test_a_dry_surface_gathers_what_its_power_law_says(tmp_path):
    """2 kg/ha a day to the first power: in six hours half a kilogram on the seven that lie on the hectare."""
    ds = run(tmp_path, POLLUTED, changes=("series[R].values *= 0",)).sel(pollutant="TSS")
    assert float(ds.runoff_quality_surface_buildup) == pytest.approx(0.5, rel=1e-5)


def test_the_network_is_as_dirty_as_what_enters_it(tmp_path):
    """20 mg/L of sewage throughout: what seeps away and what stands in the pipes at the end have it too."""
    text = POLLUTED.replace("TSS MG/L 0 0 0", "TSS MG/L 0 20 0") + GROUND + SEEPING
    clean = ("series[R].values *= 0", "inflow[K].baseline = 0")
    ds = run(tmp_path, text, changes=clean).sel(pollutant="TSS")
    for load, volume in (
        ("routing_quality_groundwater_inflow", "routing_groundwater_inflow"),
        ("routing_quality_seepage_loss", "routing_seepage_loss"),
        ("routing_quality_final_storage", "routing_final_storage"),
    ):
        assert float(ds[volume]) > 1.0, volume
        assert float(ds[load]) == pytest.approx(0.02 * float(ds[volume]), rel=0.02), load


POND = """\
[EVAPORATION]
CONSTANT 24
[STORAGE]
P 7 5 1 FUNCTIONAL 0 0 1000 0 1 0 10 0
[ORIFICES]
PK P K SIDE 3 0.65
[XSECTIONS]
PK CIRCULAR 0.5 0 0 0
[INFLOWS]
P FLOW "" FLOW 1.0 1.0 0.01
"""


def test_volumes_that_come_to_nodes_and_are_lost_there(tmp_path):
    """A pond of 1000 m2 that nothing leaves: in six hours 0.01 m3/s in, 1 mm/h evaporates and 10 mm/h seep away."""
    ds = run(tmp_path, POND)
    pond = ds.sel(node="P")
    assert float(pond.node_initial_volume) == pytest.approx(1000.0)
    assert float(pond.node_lateral_inflow_volume) == pytest.approx(216.0, rel=1e-3)
    assert float(pond.node_total_inflow_volume) == pytest.approx(216.0, rel=1e-3)
    assert float(pond.node_evaporation_volume) == pytest.approx(6.0, rel=0.01)
    assert float(pond.node_seepage_volume) == pytest.approx(60.0, rel=0.01)
    assert float(pond.node_max_volume) == pytest.approx(1000.0 + 216.0 - 66.0, rel=1e-3)
    # a junction takes what the pipe above brings beside its own; an outfall, what leaves the network
    joint, out = ds.sel(node="K"), ds.sel(node="Out")
    brought = float(ds.link_flow.sel(link="JK").mean()) * 6.0 * 3600.0
    assert float(joint.node_lateral_inflow_volume) == pytest.approx(0.05 * 6.0 * 3600.0, rel=1e-3)
    assert float(joint.node_total_inflow_volume) == pytest.approx(0.05 * 6.0 * 3600.0 + brought, rel=0.02)
    assert float(out.node_total_inflow_volume) == pytest.approx(float(ds.routing_outflow), rel=1e-3)
    first = ds.sel(node="J")
    came = float(ds.routing_dry_weather_inflow + ds.runoff_surface_runoff)
    assert float(first.node_lateral_inflow_volume) == pytest.approx(came, rel=1e-2)
    assert float(first.node_total_inflow_volume) == pytest.approx(came, rel=1e-2)

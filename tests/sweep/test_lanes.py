"""From a scenario to the Model of a lane."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sponge.base.errors import UsageError
from sponge.engine.hydrology.tables import Gages
from sponge.io import read_inp
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.compile.gages import compile_gages
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.rain import rain_spec
from sponge.simulation.prepare import read
from sponge.sweep.boundary import with_boundary
from sponge.sweep.measures import library_of
from sponge.sweep.plan import read_plan, read_scenario
from sponge.sweep.rainfall import SERIES, with_rain

RAIN = rain_spec({"kind": "chicago", "return_period": 5, "duration": "1h"}).build()


def depth_of(gages: Gages, gage: int) -> float:
    """Rain of a compiled gage, m."""
    rows = slice(gages.tables.start[gages.rain[gage]], gages.tables.start[gages.rain[gage] + 1])
    times, rates = gages.tables.x[rows], gages.tables.y[rows]
    return float((np.diff(times) * rates[:-1]).sum())


@pytest.mark.parametrize("name", ["tutorial", "hillside", "polder"])
def test_every_gage_has_the_rain_whatever_the_units(root: Path, name: str):
    """The depth on each gage is the hyetograph's, in US and SI models."""
    model = with_rain(read_inp(root / "models" / name / f"{name}.inp"), RAIN, 3600.0)
    gages = compile_gages(model)
    for i in range(len(model.gages)):
        assert depth_of(gages, i) == pytest.approx(RAIN.total, rel=1e-9)
    series = model.series[SERIES]
    assert series.times[0] == 3600.0 and len(set(gages.rain.tolist())) == 1
    assert max(series.values) == pytest.approx(RAIN.intensities.max())


def test_gages_that_share_a_series_have_each_their_own_rain(root: Path):
    """A scenario's rain reaches both, and another series given to one of them leaves the other its own."""
    model = read_inp(root / "models" / "hillside" / "hillside.inp")
    first = next(iter(model.gages.values()))
    model = replace(model, gages=model.gages | {"TWIN": replace(first, name="TWIN")})
    at, twin = list(model.gages).index(first.name), list(model.gages).index("TWIN")
    gages = compile_gages(with_rain(model, RAIN, 600.0))
    assert depth_of(gages, at) == depth_of(gages, twin) == pytest.approx(RAIN.total, rel=1e-9)
    twice = replace(model.series[first.series], values=tuple(2.0 * v for v in model.series[first.series].values))
    own = model.gages | {"TWIN": replace(first, name="TWIN", series="TWICE")}
    gages = compile_gages(replace(model, gages=own, series=model.series | {"TWICE": replace(twice, name="TWICE")}))
    assert depth_of(gages, twin) == pytest.approx(2.0 * depth_of(gages, at), rel=1e-9) and depth_of(gages, at) > 0.0


def test_a_storm_with_a_centre_differs_by_gage(root: Path):
    model = read_inp(root / "models" / "hillside" / "hillside.inp")
    names = list(model.gages)
    extra = {"FAR": replace(model.gages[names[0]], name="FAR")}
    used = next(iter(model.subcatchments.values()))
    subs = model.subcatchments | {used.name: replace(used, gage="FAR")}
    model = replace(
        model, gages=model.gages | extra, subcatchments=subs, symbols={names[0]: (0.0, 0.0), "FAR": (3000.0, 0.0)}
    )
    areal = {"kind": "moving", "x": 0, "y": 0, "speed": 5.0, "direction": 90, "width": 2000}
    rain = rain_spec({"kind": "rectangular", "depth": 20, "duration": "1h", "areal": areal}).build()
    wet = with_rain(model, rain, 600.0)
    gages = compile_gages(wet)
    assert depth_of(gages, names.index(names[0])) == pytest.approx(0.020)
    assert depth_of(gages, len(names)) == pytest.approx(0.020 * rain.at(3000.0, 0.0)[0])
    assert wet.series[f"{SERIES}@FAR"].times[0] == 600.0 + 3000.0 / 5.0
    assert wet.series[f"{SERIES}@{names[0]}"].times[0] == 600.0


def test_dry_steps_are_left_out_and_stay_dry(root: Path):
    rain = replace(RAIN, step=300.0, depths=np.array([1e-3, 0.0, 0.0, 2e-3]), areal=None)
    model = with_rain(read_inp(root / "models" / "tutorial" / "tutorial.inp"), rain, 0.0)
    assert model.series[SERIES].times == (0.0, 900.0)
    tables = compile_gages(model).tables
    wet = tables.y[tables.start[0] : tables.start[1]]
    assert tables.x[tables.start[0] : tables.start[1]].tolist() == [0.0, 300.0, 900.0, 1200.0]
    assert wet.tolist() == pytest.approx([1e-3 / 300, 0.0, 2e-3 / 300, 0.0])


def test_lanes_share_what_their_rain_does_not_change(root: Path):
    """The same rain is the same tables; another one changes the series alone, and no step that reads none of them is
    taken again. Nor does a new table of nodes make another index of their names."""
    base, cache = read_inp(root / "models" / "hillside" / "hillside.inp"), StepCache()
    again = rain_spec({"kind": "chicago", "return_period": 5, "duration": "1h"}).build()
    heavy = replace(RAIN, depths=2.0 * RAIN.depths)
    first, same, other = (with_rain(base, rain, 600.0, cache) for rain in (RAIN, again, heavy))
    assert same.series is first.series and same.gages is first.gages is other.gages
    assert other.series[SERIES].values == tuple(2.0 * v for v in first.series[SERIES].values)
    deeper = apply_changes(other, "junction[*].max_depth *= 2")
    one, two, three = (compile_model(model, cache) for model in (first, other, deeper))
    assert two.groups is one.groups is three.groups and two.structures is one.structures is three.structures
    assert two.nodes.full_depth is one.nodes.full_depth and (three.nodes.full_depth > one.nodes.full_depth).any()
    assert two.hydrology.gages is not one.hydrology.gages


# --- boundary -----------------------------------------------------------------------------------------------------


@pytest.fixture
def model(folder: Path) -> Model:
    return read_inp(folder / "small.inp")


def test_levels_and_inflows(model: Model):
    changed = with_boundary(model, {"level": {"O1": 9.5}, "level_rise": {"O*": 0.3}, "inflow": {"J*": 0.2}})
    assert changed.outfalls["O1"].kind == "FIXED"
    assert changed.outfalls["O1"].stage == pytest.approx(9.8)
    assert changed.outfalls["O2"].stage == pytest.approx(9.5)
    assert changed.inflows[0].baseline == 0.2 and changed.inflows[0].series == "FS"
    assert model.outfalls["O2"].stage == pytest.approx(9.2)


def test_tides_and_series_of_levels_rise(folder: Path):
    text = (folder / "small.inp").read_text()
    text = text.replace("O1 9.0 FREE NO", "O1 9.0 TIMESERIES STAGE NO").replace(
        "O2 9.0 FIXED 9.2 YES", "O2 9.0 TIDAL TIDE YES"
    )
    text = text.replace("[CURVES]", "[CURVES]\nTIDE TIDAL 0 9.1 12 9.4 24 9.1").replace(
        "[TIMESERIES]", "[TIMESERIES]\nSTAGE 0:00 9.1 1:00 9.3"
    )
    (folder / "tide.inp").write_text(text)
    changed = with_boundary(read_inp(folder / "tide.inp"), {"level_rise": {"*": 0.5}})
    assert changed.series[changed.outfalls["O1"].series].values == pytest.approx((9.6, 9.8))
    assert [y for _, y in changed.curves[changed.outfalls["O2"].curve].points] == pytest.approx([9.6, 9.9, 9.6])


# --- the whole ----------------------------------------------------------------------------------------------------


def test_order_is_measures_set_vary_rain_boundary(sweep_file):
    path = sweep_file(
        """
        model = "small.inp"
        lead = "1h"
        tail = "30min"
        measures = ["smooth"]
        set = ["conduit[C1].roughness = 0.02", "outfall[O2].stage = 1"]
        boundary = { level = { O2 = 9.4 } }
        rain = { kind = "chicago", return_period = 2, duration = "1h" }
        [[vary]]
        name = "rough"
        target = ["conduit[C1].roughness", "conduit[C2].roughness"]
        op = "*="
        values = [2.0, 3.0]
        """
    )
    lanes = read_plan(path).lanes
    lane = lanes.lane(1)
    assert lane.conduits["C1"].roughness == pytest.approx(0.06)
    assert lane.conduits["C2"].roughness == pytest.approx(0.013 * 0.7 * 3.0)
    assert lane.conduits["C3"].roughness == pytest.approx(0.013 * 0.7)
    assert lane.conduits["C1"].loss_inlet == 0.1
    assert lane.outfalls["O2"].stage == 9.4
    assert lane.gages["G"].series == SERIES
    assert (lane.options.end - lane.options.start).total_seconds() == 2.5 * 3600.0
    assert lanes.lane(0).conduits["C1"].roughness == pytest.approx(0.04)
    assert lanes.model.conduits["C1"].roughness == 0.013


def test_all_scenarios_have_the_dates_of_the_longest(sweep_file):
    path = sweep_file(
        """
        model = "small.inp"
        start = 2023-07-28T00:00:00
        lead = "1h"
        tail = 0
        every = "5min"
        rain = { kind = "chicago", return_period = 2 }
        [[vary]]
        name = "hours"
        rain = "duration"
        values = ["30min", "93min"]
        """
    )
    plan = read_plan(path)
    for k in range(2):
        assert plan.lanes.lane(k).options.end == datetime(2023, 7, 28, 2, 35)  # 1 h + 93 min, in whole periods
    assert len(plan.times) == 31 and plan.layout.expected_rows == 31


def test_without_rain_the_dates_are_the_models(sweep_file, folder):
    path = sweep_file('model = "small.inp"\nmeasures = "smooth"\n')
    plan = read_scenario(path)
    base = read_inp(folder / "small.inp")
    assert plan.lanes.lane(0).options == base.options
    assert plan.lanes.lane(0).gages == base.gages


def test_whole_rains_and_whole_boundaries_vary(sweep_file):
    path = sweep_file(
        """
        model = "small.inp"
        [[vary]]
        name = "storm"
        rain = "*"
        values = [{ kind = "rectangular", depth = 10, duration = "1h" },
                  { kind = "chicago", return_period = 3, duration = "1h" }]
        labels = ["block", "chicago"]
        [[vary]]
        name = "river"
        boundary = "level"
        values = [{ O1 = 9.1, O2 = 9.3 }, { O2 = 9.4 }]
        labels = ["normal", "high"]
        """
    )
    plan = read_plan(path)
    assert plan.names == ("block, normal", "block, high", "chicago, normal", "chicago, high")
    assert plan.lanes.recipe(1).rain == {"kind": "rectangular", "depth": 10, "duration": "1h"}
    assert plan.lanes.lane(0).outfalls["O1"].stage == 9.1
    assert plan.lanes.lane(3).outfalls["O2"].stage == 9.4 and plan.lanes.lane(3).outfalls["O1"].kind == "FREE"


def test_measures_that_need_what_the_model_lacks_are_left_out(folder):
    (folder / "measures" / "green.toml").write_text('needs = ["lid_use"]\nset = ["lid_use[*].share = 0.1"]\n')
    (folder / "measures" / "pumps.toml").write_text('needs = ["pump"]\nset = ["pump[P1].start_depth = 0.4"]\n')
    library = library_of(read(folder / "small.inp"))
    assert library.resolve(["*"]) == ("early-pump", "pumps", "smooth", "smooth-again")
    with pytest.raises(UsageError, match=r"measure 'green' .*needs a lid_use, and the model has none"):
        library.resolve(["green"])

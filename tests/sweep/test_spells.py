"""Flow routed around spells of rain alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sponge.base.errors import UsageError
from sponge.rain.hyetograph import Hyetograph
from sponge.simulation.prepare import read
from sponge.sweep.plan import read_plan
from sponge.sweep.run import run_plan
from sponge.sweep.schema import Spells
from sponge.sweep.spells import events_of, merged, spans_of

HOUR = 3600.0
BEGIN = datetime(2025, 1, 1)
TWO_SPELLS = """
title = "Two storms and a shower"
model = "small.inp"
lead = 0
tail = "1h"
rain = { kind = "csv", file = "rain.csv" }
route = { depth = 10, gap = "2h", lead = "10min", tail = "30min" }
[[vary]]
name = "rough"
target = "conduit[*].roughness"
op = "*="
values = [1.0, 1.2]
"""
RAIN_CSV = """time [h], depth [mm]
0, 0
1, 15
1.5, 0
6, 2
6.5, 0
11, 20
11.5, 0
12, 0
"""


def hyetograph(depths_mm: dict[int, float], hours: int) -> Hyetograph:
    """Hourly depths [mm] by hour."""
    depths = np.zeros(hours)
    for hour, depth in depths_mm.items():
        depths[hour] = 1e-3 * depth
    return Hyetograph(HOUR, depths, "test")


def test_a_dry_gap_parts_spells_and_the_depth_of_a_whole_spell_counts():
    rain = hyetograph({10: 4.0, 12: 7.0, 30: 9.0, 40: 12.0}, 48)
    spells = Spells(depth=10.0, gap="6h", lead="1h", tail="2h")
    assert spans_of(rain, spells) == [(9 * HOUR, 15 * HOUR), (39 * HOUR, 43 * HOUR)]


@pytest.mark.parametrize(("gap", "spells"), [("6h", 0), ("6.1h", 1)])
def test_a_gap_as_long_as_asked_parts(gap, spells):
    rain = hyetograph({0: 6.0, 7: 6.0}, 8)  # six dry hours between two halves of 12 mm
    assert len(spans_of(rain, Spells(depth=10.0, gap=gap))) == spells


def test_a_depth_just_reached_counts():
    assert len(spans_of(hyetograph({3: 10.0}, 8), Spells(depth=10.0))) == 1


def test_touching_spans_become_one():
    assert merged([(5.0, 9.0), (0.0, 5.0), (20.0, 21.0), (8.0, 10.0)]) == [(0.0, 10.0), (20.0, 21.0)]


def test_the_last_gage_of_a_moving_storm_is_waited_for(folder: Path):
    model = replace(read(folder / "small.inp"), symbols={"G": (0.0, 0.0)})
    rain = replace(hyetograph({0: 20.0}, 4), areal=lambda x, y: (1.0, 1800.0))
    (event,) = events_of(model, [rain], Spells(lead=0, tail="1h"), BEGIN)
    assert (event.start, event.end) == (BEGIN, BEGIN + timedelta(hours=2.5))


def test_no_spell_is_an_error(folder: Path):
    model = read(folder / "small.inp")
    with pytest.raises(UsageError, match="no spell of rain brings 10 mm"):
        events_of(model, [hyetograph({0: 9.0}, 4)], Spells(), BEGIN)


@pytest.fixture
def two_spells(folder: Path, sweep_file) -> Path:
    (folder / "rain.csv").write_text(RAIN_CSV)
    return sweep_file(TWO_SPELLS)


def test_lanes_route_within_spells_and_rain_runs_off_always(two_spells: Path, tmp_path: Path):
    """The shower of 2 mm runs off, but no flow is routed; the second storm is."""
    plan = read_plan(two_spells, overrides={"every": "10min"})
    run_plan(plan, tmp_path / "spells.nc", jobs=1)
    with xr.open_dataset(tmp_path / "spells.nc") as ds:
        hours = ((ds.time - np.datetime64(plan.model.options.start)) / np.timedelta64(1, "h")).values
        flow, rain = ds.system_outflow.values, ds.subcatchment_rainfall.sum("subcatchment").values
        routed = ((hours > 1.0) & (hours <= 2.0)) | ((hours > 11.0) & (hours <= 12.0))
        shower = (hours > 6.0) & (hours <= 7.5)
    assert (flow[:, routed].max(axis=1) > 1e-4).all()
    assert (rain[:, shower].max(axis=1) > 0.0).all()
    assert np.ptp(flow[:, shower], axis=1) == pytest.approx(0.0, abs=1e-9)


def test_always_and_rain_are_words(sweep_file, folder: Path):
    (folder / "rain.csv").write_text(RAIN_CSV)
    table = 'route = { depth = 10, gap = "2h", lead = "10min", tail = "30min" }'
    assert read_plan(sweep_file(TWO_SPELLS.replace(table, 'route = "always"'))).lanes.window.events is None
    assert len(read_plan(sweep_file(TWO_SPELLS.replace(table, 'route = "rain"'))).lanes.window.events) == 1
    with pytest.raises(UsageError, match="write 'always', 'rain'"):
        read_plan(sweep_file(TWO_SPELLS.replace(table, 'route = "raining"')))


def test_whether_flow_is_routed_changes_the_estimate(two_spells: Path):
    from sponge.simulation.estimate import routing_steps

    with_spells, without = read_plan(two_spells).model, read_plan(two_spells, ['route="always"']).model
    assert routing_steps(with_spells) < 0.3 * routing_steps(without)

"""A calibration finds the parameters that made the observations, shows them on other events, and can be stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

import sponge
from sponge.base.errors import ModelError, UsageError
from sponge.calibrate.run import calibrate
from sponge.cli.calibrate import calibrate as command

TRUE = {"n": 1.6, "imp": 0.75}
EVENTS = {"a": (0, 8.0), "b": (12, 15.0), "c": (24, 11.0), "d": (36, 6.0)}  # h after the start, mm in ten minutes
MODEL = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
INFILTRATION HORTON
START_DATE 06/01/2024
END_DATE 06/03/2024
REPORT_STEP 00:05:00
WET_STEP 00:05:00
DRY_STEP 00:10:00
ROUTING_STEP 30
[RAINGAGES]
G VOLUME 0:10 1 TIMESERIES rain
[SUBCATCHMENTS]
S G J 4 50 200 0.5 0
[SUBAREAS]
S 0.015 0.2 0 0 0 OUTLET
[INFILTRATION]
S 10 10 4 7 0
[JUNCTIONS]
J 10 3
[OUTFALLS]
O 8 FREE
[CONDUITS]
C J O 400 0.013 0 0
[XSECTIONS]
C CIRCULAR 1.2 0 0 0
[TIMESERIES]
"""
PLAN = """
model = "m.inp"
observations = "obs.csv"
objective = "nse"
runs = 120
seed = 3
warm_up = "1h"

[[parameter]]
name = "n"
target = "subcatchment[*].width"
op = "/="
low = 0.5
high = 3.0

[[parameter]]
name = "imp"
target = "subcatchment[*].impervious"
low = 30
high = 95
unit = "%"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model, and four events that another one with known parameters made, with noise."""
    folder = tmp_path_factory.mktemp("calibration")
    rain = "".join(f"rain {h}:{m} {v}\n" for h, depth in EVENTS.values() for m, v in (("30", depth), ("40", 0)))
    (folder / "m.inp").write_text(MODEL + rain)
    true = ["subcatchment[*].width /= 1.6", "subcatchment[*].impervious = 75 %"]
    flow = sponge.run(folder / "m.inp", changes=true).link_flow.sel(link="C")
    noise = np.random.default_rng(1).normal(1.0, 0.05, flow.size)
    rows = zip(flow.time.values, flow.values * noise, strict=True)
    (folder / "obs.csv").write_text("time,C [L/s]\n" + "".join(f"{t},{1000.0 * v}\n" for t, v in rows))
    events = ""
    for k, (name, (h, _)) in enumerate(EVENTS.items()):
        begin, end = (np.datetime64("2024-06-01T00:00") + np.timedelta64(hours, "h") for hours in (h, h + 3))
        use = "calibration" if k < 2 else "validation"
        events += f'\n[[event]]\nname = "{name}"\nstart = {begin}:00\nend = {end}:00\nuse = "{use}"\n'
    (folder / "c.toml").write_text(PLAN + events)
    return folder


def test_known_parameters_are_found(folder):
    found = calibrate(folder / "c.toml", folder / "found.nc")
    assert found.values["n"] == pytest.approx(TRUE["n"], rel=0.05)
    assert found.values["imp"] == pytest.approx(100.0 * TRUE["imp"], rel=0.05)
    for name in EVENTS:  # two of them were not searched on
        assert found.after[name]["C"]["nse"] > 0.98 > found.before[name]["C"]["nse"], name
        assert abs(found.after[name]["C"]["bias"]) < 6.0  # %, of 120 runs
    assert found.notes == []
    with xr.open_dataset(folder / "found.nc", engine="h5netcdf") as trace:
        assert trace.sizes["trial"] == len(found.trace.sets) <= 120
        assert float(trace.objective.max()) == max(found.trace.objectives)
        assert trace.score.dims == ("trial", "event", "series") and trace.event.values.tolist() == ["a", "b"]
    changed = sponge.apply_changes(sponge.read_inp(folder / "m.inp"), found.changes)
    assert changed.subcatchments["S"].impervious == pytest.approx(found.values["imp"] / 100.0)


def test_what_was_stopped_goes_on_to_the_same_end(folder):
    whole = calibrate(folder / "c.toml", folder / "whole.nc", settings=("runs=40",))
    calibrate(folder / "c.toml", folder / "part.nc", settings=("runs=16",))
    rest = calibrate(folder / "c.toml", folder / "part.nc", settings=("runs=40",), resume=True)
    assert rest.trace.sets == whole.trace.sets and rest.trace.objectives == whole.trace.objectives
    with pytest.raises(UsageError, match="--resume goes on from it"):
        calibrate(folder / "c.toml", folder / "part.nc")
    with pytest.raises(UsageError, match="of another calibration: its seed differs"):
        calibrate(folder / "c.toml", folder / "part.nc", settings=("seed=4",), resume=True)


@pytest.mark.parametrize("method", ["nelder_mead", "latin_hypercube"])
def test_every_method_gets_nearer(folder, method):
    found = calibrate(folder / "c.toml", folder / f"{method}.nc", settings=(f"method={method}", "runs=24"))
    assert len(found.trace.sets) <= 24
    assert found.after["a"]["C"]["nse"] > max(found.before["a"]["C"]["nse"], 0.8)


@pytest.mark.parametrize("old, new, words", [
    ('model = "m.inp"', 'modl = "m.inp"', "did you mean 'model'"), ("low = 0.5", "low = 5.0", "must be under high"),
    ('name = "imp"', 'name = "n"', "there are two parameters 'n'"), ('"obs.csv"', '"o.csv"', "there is no file"),
    ("subcatchment[*].width", "subcatchment[*].widht", "did you mean 'width'"), ("low = 30", "low = -30", "between 0"),
    ("start = 2024-06-01T00:00", "start = 2024-06-01T06:00", "ends before"), ('op = "/="', 'op = "^="', "Input should"),
    ('start = 2024-06-01T00:00:00\nend = 2024-06', 'start = 2023-06-01T00:00:00\nend = 2023-06', "has no observation"),
    ('use = "calibration"', 'use = "validation"', "no event is for calibration"),
])  # fmt: skip
def test_what_cannot_be_searched_is_refused_before_a_run(folder, tmp_path, old, new, words):
    text = (folder / "c.toml").read_text()
    assert old in text
    (folder / "bad.toml").write_text(text.replace(old, new))
    with pytest.raises((UsageError, ModelError), match=words):
        calibrate(folder / "bad.toml", tmp_path / "bad.nc")
    assert not list(tmp_path.iterdir())


def test_the_command(folder):
    arguments = [str(folder / "c.toml"), "-o", str(folder / "cli.nc"), "--with", "runs=8"]
    plain = CliRunner().invoke(command, arguments)
    assert 'd (validation), C' in plain.output and '--set "subcatchment[*].width /= ' in plain.output
    told = json.loads(CliRunner().invoke(command, [*arguments, "--resume", "--json"]).stdout)
    assert told["tried"] == 8 and set(told["after"]) == set(EVENTS)
    assert Path(told["trace"]).exists()

"""``import sponge``: run and run_many on the real engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sponge
from sponge.base.errors import ModelError, UsageError
from sponge.model.quality import Pollutant
from sponge.results.registry.counted import NAMES as COUNTED
from sponge.simulation.warmup_models import TEXTS


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> sponge.Model:
    """The small dynamic-wave model."""
    path = tmp_path_factory.mktemp("api") / "small.inp"
    path.write_text(TEXTS["DYNWAVE"])
    return sponge.read_inp(path)


@pytest.fixture(scope="module")
def result(model: sponge.Model) -> xr.Dataset:
    """Its results."""
    return sponge.run(model)


def data_of(ds: xr.Dataset) -> dict[str, np.ndarray]:
    """Numbers only."""
    return {name: var.values for name, var in ds.data_vars.items() if name not in COUNTED}


# --- run ----------------------------------------------------------------------------------------------------------


def test_run_gives_a_dataset(result):
    assert result.sizes["time"] == 4
    assert float(result.link_flow.sel(link="C2").max()) > 0.0
    assert abs(float(result.routing_continuity_error)) < 2.0
    assert abs(float(result.runoff_continuity_error)) < 2.0


def test_run_to_a_file_gives_the_same(model, result, tmp_path):
    with sponge.run(model, tmp_path / "a.nc") as ds:
        for name, values in data_of(result).items():
            np.testing.assert_array_equal(ds[name].values, values, err_msg=name)
    with pytest.raises(UsageError, match="--overwrite"):
        sponge.run(model, tmp_path / "a.nc")
    sponge.run(model, tmp_path / "a.nc", overwrite=True).close()


def test_run_takes_a_path_and_changes(model, result):
    ds = sponge.run(str(model.path), changes="conduit[C1].roughness *= 2")
    assert ds.attrs["changes"] == "conduit[C1].roughness *= 2"
    assert not np.array_equal(ds.link_depth.sel(link="C1"), result.link_depth.sel(link="C1"))


def test_head_is_depth_over_the_invert(model, result):
    inverts = np.array([model.node(n).invert for n in result.node.values])
    np.testing.assert_allclose(result.node_head - result.node_depth, np.broadcast_to(inverts, (4, 7)), atol=1e-5)


def test_progress_is_told(model):
    told: list[tuple[float, datetime]] = []
    sponge.run(model, progress=lambda fraction, moment: told.append((fraction, moment)))
    done = [round(fraction, 2) for fraction, _ in told]
    assert done == sorted(done) and set(done) <= {0.25, 0.5, 0.75, 1.0} and done[-1] == 1.0
    assert told[-1][1] == model.options.end


def test_refusals(model, tmp_path):
    with pytest.raises(UsageError, match="no file"):
        sponge.run(tmp_path / "gone.inp")
    with pytest.raises(UsageError, match="did you mean 'implicit'"):
        sponge.run(model, solver="implicite")
    bad = replace(model, conduits=model.conduits | {"C1": replace(model.conduits["C1"], down="nowhere")})
    with pytest.raises(ModelError, match="nowhere"):
        sponge.run(bad)
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        sponge.runn  # noqa: B018


# --- run_many -----------------------------------------------------------------------------------------------------


def test_every_lane_equals_its_own_run(model):
    changes = {
        "base": [],
        "rough": "conduit[*].roughness *= 2",
        "wet": {"series[RAIN].values[0]": 60.0},
        "slow pump": "pump[P1].start_depth = 1.5",
        "flat": lambda m: sponge.apply_changes(m, "subcatchment[*].slope *= 0.1"),
    }
    many = sponge.run_many(model, changes)
    assert list(many.scenario.values) == list(changes)
    for name, change in changes.items():
        alone, lane = data_of(sponge.run(model, changes=change)), many.sel(scenario=name)
        for variable, values in alone.items():
            np.testing.assert_array_equal(lane[variable].values, values, err_msg=f"{name}: {variable}")


def test_more_scenarios_than_a_block_into_a_file(model, tmp_path):
    changes = [f"conduit[*].roughness = {0.010 + 0.001 * k}" for k in range(18)]
    with sponge.run_many(model, changes, tmp_path / "many.nc") as ds:
        assert ds.link_flow.dims == ("scenario", "time", "link")
        assert ds.sizes["scenario"] == 18
        assert (ds.status == 0).all()
        last = sponge.run(model, changes=changes[17])
        np.testing.assert_array_equal(ds.link_flow.values[17], last.link_flow.values)


@pytest.mark.parametrize(
    "common",
    ['options.start = "2019-12-31 23:50"', 'options.end = "2020-01-01 00:40"', "options.report_step = 120",
     'options.report_start = "2020-01-01 00:10"'],
    ids=["start", "end", "report step", "report start"],
)  # fmt: skip
def test_scenarios_may_all_have_other_dates_than_the_model(model, common):
    many = sponge.run_many(model, {"base": common, "rough": [common, "conduit[*].roughness *= 2"]})
    alone = sponge.run(model, changes=common)
    np.testing.assert_array_equal(many.time.values, alone.time.values)
    for attribute in ("time_coverage_start", "time_coverage_end", "model_options"):
        assert many.attrs[attribute] == alone.attrs[attribute]
    for name, values in data_of(alone).items():
        np.testing.assert_array_equal(many[name].values[0], values, err_msg=name)


def test_scenarios_may_all_be_another_model(model):
    def renamed(m: sponge.Model) -> sponge.Model:
        pump = replace(m.pumps["P1"], name="LIFT")
        order = tuple("LIFT" if n == "P1" else n for n in m.link_order)
        return replace(m, pumps={"LIFT": pump}, rules=(), link_order=order)

    many = sponge.run_many(model, [renamed, [renamed, "pump[LIFT].start_depth = 1.5"]])
    assert "LIFT" in many.link.values
    assert "P1" not in many.link.values


def test_scenarios_of_other_networks_are_refused(model):
    def without_a_pump(m: sponge.Model) -> sponge.Model:
        order = tuple(n for n in m.link_order if n != "P1")
        return replace(m, pumps={}, rules=(), link_order=order)

    with pytest.raises(UsageError, match="share one network"):
        sponge.run_many(model, [[], without_a_pump])
    with pytest.raises(UsageError, match="other pollutants than"):
        sponge.run_many(model, [[], lambda m: replace(m, pollutants={"TSS": Pollutant("TSS")})])
    with pytest.raises(UsageError, match="'1' reports every 60 s, '0' 300 s"):
        sponge.run_many(model, [[], "options.report_step = 60"])
    with pytest.raises(UsageError, match="'late' ends 2020-01-01 00:40:00, 'base' 2020-01-01 00:20:00"):
        sponge.run_many(model, {"base": [], "late": 'options.end = "2020-01-01 00:40"'})
    averaging = replace(model, report=replace(model.report, averages=True))
    with pytest.raises(UsageError, match="averages or none: '1' and '0' differ"):
        sponge.run_many(model, [[], averaging])
    with pytest.raises(UsageError, match="at least one"):
        sponge.run_many(model, [])


def test_files_that_a_model_saves_are_not_saved_of_many_and_it_is_told(model):
    saving = replace(model, files=(("SAVE", "HOTSTART", "end.hsf"),))
    with pytest.warns(UserWarning, match="not saved of scenarios: the hot start file end.hsf"):
        sponge.run_many(saving, [[]])


@pytest.mark.parametrize("routing", ["KINWAVE", "STEADY"])
def test_other_routings_run(routing, tmp_path):
    path = Path(tmp_path / "tree.inp")
    path.write_text(TEXTS[routing])
    ds = sponge.run(path)
    assert float(ds.link_flow.sel(link="C1").max()) == pytest.approx(0.1, rel=0.05)
    assert abs(float(ds.routing_continuity_error)) < 5.0

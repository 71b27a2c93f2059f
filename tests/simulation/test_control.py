"""What control asks of a running simulation: results, forcing, futures side by side, all state as arrays."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import sponge
from sponge.base.errors import UsageError
from sponge.simulation.forcing import RainForcing
from sponge.simulation.warmup_models import text_with

MM_PER_HOUR = 1e-3 / 3600.0
ROUGH = {"as it is": [], "rough": "conduit[*].roughness *= 2", "hasty": "options.max_trials = 3"}


@pytest.fixture(scope="module")
def tutorial():
    return sponge.read_inp("models/tutorial/tutorial.inp")


# --- results ------------------------------------------------------------------------------------------------------


def test_what_was_stepped_is_what_is_run(model):
    """Whatever the steps: the dataset is that of sponge.run, to the bit."""
    with sponge.Simulation(model) as sim:
        for _ in sim.steps(every=37.0):
            pass
        stepped = sim.to_dataset()
    xr.testing.assert_equal(stepped, sponge.run(model))
    assert "steered step by step" in stepped.attrs["changes"]


def test_variants_are_those_of_run_many(model):
    with sponge.Simulation(model, variants=ROUGH) as sim:
        for _ in sim.steps(every=400.0):
            pass
        stepped = sim.to_dataset()
    many = sponge.run_many(model, ROUGH)
    xr.testing.assert_equal(stepped[list(many.data_vars)], many)
    assert (stepped.scenario_rain_depth > 0.0).all()


def test_half_a_run_is_its_first_half(model):
    with sponge.Simulation(model) as sim:
        sim.advance(650.0)
        half = sim.to_dataset()
        assert int(half.status) == 130
        before = sim.snapshot()
        sim.advance(1200.0)
        whole = sim.to_dataset()
        sim.restore(before)
        assert sim.to_dataset().sizes["time"] == half.sizes["time"]
        sim.advance(1200.0)
        xr.testing.assert_equal(sim.to_dataset(), whole)
    xr.testing.assert_equal(half.link_flow, whole.link_flow.isel(time=slice(half.sizes["time"])))


def test_what_is_not_kept_is_told(model):
    with sponge.Simulation(model, record=False) as sim:
        sim.advance(600.0)
        with pytest.raises(UsageError, match="record=True"):
            sim.to_dataset()


def test_rows_that_grow_too_many_are_not_kept_unasked(model, monkeypatch):
    monkeypatch.setattr("sponge.simulation.steering.MOST_KEPT", 1000.0)
    with sponge.Simulation(model) as sim, sponge.Simulation(model, record=True) as kept:
        for one in (sim, kept):
            one.advance(1200.0)
        assert kept.to_dataset().sizes["time"] > 1
        with pytest.raises(UsageError, match=r"more than .* GB, and was not kept: .*record=True"):
            sim.to_dataset()


# --- the end ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [
    lambda s: s.nodes.depth, lambda s: s.links.setting.__setitem__("P1", 1.0), lambda s: s.advance(1.0),
    lambda s: s.to_dataset(), lambda s: s.summary(), lambda s: s.time, lambda s: list(s.steps()),
    lambda s: s.snapshot(), lambda s: s.gages.rainfall, lambda s: copy.copy(s), lambda s: s.fork(2),
])  # fmt: skip
def test_a_closed_simulation_is_an_error(model, ask):
    with sponge.Simulation(model) as sim:
        sim.advance(60.0)
    with pytest.raises(UsageError, match="the simulation is closed"):
        ask(sim)


# --- arrays -------------------------------------------------------------------------------------------------------


def test_what_is_read_is_what_results_say(tutorial):
    """At a reporting time that a step meets, to the float32 of results."""
    model = replace(tutorial, options=replace(tutorial.options, variable_step=0.0, routing_step=5.0))
    with sponge.Simulation(model) as sim:
        sim.advance(3600.0)
        last = sim.to_dataset().isel(time=-1)
        for name in ("velocity", "capacity", "flow"):
            values = getattr(sim.links, name)
            np.testing.assert_allclose(values, last[f"link_{name}"], rtol=1e-5, atol=1e-7, err_msg=name)
        summary = sim.summary()
        for name in ("starts", "hours", "volume", "energy"):
            index = [sim.links.names.index(pump) for pump in model.pumps]
            np.testing.assert_array_equal(getattr(sim.pumps, name), summary[f"pump_{name}"][index])


def test_pumps_take_settings(model):
    free = replace(model, rules=())
    with sponge.Simulation(free, variants=ROUGH) as sim:
        sim.pumps.setting["P1", 1] = 0.25
        assert sim.links.target_setting["P1"].tolist() == [1.0, 0.25, 1.0]
        sim.pumps.setting = 0.5
        assert (sim.links.target_setting["P1"] == 0.5).all()


def test_lids_and_concentrations(tmp_path):
    path = tmp_path / "all.inp"
    path.write_text(text_with(("lid", "quality")))
    model = sponge.read_inp(path)
    with sponge.Simulation(model) as sim:
        sim.advance(900.0)
        assert model.lid_uses and tuple(sim.lids.names) == tuple(model.lid_uses)
        held = sim.lids.stored_depth
        assert (held >= 0.0).all() and held.max() > 0.0 and (sim.lids.soil_moisture <= 1.0).all()
        last, (pollutant,) = sim.to_dataset().isel(time=-1), sim.nodes.pollutants
        for kind in ("node", "link", "subcatchment"):
            found = getattr(sim, f"{kind}s").concentration(pollutant)
            said = last[f"{kind}_concentration"].sel(pollutant=pollutant)
            assert found.shape == said.shape and (found >= 0.0).all()
            assert (found > 0.0).any() == bool((said > 0.0).any())
        with pytest.raises(UsageError, match="no pollutant 'X'"):
            sim.nodes.concentration("X")
        with pytest.raises(UsageError, match="no concentrations here"):
            sim.lids.concentration("X")


# --- rain ---------------------------------------------------------------------------------------------------------


def test_rain_that_is_set_falls_until_it_is_set_anew(tutorial):
    gage = next(iter(tutorial.gages))
    options = replace(tutorial.options, dry_step=60.0, wet_step=60.0, report_step=60.0, report_start=None)
    dry = replace(tutorial, options=options, series={
        name: replace(s, values=(0.0,) * len(s.values)) if name == tutorial.gages[gage].series else s
        for name, s in tutorial.series.items()
    })  # fmt: skip
    with sponge.Simulation(dry) as sim:
        sim.advance(600.0)
        sim.gages.rainfall[gage] = 36.0 * MM_PER_HOUR
        sim.advance(1800.0)
        assert float(sim.gages.rainfall[gage]) == 36.0 * MM_PER_HOUR
        sim.gages.rainfall[gage] = 0.0
        sim.advance(3600.0)
        assert sim.to_dataset().sizes["time"] == 60
        depths = sim.summary()["subcatchment_rainfall_depth"]
    np.testing.assert_allclose(depths, 12.0, atol=0.7)  # 20 minutes, give or take a step
    assert abs(float(sponge.run(dry).subcatchment_rainfall_depth.max())) == 0.0


def test_rain_by_lane_and_back_in_time(tutorial):
    gage = next(iter(tutorial.gages))
    with sponge.Simulation(tutorial, variants={"a": [], "b": []}) as sim:
        sim.advance(600.0)
        before = sim.snapshot()
        sim.gages.rainfall[gage, 1] = 50.0 * MM_PER_HOUR
        sim.advance(3600.0)
        rain = sim.summary()["subcatchment_rainfall_depth"]
        assert (rain[:, 1] > rain[:, 0]).all()
        with pytest.raises(UsageError, match="rain was set by hand"):
            sim.save_state("never.npz")
        sim.restore(before)
        sim.advance(3600.0)
        again = sim.summary()["subcatchment_rainfall_depth"]
        np.testing.assert_array_equal(again[:, 0], again[:, 1])
        np.testing.assert_array_equal(again[:, 0], rain[:, 0])
        with pytest.raises(UsageError, match="rain cannot be negative"):
            sim.gages.rainfall = -1.0
        for wrong in (np.nan, np.inf):
            with pytest.raises(UsageError, match="must be a finite number"):
                sim.gages.rainfall = wrong


def test_a_thousand_settings_cost_a_thousand_times_one(tutorial, monkeypatch):
    """Tables are laid out anew only where there is no room left, and say the same as laid out each time."""
    laid_out = 0
    install = RainForcing._install

    def counted(self):
        nonlocal laid_out
        laid_out += 1
        install(self)

    monkeypatch.setattr(RainForcing, "_install", counted)
    gage, found = next(iter(tutorial.gages)), []
    for anew in (False, True):
        with sponge.Simulation(tutorial, variants={"a": [], "b": []}) as sim:
            for k in range(300):
                sim.gages.rainfall[gage, k % 2] = (10.0 + k % 7) * MM_PER_HOUR
                if anew:
                    sim._rain.become(sim._rain.settings)
                sim.advance(30.0 * k)
            middle = sim.snapshot()
            sim.advance(sim.end)
            found.append(sim.summary()["subcatchment_rainfall_depth"])
            sim.restore(middle)
            copied = copy.deepcopy(sim)
            for one in (sim, copied):
                one.gages.rainfall[gage] = 5.0 * MM_PER_HOUR
                one.advance(one.end)
                found.append(one.summary()["subcatchment_rainfall_depth"])
        if not anew:
            assert laid_out <= 12
    assert np.array_equal(found[1], found[2]) and not np.array_equal(found[0], found[1])
    for mine, other in zip(found[:3], found[3:], strict=True):
        np.testing.assert_array_equal(mine, other)


# --- futures ------------------------------------------------------------------------------------------------------


def test_forks_go_on_from_here_each_by_itself(model):
    free = replace(model, rules=())
    with sponge.Simulation(free) as sim:
        sim.advance(500.0)
        with sim.fork(10) as futures:
            assert futures.lanes == tuple(map(str, range(10))) and futures.elapsed == sim.elapsed
            futures.links.setting["P1"] = np.linspace(0.0, 1.0, 10)
            futures.advance(1200.0)
            found, many = futures.summary(), futures.to_dataset()
        for k in (0, 4, 9):
            alone = copy.copy(sim)
            alone.links.setting["P1"] = np.linspace(0.0, 1.0, 10)[k]
            alone.advance(1200.0)
            for name, values in alone.summary().items():
                np.testing.assert_array_equal(found[name][..., k], values, err_msg=name)
            xr.testing.assert_equal(many.link_flow.isel(scenario=k, drop=True), alone.to_dataset().link_flow)
        assert sim.elapsed < 600.0


def test_forks_of_a_lane_keep_the_rain_that_was_set(tutorial):
    gage = next(iter(tutorial.gages))
    with sponge.Simulation(tutorial, variants=["conduit[*].roughness *= 2", []]) as sim:
        sim.advance(300.0)
        sim.gages.rainfall[gage, 1] = 80.0 * MM_PER_HOUR
        with sim.fork(3, lane="1") as futures:
            futures.advance(1800.0)
            sim.advance(1800.0)
            rain = futures.summary()["subcatchment_rainfall_depth"]
            np.testing.assert_array_equal(rain, sim.summary()["subcatchment_rainfall_depth"][:, [1, 1, 1]])
        for wrong, words in (((0, "0"), "at least one"), ((2,), "fork from which lane"), ((2, "x"), "no lane 'x'")):
            with pytest.raises(UsageError, match=words):
                sim.fork(*wrong)

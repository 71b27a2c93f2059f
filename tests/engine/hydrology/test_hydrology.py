"""Subcatchments through time: the water balance of every step, lanes, and what reaches the nodes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from catchment import packed

from sponge.base.arrays import copy_table, freeze, stack_lanes
from sponge.base.compiler import mask_of
from sponge.engine.hydrology.handover import taken_from_land
from sponge.engine.hydrology.report import summarise_runoff, surface_storage
from sponge.engine.hydrology.tables import (
    new_hydrology_state,
)
from sponge.engine.runoff import run_runoff
from sponge.model import elements as el
from sponge.model.compile.gages import rain_steps
from sponge.model.compile.hydrology import compile_hydrology
from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.model.options import Options
from sponge.physics.infiltration import CurveNumber, GreenAmpt, Horton, ModifiedGreenAmpt, ModifiedHorton
from sponge.physics.runoff import share_of_step

MM_PER_HOUR = 1e-3 / 3600.0
DAY = 86400.0
SOILS = (
    Horton(75 * MM_PER_HOUR, 5 * MM_PER_HOUR, 4 / 3600.0, 3 * DAY),
    ModifiedHorton(75 * MM_PER_HOUR, 5 * MM_PER_HOUR, 4 / 3600.0, 3 * DAY),
    GreenAmpt(0.09, 4 * MM_PER_HOUR, 0.3),
    ModifiedGreenAmpt(0.09, 4 * MM_PER_HOUR, 0.3),
    CurveNumber(80.0, 0.0, 4 * DAY),
)


def catchment(n=8, hours=6, peak=60.0, **options) -> Model:
    """Subcatchments of all soils: half drain to the node, others to their neighbour; all ways across surfaces."""
    options = Options(
        flow_units="CMS", start=datetime(2020, 6, 1), end=datetime(2020, 6, 1) + timedelta(hours=hours), wet_step=300.0,
        dry_step=3600.0, **options,
    )  # fmt: skip
    times = tuple(600.0 * k for k in range(12))
    rain = tuple(peak * MM_PER_HOUR * np.sin(np.pi * (k + 0.5) / 12) ** 2 for k in range(12))
    subs = {
        f"S{i}": el.Subcatchment(
            f"S{i}", gage="G", outlet="N" if i % 2 == 0 else f"S{i - 1}", area=4000.0 + 500.0 * i, impervious=0.6,
            width=60.0, slope=0.01 + 0.002 * i, roughness_impervious=0.013, roughness_pervious=0.1,
            storage_impervious=1.5e-3, storage_pervious=4e-3, impervious_without_storage=0.25,
            route_to=("OUTLET", "PERVIOUS", "IMPERVIOUS")[i % 3], routed=0.7, infiltration=SOILS[i % len(SOILS)],
        )
        for i in range(n)
    }  # fmt: skip
    return Model(
        options=options,
        gages={"G": el.RainGage("G", interval=600.0, series="storm")},
        series={"storm": el.TimeSeries("storm", times, rain)},
        evaporation=el.Evaporation(monthly=(4e-3 / DAY,) * 12),
        subcatchments=subs,
        junctions={"N": Junction("N")},
    )


def network_of(*models: Model):
    """Hydrology of a block of lanes, its state, and the block's width as a type."""
    hydrology = freeze(stack_lanes([compile_hydrology(model, index_of(model)) for model in models]))
    return hydrology, new_hydrology_state(hydrology, len(models)), (0.0,) * len(models)


def advance(hydrology, state, lanes, until):
    """All lanes to a time."""
    active = np.ones(len(lanes), np.int64)
    run_runoff(*packed(hydrology, state), np.full(len(lanes), float(until)), active, lanes)


def test_every_step_keeps_its_water():
    """Rain and runon = evaporation + infiltration + runoff + what is stored, to 1e-9 at every step."""
    hydrology, state, lanes = network_of(catchment())
    leaves = (hydrology.downhill < 0)[:, None]
    for _ in range(60):
        advance(hydrology, state, lanes, state.time[0] + 1.0)
        rain, _, evaporation, infiltration, runoff, *_ = state.sums
        out = (evaporation + infiltration).sum() + ((runoff - state.transit.unrouted) * leaves).sum()
        assert rain.sum() == pytest.approx(out + surface_storage(hydrology, state).sum(), rel=1e-9)
    assert summarise_runoff(hydrology, state)["runoff_continuity_error"] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("wet_step", [30.0, 300.0])
def test_what_routing_takes_is_what_ran_off(wet_step):
    """Routing steps of any length, within a runoff step or over several, take all that passed and no more."""
    model = catchment(hours=24)
    hydrology, state, lanes = network_of(replace(model, options=replace(model.options, wet_step=wet_step)))
    lengths, moving = np.random.default_rng(5), mask_of(-1, lanes)
    to_node, time, taken, rates = np.flatnonzero(hydrology.node >= 0), 0.0, 0.0, []
    while time < DAY:
        dt = min(float(lengths.choice([1.0, 17.0, 60.0, 240.0, 300.0])), DAY - time)
        time += dt
        advance(hydrology, state, lanes, time)
        begun, ended = state.step.time_old[0], state.time[0]
        spans = 0.0, share_of_step(time, begun, ended), ended - begun, dt
        rates.append(sum(taken_from_land(state.runoff, s, spans, 1.0, moving, lanes)[0] for s in to_node))
        taken += rates[-1] * dt
        due = state.runoff.due[to_node].sum()
        assert taken + due == pytest.approx(state.sums.passed[to_node].sum(), rel=1e-9) and due >= 0.0
    assert taken == pytest.approx(summarise_runoff(hydrology, state)["runoff_surface_runoff"][0], rel=1e-9)
    assert min(rates) >= 0.0 and max(rates) <= 1.02 * state.sums.max_runoff[to_node].sum()


def test_each_lane_equals_its_single_run_bit_for_bit():
    models = [catchment(peak=peak, hours=9) for peak in (20.0, 60.0, 150.0)]
    models[1] = replace(models[1], options=replace(models[1].options, wet_step=120.0))
    hydrology, state, lanes = network_of(*models)
    advance(hydrology, state, lanes, 9 * 3600.0)
    for i, model in enumerate(models):
        alone_hydrology, alone, one = network_of(model)
        advance(alone_hydrology, alone, one, 9 * 3600.0)
        for name in ("time", "depth", "soil", "gage_past"):
            assert np.array_equal(getattr(state, name)[..., i], getattr(alone, name)[..., 0]), name
        for name in ("runoff", "transit", "sums"):
            for ours, theirs in zip(getattr(state, name), getattr(alone, name), strict=True):
                assert np.array_equal(ours[..., i], theirs[..., 0]), name


def test_a_lane_that_waits_does_not_change():
    hydrology, state, lanes = network_of(catchment(), catchment(peak=100.0))
    advance(hydrology, state, lanes, 1800.0)
    before = copy_table(state)
    run_runoff(*packed(hydrology, state), np.full(2, 7200.0), np.array([0, 1]), lanes)
    assert np.array_equal(state.depth[..., 0], before.depth[..., 0])
    assert not np.array_equal(state.depth[..., 1], before.depth[..., 1])


def test_steps_end_with_changes_of_rain():
    """Wet steps of 300 s, cut where the rain of a 7-minute gage changes; dry steps after the runoff."""
    model = catchment(n=1)
    model = replace(
        model,
        gages={"G": el.RainGage("G", interval=420.0, series="storm")},
        series={"storm": el.TimeSeries("storm", (0.0, 420.0, 840.0), (3e-6, 6e-6, 9e-6))},
        subcatchments={"S0": replace(model.subcatchments["S0"], infiltration=None, slope=0.0)},
    )
    hydrology, state, lanes = network_of(model)
    times = [0.0]
    while times[-1] < 6000.0:
        advance(hydrology, state, lanes, times[-1] + 1.0)
        times.append(float(state.time[0]))
    assert np.diff(times).tolist() == [300.0, 120.0, 300.0, 120.0, 300.0, 120.0, 3600.0, 3600.0]


def test_rain_of_an_interval_is_a_step_and_dry_records_are_one_spell():
    x, y = rain_steps(np.array([0.0, 600.0, 1200.0, 1800.0, 6000.0]), np.array([0.0, 2.0, 0.0, 0.0, 3.0]), 600.0)
    assert x.tolist() == [0.0, 600.0, 1200.0, 6000.0, 6600.0]
    assert y.tolist() == [0.0, 2.0, 0.0, 3.0, 0.0]


def test_hourly_rain_is_remembered_for_rules():
    hydrology, state, lanes = network_of(catchment(n=1))
    advance(hydrology, state, lanes, 3 * 3600.0)
    rain = 60.0 * np.sin(np.pi * (np.arange(12) + 0.5) / 12) ** 2 / 6.0 * 1e-3  # m in ten minutes
    past = state.gage_past[0, :, 0]
    hours = [rain[:6].sum(), rain[6:].sum(), 0.0]
    begun = [past[:3].tolist(), [*past[1:4]]][int(state.time[0] % 3600.0 != 0.0)]
    assert begun == pytest.approx(hours[::-1])


def test_water_from_outfalls_is_spread_and_counted():
    hydrology, state, lanes = network_of(catchment(n=1, peak=0.0))
    advance(hydrology, state, lanes, 300.0)
    state.outfall_volume[0, 0] = 12.0
    advance(hydrology, state, lanes, 4 * 3600.0)
    ledger = summarise_runoff(hydrology, state)
    assert ledger["runoff_runon"][0] == pytest.approx(12.0)
    assert ledger["subcatchment_runon_depth"][0, 0] == pytest.approx(3.0)  # mm
    assert ledger["runoff_continuity_error"][0] == pytest.approx(0.0, abs=1e-9)


def test_no_subcatchments_still_have_weather():
    model = replace(catchment(), subcatchments={}, gages={})
    hydrology, state, lanes = network_of(model)
    advance(hydrology, state, lanes, 60.0)
    assert state.evaporation_rate[0] == pytest.approx(4e-3 / DAY)
    assert state.runoff.after.shape == (0, 1)


def test_ignored_rain_does_not_fall():
    hydrology, state, lanes = network_of(catchment(ignore_rainfall=True))
    advance(hydrology, state, lanes, 7200.0)
    assert all(np.all(volume == 0.0) for volume in state.sums)
    assert np.all(state.runoff.after == 0.0)


def test_subcatchments_without_area_pass_on_what_they_receive():
    model = catchment(n=3)
    model = replace(model, subcatchments=model.subcatchments | {"S0": replace(model.subcatchments["S0"], area=0.0)})
    hydrology, state, lanes = network_of(model)
    advance(hydrology, state, lanes, 7200.0)
    assert np.all(np.isfinite(state.sums))
    _, runon, _, _, runoff, _, passed = (volume[0, 0] for volume in state.sums)
    assert state.sums.rain[0] == state.sums.evaporation[0] == state.sums.infiltration[0] == 0.0
    assert runon == pytest.approx(state.sums.runoff[1, 0] - state.transit.unrouted[1, 0])
    assert runoff == runon
    assert passed + state.transit.unrouted[0, 0] == pytest.approx(runon)
    assert summarise_runoff(hydrology, state)["runoff_continuity_error"][0] == pytest.approx(0.0, abs=1e-6)

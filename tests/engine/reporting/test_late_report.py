"""Reporting that begins late: means cover their bounds exactly, summaries the whole simulation."""

from __future__ import annotations

import numpy as np
import pytest
from networks import model_of

import sponge
from sponge.engine.batch import Batch
from sponge.io.state import load_state, save_state
from sponge.model.compile import compile_model
from sponge.results.writers.chunks import time_bounds
from sponge.simulation.steering import Simulation

# 0.6 m3/s until 2:30, then 0.05: through one short pipe that is never full
FALLING = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
START_DATE 01/01/2024
END_DATE 01/01/2024
END_TIME 05:00:00
REPORT_STEP {report}
WET_STEP 00:05:00
ROUTING_STEP {step}
VARIABLE_STEP {variable}
REPORT_START_DATE 01/01/2024
REPORT_START_TIME {begin}
[REPORT]
AVERAGES {averages}
[RAINGAGES]
G INTENSITY 1:00 1 TIMESERIES RAIN
[SUBCATCHMENTS]
S G J 1 50 100 1 0
[SUBAREAS]
S 0.01 0.1 0 0 0 OUTLET
[INFILTRATION]
S 20 5 4 7 0
[JUNCTIONS]
J 10 3
[OUTFALLS]
O 9 FREE
[CONDUITS]
C J O 100 0.013 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
[INFLOWS]
J FLOW TS FLOW 1 1
[TIMESERIES]
TS 0:00 0.6
TS 2:30 0.6
TS 2:31 0.05
TS 6:00 0.05
RAIN 0:00 20
RAIN 1:00 0
"""
DEFAULTS = {
    "routing": "DYNWAVE", "report": "01:00:00", "step": "20", "variable": "0", "begin": "03:00:00", "averages": "YES",
}  # fmt: skip
HOUR = 3600.0


@pytest.fixture
def falling(tmp_path):
    """The model with other options."""
    return lambda **options: model_of(FALLING.format(**(DEFAULTS | options)), tmp_path)


def integral(times, values, begin, end):
    """Mean of a line through points over a span."""
    inner = np.concatenate([[begin], times[(times > begin) & (times < end)], [end]])
    return np.trapezoid(np.interp(inner, times, values), inner) / (end - begin)


def steps_of(model):
    """Every step's time, flow, depth and volume, as the engine has them."""
    sim = Simulation(model)
    found = [(0.0, 0.0, 0.0, 0.0)]
    for _ in sim.steps():
        found.append((sim.elapsed, sim.links.flow[0], sim.nodes.depth[0], sim.links.volume[0]))
    return np.array(found).T


def test_the_first_mean_is_of_the_hour_that_its_bounds_name(falling):
    """By hand: half an hour of 0.6, a minute between, 29 of 0.05 give 0.3296 m3/s; the wave takes about 40 s."""
    ds = sponge.run(falling(step="1"))
    assert [str(moment)[11:16] for moment in ds.time_bounds.values[0]] == ["02:00", "03:00"]
    assert float(ds.link_flow[0, 0]) == pytest.approx(0.3335, abs=0.002)
    assert float(ds.node_lateral_inflow.sel(node="J")[0]) == pytest.approx(19.775 / 60.0, abs=5e-4)


@pytest.mark.parametrize("options", [
    {}, {"routing": "KINWAVE"}, {"step": "17"}, {"step": "23", "variable": "0.75"}, {"begin": "02:20:00"},
    {"report": "00:07:00", "step": "33"}, {"report": "00:01:00", "step": "60", "begin": "02:29:00"},
    {"begin": "00:00:00"},
], ids=str)  # fmt: skip
def test_means_are_integrals_over_their_bounds(falling, options):
    """Whatever the steps: those that end within a period, reach beyond it, or hold several periods."""
    model = falling(**options)
    ds = sponge.run(model)
    times, flow, depth, volume = steps_of(model)
    bounds = (ds.time_bounds.values - np.datetime64("2024-01-01", "ns")) / np.timedelta64(1, "s")
    step = float(model.options.report_step)
    np.testing.assert_allclose(bounds[:, 1] - bounds[:, 0], step, rtol=1e-9)
    for name, values in (("link_flow", flow), ("node_depth", depth), ("link_volume", volume)):
        wanted = [integral(times, values, *bound) for bound in bounds]
        np.testing.assert_allclose(ds[name].values[:, 0], wanted, rtol=2e-6, atol=1e-7, err_msg=name)


def test_summaries_are_of_the_whole_simulation(falling):
    """A peak before the report's start counts, with its time and its hours; EPA's way counts from the start on."""
    whole, late = sponge.run(falling(begin="00:00:00")), sponge.run(falling())
    for name in whole.data_vars:
        if "time" not in whole[name].dims:
            np.testing.assert_array_equal(whole[name].values, late[name].values, err_msg=name)
    assert float(late.link_max_flow[0]) > 0.6 and float(late.node_max_depth[0]) > 0.36
    assert late.node_max_depth.attrs["comment"] == "maximum over the whole simulation"
    epa = sponge.run(falling(), compat="epa")
    assert float(epa.link_max_flow[0]) == pytest.approx(0.05, rel=0.01)
    np.testing.assert_allclose(epa.link_flow.values, late.link_flow.values, rtol=1e-2)  # which makes and loses water


def test_means_of_lanes_are_those_of_each_alone(falling):
    """Lanes whose steps differ: one waits while another moves."""
    models = [falling(variable="0.75", step=step) for step in ("20", "20", "20")]
    models[1] = sponge.apply_changes(models[1], "conduit[C].roughness *= 3")
    models[2] = sponge.apply_changes(models[2], "conduit[C].roughness *= 0.5")
    networks = [compile_model(model) for model in models]
    together = [row for _, row in Batch(networks).reports()]
    for k, network in enumerate(networks):
        for row, company in zip([row for _, row in Batch([network]).reports()], together, strict=True):
            for a, b in zip(row, company, strict=True):
                np.testing.assert_array_equal(a[..., 0], b[..., k])


def test_a_resumed_run_has_the_same_means(falling, tmp_path):
    """Stopped in the middle of a period, before and after reporting began."""
    model = falling()
    rows = list(Batch([compile_model(model)]).reports())
    for moment in (0.5 * HOUR, 2.2 * HOUR, 3.7 * HOUR):
        first = Batch([compile_model(model)])
        early = list(first.reports(moment))
        save_state(tmp_path / "half.npz", [first], model, first.reported, overwrite=True)
        rest = Batch([compile_model(model)])
        rest.reported = load_state(tmp_path / "half.npz", [rest], model)
        for (t, a), (u, b) in zip(rows, early + list(rest.reports()), strict=True):
            assert t == u
            for x, y in zip(a, b, strict=True):
                np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("left", [{"averages": "NO"}, {"report": "00:40:00"}, {"begin": "04:00:00"}], ids=str)
def test_a_state_without_the_sums_of_the_period_is_refused(falling, tmp_path, left):
    """Its first mean would be one of a part of the period."""
    first = Batch([compile_model(falling(**left))])
    list(first.reports(2.5 * HOUR))
    save_state(tmp_path / "half.npz", [first], falling(), first.reported, overwrite=True)
    rest = Batch([compile_model(falling())])
    with pytest.raises(sponge.ModelError, match="means"):
        load_state(tmp_path / "half.npz", [rest], falling())


def test_values_of_a_moment_leave_the_means_alone(falling):
    """A look at subcatchments under way changes no row."""
    model = falling(begin="00:00:00")
    rows = list(Batch([compile_model(model)]).reports())
    looked = Batch([compile_model(model)])
    looked.advance(0.7 * HOUR)
    assert looked.row(float(looked.time.min())).subcatchment.shape[1] == 1
    for (_, a), (_, b) in zip(rows, looked.reports(), strict=True):
        np.testing.assert_array_equal(a.link, b.link)


def test_bounds_of_one_period_are_those_of_the_step():
    assert time_bounds(np.array([10800.0]), HOUR).tolist() == [[7200.0, 10800.0]]
    assert time_bounds(np.zeros(0), HOUR).shape == (0, 2)


def test_rows_come_alike_one_by_one_and_many_at_once(falling):
    """How many are asked for at a time changes nothing, nor does a call to make on the way."""
    model = falling(report="00:05:00", averages="NO", begin="00:00:00")
    rows = list(Batch([compile_model(model)]).reports())
    batch, called = Batch([compile_model(model)]), []
    batch.calls.append((4000.0, lambda: called.append(batch.time[0])))
    seen = []
    for times, some in batch.row_blocks():
        seen += [(time, [np.array(values[k]) for values in some]) for k, time in enumerate(times)]
    assert [t for t, _ in seen] == [t for t, _ in rows] and called == [4000.0]
    for (_, a), (_, b) in zip(seen, rows, strict=True):
        for x, y in zip(a, b, strict=True):
            np.testing.assert_array_equal(x, y)

"""RDII in the engine: what a pulse of rain brings to a node, its ledger, and lanes."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.engine.reporting.rows import NODE_ROW, SYSTEM_ROW
from sponge.io.state import load_state, save_state
from sponge.model.compile import compile_model
from sponge.model.rdii import Response

HECTARE, HOUR = 1e4, 3600.0
NETWORK = """\
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Pulse
[JUNCTIONS]
A 10 3 0 0 0
B 9.5 3 0 0 0
[OUTFALLS]
Out 9 FREE
[CONDUITS]
AB A B 50 0.013 0 0 0 0
BO B Out 50 0.013 0 0 0 0
[XSECTIONS]
AB CIRCULAR 0.5 0 0 0
BO CIRCULAR 0.6 0 0 0
[HYDROGRAPHS]
UH G
UH ALL SHORT 0.10 0.25 2
UH ALL MEDIUM 0.05 0.5 1
[RDII]
A UH 4
B UH 2
[TIMESERIES]
Pulse 0:10 60
Pulse 0:15 0
"""
DEPTH = 60e-3 / 12  # m of rain


@pytest.fixture
def model(tmp_path):
    text = options(3 * HOUR, step=5.0, report=60, courant=0.75)
    return model_of(text + NETWORK, tmp_path)


def rows_of(networks):
    """Rows of a block, and the block."""
    batch = Batch(networks)
    return list(batch.reports()), batch


def test_a_pulse_brings_its_share_to_each_node(model):
    """Volume R A P; two triangles, the peak of both where their sum peaks; nothing after the longest base."""
    rows, batch = rows_of([compile_model(model)])
    times = np.array([t for t, _ in rows])
    rdii = np.array([row.system[SYSTEM_ROW.rdii_inflow, 0] for _, row in rows], float)
    lateral = np.array([row.node[NODE_ROW.lateral_inflow, :2, 0] for _, row in rows], float)
    volume = 0.15 * 6 * HECTARE * DEPTH
    assert rdii.sum() * 60.0 == pytest.approx(volume, rel=1e-4)
    np.testing.assert_allclose(lateral[:, 0], 2 * lateral[:, 1], rtol=1e-5)
    start = 10 * 60.0
    assert not rdii[times <= start].any() and not rdii[times > start + 300.0 + HOUR + 120.0].any()
    # the triangles' sum is largest at the short one's peak: 2 R1 / B1 + 2 R2 T1 / (T2 B2)
    peak = (2 * 0.10 / (0.75 * HOUR) + 2 * 0.05 * 0.25 / (0.5 * HOUR)) * 6 * HECTARE * DEPTH
    assert rdii.max() == pytest.approx(peak, rel=0.1) and rdii.max() < peak
    # rain of 5 minutes: the mean over them is largest where it rose before the kink as much as it fell behind it
    rise, fall = 0.2 / 900 / 2700 + 0.1 / 1800 / 3600, 0.2 / 1800 / 2700 - 0.1 / 1800 / 3600
    assert times[rdii.argmax()] == pytest.approx(start + 900.0 + 300.0 * rise / (rise + fall), abs=90.0)
    summary = batch.summary()
    assert summary["routing_rdii_inflow"][0] == pytest.approx(volume, rel=1e-6)
    assert summary["rdii_sewershed_rainfall"][0] == pytest.approx(6 * HECTARE * DEPTH, rel=1e-6)
    np.testing.assert_allclose(summary["node_given_volume"][:2, 0], [volume * 4 / 6, volume * 2 / 6], rtol=1e-6)
    assert abs(summary["routing_continuity_error"][0]) < 0.1


def run_with_short_limbs(folder, step, solver="picard", compat="none", routing="DYNWAVE"):
    """A triangle of 6 minutes, which is taken in steps of 3, under a wet step of 5: what the run sums up."""
    text = options(4 * HOUR, routing=routing, step=step, report=1200, min_area=500.0) + "WET_STEP 00:05:00\n"
    model = model_of(text + NETWORK.replace("SHORT 0.10 0.25 2", "SHORT 0.10 0.05 1"), folder)
    chosen = replace(model.options, solver=solver, compat=compat)
    return rows_of([compile_model(replace(model, options=chosen))])[1].summary()


@pytest.mark.parametrize("step", [7.0, 130.0, 300.0])
@pytest.mark.parametrize(
    ("routing", "solver"), [("DYNWAVE", "picard"), ("DYNWAVE", "implicit"), ("KINWAVE", "picard"), ("STEADY", "picard")]
)
def test_all_that_comes_arrives_whatever_the_routing_step(routing, solver, step, tmp_path):
    """The mean over each routing step, be it shorter than RDII's steps or longer, or none of their divisors."""
    summary = run_with_short_limbs(tmp_path, step, solver, routing=routing)
    assert summary["rdii_produced"][0] == pytest.approx(0.15 * 6 * HECTARE * DEPTH, rel=1e-6)
    assert summary["routing_rdii_inflow"][0] == pytest.approx(summary["rdii_produced"][0], rel=1e-9)
    given = summary["node_given_volume"][:2, 0]
    assert given.sum() == pytest.approx(summary["routing_rdii_inflow"][0], rel=1e-9)
    assert given[0] == pytest.approx(2.0 * given[1], rel=1e-9)


def test_epa_takes_the_flow_at_the_moment_when_a_step_begins(tmp_path):
    """Steps of 5 minutes see RDII's steps of 3 by chance: 22 % more than came."""
    summary = run_with_short_limbs(tmp_path, 300.0, compat="epa")
    assert summary["routing_rdii_inflow"][0] / summary["rdii_produced"][0] == pytest.approx(1.222, abs=0.001)
    given = summary["node_given_volume"][:2, 0]
    assert given.sum() == pytest.approx(summary["routing_rdii_inflow"][0], rel=1e-9)


def test_initial_abstraction_takes_its_part(model):
    """2 of 5 mm, from the short response alone."""
    hydrograph = model.hydrographs["UH"]
    short = replace(hydrograph.short, max_abstraction=(2e-3,) * 12)
    wet = replace(model, hydrographs={"UH": replace(hydrograph, short=short)})
    _, batch = rows_of([compile_model(wet)])
    volume = 6 * HECTARE * (0.10 * (DEPTH - 2e-3) + 0.05 * DEPTH)
    assert batch.summary()["routing_rdii_inflow"][0] == pytest.approx(volume, rel=1e-6)


def test_the_month_of_the_rain_picks_the_triangle(model):
    """January's ratio alone counts in January."""
    hydrograph = model.hydrographs["UH"]
    ratio = (0.02, *(0.5,) * 11)
    other = replace(hydrograph, short=replace(hydrograph.short, ratio=ratio), medium=Response())
    _, batch = rows_of([compile_model(replace(model, hydrographs={"UH": other}))])
    assert batch.summary()["routing_rdii_inflow"][0] == pytest.approx(0.02 * 6 * HECTARE * DEPTH, rel=1e-6)


def variants(model):
    """Lanes with other rain, areas and triangles."""
    for i in range(4):
        series = replace(model.series["Pulse"], values=(60.0 - 12.0 * i, 3.0 * i))
        hydrograph = model.hydrographs["UH"]
        long = replace(hydrograph.short, time_to_peak=(600.0 * (1 + i),) * 12)
        rdii = tuple(replace(inflow, area=inflow.area * (1 + 0.3 * i)) for inflow in model.rdii)
        yield replace(
            model, series={"Pulse": series}, rdii=rdii, hydrographs={"UH": replace(hydrograph, long=long)}
        )


def test_a_lane_is_the_same_in_company_and_after_a_pause(model, tmp_path):
    """Bit for bit; the state of the block is kept half way and restored in another."""
    lanes = pickle.loads(pickle.dumps(list(variants(model))))
    networks = [compile_model(lane) for lane in lanes]
    rows, together = rows_of(networks)
    for i, network in enumerate(networks):
        alone_rows, alone = rows_of([network])
        for (_, a), (_, b) in zip(alone_rows, rows, strict=True):
            for x, y in zip(a, b, strict=True):
                np.testing.assert_array_equal(x[..., 0], y[..., i])
        for name, value in alone.summary().items():
            np.testing.assert_array_equal(value[..., 0], together.summary()[name][..., i], err_msg=name)
    half, rest = Batch(networks), Batch(networks)
    early = list(half.reports(2400.0))
    save_state(tmp_path / "s.npz", [half], model, half.reported)
    rest.reported = load_state(tmp_path / "s.npz", [rest], model)
    for (_, a), (_, b) in zip(early + list(rest.reports()), rows, strict=True):
        for x, y in zip(a, b, strict=True):
            np.testing.assert_array_equal(x, y)
    for name, value in rest.summary().items():
        np.testing.assert_array_equal(value, together.summary()[name], err_msg=name)


def test_what_is_wrong_is_said(model):
    """Ratios above one, no gage, negative times: with the line."""
    from sponge.model.validate import validate

    hydrograph = model.hydrographs["UH"]
    cases = {
        "add up to 1.15": replace(hydrograph, long=replace(hydrograph.short, ratio=(1.0,) * 12)),
        "no rain gage": replace(hydrograph, gage=""),
        "T and K cannot be negative": replace(hydrograph, short=replace(hydrograph.short, recession=(-0.5,) * 12)),
    }
    for said, changed in cases.items():
        problems = [str(p) for p in validate(replace(model, hydrographs={"UH": changed})) if p.fatal]
        assert said in problems[0] and all(f":{hydrograph.line} [HYDROGRAPHS]" in problem for problem in problems)
    assert not validate(replace(model, hydrographs={"UH": cases["no rain gage"]}, rdii=()))


def test_pollutants_come_with_it(tmp_path):
    """10 mg/L of the sewer's infiltration, in the ledger and at the node."""
    quality = "[POLLUTANTS]\nTSS MG/L 0 0 10 0\n"
    model = model_of(options(3 * HOUR, step=5.0, report=60, courant=0.75) + NETWORK + quality, tmp_path)
    _, batch = rows_of([compile_model(model)])
    summary = batch.summary()
    volume = 0.15 * 6 * HECTARE * DEPTH
    assert summary["routing_quality_rdii_inflow"][0, 0] == pytest.approx(10e-3 * volume, rel=1e-3)

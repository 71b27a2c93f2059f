"""Groundwater through time: closed forms whatever the step, the balance of every step, and what reaches the nodes."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest
from networks import TWO_PIPES, assert_lanes_keep_their_bits, finished, model_of, options

from sponge.base.arrays import freeze, stack_lanes
from sponge.base.units import units_of
from sponge.engine.batch import Batch
from sponge.engine.groundwater.aquifer_step import Conditions, step_zones
from sponge.engine.groundwater.aquifers import new_groundwater_state, passed_by_node
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW
from sponge.io.inp.si import formula_units_of
from sponge.model import elements as el
from sponge.model.compile import compile_model
from sponge.model.compile.groundwater import compile_groundwater
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression
from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.model.options import Options

DAY, HOUR = 86400.0, 3600.0
FREELY = 1e9  # m/s: no limit
SAND = Aquifer(
    "sand", porosity=0.45, wilting_point=0.1, field_capacity=0.25, conductivity=1e-6, conductivity_slope=15.0,
    tension_slope=1.5, upper_evaporation=0.35, lower_evaporation_depth=3.0, seepage=0.0, bottom=0.0, water_table=3.0,
    moisture=0.25,
)  # fmt: skip
UNDER = Groundwater("S", "sand", "N", surface=6.0, threshold=1.0)


def ground(aquifer: Aquifer = SAND, under: Groundwater = UNDER, *formulas: GroundwaterExpression, units: str = "CMS"):
    """Groundwater of one lane and its state."""
    model = Model(
        options=Options(flow_units=units), formula_units=formula_units_of(units_of(units)),
        subcatchments={"S": el.Subcatchment("S", area=10000.0, impervious=0.2)},
        junctions={"N": Junction("N", invert=1.0)},
        aquifers={"sand": aquifer}, groundwater={"S": under}, groundwater_expressions=formulas,
    )  # fmt: skip
    table = freeze(stack_lanes([compile_groundwater(model, index_of(model))]))
    return table, new_groundwater_state(table, 1)


def run(table, state, duration: float, steps: int, infiltration=0.0, potential=0.0, surface=0.0, most=FREELY):
    """Level and void at the end, and volumes [m] of evaporation from both zones, seepage and flow to the node."""
    dt, total = duration / steps, np.zeros(4)
    level, void = state.level[0, 0], state.void[0, 0]
    for _ in range(steps):
        step = Conditions(
            infiltration=infiltration, potential=potential, available=potential, fraction=0.35, most_percolation=most,
            most_out=FREELY, most_in=FREELY, surface=surface, length=dt,
        )  # fmt: skip
        level, void, out = step_zones(table, state.operand, 0, 0, step, level, void)
        total += out
    return level, void, total


@pytest.mark.parametrize("steps", [1, 30, 720])
def test_linear_reservoir_recedes_exponentially(steps):
    """y - y* = (y0 - y*) exp(-a1 t / (phi - theta)) with a1 of exponent 1 and soil at field capacity."""
    a1 = 2e-7
    table, state = ground(under=replace(UNDER, a1=a1, b1=1.0))
    level, _, out = run(table, state, 10 * DAY, steps, most=0.0)
    left = exp(-a1 * 10 * DAY / 0.2)
    assert level - 1.0 == pytest.approx(2.0 * left, rel=2e-5)
    assert out[3] == pytest.approx(2.0 * (1.0 - left) * 0.2, rel=2e-5)  # what the falling table left in its pores
    assert out[:3] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("steps", [1, 100])
def test_quadratic_exchange(steps):
    """dy/dt = -k (y - y*)^2 / (phi - theta):  1 / (y - y*) grows linearly."""
    a1 = 3e-7
    table, state = ground(under=replace(UNDER, a1=a1, b1=2.0))
    level, _, _ = run(table, state, 20 * DAY, steps, most=0.0)
    assert 1.0 / (level - 1.0) == pytest.approx(0.5 + a1 * 20 * DAY / 0.2, rel=5e-5)


@pytest.mark.parametrize("steps", [1, 50])
def test_seepage_drains_exponentially(steps):
    """Seepage is the coefficient times y / H."""
    table, state = ground(replace(SAND, seepage=3e-7), replace(UNDER, threshold=9.0))
    level, _, out = run(table, state, 20 * DAY, steps, most=0.0)
    left = exp(-3e-7 / 6.0 * 20 * DAY / 0.2)
    assert level == pytest.approx(3.0 * left, rel=2e-5) and out[2] == pytest.approx(3.0 * 0.2 * (1.0 - left), rel=2e-4)


def test_percolation_raises_the_table_and_dries_the_soil():
    """The upper zone loses what the lower one gains; nothing leaves."""
    table, state = ground(replace(SAND, moisture=0.35), replace(UNDER, threshold=9.0))
    level, void, out = run(table, state, 5 * DAY, 120)
    held = 0.45 * 6.0 - void
    assert held == pytest.approx(3.0 * 0.45 + 3.0 * 0.35, rel=1e-12) and not out.any()
    assert level > 3.01 and 0.25 < 0.45 - void / (6.0 - level) < 0.35


def test_infiltration_wets_the_soil():
    """theta grows by infiltration over the upper zone's depth; percolation is shut off."""
    table, state = ground(under=replace(UNDER, threshold=9.0))
    level, void, _ = run(table, state, DAY, 24, infiltration=1e-6, most=0.0)
    assert level == 3.0 and 0.45 - void / 3.0 == pytest.approx(0.25 + 1e-6 * DAY / 3.0, rel=1e-12)


def test_evaporation_from_both_zones():
    """The upper zone gives its fraction until it wilts, the lower one what its reach allows."""
    rate = 4e-3 / DAY
    table, state = ground(replace(SAND, lower_evaporation_depth=6.0), replace(UNDER, threshold=9.0))
    _, _, out = run(table, state, DAY, 24, potential=rate)
    assert out[0] == pytest.approx(0.35 * 4e-3, rel=1e-9)
    assert out[1] == pytest.approx(0.5 * 0.65 * 4e-3, rel=2e-3)  # half of the reach is saturated, a little less later


WILD = {
    "flood": (replace(SAND, moisture=0.44, water_table=5.9), replace(UNDER, water_table=5.9), 5e-6, 0.0),
    "dry": (replace(SAND, water_table=0.3, seepage=2e-6), replace(UNDER, threshold=-1.0, a1=1e-6, b1=1.0), 0.0, 2e-7),
    "node": (SAND, replace(UNDER, a1=1e-6, b1=1.0, a2=2e-6, b2=1.0), 0.0, 1e-7),
    "steep": (replace(SAND, moisture=0.4, conductivity=1e-4, conductivity_slope=60.0), UNDER, 1e-6, 1e-7),
}  # fmt: skip


@pytest.mark.parametrize("case", WILD)
@pytest.mark.parametrize("dt", [60.0, HOUR, DAY])
def test_no_step_makes_or_loses_water(case, dt):
    """To 1e-12 of what is held, however the zones run full or empty; and they keep their bounds."""
    aquifer, under, infiltration, potential = WILD[case]
    table, state = ground(aquifer, under)
    depth, porosity = table.ground.depth[0, 0], table.ground.porosity[0, 0]
    level, void = state.level[0, 0], state.void[0, 0]
    for k in range(200):
        inflow = min(infiltration, void / dt) if k % 3 else 0.0
        limits = Conditions(
            infiltration=inflow, potential=potential, available=potential, fraction=0.35, most_percolation=FREELY,
            most_out=level * porosity / dt, most_in=void / dt, surface=4.0, length=dt,
        )  # fmt: skip
        after, new_void, out = step_zones(table, state.operand, 0, 0, limits, level, void)
        assert void - new_void == pytest.approx(inflow * dt - sum(out), abs=1e-12)
        assert 0.0 <= after <= depth and 0.0 <= new_void <= porosity * depth
        level, void = after, new_void


@pytest.mark.parametrize("units, foot, flow", [("CMS", 1.0, 1e-4), ("CFS", 0.3048, 0.3048 / 43560.0)])
def test_formulas_are_in_the_models_units(units, foot, flow):
    """LATERAL is a flow an area added to the exchange, DEEP a rate in place of seepage."""
    lateral = GroundwaterExpression("S", "LATERAL", "0.001 * (HGW - HCB) + 0 * A")
    deep = GroundwaterExpression("S", "DEEP", "0.02 * STEP(PHI - THETA) * HGS / HSW")
    table, state = ground(replace(SAND, seepage=1.0), UNDER, lateral, deep, units=units)
    _, _, out = run(table, state, 60.0, 1, surface=3.0)
    rate = 0.02 * 2.0 * (1e-3 if units == "CMS" else 0.0254) / HOUR
    assert out[3] == pytest.approx(60.0 * 0.001 * 2.0 / foot * flow, rel=1e-4)
    assert out[2] == pytest.approx(60.0 * rate, rel=1e-4)


def test_every_variable_of_a_formula_is_read():
    """In mm/h where rates, m and hectares: each alone as the deep flow of a second."""
    k = 1e-6 * exp(15.0 * (0.3 - 0.45)) * 3.6e6
    percolation = k * (1.0 + 2.0 * 1.5 * 0.05 / 3.0)
    expected = {
        "HGW": 3.0, "HSW": 2.0, "HCB": 2.5, "HGS": 6.0, "KS": 3.6, "K": k, "THETA": 0.3, "PHI": 0.45, "FI": 0.72,
        "FU": percolation, "A": 1.0,
    }  # fmt: skip
    for name, value in expected.items():
        formula = GroundwaterExpression("S", "DEEP", name.lower())
        table, state = ground(replace(SAND, moisture=0.3), replace(UNDER, threshold=2.5), formula)
        _, _, out = run(table, state, 1.0, 1, infiltration=2e-7, surface=2.0)
        assert out[2] * 3.6e6 == pytest.approx(value, rel=1e-4), name


def test_a_formula_without_value_counts_as_nothing():
    """0/0 and an infinite flow from below."""
    for text in ("0 / 0", "-1 / 0"):
        table, state = ground(SAND, UNDER, GroundwaterExpression("S", "DEEP", text))
        with np.errstate(all="ignore"):
            level, void, out = run(table, state, HOUR, 1)
        assert out[2] == 0.0 and np.isfinite([level, void]).all()


NETWORK = """\
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[EVAPORATION]
CONSTANT 4
[SUBCATCHMENTS]
S1 G A 20 30 300 0.5 0
S2 G B 30 20 400 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 2 25 OUTLET
S2 0.015 0.2 1 2 25 OUTLET
[INFILTRATION]
S1 60 15 4 7 0
S2 60 15 4 7 0
[AQUIFERS]
sand 0.45 0.1 0.25 30 15 1.5 0.35 3 0.05 5 9 0.3 wet
[GROUNDWATER]
S1 sand A 12 0.02 1 0.005 1 0 0 *
S2 sand B 11 0.01 1.5 0 0 0 0 8.5 * 9.2
[GWF]
S2 DEEP 0.02 * HGW
[PATTERNS]
wet MONTHLY 1.1 1 1 1 1 1 1 1 1 1 1 1
[TIMESERIES]
Storm 0:00 5
Storm 0:30 60
Storm 1:00 0
"""


def network(folder: Path, **given: object) -> Model:
    """Two aquifers that drain to a pipe through a storm and its recession."""
    folder.mkdir(exist_ok=True)
    return model_of(options(10 * HOUR, 5.0, 300.0, **given) + NETWORK + TWO_PIPES, folder)


def test_ledgers_close_and_agree(tmp_path):
    """What leaves the aquifers arrives in the network, to 1e-9; rain that soaks in is what the ground gets."""
    summary = finished(network(tmp_path)).summary()
    assert abs(summary["groundwater_continuity_error"][0]) < 1e-7  # %
    assert summary["runoff_infiltration_loss"] == pytest.approx(summary["groundwater_infiltration"], rel=1e-12)
    assert summary["groundwater_outflow"] == pytest.approx(summary["routing_groundwater_inflow"], rel=2e-3)
    assert abs(summary["routing_continuity_error"][0]) < 0.5
    for name in ("infiltration", "upper_evaporation_loss", "deep_percolation", "outflow"):
        assert summary[f"groundwater_{name}"][0] > 1.0


def test_results_by_subcatchment(tmp_path):
    """Flow, water table and moisture at reporting times, and their summary."""
    batch = Batch([compile_model(network(tmp_path))])
    rows = [row for _, row in batch.reports()]
    told = (SUBCATCHMENT_ROW.groundwater_flow, SUBCATCHMENT_ROW.groundwater_level, SUBCATCHMENT_ROW.soil_moisture)
    flow, level, moisture = (np.array([row.subcatchment[k, :, 0] for row in rows]) for k in told)
    summary = batch.summary()
    assert flow[-1] == pytest.approx(batch.state.processes.groundwater.flow_after[:, 0], rel=1e-6)
    assert level[0] == pytest.approx([9.0, 9.2], abs=0.02) and (moisture[0] > 0.29).all()
    assert summary["subcatchment_groundwater_final_level"][:, 0] == pytest.approx(level[-1], rel=1e-6)
    assert summary["subcatchment_groundwater_final_moisture"][:, 0] == pytest.approx(moisture[-1], rel=1e-6)
    largest = flow.max(axis=0)
    assert (largest <= 1.00001 * summary["subcatchment_groundwater_max_outflow"][:, 0]).all()
    assert (largest > 0.1).all()
    assert (summary["subcatchment_groundwater_mean_level"][:, 0] < level.max(axis=0)).all()


def test_full_ground_takes_no_more(tmp_path):
    """Infiltration stops when the pores under the pervious surface are full."""
    model = network(tmp_path)
    aquifers = {"sand": replace(model.aquifers["sand"], moisture=0.448, seepage=0.0)}
    under = {n: replace(g, water_table=g.surface - 0.02, a1=0.0, a2=0.0) for n, g in model.groundwater.items()}
    full = replace(model, aquifers=aquifers, groundwater=under, groundwater_expressions=())
    wet, dry = finished(full).summary(), finished(model).summary()
    assert wet["runoff_infiltration_loss"][0] < 0.1 * dry["runoff_infiltration_loss"][0]
    assert abs(wet["runoff_continuity_error"][0]) < 1e-6 and abs(wet["groundwater_continuity_error"][0]) < 1e-7


def test_ignored(tmp_path):
    """IGNORE_GROUNDWATER leaves nothing of it."""
    model = network(tmp_path)
    ignored = compile_model(replace(model, options=replace(model.options, ignore_groundwater=True)))
    assert ignored.processes is None


def test_lanes_keep_their_bits(tmp_path):
    """A lane alone and beside others with other aquifers."""
    model = network(tmp_path)
    sand = model.aquifers["sand"]
    variants = [
        replace(model, aquifers={"sand": replace(sand, **change)})
        for change in ({}, {"moisture": 0.2}, {"conductivity": 1e-4}, {"water_table": 8.0})
    ]
    assert_lanes_keep_their_bits(variants, "groundwater")


def test_volumes_by_node_are_the_ledgers(tmp_path):
    """What came into nodes less what left them is the routing ledger's groundwater."""
    batch = finished(network(tmp_path))
    into, out = passed_by_node(batch.network.processes.groundwater, batch.state.processes.groundwater, 3)
    total = batch.summary()["routing_groundwater_inflow"][0]
    assert (into - out).sum() == pytest.approx(total, rel=1e-9) and (into[:2, 0] > 100.0).all() and into[2, 0] == 0.0


def test_a_node_gives_no_more_than_it_has(tmp_path):
    """An aquifer that draws hard gets at most what flows in, and no water is made."""
    model = network(tmp_path)
    thirsty = replace(model.groundwater["S1"], a1=0.0, a2=1e-4, b2=0.0)
    dry = replace(model.series["Storm"], values=(0.0, 0.0, 0.0))
    model = replace(
        model, groundwater={"S1": thirsty}, groundwater_expressions=(), series={"Storm": dry},
        inflows=(el.DirectInflow("A", baseline=0.05),),
    )  # fmt: skip
    summary = finished(model).summary()
    assert -0.05 * 10 * HOUR <= summary["routing_groundwater_inflow"][0] < -0.02 * 10 * HOUR
    assert abs(summary["routing_continuity_error"][0]) < 1.0
    assert abs(summary["groundwater_continuity_error"][0]) < 1e-7

"""Storage units above full conduits and under a cover of their own: they rise by what takes up water."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

UNIT = """[JUNCTIONS]
J1 0.4 8 0 20 0
J2 0.0 8 0 20 0
[STORAGE]
S 0.2 {deep} 0 FUNCTIONAL 0 0 {area} {bears} 0
[OUTFALLS]
O -0.2 FREE
R 0 FREE
[CONDUITS]
C1 J1 S 400 0.013 0 0
C2 S J2 400 0.013 0 0
C3 J2 O 200 0.013 0 0
[ORIFICES]
B S R BOTTOM {crest} 0.65 NO 0
[XSECTIONS]
C1 CIRCULAR 3 0 0 0
C2 CIRCULAR 3 0 0 0
C3 CIRCULAR 1.2 0 0 0
B RECT_CLOSED 2 5 0 0
[INFLOWS]
J1 FLOW TS FLOW 1 1
[TIMESERIES]
TS 0:00 0
TS 0:20 6
TS 0:50 6
TS 1:30 0
"""
PEAK, EMPTY = 50 * 60.0, 3 * 3600.0  # s: the end of the full inflow, the end of the run
CAME = 6.0 * (10 + 30) * 60.0  # m3, until then
S = 2  # among the nodes, as the file has them


def run(folder, compat="none", step=15.0, deep=20.0, area=80.0, bears=0.0, crest=15.0, until=PEAK):
    """Batch and summary at a time [s]."""
    text = options(EMPTY, step=step) + UNIT.format(deep=deep, area=area, bears=bears, crest=crest)
    model = model_of(text, folder)
    assert model.node_order[S] == "S"
    batch = Batch([compile_model(replace(model, options=replace(model.options, compat=compat)))])
    batch.advance(until)
    return batch, batch.summary()


def left_open(batch, summary):
    """What left the network and is in it beyond what came until the peak, m3, by sums of its own."""
    held = batch.state.nodes.volume.sum() + batch.state.links.volume.sum()
    return held + summary["node_outlet_volume"].sum() + summary["node_lost_volume"].sum() - CAME


COVERS = [{}, {"deep": 3.5, "bears": 20.0}]


@pytest.mark.parametrize("cover", COVERS, ids=["open", "closed"])
@pytest.mark.parametrize("area", [5.0, 80.0])
@pytest.mark.parametrize("step", [5.0, 15.0])
def test_full_sewers_take_up_nothing(tmp_path, step, area, cover):
    """The head over three full sewers is that which their outflow needs, whatever stands in the unit between them."""
    batch, summary = run(tmp_path, step=step, area=area, **cover)
    flow = batch.state.links.flow[2, 0]
    depth = batch.state.nodes.depth[:, 0]
    assert depth[S] > 5.0 and abs(flow - 6.0) < 0.3
    assert abs(summary["node_routing_residual"][S, 0]) < 0.01 * CAME
    assert abs(left_open(batch, summary)) < 0.02 * CAME


def test_epa_swmm_lets_full_sewers_take_up_water(tmp_path):
    """It lacks a twentieth of what came, and its heads are 1.3 m lower."""
    epa, ours = run(tmp_path, "epa"), run(tmp_path)
    assert left_open(*epa) < -0.045 * CAME
    assert epa[0].state.nodes.depth[S, 0] < ours[0].state.nodes.depth[S, 0] - 1.0


@pytest.mark.parametrize("cover", COVERS, ids=["open", "closed"])
def test_a_unit_fills_and_empties_with_the_same_water(tmp_path, cover):
    """Through the crowns of its sewers and its own cover, up and down."""
    batch, summary = run(tmp_path, until=EMPTY, **cover)
    assert batch.state.nodes.volume[S, 0] < 20.0
    assert summary["node_max_depth"][S, 0] > 5.0
    assert abs(summary["node_routing_residual"][S, 0]) < 0.01 * CAME


def test_an_opening_above_the_cover_does_not_lift_the_head(tmp_path):
    """EPA SWMM takes a unit under pressure to the highest crown of its links, of an opening that no water reaches."""
    cover = {"deep": 3.5, "bears": 20.0}
    high, low = run(tmp_path, crest=8.0, **cover), run(tmp_path, crest=15.0, **cover)
    np.testing.assert_allclose(high[0].state.nodes.depth, low[0].state.nodes.depth, atol=1e-9)
    assert run(tmp_path, "epa", crest=8.0, **cover)[0].state.nodes.depth[S, 0] > 9.9

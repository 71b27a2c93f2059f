"""What a conduit holds under dynamic wave, from its sections at both ends and in the middle."""

from __future__ import annotations

import numpy as np
import pytest
from networks import model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

WEDGE = """[JUNCTIONS]
J 10 6 {depth} 0 0
[OUTFALLS]
O 8 FIXED {stage}
[CONDUITS]
C J O 1000 0.013 0 0
[XSECTIONS]
C {section}
{more}
"""
FALL = 2.0  # m, of the bed
SECTIONS = {  # area [m2] at a depth [m]
    "RECT_OPEN 6 3 0 0": lambda y: 3.0 * y,
    "TRAPEZOIDAL 6 3 2 2": lambda y: (3.0 + 2.0 * y) * y,
    "TRIANGULAR 6 12 0 0": lambda y: y * y,
}


def batch_of(text, folder, seconds=3600, step=5.0):
    """A batch at its start."""
    return Batch([compile_model(model_of(options(seconds, step=step) + text, folder))])


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("stage", [9.0, 10.0, 12.0])
def test_water_at_rest_is_the_same_water_at_the_start_and_at_the_end(tmp_path, section, stage):
    """A level pool over a bed that falls by 2 m, its end at the outfall, its upper end dry or not.

    EPA SWMM measures what is there at the start by the mean depth and during the run by other sections.
    """
    area, up, down = SECTIONS[section], max(stage - 10.0, 0.0), stage - 8.0
    batch = batch_of(WEDGE.format(depth=up, stage=stage, section=section, more=""), tmp_path)
    begun = float(batch.state.links.volume[0, 0])
    batch.advance(batch.duration)
    held, summary = float(batch.state.links.volume[0, 0]), batch.summary()
    middle = 0.5 * (up + down)
    assert begun == pytest.approx(250.0 * (area(up) + 2.0 * area(middle) + area(down)), rel=2e-3, abs=0.5)
    assert held == pytest.approx(begun, rel=5e-3, abs=1.0)
    assert summary["node_outlet_volume"].sum() < 0.01 * begun


FILLED = """[INFLOWS]
J FLOW TS FLOW 1 1
[TIMESERIES]
TS 0:00 0
TS 0:10 2
TS 3:00 2
"""


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("stage", [10.0, 11.0])
def test_filling_against_a_level_makes_no_water(tmp_path, section, stage):
    """What came is what left and what is held more than before, while the upper end rises and the lower one stays.

    The ledger of EPA SWMM is open by per cents here: its extran2, a channel before a fixed level, shows 4.1 %.
    """
    batch = batch_of(WEDGE.format(depth=0.0, stage=stage, section=section, more=FILLED), tmp_path, 3 * 3600)
    begun = float(batch.state.links.volume.sum() + batch.state.nodes.volume.sum())
    batch.advance(batch.duration)
    summary = batch.summary()
    came = 2.0 * (3.0 * 3600.0 - 300.0) + float(summary["node_outlet_inflow_volume"].sum())
    left = float(summary["node_outlet_volume"].sum())
    held = float(batch.state.links.volume.sum() + batch.state.nodes.volume.sum()) - begun
    assert held > 0.01 * came
    assert abs(came - left - held) < 2e-3 * came
    assert np.isfinite(batch.state.nodes.depth).all()


STREET = """[JUNCTIONS]
J 10 1 0 0 0
K 8 4 0 0 0
[OUTFALLS]
O 7.9 FREE
[CONDUITS]
C J K 100 0.03 0 1.9
P K O 50 0.013 0 0
[XSECTIONS]
C RECT_OPEN 0.6 50 0 0
P RECT_CLOSED 2 3 0 0
[INFLOWS]
J FLOW TS FLOW 1 1
[TIMESERIES]
TS 0:00 0
TS 0:10 4
TS 0:30 4
TS 0:40 0
"""


def test_a_street_that_falls_free_fills_and_empties_with_the_same_water(tmp_path):
    """At every minute what came is what left and what is held.

    A node of EPA SWMM rises and falls by twice the surface of its own half, whatever the other half holds: 4.8 %.
    """
    batch, open_ends, came = batch_of(STREET, tmp_path, 2 * 3600), [], 0.0
    for minute in range(1, 120):
        batch.advance(60.0 * minute)
        summary = batch.summary()
        came = float(summary["node_given_volume"].sum())
        held = float(batch.state.links.volume.sum() + batch.state.nodes.volume.sum())
        open_ends.append(came - float(summary["node_outlet_volume"].sum()) - held)
    assert came == pytest.approx(7200.0)
    assert np.abs(open_ends).max() < 6e-3 * came

"""Steps that end where pumps and rules switch, and go up to 120 s elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of
from networks import options

from sponge.engine.batch import Batch
from sponge.engine.implicit.events import MOST_TURN

WELL = """\
[STORAGE]
Well 0 3 0.6 FUNCTIONAL 0 0 50 0 0
[OUTFALLS]
Out 5 FREE
[PUMPS]
P Well Out Rate OFF 1.0 0.5
[CURVES]
Rate PUMP4 0 0.15
Rate 9 0.15
[INFLOWS]
Well FLOW "" FLOW 1 1 0.05
"""
GATE = """\
[STORAGE]
Pond 0 5 0.2 FUNCTIONAL 0 0 400 0 0
[OUTFALLS]
Out -2 FREE
[ORIFICES]
O Pond Out SIDE 0 0.6 NO 0
[XSECTIONS]
O RECT_CLOSED 1 1 0 0
[INFLOWS]
Pond FLOW Storm FLOW 1 1
[TIMESERIES]
Storm 0:00 0
Storm 1:00 1.2
Storm 2:00 0
Turn 0:30 1
Turn 1:00 0.2
Turn 1:30 1
[CURVES]
Open CONTROL 0.2 0
Open 1.2 1
[CONTROLS]
RULE R
IF NODE Pond DEPTH > 0
THEN ORIFICE O SETTING = {how}
"""
RAINED = """\
[RAINGAGES]
G INTENSITY 0:17 1 TIMESERIES Rain
[TIMESERIES]
Rain 0:00 0
Rain 1:03 20
Rain 2:00 0
[CONTROLS]
RULE R
IF GAGE G INTENSITY > 5
THEN ORIFICE O SETTING = 0
ELSE ORIFICE O SETTING = 1
"""


def course(batch: Batch, seconds: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When steps begin [s], the first depth [m] after them and the first setting in them."""
    found = []
    while batch.time[0] < seconds:
        begin = float(batch.time[0])
        batch.advance(begin + 1e-3)
        found.append((begin, batch.state.nodes.depth[0, 0], batch.state.links.setting[0, 0]))
    time, depth, setting = np.array(found).T
    return time, depth, setting


def test_a_pump_is_switched_by_its_well_within_a_short_step(tmp_path: Path):
    """The well rises by 1 mm/s and falls by 2 mm/s between 0.5 and 1 m: cycles of 750 s."""
    batch = batch_of(options(6 * 3600, step=10) + WELL, tmp_path)
    time, depth, setting = course(batch, 5 * 3600.0)
    assert 0.5 - 0.025 < depth.min() < 0.5 and 1.0 < depth.max() < 1.0 + 0.015
    starts = time[1:][np.diff(setting) > 0.0]
    assert np.diff(starts).mean() == pytest.approx(750.0, rel=0.03)
    assert len(time) < 0.3 * time[-1] / 10.0


@pytest.mark.parametrize("how", ["CURVE Open", "TIMESERIES Turn"])
def test_a_gate_that_is_set_anew_turns_little_in_a_step(tmp_path: Path, how: str):
    batch = batch_of(options(3 * 3600, step=5) + GATE.format(how=how), tmp_path)
    time, _, setting = course(batch, 2.5 * 3600.0)
    assert setting.max() - setting.min() > 0.3
    assert np.abs(np.diff(setting)).max() < 1.5 * MOST_TURN
    assert np.diff(time).max() > 60.0 and len(time) < 0.3 * time[-1] / 5.0


def test_a_rule_that_looks_at_rain_sees_it_begin(tmp_path: Path):
    text = GATE.split("[CONTROLS]")[0] + RAINED
    time, _, setting = course(batch_of(options(2 * 3600, step=5) + text, tmp_path), 7000.0)
    closed = time[setting == 0.0]
    assert 3780.0 <= closed.min() <= 3780.0 + 10.0 and closed.max() <= 4800.0
    assert len(time) < 0.2 * time[-1] / 5.0

"""Closed conduits that become full, and networks under pressure: Newton's matrix is true there, and steps converge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from implicit_runs import batch_of
from networks import options

from sponge.engine.batch import Batch
from sponge.engine.implicit import settings
from sponge.engine.implicit.conduits import Ends, gains
from sponge.engine.implicit.routing import error_of, is_pressed, that_stores
from sponge.engine.implicit.section import shape_of, standing

STEP = 1e-6  # m
PIPES = 150
FORCE_MAIN = (
    "[JUNCTIONS]\n{nodes}\n[OUTFALLS]\nOut 0 FIXED 2\n[STORAGE]\nWell -3 20 0 FUNCTIONAL 40 0 0\n"
    "[CONDUITS]\n{pipes}\n[PUMPS]\nP Well N0 Lift ON 0 0\n[CURVES]\nLift PUMP1 0 0.6\nLift 100 0.7\n"
    "[XSECTIONS]\n{sizes}\n[INFLOWS]\nWell FLOW Ramp FLOW 1 0.5\n[TIMESERIES]\nRamp 0:00 0\nRamp 0:05 1\nRamp 9:00 1\n"
).format(
    nodes="\n".join(f"N{k} 0 0 2 400 0" for k in range(PIPES)),
    pipes="\n".join(f"C{k} N{k} {f'N{k + 1}' if k + 1 < PIPES else 'Out'} 150 0.013 0 0" for k in range(PIPES)),
    sizes="\n".join(f"C{k} FORCE_MAIN 0.9 100 0 0" for k in range(PIPES)),
)
TAPPED_MANHOLE = """\
[JUNCTIONS]
A 1 9 0 20
B 0.2 9 0 20
C 0 9 0 20
[OUTFALLS]
Out -0.5 FIXED 2.4
[CONDUITS]
AB A B 450 0.013 0 0.2
CB C B 100 0.013 0 0
BO B Out 450 0.013 0 0
[XSECTIONS]
AB RECT_CLOSED 2.6 4.4 0 0
CB RECT_CLOSED 2 3.6 0 0
BO RECT_CLOSED 2.8 5.2 0 0
[INFLOWS]
A FLOW Storm FLOW 1 12
C FLOW Storm FLOW 1 22
[TIMESERIES]
Storm 0:00 0
Storm 0:10 0.1
Storm 0:20 1
Storm 0:40 0.1
Storm 9:00 0
"""
PIPE_UNDER_CHANNEL = """\
[JUNCTIONS]
A 2.2 8
B 1.6 8
C 1 8
[OUTFALLS]
Out 0 FREE
[CONDUITS]
AB A B 90 0.013 0 0
BC B C 90 0.013 0 0
CO C Out 190 0.013 0 0
ABU A B 90 0.02 3.1 3.1
BCU B C 90 0.02 3.1 3.1
COU C Out 190 0.02 3.1 3.1
[XSECTIONS]
AB CIRCULAR 1 0 0 0
BC CIRCULAR 1 0 0 0
CO CIRCULAR 1 0 0 0
ABU TRAPEZOIDAL 3 10 5 5
BCU TRAPEZOIDAL 3 10 5 5
COU TRAPEZOIDAL 3 10 5 5
[INFLOWS]
A FLOW Storm FLOW 1 6
B FLOW Storm FLOW 1 3
[TIMESERIES]
Storm 0:00 0
Storm 0:05 0.1
Storm 0:10 1
Storm 0:40 0.1
Storm 9:00 0
"""


def counted(text: str, folder: Path, hours: float, **given: object) -> Batch:
    """A block at its end."""
    batch = batch_of(options(hours * 3600, **given) + text, folder)
    batch.advance(batch.duration)
    assert abs(batch.summary()["routing_continuity_error"][0]) < 0.01 and batch.summary()["status"][0] == 0
    return batch


def test_slopes_of_what_a_conduit_stores_are_derivatives_where_it_becomes_full(tmp_path):
    """Both ends rise past the crown, one of them far above it: its middle takes up no more than it has room for."""
    batch, rng = batch_of(options(600) + TAPPED_MANHOLE, tmp_path), np.random.default_rng(1)
    network, read, own = batch.network, batch._prepared, batch.state.solver
    old, full = own.conduits, network.conduits.full_depth[:, 0]

    def gained(c: int, y: np.ndarray) -> np.ndarray:
        return np.array(gains(network, own, c, 0, between(network, read, c, y)))

    for c in [0, 1, 2] * 100:
        before = rng.uniform(0.5, 1.2, 2) * full[c]
        e = between(network, read, c, before)
        old.depth_up[c, 0], old.depth_down[c, 0] = before
        old.stored_up[c, 0], old.stored_down[c, 0], old.stored[c, 0] = e.stored1, e.stored2, e.stored
        y = before + rng.uniform(0.0, [0.2, 2.0]) * full[c]
        for end in (0, 1):
            aside = STEP * np.eye(2)[end]
            slopes = (gained(c, y + aside) - gained(c, y - aside))[:2] / (2.0 * STEP)
            np.testing.assert_allclose(gained(c, y)[[2 + end, 4 + end]], slopes, rtol=1e-3, atol=1e-2)


def between(network: Any, read: Any, c: int, y: np.ndarray) -> Ends:
    """A conduit without flow between two depths."""
    shape = shape_of(network.conduits, c, 0)
    (one, top1), (two, top2), (middle, top) = (standing(read, shape, depth) for depth in (*y, y.mean()))
    given = {"y1": y[0], "y2": y[1], "stored1": one, "stored2": two, "stored": middle, "top1": top1, "top2": top2}
    return Ends(**dict.fromkeys(Ends._fields, 0.0) | given | {"top": top})


def test_a_long_rising_main_takes_few_iterations_of_short_steps(tmp_path, monkeypatch):
    """All its nodes rise together under bolted covers. A square centimetre of surface that the matrix gave each of them
    and the balances did not made heads creep towards the solution: runs with short steps were given up."""
    monkeypatch.setattr(settings, "LONGEST_STEP", 0.5)
    batch = counted(FORCE_MAIN, tmp_path, 0.1, step=0.5, min_area=0.1)
    assert batch.state.clock.unconverged[0] == 0.0 and batch.summary()["mean_iterations"][0] < 5.0


@pytest.mark.parametrize("damping", ["NONE", "PARTIAL"])
def test_every_step_converges_where_a_street_begins_to_take_what_a_full_pipe_does_not(tmp_path, damping):
    """Newton's steps do not pass the bed of the wide channel, into which heads under pressure are thrown."""
    batch = counted(PIPE_UNDER_CHANNEL, tmp_path, 2, damping=damping)
    assert batch.state.clock.unconverged[0] == 0.0


GAP = """\
[JUNCTIONS]
A 0 6 0 0 0
B -0.5 6 0 0 0
C -1 6 0 0 0
[OUTFALLS]
Out -2 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BC B C 100 0.013 0 0 0 0
CO C Out 100 0.013 0 0 0 0
ABU A B 100 0.02 4 4 0 0
[XSECTIONS]
AB CIRCULAR 1 0 0 0
BC CIRCULAR 1.5 0 0 0
CO CIRCULAR 1.5 0 0 0
ABU RECT_OPEN 0.25 20 0 0
"""


def test_errors_of_steps_count_the_depths_over_which_water_is_stored(tmp_path):
    """Between a sewer's roof and the street, and above all crowns, next to none is: heads there foretell nothing."""
    batch = batch_of(options(600) + GAP, tmp_path)
    network, state, own = batch.network, batch.state, batch.state.solver
    np.testing.assert_array_equal(own.nodes.roof[:3, 0], [1.0, 1.5, 1.5])
    np.testing.assert_array_equal(own.nodes.street[:3, 0], [4.0, 4.0, np.inf])
    np.testing.assert_array_equal(own.nodes.top[:3, 0], [4.25, 4.25, 1.5])
    assert [that_stores(own.nodes, 0, y, 0) for y in (0.4, 2.0, 4.1, 6.0)] == pytest.approx([0.4, 1.0, 1.1, 1.25])
    assert [is_pressed(own.nodes, 0, y, 0) for y in (0.4, 2.0, 4.1, 6.0)] == [False, True, False, True]
    own.last_step[0] = 10.0

    def error(node: int, begun: float, rate: float, found: float) -> float:
        own.work.begun[:], own.nodes.rate[:], state.nodes.depth[:] = 0.0, 0.0, 0.0
        own.work.begun[node], own.nodes.rate[node, 0], state.nodes.depth[node, 0] = begun, rate, found
        return error_of(network, state, batch._prepared, own, 0, 10.0)[0] * batch._prepared.tolerance

    assert error(0, 3.0, -0.5, 1.2) == 0.0  # it swings under pressure
    assert error(2, 3.0, -0.5, 1.6) == 0.0
    assert error(0, 0.5, 0.01, 0.7) == pytest.approx(0.5 * 0.1 / np.sqrt(3.0))
    assert error(0, 3.0, -0.5, 0.8) == pytest.approx(0.5 * 0.2 / np.sqrt(3.0))  # it falls below the roof by so much

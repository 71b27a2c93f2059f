"""Fast shallow flow that falls free from one channel into the next, without inertial damping."""

from __future__ import annotations

from implicit_runs import batch_of
from networks import options

from sponge.engine.implicit import settings
from sponge.engine.implicit.conduits import straight_ends

STEPS = """\
[JUNCTIONS]
A 5.1 8
B 3 8
C 1.3 8
[OUTFALLS]
Out 0 FREE
[CONDUITS]
AB A B 150 0.03 0 1.3
BC B C 150 0.03 0 0.9
CO C Out 90 0.03 0 0.7
[XSECTIONS]
AB TRAPEZOIDAL 3.6 1.5 5.6 5.6
BC TRAPEZOIDAL 3.6 1.5 5.6 5.6
CO TRAPEZOIDAL 3.6 1.5 5.6 5.6
[INFLOWS]
A FLOW Storm FLOW 1 2
B FLOW Storm FLOW 1 2
[TIMESERIES]
Storm 0:00 0
Storm 0:05 0.1
Storm 0:15 1
Storm 9:00 1
"""


def test_short_steps_of_fast_flow_take_few_iterations(tmp_path, monkeypatch):
    """Inertia raises a conduit's flow with the depth at its free fall, so that this depth follows the flow the faster:
    without that slope a step took 5.8 iterations, and on EPA's user 5 one in two was carried on."""
    monkeypatch.setattr(settings, "LONGEST_STEP", 0.5)
    batch = batch_of(options(1800, damping="NONE", step=0.5) + STEPS, tmp_path)
    batch.advance(batch.duration)
    found = batch.summary()
    assert batch.state.clock.unconverged[0] == 0.0 and found["mean_iterations"][0] < 5.0
    assert abs(found["routing_continuity_error"][0]) < 0.01


def test_a_line_lets_no_water_out_of_a_bed_that_has_run_dry(tmp_path):
    """Steps carried on, whose laws are straight lines, drew 23,000 m3 from a dry node of EPA's user 5."""
    batch = batch_of(options(600) + STEPS, tmp_path)
    network, work = batch.network, batch.state.solver.work
    work.law[0], work.law_up[0], work.law_down[0] = 1.0, 2.0, -3.0
    work.end_up[0], work.end_up1[0], work.end_down[0], work.end_down2[0] = 0.1, 1.0, 0.4, 1.0
    wet, dry = (straight_ends(network, batch._prepared, work, 0, 0, 0, 1, 0, fall, -0.2) for fall in (-0.05, -0.1))
    assert (wet.flow, wet.flow1, wet.flow2) == (1.5, 2.0, -3.0) and (dry.flow, dry.flow1, dry.flow2) == (0.0, 0.0, 0.0)
    assert straight_ends(network, batch._prepared, work, 0, 0, 0, 1, 0, -0.9, 0.2).flow < 0.0  # into it water may flow

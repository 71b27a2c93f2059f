"""What Picard iterations leave out changes no bit of what they find."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from networks import arrays_in, batch_of, options

from sponge.engine.batch import Batch

NETWORK = """\
[JUNCTIONS]
A 10 2 0 {surcharge} 300
B 9.5 2 0 {surcharge} 0
C 9 2 0 {surcharge} 200
D 9.2 2 0 {surcharge} 0
E 9.7 2 0 {surcharge} 0
[STORAGE]
Pond 8 3 0.2 FUNCTIONAL 0 0 40 0 0
[OUTFALLS]
Out 7.5 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BC B C 100 0.013 0 0.2 0 0
DC D C 60 0.013 0 0 0 0
ED E D 60 0.013 0.3 0 0 0
CP C Pond 80 0.014 0 0 0 0
PO Pond Out 80 0.014 0.5 0 0 0
[XSECTIONS]
AB CIRCULAR 0.5 0 0 0
BC CIRCULAR 0.4 0 0 0
DC CIRCULAR 0.4 0 0 0
ED TRAPEZOIDAL 1 0.5 1 1
CP RECT_CLOSED 0.5 0.8 0 0
PO CIRCULAR 0.3 0 0 0
[PUMPS]
P D A Volume ON 0 0
[CURVES]
Volume PUMP1 0.5 0.02
Volume 3 0.05
[TIMESERIES]
Wave 0:00 0
Wave 0:05 0.9
Wave 0:10 0.9
Wave 0:15 0.02
Wave 1:00 0
[INFLOWS]
A FLOW Wave
B FLOW Wave FLOW 1 0.3
"""


def compute_all(batch: Batch) -> None:
    """Before a step: no node may rest, no conduit stay dry; every volume is found in every iteration."""
    batch.state.solver.unsettled.asked[:] = -1
    batch.state.solver.unsettled.dry[:] = 0


def run(batch: Batch, before_step: Callable[[Batch], None]) -> tuple[list[np.ndarray], float]:
    """All that a run leaves behind of nodes, links and sums, after each step; and its share of nodes that rested."""
    found, rested, clock = [], [], batch.state.clock
    while float(clock.time[0]) < 3600.0:
        before_step(batch)
        batch.advance(float(clock.time[0]) + 1e-6)
        state = batch.state
        tables = (state.nodes, state.links, state.conduits, state.node_stats, state.link_stats, state.volumes)
        found.append(np.concatenate([a.ravel() for table in tables for _, a in arrays_in(table)]))
        rested.append(np.mean(state.solver.unsettled.resting & 1))
    return found, float(np.mean(rested))


@pytest.mark.parametrize("surcharge", ["EXTRAN", "SLOT"])
@pytest.mark.parametrize("ponding", ["YES", "NO"])
def test_what_rests_stays_dry_or_is_asked_late_is_as_if_computed(tmp_path, surcharge, ponding):
    """Nodes flood, pond, surcharge and run dry in an hour, and a pump goes by a junction's volume."""
    text = options(3600, 10, courant=0.75, surcharge=surcharge, min_step=0.5)
    text += f"ALLOW_PONDING {ponding}\n" + NETWORK.format(surcharge=0 if ponding == "YES" else 0.5)
    (least, rested), (all_of_it, _) = (
        run(batch_of(text, tmp_path), before_step) for before_step in (lambda batch: None, compute_all)
    )
    assert rested > 0.02
    assert len(least) == len(all_of_it)
    for step, (a, b) in enumerate(zip(least, all_of_it, strict=True)):
        np.testing.assert_array_equal(a, b, err_msg=f"step {step}")

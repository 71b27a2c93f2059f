"""The state before the first step: depths, flows and volumes that follow from what the model says of the start."""

from __future__ import annotations

import numpy as np
import pytest
from networks import batch_of, model_of, options

from sponge.engine.batch import Batch
from sponge.model.compile import compile_model

TROUGH = """\
[JUNCTIONS]
A 10 3 {a} 0 0
B 9.5 3 0 0 0
C 9 3 0 0 0
[OUTFALLS]
Out 8.5 FREE
[CONDUITS]
AB A B 100 0.013 0 0 {flow} 0
BC B C 100 0.013 0 0 0 0
CO C Out 100 0.013 0 0 0 0
[XSECTIONS]
AB RECT_OPEN 3 2 0 0
BC RECT_OPEN 3 2 0 0
CO RECT_OPEN 3 2 0 0
"""
NODE = {"A": 0, "B": 1, "C": 2, "Out": 3}
LINK = {"AB": 0, "BC": 1, "CO": 2}
WIDTH, SLOPE, N = 2.0, 0.005, 0.013


def state_of(tmp_path, *, a: float = 0.0, flow: float = 0.0, routing: str = "DYNWAVE"):
    """State of one lane before its first step."""
    return batch_of(options(60.0, routing=routing) + TROUGH.format(a=a, flow=flow), tmp_path).state


def manning(depth: float) -> float:
    """Uniform flow [m3/s] in the trough."""
    area = WIDTH * depth
    return area * (area / (WIDTH + 2.0 * depth)) ** (2.0 / 3.0) * SLOPE**0.5 / N


def test_a_conduit_with_an_initial_flow_begins_at_its_normal_depth(tmp_path):
    state = state_of(tmp_path, flow=manning(0.4))
    assert state.links.flow[LINK["AB"], 0] == pytest.approx(manning(0.4))
    assert state.links.depth[LINK["AB"], 0] == pytest.approx(0.4, rel=0.005)


def test_a_junction_without_a_depth_takes_the_mean_of_its_links(tmp_path):
    """B has the full conduit AB and the dry BC at it; A has a depth of its own, which stays."""
    state = state_of(tmp_path, a=0.7, flow=manning(0.4))
    depth = state.nodes.depth[:, 0]
    assert depth[NODE["A"]] == 0.7 and depth[NODE["B"]] == pytest.approx(0.5 * 0.4, rel=0.005)
    assert depth[NODE["C"]] == 0.0


def test_a_conduit_without_an_initial_flow_takes_the_mean_of_its_ends(tmp_path):
    depths = state_of(tmp_path, a=0.8).links.depth[:, 0]
    assert depths[LINK["AB"]] == pytest.approx(0.4)


def test_conduits_hold_what_stands_in_them(tmp_path):
    """Trapezoids between the ends and the middle: 0.8, 0.4 and 0 m over two halves of 50 m."""
    state = state_of(tmp_path, a=0.8)
    upper, lower = 50.0 * WIDTH * 0.5 * (0.8 + 0.4), 50.0 * WIDTH * 0.5 * 0.4
    assert state.links.volume[LINK["AB"], 0] == pytest.approx(upper + lower, rel=1e-4)
    assert state.conduits.upper[LINK["AB"], 0] == pytest.approx(upper, rel=1e-4)
    total = state.nodes.volume[:, 0].sum() + state.links.volume[:, 0].sum()
    assert state.ledger.initial_storage[0] == pytest.approx(total)


@pytest.mark.parametrize("routing, flow, holds", [("KINWAVE", 1.0, True), ("STEADY", 0.0, False)])
def test_what_a_solver_says_of_conduits_holds_from_the_start(tmp_path, routing, flow, holds):
    state = state_of(tmp_path, flow=manning(0.4), routing=routing)
    assert state.links.flow[LINK["AB"], 0] == pytest.approx(flow * manning(0.4))
    held = WIDTH * 0.4 * 100.0 if holds else 0.0
    assert state.links.volume[LINK["AB"], 0] == pytest.approx(held, rel=0.005)
    assert not state.nodes.depth.any()  # junctions have no heads


def test_lanes_begin_alike(tmp_path):
    network = compile_model(model_of(options(60.0) + TROUGH.format(a=0.8, flow=0.1), tmp_path))
    alone, together = Batch([network]).state, Batch([network] * 3).state
    for table in ("nodes", "links", "conduits"):
        for one, many in zip(getattr(alone, table), getattr(together, table), strict=True):
            np.testing.assert_array_equal(np.repeat(one, 3, axis=-1), many[..., :3])

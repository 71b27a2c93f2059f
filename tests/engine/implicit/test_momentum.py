"""The flow of a conduit between two depths: its slopes are its derivatives, and it has no jumps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of
from networks import options

from sponge.engine.batch import Batch
from sponge.engine.implicit.momentum import momentum
from sponge.engine.implicit.section import section_at, shape_of

SECTIONS = ("CIRCULAR 1 0", "RECT_CLOSED 1 1.2", "TRAPEZOIDAL 1 0.8", "EGG 1 0", "FORCE_MAIN 1 120")
CONDUITS = "[JUNCTIONS]\nA 2 5 0 0 0\nB 1 5 0 0 0\n[OUTFALLS]\nOut 0 FREE\n[CONDUITS]\n{pipes}\nBO B Out 50 0.013 0 0\n"
STEP = 1e-6  # m


@pytest.fixture(scope="module")
def conduits(tmp_path_factory) -> Batch:
    """A conduit of each section side by side, every second one with local losses."""
    pipes = "\n".join(f"P{k} A B 60 0.015 0 0" for k in range(len(SECTIONS)))
    sizes = "\n".join(f"P{k} {size} {'1.5 1.5' if 'TRAP' in size else '0 0'}" for k, size in enumerate(SECTIONS))
    losses = "\n".join(f"P{k} 0.5 0.7 0.2 NO 0" for k in range(0, len(SECTIONS), 2))
    text = CONDUITS.format(pipes=pipes) + f"[XSECTIONS]\n{sizes}\nBO CIRCULAR 1 0 0 0\n[LOSSES]\n{losses}\n"
    folder: Path = tmp_path_factory.mktemp("conduits")
    return batch_of(options(600, damping="PARTIAL") + text, folder)


def law(batch: Batch, c: int, rng: np.random.Generator):
    """The flow of conduit c after a random past, as a function of both depths; the weight of inertia is given."""
    full = float(batch.network.conduits.full_area[c, 0])
    before, last = rng.uniform(-1.0, 2.0, 2) * full
    area, weight, tau = rng.uniform(0.05, 1.0) * full, rng.uniform(), 10.0 ** rng.uniform(-0.5, 2.0)
    settings, shape = batch._prepared, shape_of(batch.network.conduits, c, 0)
    return lambda y1, y2: momentum(
        batch.network, settings, c, 0, tau, shape, y1, y2, section_at(settings, shape, y1),
        section_at(settings, shape, y2), before, area, last, weight, True, False, 0.0,
    )[:3]  # fmt: skip


@pytest.mark.parametrize("c", range(len(SECTIONS)), ids=[section.split()[0] for section in SECTIONS])
def test_slopes_of_the_flow_are_its_derivatives(conduits, c):
    """Central differences at random depths and pasts, of either sign. At most one in a hundred lies on a kink."""
    rng, off = np.random.default_rng(c), 0
    for _ in range(400):
        flow, (y1, y2) = law(conduits, c, rng), rng.uniform(0.01, 1.3, 2)
        of_flow, with1, with2 = flow(y1, y2)
        by1 = (flow(y1 + STEP, y2)[0] - flow(y1 - STEP, y2)[0]) / (2.0 * STEP)
        by2 = (flow(y1, y2 + STEP)[0] - flow(y1, y2 - STEP)[0]) / (2.0 * STEP)
        close = np.isclose([with1, with2], [by1, by2], rtol=1e-4, atol=1e-5 * (1.0 + abs(of_flow)))
        off += not close.all()
    assert off <= 4


@pytest.mark.parametrize("c", range(len(SECTIONS)), ids=[section.split()[0] for section in SECTIONS])
def test_the_flow_has_no_jumps(conduits, c):
    """Along lines through the bed, the roof, equal levels and a reversal, halving the way halves the largest change."""
    rng = np.random.default_rng(c)
    full = float(conduits.network.conduits.full_area[c, 0])
    for _ in range(20):
        flow, a, b = law(conduits, c, rng), rng.uniform(0.0, 1.3, 2), rng.uniform(0.0, 1.3, 2)
        for _ in range(14):  # towards the largest change, which shrinks with the way unless the flow jumps
            ways = [a + (b - a) * share for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
            flows = [flow(*way)[0] for way in ways]
            k = int(np.argmax(np.abs(np.diff(flows))))
            a, b = ways[k], ways[k + 1]
        assert abs(flow(*b)[0] - flow(*a)[0]) < 1e-5 * full

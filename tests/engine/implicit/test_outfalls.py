"""Water that outfalls give back: into a dry channel no faster than critical flow, until it is level."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from implicit_runs import batch_of, heads
from networks import options

from sponge.base.constants import GRAVITY
from sponge.engine.batch import Batch
from sponge.engine.implicit.state import areas_at

STAGE, BED, LENGTH, SLOPE = 1.4, 10.0, 240.0, 0.0025  # m of water at the outfall, its invert, and the channel above it
SECTIONS = {
    "triangle": "TRAPEZOIDAL 3 0 3 3",
    "trapezoid": "TRAPEZOIDAL 3 2 1 1",
    "rectangle": "RECT_OPEN 3 2 0 0",
    "parabola": "PARABOLIC 3 6 0 0",
    "circle": "CIRCULAR 2.5 0 0 0",
}
OUTFALLS = {
    "fixed": f"FIXED {BED + STAGE}",
    "tidal": "TIDAL Tide",
    "series": "TIMESERIES Level",
}
LEVELS = f"""\
[CURVES]
Tide TIDAL 0 {BED + STAGE}
Tide 24 {BED + STAGE}
[TIMESERIES]
Level 0:00 {BED}
Level 0:01 {BED + STAGE}
Level 9:00 {BED + STAGE}
"""


def dry_channel(folder: Path, section: str, outfall: str, piece: float, turned: bool = False) -> Batch:
    """Conduits in a row down to an outfall, dry at first and without inflow, inertia whole; `turned`: drawn from the
    outfall up."""
    count = round(LENGTH / piece)
    junctions = [f"N{i} {BED + SLOPE * piece * (count - i)} 4 0 50 0" for i in range(count)]
    ends = [f"N{i}" for i in range(count)] + ["Out"]
    pairs = [(b, a) if turned else (a, b) for a, b in pairwise(ends)]
    text = "\n".join([
        "[JUNCTIONS]", *junctions, "[OUTFALLS]", f"Out {BED} {outfall}", "[CONDUITS]",
        *(f"C{i} {a} {b} {piece} 0.015 0 0 0 0" for i, (a, b) in enumerate(pairs)), "[XSECTIONS]",
        *(f"C{i} {section}" for i in range(count)), LEVELS,
    ])  # fmt: skip
    return batch_of(options(7200, step=1, damping="NONE") + text, folder)


def assert_fills_and_is_level(batch: Batch) -> None:
    """What came in stands there, level; the last conduit took in no more than the outfall's critical flow."""
    conduits, peak = batch.network.conduits, 0.0
    while batch.time[0] < batch.duration:
        batch.advance(float(batch.time[0]) + 1.0)
        peak = max(peak, float(np.abs(batch.state.links.flow[-1]).max()))
    found = batch.summary()
    area = float(areas_at(conduits, np.full_like(conduits.full_depth, STAGE))[0, 0])
    assert found["routing_flooding_loss"][0] == 0.0
    assert abs(found["routing_continuity_error"][0]) <= 0.01
    assert found["steps_not_converged"][0] == 0.0 and found["status"][0] == 0
    assert 0.5 * area < peak < 1.05 * area * np.sqrt(GRAVITY * STAGE)
    wet = batch.network.nodes.invert[:, 0] < BED + STAGE - 0.05
    np.testing.assert_allclose(heads(batch)[wet], BED + STAGE, atol=0.02)


@pytest.mark.parametrize("outfall", OUTFALLS)
@pytest.mark.parametrize("piece", [120.0, 30.0, 7.5])
def test_a_dry_channel_fills_from_its_outfall(tmp_path, outfall, piece):
    assert_fills_and_is_level(dry_channel(tmp_path, SECTIONS["triangle"], OUTFALLS[outfall], piece))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("turned", [False, True], ids=["down to the outfall", "drawn from it"])
def test_a_channel_of_any_section_fills_from_its_outfall(tmp_path, section, turned):
    assert_fills_and_is_level(dry_channel(tmp_path, SECTIONS[section], OUTFALLS["fixed"], 15.0, turned))

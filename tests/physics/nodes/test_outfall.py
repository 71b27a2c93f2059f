"""Levels at outfalls."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.tables import pool
from sponge.physics.nodes import outfall
from sponge.physics.nodes.outfall import Outfalls, free_outfall_depth, outfall_stage, staged_outfall_depth

TIDE = (np.array([0.0, 6.0, 12.0, 24.0]), np.array([1.0, 3.0, 1.0, 1.0]))
LEVELS = (np.array([0.0, 3600.0]), np.array([2.0, 4.0]))


def one(kind: int, tide_start: float = 0.0) -> Outfalls:
    codes = (np.array([c]) for c in (0, kind, 0, 0, -1))
    curve = {outfall.TIDAL: 0, outfall.SERIES: 1}.get(kind, -1)
    numbers = (np.full((1, 1), x) for x in (7.5, 0.0, tide_start, curve))
    return Outfalls(*codes, *numbers, pool([TIDE, LEVELS]))


@pytest.mark.parametrize("kind, hours, stage", [
    (outfall.FIXED, 5.0, 7.5),
    (outfall.TIDAL, 3.0, 2.0), (outfall.TIDAL, 27.0, 2.0), (outfall.TIDAL, 18.0, 1.0),
    (outfall.SERIES, -1.0, 2.0), (outfall.SERIES, 0.25, 2.5), (outfall.SERIES, 99.0, 4.0),
])  # fmt: skip
def test_stage(kind, hours, stage):
    assert outfall_stage(one(kind), 0, 0, hours * 3600.0) == pytest.approx(stage)


def test_a_tide_is_that_of_the_hour():
    """Two hours after a start at 4 h of the curve it stands as at 6 h."""
    assert outfall_stage(one(outfall.TIDAL, 4.0), 0, 0, 7200.0) == pytest.approx(3.0)


@pytest.mark.parametrize("offset, sediment, normal, critical, depth", [
    (0.0, 0.0, 0.4, 0.3, 0.3), (0.0, 0.0, 0.2, 0.3, 0.2), (0.1, 0.0, 0.4, 0.3, 0.0),
    (0.2, 0.2, 0.4, 0.3, 0.5),  # on the sediment of a filled pipe
    (0.3, 0.2, 0.4, 0.3, 0.0),
])  # fmt: skip
def test_free_fall(offset, sediment, normal, critical, depth):
    assert free_outfall_depth(offset, sediment, normal, critical) == depth


@pytest.mark.parametrize("stage, offset, sediment, fall, depth", [
    (2.0, 0.0, 0.0, 0.3, 2.0),  # drowned
    (0.1, 0.0, 0.0, 0.3, 0.3),  # falls freely
    (-1.0, 0.0, 0.0, 0.3, 0.3),
    (0.5, 1.0, 0.0, 0.3, 0.5),  # water stands below the conduit
    (-0.5, 1.0, 0.0, 0.3, 0.0),
    (1.1, 1.0, 0.0, 0.3, 1.3),  # between the conduit's bottom and its critical depth
    (1.6, 1.0, 0.0, 0.3, 1.6),
    (1.0 - 1e-14, 1.0, 0.0, 0.3, 1.3),  # at the conduit's bottom, but for a rounding
    (0.1, 0.2, 0.2, 0.3, 0.5),  # below a filled pipe's sediment
])  # fmt: skip
def test_depth_against_a_level(stage, offset, sediment, fall, depth):
    assert staged_outfall_depth(stage, offset, sediment, fall) == pytest.approx(depth)

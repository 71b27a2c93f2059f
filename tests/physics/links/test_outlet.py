"""Outlets: power law and rating curve, by depth and by head."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.tables import pool
from sponge.physics.links.outlet import Outlets, outlet_flow

CURVE = (np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.2, 0.8]))


def one(by_head: int, tabular: bool) -> Outlets:
    def at(value):
        return np.full((1, 1), value)

    return Outlets(
        by_head=np.array([by_head]), coefficient=at(0.3), exponent=at(0.7), curve=at(0 if tabular else -1),
        tables=pool([CURVE] if tabular else []),
    )  # fmt: skip


@pytest.mark.parametrize("upper", [0.2, 1.0, 2.5])
@pytest.mark.parametrize("lower", [-1.0, 0.15])
@pytest.mark.parametrize("by_head", [0, 1], ids=["depth", "head"])
def test_power_law(by_head, upper, lower):
    head = upper - max(lower, 0.0) if by_head else upper
    flow, *_, depth = outlet_flow(one(by_head, False), 0, 0, 0.5, upper, lower)
    assert (flow, depth) == pytest.approx((0.5 * 0.3 * head**0.7, head))


def test_rating_curve_is_straight_between_rows_and_flat_beyond():
    flows = [outlet_flow(one(0, True), 0, 0, 1.0, upper, -1.0)[0] for upper in (0.5, 2.0, 9.0)]
    assert flows == pytest.approx([0.1, 0.5, 0.8])


@pytest.mark.parametrize("tabular", [False, True])
def test_no_flow_at_equal_heads(tabular):
    assert outlet_flow(one(1, tabular), 0, 0, 1.0, 2.0, 2.0) == (0.0, 0.0, 0.0, 0.0)

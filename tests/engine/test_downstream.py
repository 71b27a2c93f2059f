"""Links in an order in which water goes through them."""

from __future__ import annotations

import numpy as np

from sponge.engine.downstream import downstream_order


def test_links_come_after_those_that_feed_them():
    up, down = np.array([2, 0, 1, 3, 3]), np.array([3, 2, 2, 4, 5])
    order = downstream_order(up, down, 6, frozenset({3}))
    assert order == [1, 2, 0, 4, 3]


def test_links_of_a_loop_are_left_out():
    assert downstream_order(np.array([0, 1, 2]), np.array([1, 2, 1]), 3) == [0]

"""Comparing two sets of results."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.results.compare import common_rows, differences, volumes

NAMES = {"node": ("A", "B", "tiny")}


def test_difference_is_over_the_range_of_the_reference():
    theirs = np.zeros((4, 3))
    theirs[:, 0], theirs[:, 1], theirs[:, 2] = [0, 1, 2, 4], [0, 1, 1, 1], 1e-6
    ours = theirs + np.array([0.04, 0.02, 1.0])
    (found,) = differences({"node_depth": ours}, {"node_depth": theirs}, NAMES)
    assert found.count == 2  # what is tiny does not matter
    assert found.worst_name == "B"
    assert found.worst == pytest.approx(2.0)
    assert found.median == pytest.approx(1.5)


def test_numbers_that_are_none_are_the_worst():
    theirs = np.ones((3, 3))
    ours = theirs.copy()
    ours[1, 0] = np.nan
    (found,) = differences({"node_depth": ours}, {"node_depth": theirs}, NAMES)
    assert found.worst == np.inf and found.worst_name == "A"


def test_nothing_moves():
    zero = np.zeros((3, 3))
    assert differences({"node_depth": zero}, {"node_depth": zero}, NAMES) == []


def test_volumes_and_times():
    assert volumes({"system_runoff": np.ones(3)}, {"system_runoff": np.full(3, 2.0)}, 60.0) == {
        "system_runoff": (180.0, 360.0)
    }
    ours = np.array(["2020-01-01T00:05", "2020-01-01T00:10"], "datetime64[ms]")
    theirs = np.array(["2020-01-01T00:10:00.001", "2020-01-01T00:15"], "datetime64[ms]")
    rows = common_rows(ours, theirs)
    assert [list(r) for r in rows] == [[1], [0]]

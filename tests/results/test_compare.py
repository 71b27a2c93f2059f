"""Comparing two sets of results."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.results.compare import beyond, common_rows, differences, volume_differences, volumes

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


def test_a_volume_differs_by_a_share_of_its_own():
    """Flooding of 5 beside an outflow of 100: 1.5 % of itself, 0.075 % of the largest; one of 0.1 counts as 1."""
    found = volume_differences(
        {"system_outflow": (100.2, 100.0), "system_flooding": (4.925, 5.0), "system_runoff": (0.2, 0.1)}
    )
    own = {name: v.difference for name, v in found.items()}
    assert own == pytest.approx({"system_outflow": 0.2, "system_flooding": -1.5, "system_runoff": 10.0})
    assert found["system_flooding"].of_largest == pytest.approx(-0.075)
    assert [line.split()[0] for line in beyond(1.0, [], found)] == ["system_flooding", "system_runoff"]
    assert beyond(10.5, [], found) == []


def test_water_where_there_is_none_differs_and_no_number_is_within_a_tolerance():
    found = volume_differences({"system_outflow": (5.0, 0.0), "system_flooding": (0.0, 0.0)})
    assert abs(found["system_outflow"].difference) >= 100.0 and found["system_flooding"].difference == 0.0
    assert beyond(1e9, [], volume_differences({"system_outflow": (np.nan, 1.0)}))
    theirs = np.linspace(0.0, 1.0, 5)[:, None] * np.ones(3)
    within = differences({"node_depth": theirs + 0.005}, {"node_depth": theirs}, NAMES)
    assert beyond(1.0, within, {}) == [] and len(beyond(0.1, within, {})) == 1
    without = differences({"node_depth": theirs * np.nan}, {"node_depth": theirs}, NAMES)
    assert beyond(1e9, without, {})

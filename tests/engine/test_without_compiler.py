"""The whole engine without the compiler: the same bits."""

from __future__ import annotations

import os
import subprocess
import sys

import interpreted_runs
import numpy as np
import pytest


@pytest.fixture(scope="module")
def interpreted(tmp_path_factory):
    """Arrays of all runs by name, from a process in which kernels are Python functions."""
    path = tmp_path_factory.mktemp("interpreted") / "found.npz"
    paths = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-W", "error", interpreted_runs.__file__, str(path)]
    subprocess.run(command, env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}, check=True, timeout=300)
    return np.load(path)


def the_same(found: dict[str, np.ndarray], interpreted) -> int:
    """How many arrays were compared, all of them equal to the bit."""
    for name, value in found.items():
        np.testing.assert_array_equal(interpreted[name], value, err_msg=name)
    return len(found)


@pytest.mark.parametrize("width", [1, 8])
@pytest.mark.parametrize("name", ["dynamic", "kinematic"])
def test_same_bits_as_compiled(interpreted, name, width):
    found = interpreted_runs.simulated(name, width)
    assert the_same(found, interpreted) > 150
    if name == "dynamic":  # what is compared has water in it
        flows = [np.abs(found[f"{name} {width} row {time}.link"][0]) for time in (60, 120, 180, 240)]
        assert (np.max(flows, axis=0)[4:8] > 0.0).all()  # pump, orifice, weir and outlet


def test_same_bits_as_compiled_with_lid_and_quality(interpreted):
    assert the_same(interpreted_runs.simulated("lid and quality", 1), interpreted) > 200


def test_a_lane_has_the_same_bits_in_company(interpreted):
    """The first lane of eight has what the model alone has."""
    alone = [name for name in interpreted.files if name.startswith("lid and quality 1 row")]
    assert len(alone) == 4 * 10  # times by tables of a row
    for name in alone:
        company = interpreted[name.replace("quality 1", "quality 8")]
        np.testing.assert_array_equal(interpreted[name][..., 0], company[..., 0], err_msg=name)


@pytest.mark.parametrize("width", [1, 8])
def test_never_raises(interpreted, width):
    assert the_same(interpreted_runs.edges(width), interpreted) == 1

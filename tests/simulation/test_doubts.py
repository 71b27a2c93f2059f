"""A continuity error that nobody should trust is told, with what may help."""

from __future__ import annotations

import pytest

from sponge.simulation.doubts import doubt_of_continuity


@pytest.mark.parametrize("error", [-20.2, 5.1, float("nan")])
def test_a_large_error_is_told(error):
    told = doubt_of_continuity("picard", error)
    assert f"{error:.3g} %" in told and "ROUTING_STEP" in told and "--solver implicit" in told
    assert "--solver implicit" not in doubt_of_continuity("kinematic", error)


def test_a_small_one_is_not():
    assert doubt_of_continuity("picard", -5.0) == doubt_of_continuity("kinematic", 0.0) == ""

"""Flap gates: Armco's formula, and its slopes by finite differences."""

from __future__ import annotations

from math import exp, sqrt

import pytest

from sponge.base.constants import FOOT
from sponge.physics.links.gate import gate_loss


@pytest.mark.parametrize("velocity, head", [(0.5, 0.3), (2.0, 1.0), (4.0, 0.2)])
def test_the_loss_is_armcos_and_its_slopes_are_its_derivatives(velocity, head):
    v, h = velocity / FOOT, head / FOOT
    loss, by_velocity, by_head = gate_loss(velocity, head)
    assert loss == pytest.approx(4.0 * v**2 / 32.2 * exp(-1.15 * v / sqrt(h)) * FOOT, rel=1e-6)
    d = 1e-6
    assert by_velocity == pytest.approx(
        (gate_loss(velocity + d, head)[0] - gate_loss(velocity - d, head)[0]) / (2.0 * d), rel=1e-6, abs=1e-9
    )
    assert by_head == pytest.approx(
        (gate_loss(velocity, head + d)[0] - gate_loss(velocity, head - d)[0]) / (2.0 * d), rel=1e-6, abs=1e-9
    )

# SPDX-License-Identifier: Apache-2.0
"""Head that a flap gate costs, and how that changes with the flow and the head."""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import exponential, inlined
from sponge.base.constants import FOOT, GRAVITY

GATE_DECAY = 1.15 / sqrt(FOOT)  # s/m^0.5: Armco's 1.15 s/ft^0.5


@inlined
def gate_loss(velocity, head):
    """Head loss L [m] at a flap gate passed at `velocity` [m/s] under `head` [m], dL/dv [s] and dL/dh.

    Armco's formula, hL = (4 v2/g) exp(-1.15 v/sqrt(h)) in feet (Armco, Handbook of Drainage, 1978).
    """
    decay = exponential(-GATE_DECAY * velocity / sqrt(head))
    loss = 4.0 / GRAVITY * velocity * velocity * decay
    power = GATE_DECAY * velocity / sqrt(head)
    return loss, 4.0 / GRAVITY * velocity * decay * (2.0 - power), loss * 0.5 * power / head

# SPDX-License-Identifier: Apache-2.0
"""What the land brings in a routing step, and what stays due, are what was due."""

from __future__ import annotations

import pytest

from sponge.engine.hydrology.handover import brought


@pytest.mark.parametrize("due", [0.0, 40.0, 500.0])
@pytest.mark.parametrize("over", [0.0, 0.4, 1.0])
def test_what_comes_and_what_stays_due_are_what_was_due(due, over):
    """Also where less is due than is still to pass: no water is made, what was brought too early is held back."""
    step = 30.0
    rate, rest = brought((0.2, over, 100.0, step), 1.0, 2.0, 3.0, 4.0, due)
    assert rate * step + rest == pytest.approx(due, rel=1e-12, abs=1e-12)

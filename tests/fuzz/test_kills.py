"""A few kills: what was hit goes on to the same bits. ``make fuzz`` deals a hundred."""

from __future__ import annotations

import pytest
from kills import kills


@pytest.mark.slow
def test_kills(tmp_path):
    found = kills(8, 3, tmp_path)
    assert found.wrong == []
    assert found.done.total() >= 8

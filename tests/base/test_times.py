"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sponge.base.errors import UsageError
from sponge.base.times import seconds_of


@pytest.mark.parametrize(
    "every, seconds",
    [("30s", 30.0), ("5min", 300.0), ("1 h", 3600.0), ("00:05:00", 300.0), ("1:30", 5400.0), (12, 12.0), ("2.5", 2.5)],
)
def test_durations(every, seconds):
    assert seconds_of(every) == seconds
    assert seconds_of(timedelta(seconds=seconds)) == seconds


@pytest.mark.parametrize("every", ["", "soon", "0s", 0, -3, "5 parsecs", float("nan")])
def test_no_durations(every):
    with pytest.raises(UsageError):
        seconds_of(every)

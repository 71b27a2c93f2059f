"""Tables of the climate: months."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

import sponge
from sponge.model.compile.climate import months


@pytest.mark.parametrize("start, end, numbers", [
    (datetime(2020, 11, 20), datetime(2021, 1, 31, 23), [10, 11, 0, 1]),
    (datetime(2020, 2, 1), datetime(2020, 2, 1), [1, 2]),
    (datetime(9999, 11, 5), datetime(9999, 12, 31, 23, 59, 59), [10, 11]),
], ids=["over new year", "an instant", "the last year that there is"])  # fmt: skip
def test_months_are_all_that_the_simulation_touches(tutorial, start, end, numbers):
    """Each with its first day, one more after the end where there is one."""
    model = sponge.read_inp(tutorial)
    begins, number, day = months(replace(model, options=replace(model.options, start=start, end=end)))
    assert number.tolist() == numbers
    assert begins[0] == (datetime(start.year, start.month, 1) - start).total_seconds()
    assert day[-1] == {1: 32, 2: 61, 11: 335}[numbers[-1]]

"""Lines of a user-prepared rain file, and running totals."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sponge.base.epa_rain import increments, rain_line
from sponge.base.times import since_epoch
from sponge.io.rain.read import read_rain
from sponge.model.compile.gages import depths_of
from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.rain.series import read_epa


def test_a_line():
    station, time, value = rain_line("STA01  2004 6 12 00 15 0.12 and more")
    assert (station, time, value) == ("STA01", since_epoch(datetime(2004, 6, 12, 0, 15)), 0.12)


def test_hours_count_on():
    assert rain_line("A 2004 2 28 24 0 1").time == since_epoch(datetime(2004, 2, 29))


@pytest.mark.parametrize(
    "line, message",
    [("A 2004 6 12 0 15", "6 words"), ("A 2004 6 31 0 15 1", "cannot read '2004 6 31"), ("A 2004 6 1 0 15 x", "'x'")],
)
def test_what_is_wrong_is_said(line, message):
    with pytest.raises(ValueError, match=message):
        rain_line(line)


def test_totals_that_are_reset():
    assert increments([1.0, 3.0, 3.0, 0.5, 2.0]) == [1.0, 2.0, 0.0, 0.5, 1.5]


@pytest.mark.parametrize("form", ["volume", "intensity", "cumulative"])
def test_a_model_and_a_storm_read_the_same_rain(tmp_path, form):
    """The reader of a model's gages and that of storms differ in what they refuse, never in the depths."""
    path = tmp_path / "rain.dat"
    path.write_text("A 2004 6 12 0 0 1\nB 2004 6 12 0 0 7\nA 2004 6 12 0 15 3\nA 2004 6 12 0 30 0.5\n")
    gage = RainGage("G", form=form.upper(), interval=900.0, file=str(path), station="a", rain_units="MM")
    record, rows = read_rain(path, gage), read_epa(path, "a", form, 1e-3)
    np.testing.assert_array_equal(record.times, rows.times)
    depths = rows.values * 900.0 if form == "intensity" else rows.values
    np.testing.assert_allclose(depths_of(Model(), record), depths, rtol=1e-15)

"""Lines of a user-prepared rain file, and running totals."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from inp_texts import read_text

from sponge.base.epa_rain import dips, increments, rain_line
from sponge.base.times import since_epoch
from sponge.io.rain.read import read_rain
from sponge.model.compile.gages import depths_of, rain_of
from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.rain.series import read_epa
from sponge.simulation.prepare import prepare, with_compat


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


def test_totals_that_dip():
    """A fall by a hundredth is no rain; EPA SWMM counts the whole total anew."""
    totals = [1.0, 3.2, 3.19, 3.2, 3.3, 0.2]
    assert increments(totals) == pytest.approx([1.0, 2.2, 0.0, 0.0, 0.1, 0.2])
    assert dips(totals) == [2]
    assert increments([1.0, 3.2, 3.19, 3.2], reset_share=1.0) == pytest.approx([1.0, 2.2, 3.19, 0.01])


@pytest.mark.parametrize("source", ["file", "series"])
def test_a_dip_makes_no_rain_and_is_told(source, tmp_path):
    """3.2 of 3.2 in; EPA SWMM's way is there to be asked for."""
    totals = {"0:00": 1.0, "1:00": 3.2, "2:00": 3.19, "3:00": 3.2}
    rows = [f"R {hour} {total}" for hour, total in totals.items()]
    (tmp_path / "r.dat").write_text("\n".join(f"R 2004 1 1 {hour[0]} 0 {t}" for hour, t in totals.items()))
    gage = {"file": 'FILE "r.dat" R IN', "series": "TIMESERIES R"}[source]
    model = read_text(tmp_path, CUMULATIVE.format(gage=gage, rows="\n".join(rows)))
    (warning,) = (p for p in prepare_warnings(model) if "running total" in p.message)
    assert "2004-01-01 02:00" in warning.message and warning.section == "RAINGAGES"
    for compat, inches in (("none", 3.2), ("epa", 1.0 + 2.2 + 3.19 + 0.01)):
        _, rates, interval = rain_of(with_compat(model, compat), model.gages["G"])
        assert rates.sum() * interval == pytest.approx(inches * 0.0254)


CUMULATIVE = """[OPTIONS]
FLOW_UNITS CFS
END_TIME 6
[RAINGAGES]
G CUMULATIVE 1:00 1 {gage}
[SUBCATCHMENTS]
S G O 4 60 200 1 0
[SUBAREAS]
S 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S 5 1 4 7 0
[OUTFALLS]
O 8 FREE
[TIMESERIES]
{rows}
"""


def prepare_warnings(model):
    """What validation warns of."""
    found = []
    prepare(model, warnings=found)
    return found


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

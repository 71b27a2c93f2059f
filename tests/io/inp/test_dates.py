"""Dates and times as people write them: read for what they mean, or named with their line; never taken for another."""

from __future__ import annotations

from datetime import datetime

import pytest
from inp_texts import read_text

from sponge.base.dates import clock_seconds, day_of, is_half_of_day
from sponge.base.errors import ModelError
from sponge.io import check_inp
from sponge.model.rules.words import duration, serial_date
from sponge.results.layout import layout_of

TEXT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING KINWAVE
START_DATE {date}
END_DATE {date}
END_TIME {end}
{more}
[RAINGAGES]
G INTENSITY 0:15 1 TIMESERIES R
[SUBCATCHMENTS]
S G O 4 60 200 1 0
[SUBAREAS]
S 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S 50 10 4 7 0
[OUTFALLS]
O 8 FREE
[TIMESERIES]
{series}
"""


def text(date="07/01/2024", end="06:00:00", series="R 0:00 5\nR 0:15 20", more=""):
    return TEXT.format(date=date, end=end, series=series, more=more)


def problems(tmp_path, **fields):
    path = tmp_path / "m.inp"
    path.write_text(text(**fields))
    return check_inp(path)


def warnings(tmp_path, **fields):
    found = problems(tmp_path, **fields)
    assert not any(p.fatal for p in found), found
    return [p.message for p in found]


def test_pm_is_the_afternoon(tmp_path):
    """EPA SWMM ends at 6 in the morning."""
    model = read_text(tmp_path, text(end="6:00:00 PM"))
    assert model.options.end == datetime(2024, 7, 1, 18)
    assert any("18:00" in p.message and "AM and PM" in p.hint for p in model.problems)


@pytest.mark.parametrize("word, hours", [
    ("12:00 AM", 0), ("12:00 PM", 12), ("1:30 pm", 13.5), ("11:00PM", 23), ("6:00 a.m.", 6),
])  # fmt: skip
def test_halves_of_the_day(word, hours):
    assert clock_seconds(word) == hours * 3600.0
    assert duration(word) == pytest.approx(hours / 24.0)


@pytest.mark.parametrize("word", ["13:00 PM", "0:30 AM", "6:00xyz", "6:00 PMX", "2024-07-01", "07/01/2024"])
def test_what_is_no_time(word):
    assert clock_seconds(word) is None


def test_a_half_of_the_day_alone():
    assert is_half_of_day("PM") and is_half_of_day("a.m.") and not is_half_of_day("6:00 PM") and not is_half_of_day("5")


def test_a_series_with_am_and_pm(tmp_path):
    rows = "R 07/01/2024 11:00 AM 5 07/01/2024 1:15 PM 20"
    model = read_text(tmp_path, text(end="20:00", series=rows))
    assert [t % 86400.0 for t in model.series["R"].times] == [11 * 3600.0, 13.25 * 3600.0]


def test_a_rule_with_pm(tmp_path):
    from sponge.model.rules.parser import parse_rules

    extra = "[JUNCTIONS]\nJ 9 2\n[PUMPS]\nP J O * ON\n[CONTROLS]\nRULE A\nIF SIMULATION CLOCKTIME >= 10:00 PM\n"
    model = read_text(tmp_path, text() + extra + "THEN PUMP P STATUS = OFF\n")
    (rule,), wrong = parse_rules(model)
    assert not wrong and rule.premises[0].right.value == pytest.approx(22.0 / 24.0)


@pytest.mark.parametrize("date", ["2024-07-01", "2024/7/1", "JUL-01-2024", "7/1/2024"])
def test_years_first_are_read(date, tmp_path):
    model = read_text(tmp_path, text(date=date, series=f"R {date} 0:00 5"))
    assert model.options.start == datetime(2024, 7, 1)
    assert model.series["R"].times[0] == (datetime(2024, 7, 1) - datetime(1970, 1, 1)).total_seconds()
    assert serial_date(date) == 45474.0 and day_of(date) == 19905


@pytest.mark.parametrize("date", ["31/07/2024", "2024-13-01", "7.1.2024", "2024-07-01T12:00"])
def test_another_date_is_named(date, tmp_path):
    """It was taken for a time, so that the message was of the word after it."""
    found = [p for p in problems(tmp_path, series=f"R {date} 0:00 5") if p.fatal]
    assert [p.message for p in found] == [f"not a date: '{date}'"] and found[0].line == 19


def test_a_date_in_a_series_file(tmp_path):
    (tmp_path / "r.dat").write_text("2024-07-01 1:00 PM 5\n31/07/2024 0:00 1\n")
    found = [p for p in problems(tmp_path, series="R FILE r.dat") if p.fatal]
    assert [(p.message, p.line) for p in found] == [("not a date: '31/07/2024'", 2)]


def test_two_digits_of_a_year(tmp_path):
    """The year 24 it is, as for EPA SWMM: told, and the rain of it lies far outside."""
    found = warnings(tmp_path, series="R 07/01/24 0:00 5\nR 07/01/24 0:15 3")
    assert any("taken as 24" in message for message in found)
    assert any("lies before the simulation" in message for message in found)


def test_a_run_in_the_year_24(tmp_path):
    """Time units of two digits are ambiguous to who reads the results."""
    model = read_text(tmp_path, text(date="07/01/24"))
    layout = layout_of(model)
    assert (layout.time_units, layout.calendar) == ("seconds since 0024-07-01 00:00:00", "proleptic_gregorian")
    assert layout_of(read_text(tmp_path, text())).calendar == "standard"


@pytest.mark.parametrize("more, begins", [
    ("REPORT_START_DATE 07/02/2024", datetime(2024, 7, 2)), ("REPORT_START_TIME 03:00", datetime(2024, 7, 1, 3)),
    ("REPORT_START_DATE 07/02/2024\nREPORT_START_TIME 03:00", datetime(2024, 7, 2, 3)), ("", None),
])  # fmt: skip
def test_the_report_begins_where_it_is_told(more, begins, tmp_path):
    """EPA SWMM takes a date or a time alone for none."""
    model = read_text(tmp_path, text(more=more).replace("END_DATE 07/01", "END_DATE 07/03"))
    assert model.options.report_start == begins


@pytest.mark.parametrize("series, where", [
    ("R 07/01/2023 0:00 5\nR 07/01/2023 1:00 5", "before"), ("R 07/01/2025 0:00 5", "after"),
    ("R 7:00 5\nR 8:00 5", "after"),
])  # fmt: skip
def test_rain_of_another_time_is_told(series, where, tmp_path):
    assert any(f"lies {where} the simulation" in message for message in warnings(tmp_path, series=series))


def test_rain_within_the_run_needs_no_word(tmp_path):
    assert not warnings(tmp_path)


def test_negative_rain_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"rain below zero at 2024-07-01 00:15 .*for gage 'G'") as raised:
        from sponge.simulation.prepare import prepare

        prepare(read_text(tmp_path, text(series="R 0:00 5\nR 0:15 -99\nR 0:30 -1")))
    assert "and 1 more" in str(raised.value)

"""Numbers, dates and times in the forms that EPA SWMM takes, and in those that it does not."""

from __future__ import annotations

from datetime import date

import pytest

from sponge.base.dates import EPOCH, day_of
from sponge.io.inp.numbers import to_number, to_seconds


@pytest.mark.parametrize(
    "token, value", [("1", 1), ("-2.5", -2.5), (".5", 0.5), ("1e-3", 1e-3), ("", 0), ("3\xa0m", 3), ("+4.", 4)]
)
def test_number(token, value):
    assert to_number(token) == value


@pytest.mark.parametrize("token", ["one", "1,5", "1_000", "nan", "inf", "-INF", "1e999", "0:05", "--1", "1.5m"])
def test_no_number(token):
    assert to_number(token) is None


@pytest.mark.parametrize("token", ["3/7/2020", "03/07/2020", "3-7-2020", "MAR-07-2020", "mar/7/2020", "3/7/2020x"])
def test_date(token):
    assert day_of(token) == date(2020, 3, 7).toordinal() - EPOCH


@pytest.mark.parametrize(
    "token", ["2020", "3/7", "13/7/2020", "2/30/2020", "7.3.2020", "XXX-07-2020", "/", "a-b-c", "-5"]
)
def test_no_date(token):
    assert day_of(token) is None


@pytest.mark.parametrize(
    "token, seconds", [("0:05", 300), ("1:02:03", 3723), ("26:00", 93600), ("1.5", 5400), ("7:", 25200), ("0:90", 5400)]
)
def test_time(token, seconds):
    assert to_seconds(token) == seconds


@pytest.mark.parametrize("token", ["x", ":", "-1:00", "0:-5", "noon", "nan"])
def test_no_time(token):
    assert to_seconds(token) is None

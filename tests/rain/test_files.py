"""Own hyetographs and long series from files, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sponge.base.errors import UsageError
from sponge.rain import rain_spec
from sponge.rain.text import csv_text


def write(folder, text, name="rain.csv"):
    (folder / name).write_text(text, encoding="utf-8")


def read(folder, kind="csv", **keys):
    return rain_spec({"kind": kind, "file": "rain.csv", **keys}).build(folder)


# --- kind csv -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "time [min], depth [mm]\n0, 1\n10, 2\n20, 3\n",
        "Time (min),Depth (mm)\n5,1\n15,2\n25,3\n",  # begins later: the first row is the begin
        "# from the gage\ntime [h], intensity [mm/h]\n\n0,6\n0.16666666666666666,12\n0.33333333333333331,18\n",
        "time, depth [mm]\n0:00, 1\n0:10, 2\n0:20:00, 3\n",
        "time,depth [mm]\n2023-07-28 10:00,1\n2023-07-28T10:10,2\n2023/07/28 10:20:00,3\n",
        "time [s], cumulative [mm]\n0,5\n600,6\n1200,8\n1800,11\n",
        "station,time [min],note,depth [cm]\na,0,x,0.1\na,10,y,0.2\na,20,,0.3\n",
        "\ufefftime [min],intensity [l/(s ha)]\r\n0,16.666666666666668\r\n10,33.333333333333336\r\n20,50\r\n",
    ],
)
def test_headers_units_and_times(tmp_path, text):
    write(tmp_path, text)
    rain = read(tmp_path)
    assert rain.step == 600
    np.testing.assert_allclose(rain.depths * 1000, [1, 2, 3], rtol=1e-9)
    assert rain.attributes["file"] == "rain.csv"


def test_rows_of_unequal_length_keep_their_depth(tmp_path):
    write(tmp_path, "time [min],depth [mm]\n0,4\n10,2\n15,6\n")
    rain = read(tmp_path)
    assert rain.step == 300
    np.testing.assert_allclose(rain.depths * 1000, [2, 2, 2, 6])
    coarse = read(tmp_path, step="20min")
    np.testing.assert_allclose(coarse.depths * 1000, [12])


@given(
    rows=st.lists(st.tuples(st.integers(1, 40), st.floats(0, 20)), min_size=2, max_size=20),
    step=st.sampled_from([None, 60, 300, 417, 3600]),
)
@settings(max_examples=60, deadline=None)
def test_mass_is_kept_whatever_the_step(tmp_path_factory, rows, step):
    folder = tmp_path_factory.mktemp("rain")
    times = np.cumsum([minutes for minutes, _ in rows])
    write(folder, "time [min],depth [mm]\n" + "\n".join(f"{t},{rows[i][1]}" for i, t in enumerate(times)))
    rain = read(folder, **({"step": step} if step else {}))
    assert rain.total * 1000 == pytest.approx(sum(depth for _, depth in rows), rel=1e-9, abs=1e-12)


def test_a_storm_written_as_csv_reads_back(tmp_path):
    storm = rain_spec({"kind": "chicago", "return_period": 5, "step": "2min"}).build()
    write(tmp_path, csv_text(storm))
    back = read(tmp_path)
    assert back.step == storm.step
    np.testing.assert_allclose(back.depths, storm.depths, rtol=1e-7)


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "no rain: the file is empty"),
        ("# nothing\n\n", "no rain: the file is empty"),
        ("time [min],depth [mm]\n", r"rain.csv:1: a header, but no rows"),
        ("time [min],depth [mm]\n0,1\n", r"rain.csv:2: one row"),
        ("minute,depth [mm]\n0,1\n", r"rain.csv:1: no column 'time'"),
        ("time [min],depht [mm]\n0,1\n", r"rain.csv:1: one column .*did you mean depth"),
        ("time [min],depth\n0,1\n", r"rain.csv:1: no unit of depth: write for example depth \[mm\]"),
        ("time [min],depth [furlong]\n0,1\n", r"rain.csv:1: unknown unit 'furlong' of depth"),
        ("time [mn],depth [mm]\n0,1\n", r"rain.csv:1: unknown unit 'mn' of time, did you mean 'min'"),
        ("time [min],depth [mm],intensity [mm/h]\n0,1,2\n", r"rain.csv:1: one column of depth, intensity or"),
        ("time [min],depth [mm]\n0,1\n5,x\n10,-1\n15,nan\n", r"(?s)rain.csv:3: 'x' is no.*rain.csv:4: .*rain.csv:5:"),
        ("time [min],depth [mm]\n0,1\n5,1\n5,1\n", r"rain.csv:4: time 5 is not after"),
        ("time [min],depth [mm]\n0,1\n5\n", r"rain.csv:3: 1 columns, fewer"),
        ("time,depth [mm]\n0,1\n5,2\n", r"rain.csv:2: cannot read the time '0'; .*time \[min\]"),
        ("time,depth [mm]\n2023-02-30 10:00,1\n", r"rain.csv:2: cannot read the time"),
        ("time [min],cumulative [mm]\n0,1\n5,0.5\n", r"rain.csv:3: the cumulative depth falls"),
    ],
)
def test_bad_files_are_told_with_file_and_line(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(UsageError, match=message):
        read(tmp_path)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError, match=r"rain.csv: No such file"):
        read(tmp_path)
    (tmp_path / "rain.csv").write_bytes(b"\xff\xfe\x00time")
    with pytest.raises(UsageError, match="not a text file"):
        read(tmp_path)


def test_dry_rain_cannot_be_scaled_to_a_depth(tmp_path):
    write(tmp_path, "time [min],depth [mm]\n0,0\n5,0\n")
    assert read(tmp_path).total == 0.0
    with pytest.raises(UsageError, match="no rain that could be scaled"):
        read(tmp_path, depth=10)


# --- kind series --------------------------------------------------------------------------------------------------

EPA = "; gage\nG1 2023 7 28 10 0 1.5\nG1 2023 7 28 10 5 2.5\n\nG1 2023 7 28 11 0 4\n"


def test_dry_intervals_may_be_left_out(tmp_path):
    write(tmp_path, "time,depth [mm]\n2023-07-28 10:00,1.5\n2023-07-28 10:05,2.5\n2023-07-28 11:00,4\n")
    rain = read(tmp_path, "series")
    assert (rain.step, len(rain.depths), rain.start) == (300, 13, datetime(2023, 7, 28, 10))
    np.testing.assert_allclose(rain.depths[[0, 1, 12]] * 1000, [1.5, 2.5, 4])
    assert rain.total * 1000 == pytest.approx(8)
    times, depths = rain.wet()
    np.testing.assert_allclose(times, [0, 300, 3600])
    np.testing.assert_allclose(depths * 1000, [1.5, 2.5, 4])


def test_epa_files(tmp_path):
    write(tmp_path, EPA)
    rain = read(tmp_path, "series")
    assert (rain.step, len(rain.depths), rain.start) == (300, 13, datetime(2023, 7, 28, 10))
    assert rain.total * 1000 == pytest.approx(8)
    assert read(tmp_path, "series", form="intensity").total * 1000 == pytest.approx(8 / 12)
    assert read(tmp_path, "series", units="in").total == pytest.approx(8 * 0.0254)
    assert read(tmp_path, "series", form="cumulative").total * 1000 == pytest.approx(4)


def test_cumulative_readings_that_are_reset(tmp_path):
    write(tmp_path, "G 2023 7 28 10 0 1\nG 2023 7 28 10 5 3\nG 2023 7 28 10 10 0.5\nG 2023 7 28 10 15 2\n")
    np.testing.assert_allclose(read(tmp_path, "series", form="cumulative").depths * 1000, [1, 2, 0.5, 1.5])


def test_a_period_of_a_series(tmp_path):
    write(tmp_path, EPA)
    rain = read(tmp_path, "series", start="2023-07-28T10:05", end="2023-07-28T11:00")
    assert (len(rain.depths), rain.start) == (11, datetime(2023, 7, 28, 10, 5))
    assert rain.total * 1000 == pytest.approx(2.5)
    before = read(tmp_path, "series", start="2023-07-28T00:00")
    assert before.total * 1000 == pytest.approx(8)
    assert before.depths[120] * 1000 == pytest.approx(1.5)


def test_stations_of_a_file(tmp_path):
    write(tmp_path, "A 2023 7 28 10 0 1\nA 2023 7 28 10 5 1\nB 2023 7 28 10 0 5\nB 2023 7 28 10 5 7\n")
    assert read(tmp_path, "series", station="b").total * 1000 == pytest.approx(12)
    with pytest.raises(UsageError, match="several stations: give one of A, B"):
        read(tmp_path, "series")
    with pytest.raises(UsageError, match="no station 'C'"):
        read(tmp_path, "series", station="C")


@pytest.mark.parametrize(
    "text, message",
    [
        ("time [min],depth [mm]\n0,1\n5,1\n", "a series needs dates"),
        ("time,cumulative [mm]\n2023-07-28 10:00,1\n2023-07-28 10:05,1\n", "kind = 'csv'"),
        ("time,depth [mm]\n2023-07-28 10:00,1\n", "rain.csv:2: one reading: give its step"),
        ("time,depth [mm]\n2023-07-28 10:00,1\n2023-07-28 10:05,1\n2023-07-28 10:12,1\n", "rain.csv:4: not a whole"),
        ("G 2023 7 28 10 0 1\nG 2023 7 28 9 0 1\nG 2023 7 31 9 0 x\n", r"(?s)rain.csv:2: .*after.*rain.csv:3: cannot"),
        ("G 2023 7 28 10 0 1\nG 2023 7 28 10\n", "rain.csv:2: 5 words"),
        ("time,depth [mm]\n0001-01-01 10:00,1\n2023-07-28 10:05,1\n2023-07-28 10:06,1\n", "steps of 60 s: at most"),
    ],
)
def test_bad_series(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(UsageError, match=message):
        read(tmp_path, "series")


def test_a_period_that_ends_before_it_begins():
    with pytest.raises(UsageError, match="end must be after start"):
        rain_spec({"kind": "series", "file": "x", "start": "2023-07-28T11:00", "end": "2023-07-28T10:00"})

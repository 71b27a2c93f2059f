"""Rain files of every format: what is read, beside what EPA SWMM reads, and what is wrong with bad ones."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from epa_process import run_epa

from sponge.base.errors import ModelError
from sponge.io import read_inp
from sponge.io.epa_out import read_out
from sponge.io.rain.interface import read_rain_interface
from sponge.io.rain.read import attach_rain, read_rain
from sponge.model.compile.gages import compile_gages, depths_of
from sponge.model.elements import RainGage
from sponge.model.model import Model

START = datetime(2020, 5, 1)
INCH = 0.0254


def online(value: str, *rows: str) -> str:
    """An on-line retrieval with its two lines of heading."""
    head = f"STATION           DATE           {value}     Measurement Flag Quality Flag \n"
    return head + "----------------- -------------- -------- ---------------- ------------ \n" + "".join(
        f"      COOP:134101 {row}\n" for row in rows
    )


def canadian(head: str, values: dict[int, int], n: int) -> str:
    """A day of n values of 0.1 mm."""
    return head + "".join(f"{values.get(i, 0):06d} " for i in range(n)) + "\n"


HOURLY = (
    "20200501 03:00 12       g            ",
    "20200501 05:00 40                    ",
    "20200502 00:00 7                     ",
)
INCHES = ("20200501 03:00 0.12     g            ", "20200501 05:00 0.40                  ")
QUARTERS = ("20200501 03:15 10       g            ", "20200501 03:30 20                    ")
INTENSITY = "ST 2020 5 1 0 0 0\nST 2020 5 1 2 0 0.4\nXX 2020 5 1 2 30 9\nST 2020 5 1 2 15 1.2\n"
VOLUME = "; header\nST  2020  05  01  00  30  2.5\nST  2020  05  01  01  00  0\nst 2020 5 1 1 30 4\n"
CUMULATIVE = "ST 2020 5 1 1 0 0.1\nST 2020 5 1 2 0 0.5\nST 2020 5 1 3 0 0.2\nST 2020 5 1 5 0 0.9\n"
COMMA = "445120,00,HPCP,HI,2020,05,01,0100, 00000, , ,0200, 00012, , ,0300, 00040, , ,2500, 00052, , ,\n"
SPACE = "445120 00 HPCP HI 2020 05 01 0100  00000     0200  00012     0300  00040     2500  00052    \n"
TAPE = "HPD05300500HPCPHI20200500010030200 00012  0400 00040g 2500 00052  \n"
QUARTER_TAPE = "15M05300500QPCPHT20200500010030215 00010  0230 00020  2500 00030  \n"
WET = {3: 25, 4: 101}
FILES = {  # name -> (text, form, interval h, units)
    "standard intensity": (INTENSITY, "INTENSITY", "0:15", "IN"),
    "standard volume mm": (VOLUME, "VOLUME", "0:30", "MM"),
    "standard cumulative": (CUMULATIVE, "CUMULATIVE", "1:00", "IN"),
    "tape": (TAPE, "VOLUME", "1:00", "IN"),
    "tape 15 min": (QUARTER_TAPE, "VOLUME", "1:00", "IN"),
    "comma": (COMMA, "VOLUME", "1:00", "IN"),
    "space": (SPACE, "VOLUME", "1:00", "IN"),
    "online 60": (online("HPCP", *HOURLY), "VOLUME", "1:00", "IN"),
    "online 60 inches": (online("HPCP", *INCHES), "VOLUME", "1:00", "IN"),
    "online 15": (online("QPCP", *QUARTERS), "VOLUME", "1:00", "IN"),
    "aes hourly": (canadian("61580010200501123", WET, 24), "VOLUME", "1:00", "MM"),
    "cmc hourly": (canadian("615800120200501123", WET, 24), "VOLUME", "1:00", "MM"),
    "cmc 15 min": (canadian("615800120200501159", {13: 25, 14: 101}, 96), "VOLUME", "1:00", "MM"),
}
MODEL = """
[OPTIONS]
FLOW_UNITS CMS
START_DATE 05/01/2020
END_DATE 05/03/2020
REPORT_STEP 00:05
WET_STEP 00:05
[RAINGAGES]
G {form} {interval} 1.0 FILE "rain.dat" {station} {units}
[SUBCATCHMENTS]
S G O 1 50 50 1 0
[SUBAREAS]
S 0.01 0.1 1 2 25 OUTLET
[INFILTRATION]
S 75 10 4 7 0
[OUTFALLS]
O 0 FREE
[REPORT]
SUBCATCHMENTS ALL
"""


def written(folder: Path, text: str, form: str, interval: str, units: str) -> Path:
    """A model with its rain file."""
    (folder / "rain.dat").write_text(text)
    path = folder / "model.inp"
    path.write_text(MODEL.format(form=form, interval=interval, units=units, station="ST"))
    return path


@pytest.mark.parametrize("text, form, interval, units", FILES.values(), ids=FILES)
def test_epa_sees_the_same_rain(text, form, interval, units, tmp_path):
    pytest.importorskip("swmm.toolkit")
    path = written(tmp_path, text, form, interval, units)
    theirs = read_out(run_epa(path)).values["subcatchment_rainfall"][:, 0]
    gages = compile_gages(read_inp(path))
    times = 300.0 * np.arange(1, len(theirs) + 1) + 1.0
    row = np.searchsorted(gages.tables.x, times, side="right") - 1
    ours = np.where(row >= 0, gages.tables.y[np.maximum(row, 0)], 0.0) * 3.6e6
    assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-6)
    assert theirs.max() > 1.0


@pytest.mark.parametrize("name, depth", [
    ("standard intensity", 0.4 * INCH), ("standard volume mm", 6.5e-3), ("standard cumulative", 1.4 * INCH),
    ("tape", 0.52 * INCH), ("comma", 0.52 * INCH), ("space", 0.52 * INCH), ("online 60", 0.59 * INCH),
    ("aes hourly", 12.6e-3), ("cmc 15 min", 12.6e-3),
])  # fmt: skip
def test_depths_are_in_metres(name, depth, tmp_path):
    text, form, interval, units = FILES[name]
    (tmp_path / "rain.dat").write_text(text)
    hours, minutes = interval.split(":")
    seconds = 3600.0 * int(hours) + 60.0 * int(minutes)
    gage = RainGage("G", form=form, interval=seconds, file="rain.dat", station="ST", rain_units=units)
    assert depths_of(Model(), read_rain(tmp_path / "rain.dat", gage)).sum() == pytest.approx(depth)


def test_an_accumulated_total_is_spread_over_its_hours(tmp_path):
    """Flag a begins, A ends with the total: 0.40 in over the five hours that end at 2, 3, 4, 5 and 6."""
    (tmp_path / "rain.dat").write_text("HPD05300500HPCPHI20200500010030200 99999a 0600 00040A 2500 00040  \n")
    record = read_rain(tmp_path / "rain.dat", RainGage("G", file="rain.dat", station="*", rain_units="IN"))
    assert record.depths == pytest.approx([0.08 * INCH] * 5)
    assert np.diff(record.times).tolist() == [3600.0] * 4


def test_a_start_date_leaves_out_what_is_before(tmp_path):
    (tmp_path / "rain.dat").write_text("ST 2020 4 30 23 0 5\nST 2020 5 1 0 0 1\n")
    gage = RainGage("G", form="VOLUME", file="rain.dat", station="ST", rain_units="MM", file_start=START)
    assert read_rain(tmp_path / "rain.dat", gage).depths.tolist() == [1e-3]


def test_an_interface_file_of_epa_is_read(tmp_path):
    pytest.importorskip("swmm.toolkit")
    path = written(tmp_path, *FILES["tape"])
    path.write_text(path.read_text() + '[FILES]\nSAVE RAINFALL "saved.rff"\n')
    run_epa(path)
    record = read_rain_interface(tmp_path / "saved.rff")["ST"]
    assert record.interval == 3600.0
    assert record.depths == pytest.approx([0.12 * INCH, 0.40 * INCH])
    assert [str(t) for t in record.times.astype("datetime64[s]")] == ["2020-05-01T01:00:00", "2020-05-01T03:00:00"]


@pytest.mark.parametrize("text, words", [
    (None, "No such file"), ("", "known format"), ("hello world\n" * 9, "known format"),
    ("\0\1\2" * 99, "known format"), ("XX 2020 5 1 0 0 1\n", "no rain for station"),
    ("ST 2020 5 1 1 0 1\nST 2020 5 1 0 0 1\n", "out of sequence"),
])  # fmt: skip
def test_a_bad_file_is_told(text, words, tmp_path):
    if text is not None:
        (tmp_path / "rain.dat").write_text(text)
    gage = RainGage("G", file="rain.dat", station="ST", rain_units="IN", line=7)
    with pytest.raises(ModelError, match=words) as raised:
        attach_rain([gage], lambda name: tmp_path / name)
    assert raised.value.problems[0].line == (2 if words == "out of sequence" else 7)


GOOD = "ST 2020 5 1 0 0 5\nST 2020 5 1 0 15 20\nST 2020 5 1 0 30 40\n"


def told(tmp_path, text):
    """The problem of a rain file."""
    (tmp_path / "rain.dat").write_text(text)
    gage = RainGage("G", file="rain.dat", station="st", rain_units="MM", interval=900.0, line=7)
    with pytest.raises(ModelError) as raised:
        attach_rain([gage], lambda name: tmp_path / name)
    (problem,) = raised.value.problems
    assert problem.file == str(tmp_path / "rain.dat")
    return problem


@pytest.mark.parametrize("value", ["NaN", "inf", "-99", "-0.1", "20,5", "x", "1e999"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_reading_that_cannot_be_is_refused_with_its_line(value, at, tmp_path):
    """It was taken, or dropped without a word; in the first lines it was a heading."""
    lines = GOOD.splitlines()
    lines[at - 1] = " ".join([*lines[at - 1].split()[:-1], value])
    assert told(tmp_path, "\n".join(lines)).line == at


def test_a_reading_cut_short_is_refused(tmp_path):
    assert told(tmp_path, GOOD + "ST 2020 5 1 0 45\n").line == 4


def test_headings_remarks_and_other_stations_are_no_readings(tmp_path):
    text = "Station Year Month Day\n;remark\n" + GOOD + "\nOTHER 2020 5 1 0 0 x\nthe end\n\x1a"
    (tmp_path / "rain.dat").write_text(text)
    gage, warnings = RainGage("G", file="rain.dat", station="ST", rain_units="MM", interval=900.0), []
    record = read_rain(tmp_path / "rain.dat", gage, warnings)
    assert len(record.times) == 3
    (warning,) = warnings
    assert warning.line == 7 and "2 lines are no readings" in warning.message and not warning.fatal


def test_the_model_says_what_was_passed_over(tmp_path):
    path = written(tmp_path, GOOD.replace("ST ", "ST  ") + "the end\n", "INTENSITY", "0:15", "MM")
    assert any("passed over" in p.hint for p in read_inp(path).problems)


def test_a_damaged_interface_file_is_refused(tmp_path):
    """Cut, or with numbers that cannot be."""
    from sponge.io.rain.interface import write_rain_interface

    (tmp_path / "rain.dat").write_text(GOOD)
    gage = RainGage("G", form="VOLUME", file="rain.dat", station="ST", rain_units="MM", interval=900.0)
    model = Model(gages={"G": gage}, rain_records=attach_rain([gage], lambda name: tmp_path / name))
    path = tmp_path / "rain.rff"
    write_rain_interface(path, model)
    whole = path.read_bytes()
    assert read_rain_interface(path)["ST"].depths.sum() == pytest.approx(65e-3)
    for cut in range(0, len(whole), 7):
        path.write_bytes(whole[:cut])
        with pytest.raises((ValueError, struct.error)):
            read_rain_interface(path)
    for at, bytes_ in ((-4, b"\0\0\xc0\x7f"), (-4, b"\0\0\x80\xbf"), (-12, b"\0" * 6 + b"\xf8\x7f"), (10, b"\xff" * 4)):
        damaged = bytearray(whole)
        at %= len(whole)
        damaged[at : at + len(bytes_)] = bytes_
        path.write_bytes(bytes(damaged))
        with pytest.raises(ValueError):
            read_rain_interface(path)

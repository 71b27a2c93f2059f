"""Climate files of every format, beside what EPA SWMM makes of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from epa_process import run_epa

from sponge.base.errors import BadLine, ModelError
from sponge.base.units import units_of
from sponge.io import check_inp, read_inp
from sponge.io.climate import read_climate
from sponge.io.epa_out import read_out
from sponge.io.weather import attach_weather
from sponge.model.compile.climate import evaporation_steps
from sponge.model.elements import Evaporation, Temperature
from sponge.model.model import Model
from sponge.model.options import Options

START = datetime(2020, 5, 1)
DAYS = [(day, 20 + day % 6, 8 + day % 4, 3 + day % 3) for day in range(1, 32)]  # day, highest, lowest, evaporation


def user(missing=()) -> str:
    return "".join(
        f"ST 2020 5 {d} {'*' if d in missing else high} {low} {e} 10\n" for d, high, low, e in DAYS
    ) + "ST 2020 6 1 20 10 3 10\n"


def td3200() -> str:
    """degF, hundredths of an inch."""
    def line(word: str, column: int, factor: int) -> str:
        days = "".join(f"{row[0]:02d}12 {row[column] * factor:05d} 0" for row in DAYS)
        return f"DLY00012345{word}XX202005" + "9999" + f"{len(DAYS):03d}" + days + "\n"

    return line("TMAX", 1, 3) + line("TMIN", 2, 3) + line("EVAP", 3, 5)


def dly() -> str:
    """Tenths of degC, tenths of mm."""
    def line(element: int, column: int) -> str:
        return f"1234567202005{element:03d}" + "".join(f" {10 * row[column]:05d} " for row in DAYS) + "\n"

    return line(1, 1) + line(2, 2) + line(151, 3)


def ghcn(factor: int = 10) -> str:
    """Tenths of degC and mm by default."""
    head = f"{'STATION':<18}{'DATE':<9}{'TMAX':<9}{'TMIN':<9}{'EVAP':<9}{'AWND':<9}\n"
    rows = "".join(
        f"{'GHCND:X':<18}202005{d:02d} {high * factor:<8d} {low * factor:<8d} {e * factor:<8d} {30:<8d}\n"
        for d, high, low, e in DAYS
    )
    return head + rows


FORMATS = {
    "user": (user(), ""), "td3200": (td3200(), ""), "dly": (dly(), ""), "ghcn": (ghcn(), "C10"),
    "ghcn C": (ghcn(1), "C"),
}  # fmt: skip
MODEL = """
[OPTIONS]
FLOW_UNITS CMS
START_DATE 05/03/2020
END_DATE 05/20/2020
REPORT_STEP 01:00
[EVAPORATION]
FILE 1 1 1 1 0.7 1 1 1 1 1 1 1
[TEMPERATURE]
FILE "climate.dat" * {units}
[RAINGAGES]
G INTENSITY 1:00 1.0 TIMESERIES T
[TIMESERIES]
T 05/01/2020 0:00 0
[SUBCATCHMENTS]
S G O 1 50 50 1 0
[SUBAREAS]
S 0.01 0.1 1 2 25 OUTLET
[INFILTRATION]
S 75 10 4 7 0
[OUTFALLS]
O 0 FREE
"""


def read(folder: Path, text: str, units: str = "", flow_units: str = "CMS"):
    (folder / "climate.dat").write_text(text)
    return read_climate(folder / "climate.dat", units_of(flow_units), units, START)


@pytest.mark.parametrize("name", ["user", "dly", "ghcn", "ghcn C"])
def test_metric_formats_say_the_same(name, tmp_path):
    record = read(tmp_path, *FORMATS[name])
    _, high, low, evaporation = np.array(DAYS, float).T
    assert record.first_day == (date(2020, 5, 1) - date(1970, 1, 1)).days * 86400.0
    assert record.high[:31] == pytest.approx(high)
    assert record.low[:31] == pytest.approx(low)
    assert record.evaporation[:31] * 8.64e7 == pytest.approx(evaporation)


def test_td3200_is_in_customary_units(tmp_path):
    record = read(tmp_path, td3200())
    assert record.high[0] == pytest.approx((63.0 - 32.0) / 1.8)
    assert record.evaporation[0] * 86400.0 == pytest.approx(0.20 * 0.0254)


def test_a_missing_day_is_not_a_number(tmp_path):
    record = read(tmp_path, user(missing=(4,)))
    assert np.isnan(record.high).nonzero()[0].tolist() == [3]


@pytest.mark.parametrize("text, units", FORMATS.values(), ids=FORMATS)
def test_epa_sees_the_same_climate(text, units, tmp_path):
    pytest.importorskip("swmm.toolkit")
    (tmp_path / "climate.dat").write_text(text)
    path = tmp_path / "model.inp"
    path.write_text(MODEL.format(units=units))
    theirs = read_out(run_epa(path)).values["system_pet"]
    (x, y), ends_steps = evaporation_steps(read_inp(path))
    times = 3600.0 * np.arange(1, len(theirs) + 1) - 1.0  # an hour's result is of the step before it
    ours = y[np.searchsorted(x, times, side="right") - 1] * 3.6e6
    assert ends_steps
    assert ours == pytest.approx(theirs, rel=1e-4)
    assert np.ptp(theirs) > 0.0


@pytest.mark.parametrize("text, words", [
    (None, "No such file"), ("", "known format"), ("hello\n", "known format"),
    ("ST 2019 5 1 20 10 3 1\n", "no values for May 2020"),
])  # fmt: skip
def test_a_bad_file_is_told(text, words, tmp_path):
    if text is not None:
        (tmp_path / "c.dat").write_text(text)
    model = Model(
        path=tmp_path / "m.inp", options=Options(flow_units="CMS", start=START, end=datetime(2020, 5, 2)),
        evaporation=Evaporation(source="FILE"), temperature=Temperature(source="FILE", file="c.dat"),
    )  # fmt: skip
    with pytest.raises(ModelError, match=words):
        attach_weather(model)


def test_evaporation_from_a_file_needs_one(tmp_path):
    with pytest.raises(ModelError, match="needs a climate file"):
        attach_weather(Model(path=tmp_path / "m.inp", evaporation=Evaporation(source="TEMPERATURE")))


@pytest.mark.parametrize("row, words", [
    ("ST 2020 5 3 nan 8 3 10", "nan"), ("ST 2020 5 3 -99 8 3 10", "highest temperature"),
    ("ST 2020 5 3 20 -999 3 10", "lowest temperature"), ("ST 2020 5 3 20 8 -1 10", "evaporation"),
    ("ST 2020 5 3 20 8 3 -10", "wind"), ("ST 2020 5 3 2O 8 3 10", "not a number"),
    ("ST 2020 5 3 inf 8 3 10", "highest"),
    ("ST 2020 5 3 20,5 8 3 10", "not a number"),
])  # fmt: skip
def test_what_no_day_can_have_is_refused_with_its_line(row, words, tmp_path):
    """It was taken, or read as 0."""
    lines = user().splitlines()
    lines[2] = row
    with pytest.raises(BadLine, match=words) as raised:
        read(tmp_path, "\n".join(lines))
    assert raised.value.line == 3


def test_ghcn_is_in_tenths_of_degrees(tmp_path):
    """As the manual says, and told; EPA SWMM takes whole degrees, 200 of them. What cannot be is refused."""
    (tmp_path / "climate.dat").write_text(ghcn())
    warnings = []
    record = read_climate(tmp_path / "climate.dat", units_of("CMS"), "", START, warnings)
    assert record.high[:31] == pytest.approx([row[1] for row in DAYS])
    assert "tenths of a degree" in warnings[0].message and "C10, C or F" in warnings[0].hint
    with pytest.raises(BadLine, match=r"temperature of \d+ degC"):
        read(tmp_path, ghcn(), "C")
    assert not read_warnings(tmp_path, ghcn(), "C10")


def read_warnings(folder, text, units):
    (folder / "climate.dat").write_text(text)
    found = []
    read_climate(folder / "climate.dat", units_of("CMS"), units, START, found)
    return found


def test_lines_that_say_nothing_are_told(tmp_path):
    (warning,) = read_warnings(tmp_path, user() + "and so on\n", "")
    assert warning.line == len(DAYS) + 2 and "'and so on'" in warning.message


def test_a_file_that_ends_before_the_run_is_told(tmp_path):
    (tmp_path / "climate.dat").write_text(user())
    path = tmp_path / "m.inp"
    path.write_text(MODEL.format(units="").replace("05/20/2020", "06/20/2020"))
    assert any("ends on 2020-06-01" in p.message for p in check_inp(path))
    path.write_text(MODEL.format(units=""))
    assert not any("climate file ends" in p.message for p in check_inp(path))

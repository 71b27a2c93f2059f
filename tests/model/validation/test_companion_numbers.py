"""What files beside a model hold that nobody means, or that is passed over, is told."""

from __future__ import annotations

import pytest
from inp_texts import STREET

from sponge.io import check_inp
from sponge.io.inp.read import read_with_problems
from sponge.model.validate import validate

TEXT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/03/2020
[RAINGAGES]
{gage}
""" + STREET + """[TIMESERIES]
rain 0:00 10 0:05 0
{more}
"""
RAIN = 'G VOLUME 0:05 1 FILE "f.txt" S1 MM'
SERIES = "[INFLOWS]\nA FLOW q\n[TIMESERIES]\nq FILE f.txt"
AIR = '[TEMPERATURE]\nFILE "f.txt"\n[EVAPORATION]\nTEMPERATURE'
INTERFACE = '[FILES]\nUSE INFLOWS "f.txt"'
HEAD = (
    "SWMM5 Interface File\ntitle\n300 - step\n1 - constituents\nFLOW CMS\n1 - nodes\nA\n"
    "Node Year Mon Day Hr Min Sec FLOW\n"
)


def rain(*records: tuple[int, float]) -> str:
    """Minutes and depths of records."""
    return "".join(f"S1 2020 1 1 0 {minute} {depth}\n" for minute, depth in records)


def days(*numbers: int) -> str:
    """A climate file of days."""
    return "".join(f"ST 2020 1 {day} 10 2 * *\n" for day in numbers)


@pytest.mark.parametrize("gage, more, file, told", [
    (RAIN, "", rain((0, 1), (5, 2)), ""),
    (RAIN, "", rain((0, 1), (2, 2), (4, 1)), "its records of 300 s stand 120 s apart at 2020-01-01 00:00 and 1 times"),
    (RAIN, "", rain((0, 1), (5, 900)), "900 mm of rain in 300 s until 2020-01-01 00:05: more than was ever measured"),
    ("", SERIES, "01/01/2020 0:00 1\n01/01/2020 1:00 2\n", ""),
    ("", SERIES, "01/01/2020 0:00 1 ; measured\n01/01/2020 1:00 2\n", ""),
    ("", SERIES, "01/01/2020 1:00 AM 1\n01/01/2020 1:00 PM 2\n", ""),
    ("", SERIES, "01/01/2020 0:00 1 99\n01/01/2020 1:00 2 98\n", "behind date, time and value is passed over: '99'"),
    ("", SERIES, "01/01/2020 0:00 1\n01/01/2020 1:00 2e6\n", "2e+06 is not usual"),
    ("", AIR, days(1, 2, 3), ""), ("", AIR, days(1, 3), "no temperature for 2020-01-02: the last one holds on"),
    ("", INTERFACE, HEAD + "A 2020 01 01 00 00 00 0.5\nA 2020 01 03 00 00 00 0.7\n", ""),
    ("", INTERFACE, HEAD + "A 2020 01 01 00 00 00 5e9\nA 2020 01 03 00 00 00 0.7\n", "flow 5e+09 is not usual"),
])  # fmt: skip
def test_what_is_told_of_a_file(gage, more, file, told, tmp_path):
    (tmp_path / "f.txt").write_text(file)
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(gage=gage or "G INTENSITY 0:05 1 TIMESERIES rain", more=more))
    model, problems = read_with_problems(path)
    assert model is not None and not any(p.fatal for p in problems), problems
    said = [str(p) for p in validate(model)]
    about = [line for line in said if "WET_STEP" not in line]
    assert bool(about) == bool(told), about
    assert told in "\n".join(about)


def test_rain_beyond_all_numbers_is_refused(tmp_path):
    (tmp_path / "f.txt").write_text(rain((0, 1), (5, 1e300)))
    path = tmp_path / "m.inp"
    path.write_text(TEXT.format(gage=RAIN, more=""))
    assert any("rain 1e+300 is no number that can be meant" in p.message and p.line == 2 for p in check_inp(path))

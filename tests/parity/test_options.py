"""Agreement with EPA SWMM under the options that change how a run goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge import judge

import sponge

STREETS = Path(__file__).parent / "cases" / "streets.inp"
REPORT = "[REPORT]\nAVERAGES YES\n"
EVENTS = "[EVENTS]\n06/30/2021 01:00 06/30/2021 03:00\n06/30/2021 04:00 06/30/2021 05:00\n"
STEADY = "SKIP_STEADY_STATE YES\nSYS_FLOW_TOL 10\nLAT_FLOW_TOL 10\n"


@pytest.mark.parametrize(
    "options, sections",
    [
        ("SURCHARGE_METHOD SLOT\n", ""),
        ("ALLOW_PONDING YES\n", ""),
        ("INERTIAL_DAMPING FULL\nNORMAL_FLOW_LIMITED SLOPE\n", ""),
        ("INERTIAL_DAMPING NONE\nNORMAL_FLOW_LIMITED FROUDE\nVARIABLE_STEP 0.5\n", ""),
        ("LENGTHENING_STEP 5\nMIN_SLOPE 0.1\n", ""),
        (STEADY, ""),
        ("", REPORT),
        ("", EVENTS),
    ],
    ids=["slot", "ponding", "full damping", "no damping", "lengthening", "steady skip", "averages", "events"],
)
def test_agrees_with_epa(tmp_path, options, sections):
    text = STREETS.read_text()
    if "VARIABLE_STEP" in options:
        text = text.replace("VARIABLE_STEP        0\n", "")
    case = tmp_path / "case.inp"
    case.write_text(text.replace("[OPTIONS]\n", f"[OPTIONS]\n{options}", 1) + "\n" + sections)
    assert not judge(sponge.run(case, compat="epa"), case).failures()

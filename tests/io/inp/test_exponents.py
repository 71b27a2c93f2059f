"""Exponents beyond what the power of a length can hold are refused with their line, whatever the section."""

from __future__ import annotations

import pytest

from sponge.cli.check import problems_of
from sponge.simulation.warmup_models import PROCESSES, text_with

TEXT = text_with(tuple(PROCESSES)).replace("FLOW_UNITS CMS", "FLOW_UNITS CFS")
ROWS = {  # section -> row, with the exponent to be replaced
    "STORAGE": ("T1 8.5 4.0 0.5 FUNCTIONAL 0 {} 200 0 1 10 5 0.2", "0"),
    "OUTLETS": ("U1 T1 O2 1.0 FUNCTIONAL/DEPTH 0.1 {} NO", "0.5"),
    "GROUNDWATER": ("S1 Aquifer J1 12 0.1 {} 0 0 0 0 *", "1"),
    "LID_CONTROLS": ("Cell DRAIN 5 {} 50 0", "0.5"),
    "WASHOFF": ("Homes TSS EXP 0.4 {} 80 10", "1"),
}


@pytest.mark.parametrize("exponent", ["1e30", "-1e30", "400"])
@pytest.mark.parametrize("section", ROWS)
def test_an_exponent_out_of_range(tmp_path, section, exponent):
    row, good = ROWS[section]
    assert row.format(good) in TEXT
    path = tmp_path / "m.inp"
    path.write_text(TEXT.replace(row.format(good), row.format(exponent)))
    fatal = [problem for problem in problems_of(str(path)) if problem.fatal]
    assert fatal and all(problem.line for problem in fatal[:1])
    assert any(exponent in problem.message and problem.section == section for problem in fatal)


@pytest.mark.parametrize("hours", ["1e6", "1e30"])
def test_unit_hydrographs_that_outlast_the_run(tmp_path, hours):
    """What comes after the end is not computed, so that memory is that of the run."""
    path = tmp_path / "m.inp"
    path.write_text(TEXT.replace("UH ALL SHORT 0.1 0.5 2", f"UH ALL SHORT 0.1 {hours} 2"))
    problems_of(str(path))


def test_rdii_of_centuries_is_told_before(tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(TEXT.replace("START_DATE 01/01/2020", "START_DATE 01/01/1720"))
    found = [problem for problem in problems_of(str(path)) if problem.fatal]
    assert any("million steps" in problem.message and problem.line for problem in found)

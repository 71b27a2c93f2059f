"""Sections and options of other programs: passed over, passed over loudly, or refused."""

from __future__ import annotations

import pytest
from inp_texts import read_text

from sponge.base.errors import ModelError
from sponge.report.text.run_summary import summary_text
from sponge.results.layout import layout_of

BASE = """[OPTIONS]
FLOW_UNITS CMS
END_TIME 6
{options}
[OUTFALLS]
O 8 FREE
[JUNCTIONS]
J 9 2
[CONDUITS]
C J O 100 0.01 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
"""


def model_with(tmp_path, sections="", options=""):
    return read_text(tmp_path, BASE.format(options=options) + sections)


@pytest.mark.parametrize("name", ["USERFLAGS", "User_Flag_Values", "PLUGINS", "MYTOOL"])
def test_empty_ones_need_a_word_only(name, tmp_path):
    model = model_with(tmp_path, f"[{name}]\n;;a remark\n\n")
    assert [p.fatal for p in model.problems] == [False] and not model.not_simulated


def test_remarks_are_passed_over(tmp_path):
    model = model_with(tmp_path, "[USERFLAGS]\nJ #D\n[TAGS]\nNode J t\n")
    assert "passed over" in model.problems[0].message and "1 row" in model.problems[0].message
    assert not model.not_simulated and model.junctions["J"].tag == "t"


@pytest.mark.parametrize("name, words", [
    ("Innovyze_Supplementry_DryWeatherFlow", "dry weather inflows"), ("Innovyze_Something", "InfoWorks ICM"),
    ("2D_TRIANGLES", "two dimensions"), ("HEAT_SOURCES", "temperature"),
])  # fmt: skip
def test_hydraulics_are_told_of_loudly(name, words, tmp_path):
    """With the number of rows, also in the results and in the summary."""
    model = model_with(tmp_path, f"[{name}]\n;;x\nJ FLOW 0.1\nJ FLOW 0.2\n")
    (problem,) = model.problems
    assert "NOT SIMULATED" in problem.message and words in problem.message and "2 rows" in problem.message
    assert problem.line == 13
    assert model.not_simulated == (layout_of(model).attributes["not_simulated"],)
    facts = {
        "model": "m", "routing": "DYNWAVE", "solver": "picard", "start": "2020-01-01T00:00", "end": "2020-01-02T00:00",
        "duration": 86400.0, "counts": {}, "runoff": {}, "routing_ledger": {}, "flooding": [], "outfalls": [],
        "peak_flows": [], "surcharged": [], "pumps": [], "seconds": {"simulate": 1.0, "total": 1.0}, "status": 0,
        "output": "m.nc", "area": 0.0, "not_simulated": list(model.not_simulated), "began": 0.0, "reached": 86400.0,
    }  # fmt: skip
    assert f"NOT SIMULATED: [{name}]" in summary_text(facts)


def test_a_model_of_epas_says_nothing_of_it(tmp_path):
    assert "not_simulated" not in layout_of(model_with(tmp_path)).attributes


@pytest.mark.parametrize("heading, hint", [("CONDUTS", "[CONDUITS]"), ("MYTOOL", "")])
def test_what_is_unknown_is_refused(heading, hint, tmp_path):
    with pytest.raises(ModelError) as raised:
        model_with(tmp_path, f"[{heading}]\nfoo bar\n")
    (problem,) = (p for p in raised.value.problems if p.fatal)
    assert problem.message == f"unknown section [{heading}]" and hint in problem.hint


def test_options_of_other_programs(tmp_path):
    options = "WATER_AGE YES\nNODE_CONTINUITY SEMI_IMPLICIT\nCRS EPSG:4326\nHEAT_TRANSPORT NO"
    model = model_with(tmp_path, options=options)
    assert len(model.not_simulated) == 2 and "WATER_AGE YES" in model.not_simulated[0]
    with pytest.raises(ModelError, match="did you mean FLOW_UNITS"):
        model_with(tmp_path, options="FLOW_UNIT CMS\nFLOW_UNITZ CMS")

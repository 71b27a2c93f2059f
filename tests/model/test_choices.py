# SPDX-License-Identifier: Apache-2.0
"""Fields that hold one of a few words: whoever writes them, another word is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sponge
from sponge.base.errors import UsageError
from sponge.base.units import FLOW_UNITS
from sponge.model.attributes import SINGLE_ROWS
from sponge.model.changes import apply_changes
from sponge.model.choices import CHOICES, FIELDS, words_of
from sponge.model.elements import Inlet, RainGage
from sponge.model.options import Options
from sponge.model.tables import TABLE_OF
from sponge.model.validate import validate

INP = """[OPTIONS]
FLOW_UNITS CMS
START_DATE 01/01/2024
END_DATE 01/02/2024
REPORT_STEP 00:05:00
[RAINGAGES]
R INTENSITY 0:05 1 TIMESERIES T
[JUNCTIONS]
J 10 2
[OUTFALLS]
O 9 FREE
[CONDUITS]
C J O 100 0.013 0 0
[XSECTIONS]
C CIRCULAR 0.5 0 0 0
[TIMESERIES]
T 0:00 1
T 1:00 0
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "m.inp"
    path.write_text(INP)
    return sponge.read_inp(path)


def test_every_field_of_the_list_is_a_row_s_and_its_default_is_one_of_its_words():
    rows = {kind.__name__: kind for kind in (*TABLE_OF, *SINGLE_ROWS.values())}
    assert set(FIELDS) <= set(rows)
    for kind, field in CHOICES:
        default = rows[kind].__dataclass_fields__[field].default
        assert default in words_of(rows[kind], field), (kind, field)


def test_flow_units_are_those_that_have_a_factor():
    assert set(words_of(Options, "flow_units")) == set(FLOW_UNITS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("options.routing = 4 s", "STEADY, KINWAVE or DYNWAVE"),
        ("options.surcharge_method = 3", "EXTRAN or SLOT"),
        ("options.inertial_damping = PARTAIL", "did you mean 'PARTIAL'"),
        ("options.max_trials = 2.5", "whole number"),
        ("options.sweep_start[0] = 2.5", "whole number"),
        ("options.other = 1", "cannot be changed"),
        ("options.infiltration = GREEN_AMPT", "cannot be changed"),
        ("gage[R].rain_units = CM", "IN, MM or nothing"),
    ],
)
def test_changes_take_only_the_words_there_are(model, change, said):
    with pytest.raises(UsageError, match=said):
        apply_changes(model, change)


def test_changes_find_a_word_in_any_case(model):
    assert apply_changes(model, "options.surcharge_method = slot").options.surcharge_method == "SLOT"


@pytest.mark.parametrize("field", FIELDS["Options"])
def test_a_model_edited_in_python_is_told(model, field):
    edited = replace(model, options=replace(model.options, **{field: "FOO"}))
    assert any(problem.fatal and f"{field} cannot be 'FOO'" in problem.message for problem in validate(edited))


def test_rows_edited_in_python_are_told(model):
    gage, inlet = replace(model.gages["R"], form="RATE"), Inlet("I", grate_type="X")
    edited = replace(model, gages={"R": gage}, inlets={"I": inlet})
    said = [problem.message for problem in validate(edited) if problem.fatal]
    assert any("rain gage 'R'" in text or "gage 'R'" in text for text in said)
    assert any("grate_type cannot be 'X'" in text for text in said)
    assert not any("form" in problem.message for problem in validate(model))
    assert isinstance(model.gages["R"], RainGage)


def test_a_day_that_no_year_has_is_told(model):
    edited = apply_changes(model, "options.sweep_start[0] = 13")
    assert edited.options.sweep_start == (13, 1)
    assert any("SWEEP_START is no day" in problem.message for problem in validate(edited))


def test_an_unknown_routing_ends_with_a_usage_or_model_error(model):
    edited = replace(model, options=replace(model.options, routing="FOO"))
    with pytest.raises(sponge.SpongeError, match="FOO"):
        sponge.run(edited)

"""Every method of infiltration through its row of [INFILTRATION], hot start files, compile and checks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sponge.base.errors import ModelError, UsageError
from sponge.base.units import units_of
from sponge.io.hot_start import FOOT, SOIL, soil_factors
from sponge.io.inp.infiltration import infiltration_items
from sponge.io.inp.read import read_inp
from sponge.io.inp.write import inp_text
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.validate import validate
from sponge.physics.infiltration import METHODS, soil_of
from sponge.physics.infiltration.method import parameters_of

TEXT = """
[OPTIONS]
FLOW_UNITS {units}
INFILTRATION {default}
START_DATE 01/01/2020
END_DATE 01/02/2020

[RAINGAGES]
G INTENSITY 1:00 1.0 TIMESERIES T

[SUBCATCHMENTS]
S G O 1 50 100 1 0

[SUBAREAS]
S 0.01 0.1 0 0 25 OUTLET

[INFILTRATION]
S {row}

[OUTFALLS]
O 8 FREE

[TIMESERIES]
T 0:00 1
"""
ROWS = {  # columns as an .inp has them, and what they are in SI with inches and with millimetres
    "HORTON": ("3.5 0.25 4.14 7 6.3", (3.5, 0.25, 4.14 / 3600.0, 7 * 86400.0, 6.3), "rr--d"),
    "MODIFIED_HORTON": ("3.5 0.25 4.14 7 0", (3.5, 0.25, 4.14 / 3600.0, 7 * 86400.0, 0.0), "rr--d"),
    "GREEN_AMPT": ("4.3 0.14 0.33", (4.3, 0.14, 0.33), "dr-"),
    "MODIFIED_GREEN_AMPT": ("4.3 0.14 0.33", (4.3, 0.14, 0.33), "dr-"),
    "CURVE_NUMBER": ("81.5 0.5 3.5", (81.5, 0.5, 3.5 * 86400.0), "-r-"),
}
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.keyword)


def read(folder, row, units="CFS", default="HORTON"):
    path = folder / "model.inp"
    path.write_text(TEXT.format(units=units, default=default, row=row))
    return read_inp(path)


def test_every_method_has_a_row_in_these_tests():
    assert set(ROWS) == {method.keyword for method in METHODS}


@every_method
@pytest.mark.parametrize("units, depth", [("CFS", 0.0254), ("LPS", 1e-3)])
def test_a_row_is_read_in_si_and_written_as_it_was(method, units, depth, tmp_path):
    text, numbers, kinds = ROWS[method.keyword]
    factors = {"d": depth, "r": depth / 3600.0, "-": 1.0}
    soil = read(tmp_path, f"{text} {method.keyword}", units).subcatchments["S"].infiltration
    assert type(soil) is method
    expected = [number * factors[kind] for number, kind in zip(numbers, kinds, strict=True)]
    assert [getattr(soil, p.name) for p in parameters_of(method)] == pytest.approx(expected, rel=1e-14)
    assert infiltration_items(soil, units_of(units)) == text.split()


@every_method
def test_the_method_is_the_option_unless_the_row_names_one(method, tmp_path):
    text = ROWS[method.keyword][0]
    model = read(tmp_path, text, default=method.keyword)
    assert type(model.subcatchments["S"].infiltration) is method
    assert f"S {text}" in [" ".join(line.split()) for line in inp_text(model).splitlines()]
    other = next(m.keyword for m in METHODS if m is not method)
    named = read(tmp_path, f"{text} {method.keyword}", default=other)
    assert type(named.subcatchments["S"].infiltration) is method
    assert f"S {text} {method.keyword}" in [" ".join(line.split()) for line in inp_text(named).splitlines()]


@every_method
def test_a_column_may_be_missing_where_it_has_a_default(method, tmp_path):
    words = ROWS[method.keyword][0].split()
    needed = sum(not parameter.optional for parameter in parameters_of(method))
    shortest = " ".join(words[:needed])
    soil = read(tmp_path, f"{shortest} {method.keyword}").subcatchments["S"].infiltration
    assert all(getattr(soil, p.name) == 0.0 for p in parameters_of(method) if p.optional)
    with pytest.raises(ModelError, match=f"{needed} parameters of {method.keyword}"):
        read(tmp_path, f"{' '.join(words[: needed - 1])} {method.keyword}")


@every_method
def test_changes_reach_every_parameter_and_the_checks_see_them(method, tmp_path):
    model = read(tmp_path, f"{ROWS[method.keyword][0]} {method.keyword}")
    for parameter in parameters_of(method):
        changed = apply_changes(model, f"subcatchment[S].infiltration.{parameter.name} = 0.125")
        assert getattr(changed.subcatchments["S"].infiltration, parameter.name) == 0.125
    wrong = {"CURVE_NUMBER": "drying_time"}.get(method.keyword, parameters_of(method)[0].name)
    with pytest.raises(UsageError, match="negative"):
        apply_changes(model, f"subcatchment[S].infiltration.{wrong} = -1")
    row = model.subcatchments["S"]
    row = replace(row, infiltration=replace(row.infiltration, **{wrong: -1.0}))
    broken = replace(model, subcatchments={"S": row})
    assert any("invalid infiltration parameters" in str(problem) for problem in validate(broken) if problem.fatal)


@every_method
def test_compiled_soil_is_that_of_the_row(method, tmp_path):
    model = read(tmp_path, f"{ROWS[method.keyword][0]} {method.keyword}")
    hydrology = compile_model(model).hydrology
    code, parameters, states = soil_of(model.subcatchments["S"].infiltration)
    assert hydrology.method.tolist() == [code]
    assert np.ravel(hydrology.soil).tolist() == list(parameters)
    assert np.ravel(hydrology.initial_soil).tolist() == list(states)


@every_method
def test_hot_start_files_have_lengths_in_feet(method, tmp_path):
    soil = read(tmp_path, f"{ROWS[method.keyword][0]} {method.keyword}").subcatchments["S"].infiltration
    expected = {
        "HORTON": "-f----", "MODIFIED_HORTON": "-f----", "GREEN_AMPT": "-ff---", "MODIFIED_GREEN_AMPT": "-ff---",
        "CURVE_NUMBER": "fff-ff",
    }[method.keyword]  # fmt: skip
    assert soil_factors(soil) == tuple(FOOT if kind == "f" else 1.0 for kind in expected)
    assert soil_factors(None) == (1.0,) * SOIL


def test_a_row_without_method_is_of_the_model_alone(tmp_path):
    model = read(tmp_path, ROWS["HORTON"][0])
    assert compile_model(replace(model, subcatchments={
        "S": replace(model.subcatchments["S"], infiltration=None)
    })).hydrology.method.tolist() == [soil_of(None)[0]]  # fmt: skip
